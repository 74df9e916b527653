import { isDigital } from '../plant/tag.ts';
import type { Tag } from '../plant/tag.ts';
import { QUALITY_CODE, isUsable } from '../signal/sample.ts';
import type { Provenance, Quality, Sample } from '../signal/sample.ts';

export const MINUTE_MS = 60_000;

/** One value of the 1-minute UTC grid or of a state change, on its way to disk. */
export interface StoredValue {
  readonly tag: string;
  readonly value: number | null;
  readonly quality: Quality;
  readonly provenance: Provenance;
  readonly tsMs: number;
}

/**
 * What the minute so far holds of one tag. The mean is kept as an offset from the
 * first value, so that a minute of equal readings stores exactly that reading.
 */
interface Minute {
  readonly first: number;
  readonly sumOfOffsets: number;
  readonly count: number;
  /** Source time of the last reading counted, so that one reading counts once. */
  readonly lastSourceMs: number;
  readonly worst: 'good' | 'uncertain';
  readonly provenance: Provenance;
}
export interface GridState {
  /** Start of the minute being filled, ms UTC; null before the first scan. */
  readonly minuteMs: number | null;
  readonly minutes: Readonly<Record<string, Minute>>;
}
export const EMPTY_GRID: GridState = Object.freeze({ minuteMs: null, minutes: {} });

/**
 * `last`: switches, totalisers (uint32) and settings (holding registers), where an
 * average means nothing; `mean`: everything else.
 */
export const reducerOf = (tag: Tag): 'mean' | 'last' =>
  isDigital(tag) || tag.type === 'uint32' || tag.table === 'holding' ? 'last' : 'mean';

/** How far back the PC clock may go before the grid follows it. */
const LONGEST_WAIT_MS = 120_000;

const floorMinute = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;

function addTo(
  minute: Minute | undefined,
  sample: Sample,
  value: number,
  reducer: 'mean' | 'last',
): Minute {
  if (minute !== undefined && minute.lastSourceMs === sample.sourceTimeMs) return minute;
  const fresh = minute === undefined || reducer === 'last';
  return {
    first: fresh ? value : minute.first,
    sumOfOffsets: fresh ? 0 : minute.sumOfOffsets + (value - minute.first),
    count: fresh ? 1 : minute.count + 1,
    lastSourceMs: sample.sourceTimeMs,
    worst: sample.quality === 'uncertain' || minute?.worst === 'uncertain' ? 'uncertain' : 'good',
    provenance: sample.provenance,
  };
}

/** The row a tag gets for a finished minute: what was read in it, else what still stands, marked as held. */
function rowOf(
  tag: Tag,
  minute: Minute | undefined,
  sample: Sample | undefined,
  tsMs: number,
): StoredValue | null {
  if (minute !== undefined) {
    return {
      tag: tag.id,
      value: minute.first + minute.sumOfOffsets / minute.count,
      quality: minute.worst,
      provenance: minute.provenance,
      tsMs,
    };
  }
  if (sample === undefined || sample.quality === 'notYetRead') return null;
  const ofThisMinute = floorMinute(sample.sourceTimeMs) === tsMs;
  return {
    tag: tag.id,
    value: sample.value,
    quality: sample.quality,
    tsMs,
    provenance: ofThisMinute ? sample.provenance : 'held',
  };
}

/**
 * The 1-minute UTC grid of seed 4.1.2: one row per `grid` tag and minute, stamped with
 * the minute's start. Rows hold the mean of the minute's usable readings (`reducerOf`
 * says where the last one is taken instead); a bad reading never enters a mean. A tag
 * read more seldom than each minute repeats its value as `held`, with the quality it
 * has at the minute's end. Readings go by their source time, which for a recording is
 * the recorded one; a reading older than the minute being filled is left out.
 * @param before samples of the scan before, the last of a minute that is over now
 */
export function advanceGrid(
  state: GridState,
  tags: readonly Tag[],
  before: ReadonlyMap<string, Sample>,
  samples: ReadonlyMap<string, Sample>,
  nowMs: number,
  recorded: boolean,
): { readonly state: GridState; readonly rows: readonly StoredValue[] } {
  const minuteMs = floorMinute(nowMs);
  const filling = state.minuteMs ?? minuteMs;
  // A PC clock set back a little must not write minutes twice: the open one waits. Set back far, it starts anew there.
  const turned = minuteMs > filling || minuteMs < filling - LONGEST_WAIT_MS;
  const rows = turned ? closeGrid(state, tags, before) : [];
  const current = turned ? minuteMs : filling;
  const minutes: Record<string, Minute> = turned ? {} : { ...state.minutes };
  for (const tag of tags) {
    const sample = samples.get(tag.id);
    if (
      sample === undefined ||
      sample.value === null ||
      !isUsable(sample) ||
      sample.provenance === 'held'
    )
      continue;
    const at = floorMinute(sample.sourceTimeMs);
    if (at !== current) continue;
    minutes[tag.id] = addTo(
      minutes[tag.id],
      sample,
      sample.value,
      recorded ? 'last' : reducerOf(tag),
    );
  }
  return { state: { minuteMs: current, minutes }, rows };
}

/** The rows of the minute being filled, e.g. when a recording is over. */
export function closeGrid(
  state: GridState,
  tags: readonly Tag[],
  samples: ReadonlyMap<string, Sample>,
): readonly StoredValue[] {
  const { minuteMs } = state;
  if (minuteMs === null) return [];
  return tags.flatMap(
    (tag) => rowOf(tag, state.minutes[tag.id], samples.get(tag.id), minuteMs) ?? [],
  );
}

/** True when a stored state has to be written again: another value, or another quality. */
export const isChange = (before: Sample | undefined, after: Sample): boolean =>
  after.quality !== 'notYetRead' &&
  (before === undefined ||
    before.value !== after.value ||
    QUALITY_CODE[before.quality] !== QUALITY_CODE[after.quality]);
