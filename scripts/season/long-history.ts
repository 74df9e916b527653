import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { plantContext } from '#core/control/plant-context.ts';
import { firstState } from '#core/control/state.ts';
import type { EngineState, StepResult } from '#core/control/state.ts';
import { step } from '#core/control/step.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { planPolls, tcpWireCost } from '#core/signal/poll-plan.ts';
import type { PollBlock } from '#core/signal/poll-plan.ts';
import { decode } from '#core/signal/registers.ts';
import type { Reading } from '#core/signal/grade.ts';
import { plantDays } from '#engine/app/plant-day.ts';
import { STATE_KEY, saveState } from '#engine/app/saved-state.ts';
import { parseAnswer, wireQuestion } from '#engine/fieldbus/pdu.ts';
import { openForWriting } from '#engine/historian/database.ts';
import { DATABASE_FILE, acquireDataDirLock } from '#engine/historian/index.ts';
import { packScan } from '#engine/historian/messages.ts';
import { ScanWriter } from '#engine/historian/writer.ts';
import type { ScanRecord } from '#engine/ports/historian.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';

/**
 * A long past of the virtual plant in a data folder: the plant runs in coarse steps, its
 * registers are read as the engine reads them, graded and reduced by the engine's own scan
 * (`core/control/step`), and stored by the historian's own writer, with its days sealed and
 * rolled up. Only the period of the scans differs: minutes instead of seconds.
 */
export interface LongHistoryOptions {
  readonly profile: PlantProfile;
  readonly dataDir: string;
  readonly seed: number;
  /** The past ends here, ms UTC, a whole minute. */
  readonly endMs: number;
  readonly days: number;
  readonly tickMs: number;
  /** Days before the stored ones in which the water settles. */
  readonly settleDays: number;
  /** Period of the scans, whole minutes, and of those of the last `fineDays`. */
  readonly scanMinutes: number;
  readonly fineDays: number;
  readonly onDay: (day: number, plant: VirtualPlant) => void;
}

export interface LongHistory {
  readonly scans: number;
  readonly gridRows: number;
  readonly changeRows: number;
  readonly events: number;
  readonly alarmsNow: readonly string[];
  readonly plant: VirtualPlant;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Reads all registers of the map in the blocks the engine would ask for. */
function reader(plant: VirtualPlant, blocks: readonly PollBlock[]): () => Reading[] {
  const asked = blocks.map((block) => {
    const { slave, table, address, count } = block;
    const question = { kind: 'read', table, address, count } as const;
    return { block, question, wire: wireQuestion(slave, question) };
  });
  return () => {
    const nowMs = plant.nowMs();
    return asked.flatMap(({ block, question, wire }) => {
      const words = parseAnswer(question, wire, plant.handlePdu(block.slave, wire.pdu));
      if (!words.ok) return [];
      return block.tags.map((tag) => ({
        tag: tag.id,
        value: decode(tag, words.value, tag.address - block.address),
        sourceTimeMs: nowMs,
        monoMs: nowMs,
      }));
    });
  };
}

/** Collects what scans want on disk and hands it to the writer day by day. */
class DayStore {
  readonly #writer: ScanWriter;
  #grid: ScanRecord['grid'][number][] = [];
  #changes: ScanRecord['changes'][number][] = [];
  #events: ScanRecord['events'][number][] = [];
  gridRows = 0;
  changeRows = 0;
  events = 0;

  constructor(writer: ScanWriter) {
    this.#writer = writer;
  }

  /** Starts and stops seen every few minutes would be a random few of all there were. */
  add(result: StepResult, withMachineEvents: boolean): void {
    this.#grid.push(...result.grid);
    this.#changes.push(...result.changes);
    for (const event of result.events) {
      if (event.kind === 'machine' && !withMachineEvents) continue;
      this.#events.push({ ...event, params: { ...event.params } });
    }
  }

