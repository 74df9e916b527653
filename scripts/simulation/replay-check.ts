import { Acquisition } from '#engine/app/acquisition.ts';
import { closeGrid } from '#core/control/grid.ts';
import { plantContext } from '#core/control/plant-context.ts';
import { firstState } from '#core/control/state.ts';
import { step } from '#core/control/step.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Tag } from '#core/plant/tag.ts';
import { planPolls, tcpWireCost } from '#core/signal/poll-plan.ts';
import { openHistorian } from '#engine/historian/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { systemClock } from '#engine/platform/system-clock.ts';
import type { FieldBus } from '#engine/ports/fieldbus.ts';
import type { Historian, ScanRecord } from '#engine/ports/historian.ts';
import type { ReplayPlant } from '#twin/replay/replay-plant.ts';
import type { Recording } from '#twin/replay/recording.ts';

/** What became of a recording on its way over the wire and to disk. */
export interface ReplayResult {
  readonly rows: number;
  readonly tags: number;
  readonly compared: number;
  /** Largest difference found, in steps of the register (half a step is rounding). */
  readonly worstSteps: number;
  /** Values stored with a quality other than good (outside the tag's physical range). */
  readonly notGood: number;
  readonly requests: number;
  /** First differences, readable. */
  readonly problems: readonly string[];
}

export interface ReplayCheckOptions {
  readonly profile: PlantProfile;
  readonly recording: Recording;
  readonly plant: ReplayPlant;
  /** A bus to a server that serves `plant`, not yet open. */
  readonly bus: FieldBus;
  readonly dataDir: string;
  /** Rows to send, from the first. */
  readonly rows: number;
  readonly onProgress?: (row: number) => void;
}

const ROWS_PER_COMMIT = 50;
const READ_WITHIN_MS = 5000;
const PAGE = 10_000;
const MOST_PROBLEMS = 20;

/** Half a step of the register, with room for the last bits of two multiplications. */
const ALLOWED_STEPS = 0.5 + 1e-6;

const commitOrThrow = async (historian: Historian, scan: ScanRecord): Promise<void> => {
  const done = await historian.commit(scan);
  if (!done.ok) throw new Error(done.error.message);
};

/** Row by row over the bus, through decoding, grading and grid, onto the disk. */
async function record(options: ReplayCheckOptions, historian: Historian): Promise<void> {
  const { profile, recording, plant, bus, rows, onProgress } = options;
  const context = plantContext(profile);
  const { blocks } = planPolls(profile.tags, { cost: tcpWireCost(), joinGaps: false });
  const acquisition = new Acquisition({
    plant: context,
    clock: systemClock,
    log: silentLog,
    onFastRound: () => undefined,
  });
  let state = firstState(context);
  let scan = {
    grid: [] as ScanRecord['grid'][number][],
    changes: [] as ScanRecord['changes'][number][],
  };
  const flush = async (): Promise<void> => {
    await commitOrThrow(historian, { ...scan, events: [], receipts: [], state: {} });
    scan = { grid: [], changes: [] };
  };
  for (let row = 0; row < rows; row++) {
    plant.advance((recording.timesMs[row] ?? 0) - plant.nowMs());
    for (const block of blocks) {
      const { slave, table, address, count } = block;
      const reply = await bus.read({
        slave,
        table,
        address,
        count,
        priority: 'poll',
        deadlineMs: READ_WITHIN_MS,
      });
      if (!reply.ok)
        throw new Error(`row ${String(row)}, block ${block.id}: ${JSON.stringify(reply.error)}`);
      acquisition.takeBlock({ block, ...reply.value });
    }
    const nowMs = recording.timesMs[row] ?? 0;
    const result = step(
      state,
      {
        ...acquisition.drain(),
        link: { state: 'connected', detail: null, slaves: [] },
        heartbeat: { lastOkMonoMs: null },
        day: { startMs: 0, yesterdayStartMs: 0 },
        historian: 'ok',
        freeDiskBytes: null,
      },
      { wallMs: nowMs, monoMs: systemClock.monoMs() },
    );
    state = result.state;
    scan.grid.push(...result.grid);
    scan.changes.push(...result.changes);
    if (row % ROWS_PER_COMMIT === 0) {
      await flush();
      onProgress?.(row);
    }
  }
  scan.grid.push(...closeGrid(state.grid, state.gridTags, state.samples));
  await flush();
}

/** The stored value of a tag at each row time: the grid row of the minute, or the last change before it. */
async function storedAt(
  historian: Historian,
  tag: Tag,
  times: Float64Array,
): Promise<{ readonly values: (number | null)[]; readonly notGood: number }> {
  const points: { readonly tsMs: number; readonly value: number | null; readonly good: boolean }[] =
    [];
  const fromMs = Math.floor((times[0] ?? 0) / 60_000) * 60_000;
  for (let cursor: string | null = null, more = true; more;) {
    const page = await historian.raw({
      tags: [tag.id],
      fromMs,
      toMs: (times.at(-1) ?? 0) + 60_000,
      limit: PAGE,
      cursor,
    });
    if (!page.ok) throw new Error(page.error.message);
    points.push(
      ...page.value.rows.map(({ tsMs, value, quality }) => ({
        tsMs,
        value,
        good: quality === 'good',
      })),
    );
    cursor = page.value.cursor;
    more = cursor !== null;
  }
  const values: (number | null)[] = [];
  let notGood = 0;
  let next = 0;
  for (const time of times) {
    const at = tag.store === 'grid' ? Math.floor(time / 60_000) * 60_000 : time;
    while (next < points.length && (points[next]?.tsMs ?? 0) <= at) next++;
    const point = points[next - 1];
    const present = point !== undefined && (tag.store === 'change' || point.tsMs === at);
    values.push(present ? point.value : null);
    if (present && !point.good) notGood++;
  }
  return { values, notGood };
}

/** Sends a recording through a bus into a database and compares every stored value with the file's. */
export async function checkReplay(options: ReplayCheckOptions): Promise<ReplayResult> {
  const { profile, recording, bus, dataDir, rows } = options;
  const opened = await openHistorian({ dataDir, log: silentLog });
  if (!opened.ok) throw new Error(opened.error.message);
  const historian = opened.value;
  bus.open();
  try {
    await record(options, historian);
    const times = recording.timesMs.subarray(0, rows);
    const problems: string[] = [];
    let compared = 0;
    let worstSteps = 0;
    let notGood = 0;
    const tags = profile.tags.filter((tag) => tag.store !== 'none' && recording.values.has(tag.id));
    for (const tag of tags) {
      const series = recording.values.get(tag.id) ?? new Float64Array();
      const stored = await storedAt(historian, tag, times);
      notGood += stored.notGood;
      for (let row = 0; row < rows; row++) {
        const wanted = series[row] ?? Number.NaN;
        const got = stored.values[row] ?? null;
        compared++;
        const steps =
          got === null ? Number.POSITIVE_INFINITY : Math.abs(got - wanted) / Math.abs(tag.scale);
        worstSteps = Math.max(worstSteps, steps);
        if (steps > ALLOWED_STEPS && problems.length < MOST_PROBLEMS) {
          problems.push(
            `${tag.id} at ${new Date(times[row] ?? 0).toISOString()}: stored ${String(got)}, file ${String(wanted)} ${tag.unit}`,
          );
        }
      }
    }
    const { requests } = bus.status().counters;
    return { rows, tags: tags.length, compared, worstSteps, notGood, requests, problems };
  } finally {
    await bus.close();
    await historian.close();
  }
}