  flush(state: Readonly<Record<string, string>>): void {
    this.gridRows += this.#grid.length;
    this.changeRows += this.#changes.length;
    this.events += this.#events.length;
    const scan = { grid: this.#grid, changes: this.#changes, events: this.#events };
    this.#writer.commit([packScan({ ...scan, receipts: [], state })]);
    this.#grid = [];
    this.#changes = [];
    this.#events = [];
    for (let more = true; more;) more = this.#writer.sealStep();
  }
}

/**
 * Fills the folder and leaves the plant's state beside the history, so that the application
 * goes on from there when it is started with the same seed.
 * Rejects with an Error when the folder is in use or cannot be written, with the reason.
 */
export async function liveThrough(options: LongHistoryOptions): Promise<LongHistory> {
  const { profile, dataDir, seed, endMs, days, tickMs } = options;
  mkdirSync(dataDir, { recursive: true });
  const lock = acquireDataDirLock(dataDir);
  if (!lock.ok) throw new Error(lock.error.message);
  const opened = openForWriting(path.join(dataDir, DATABASE_FILE));
  if (!opened.ok) throw new Error(opened.error.message);
  const db = opened.value;
  try {
    // Nothing is lost if the build is broken off: it starts anew.
    db.pragma('synchronous = OFF');
    const store = new DayStore(new ScanWriter(db));
    const startMs = endMs - days * DAY_MS;
    const plant = createVirtualPlant({
      profile,
      seed,
      startMs: startMs - options.settleDays * DAY_MS,
      tickMs,
      // The engine's beat counts at its own pace, not at that of the plant.
      linkSpeed: options.scanMinutes * 60,
    });
    plant.advance(options.settleDays * DAY_MS);
    const { state, scans, alarmsNow } = await scanOn(plant, store, options, startMs);
    store.flush({ [STATE_KEY]: saveState(state, endMs) });
    db.pragma('synchronous = FULL');
    db.pragma('wal_checkpoint(TRUNCATE)');
    writeFileSync(
      path.join(dataDir, `virtual-plant-${String(seed)}.json`),
      JSON.stringify(plant.state),
    );
    const { gridRows, changeRows, events } = store;
    return { scans, gridRows, changeRows, events, alarmsNow, plant };
  } finally {
    db.close();
    lock.value.release();
  }
}

async function scanOn(
  plant: VirtualPlant,
  store: DayStore,
  options: LongHistoryOptions,
  startMs: number,
): Promise<{ state: EngineState; scans: number; alarmsNow: readonly string[] }> {
  const { profile, endMs, days } = options;
  const { blocks } = planPolls(profile.tags, { cost: tcpWireCost(), joinGaps: false });
  const read = reader(plant, blocks);
  const beat = heartbeatOf(profile, plant);
  const dayOf = plantDays(profile.site.timeZone, profile.display.dayStartsAt);
  const link = {
    state: 'connected',
    detail: null,
    slaves: [...new Set(blocks.map(({ slave }) => slave))].map((slave) => ({
      slave,
      state: 'answering' as const,
    })),
  } as const;
  const fineFromMs = endMs - options.fineDays * DAY_MS;
  let state = firstState(plantContext(profile));
  let scans = 0;
  let alarmsNow: readonly string[] = [];
  let day = 0;
  while (plant.nowMs() < endMs) {
    const nowMs = plant.nowMs();
    const result = step(
      state,
      {
        readings: read(),
        faults: [],
        link,
        heartbeat: { lastOkMonoMs: nowMs },
        day: dayOf(nowMs),
        historian: 'ok',
        freeDiskBytes: null,
      },
      { wallMs: nowMs, monoMs: nowMs },
    );
    ({ state } = result);
    store.add(result, nowMs >= fineFromMs);
    alarmsNow = result.snapshot.alarms.map(({ id }) => id);
    scans++;
    beat(scans);
    plant.advance((nowMs < fineFromMs ? options.scanMinutes : 1) * MINUTE_MS);
    const done = Math.min(days, Math.floor((plant.nowMs() - startMs) / DAY_MS));
    if (done === day) continue;
    day = done;
    store.flush({});
    options.onDay(day, plant);
    // SQLite's statements of a finished day are let go between turns of the event loop only; kept
    // for a year they are gigabytes.
    await setImmediate();
  }
  return { state, scans, alarmsNow };
}

/** Keeps the PLC listening, as a running engine does. */
function heartbeatOf(profile: PlantProfile, plant: VirtualPlant): (count: number) => void {
  const tag = profile.tags.find(({ id }) => id === profile.plc.ai.heartbeatTag);
  if (tag === undefined || (tag.table !== 'holding' && tag.table !== 'coil'))
    return () => undefined;
  const { slave, table, address } = tag;
  return (count) => {
    const words = [(count % 65_535) + 1];
    plant.handlePdu(slave, wireQuestion(slave, { kind: 'write', table, address, words }).pdu);
  };
}
