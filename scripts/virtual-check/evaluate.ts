import type { MinuteRow, MinuteSample } from '#core/signal/qa/finding.ts';
import type { Estimate, Trust } from '#core/signal/virtual/estimate.ts';
import { tagsOf } from '#core/signal/virtual/features.ts';
import { advanceVirtual, anchorVirtual } from '#core/signal/virtual/virtual.ts';
import type { VirtualPlan, VirtualState } from '#core/signal/virtual/virtual.ts';

/** A run of a plant as columns: times, what the registers showed, and the truth by tag. */
export interface Run {
  readonly timesMs: Float64Array;
  readonly shown: Readonly<Record<string, Float64Array>>;
  readonly truth: Readonly<Record<string, Float64Array>>;
}

export const MINUTE_MS = 60_000;
const DAY_MIN = 1440;

/** Rows of the 1-minute grid as the engine has them; an analyser is read anew once in its period. */
export function* rowsOf(
  plan: VirtualPlan,
  run: Run,
  tags: readonly string[],
): Generator<MinuteRow> {
  const period = new Map(plan.sensors.map((sensor) => [sensor.tag, sensor.periodMin]));
  const columns = tags.flatMap((tag) => {
    const column = run.shown[tag];
    return column === undefined ? [] : [{ tag, column, period: period.get(tag) ?? 1 }];
  });
  for (let i = 0; i < run.timesMs.length; i++) {
    const samples = new Map<string, MinuteSample>();
    for (const { tag, column, period: every } of columns)
      samples.set(tag, { value: column[i] ?? null, fresh: i % every === 0 });
    yield {
      tsMs: Math.floor((run.timesMs[i] ?? 0) / MINUTE_MS) * MINUTE_MS,
      samples,
    };
  }
}

/** Lets the virtual sensors learn from a run in which everything is good. */
export function learnFrom(
  plan: VirtualPlan,
  state: VirtualState,
  run: Run,
  tags: readonly string[],
): VirtualState {
  let at = state;
  const good = new Map<string, Trust>();
  for (const row of rowsOf(plan, run, tags)) at = advanceVirtual(plan, at, row, good).state;
  return at;
}

const tagsIn = (plan: VirtualPlan, place: number): readonly string[] => {
  const feature = plan.features[place];
  return feature === undefined ? [] : tagsOf(feature);
};

export interface Figures {
  readonly minutes: number;
  readonly silent: number;
  readonly mae: number;
  readonly bias: number;
  /** Share of minutes in which the truth lies within two standard deviations. */
  readonly coverage: number;
  readonly meanSd: number;
  readonly meanTruth: number;
  /** Mean absolute error of what one would take otherwise. */
  readonly lastValue: number;
  readonly sameHourYesterday: number;
  readonly pattern: number;
}

/** What a person measures beside a lost sensor: at these minutes of the run, with this error. */
export interface Visits {
  readonly minutes: ReadonlySet<number>;
  readonly error: (tag: string, minute: number) => number;
  readonly sd: number;
}

/**
 * One sensor lost over the whole run, the rest good; what its virtual sensor says against the truth.
 * @param before what the sensor showed while it was learned, for the baselines
 * @param skip minutes at the beginning that are not scored
 */
export function lose(
  plan: VirtualPlan,
  learned: VirtualState,
  run: Run,
  tags: readonly string[],
  tag: string,
  before: Float64Array,
  skip: number,
  visits: Visits | null = null,
): Figures {
  const sensors = plan.sensors.filter((each) => each.tag === tag);
  const reckons = sensors.some(({ models }) =>
    models.some(({ shape }) => shape.kind === 'balance'),
  );
  const only = { ...plan, sensors, basins: reckons ? plan.basins : null };
  // Rows of the signals it hangs on: the others would only cost time.
  const needed = new Set([
    ...(only.basins?.tags ?? []),
    ...only.sensors.flatMap((sensor) => [
      tag,
      sensor.temperatureTag ?? tag,
      ...(sensor.steering?.speedTags ?? []),
      ...sensor.models.flatMap(({ inputs, required }) =>
        [...inputs, ...required].flatMap((place) => tagsIn(plan, place)),
      ),
    ]),
  ]);
  const truth = run.truth[tag] ?? new Float64Array();
  const lost = new Map<string, Trust>([[tag, 'bad']]);
  let state = learned;
  const sums = {
    minutes: 0,
    silent: 0,
    off: 0,
    bias: 0,
    inside: 0,
    sd: 0,
    truth: 0,
    last: 0,
    day: 0,
    week: 0,
  };
  let i = 0;
  for (const row of rowsOf(
    only,
    run,
    tags.filter((each) => needed.has(each)),
  )) {
    const answer = advanceVirtual(only, state, row, lost);
    state = answer.state;
    const is = truth[i] ?? Number.NaN;
    const estimate: Estimate | undefined = answer.estimates.get(tag);
    if (estimate !== undefined && visits?.minutes.has(i) === true)
      state = anchorVirtual(only, state, {
        tag,
        sampledMs: row.tsMs,
        estimated: estimate,
        reference: { value: is + visits.error(tag, i), sd: visits.sd },
      });
    if (i >= skip) score(sums, is, estimate, before, i);
    i++;
  }
  const scored = Math.max(1, sums.minutes - sums.silent);
  return {
    minutes: sums.minutes,
    silent: sums.silent,
    mae: sums.off / scored,
    bias: sums.bias / scored,
    coverage: sums.inside / scored,
    meanSd: sums.sd / scored,
    meanTruth: sums.truth / Math.max(1, sums.minutes),
    lastValue: sums.last / Math.max(1, sums.minutes),
    sameHourYesterday: sums.day / Math.max(1, sums.minutes),
    pattern: sums.week / Math.max(1, sums.minutes),
  };
}

interface Sums {
  minutes: number;
  silent: number;
  off: number;
  bias: number;
  inside: number;
  sd: number;
  truth: number;
  last: number;
  day: number;
  week: number;
}

function score(
  sums: Sums,
  is: number,
  estimate: Estimate | undefined,
  before: Float64Array,
  minute: number,
): void {
  sums.minutes++;
  sums.truth += is;
  const end = before.length;
  sums.last += Math.abs((before[end - 1] ?? 0) - is);
  sums.day += Math.abs((before[end - DAY_MIN + (minute % DAY_MIN)] ?? 0) - is);
  sums.week += Math.abs(pattern(before, minute) - is);
  if (estimate === undefined) {
    sums.silent++;
    return;
  }
  const off = estimate.value - is;
  sums.off += Math.abs(off);
  sums.bias += off;
  sums.sd += estimate.sd;
  sums.inside += Math.abs(off) <= 2 * estimate.sd ? 1 : 0;
}

/** Mean of the same hour of the same weekday in the last four weeks before the loss. */
function pattern(before: Float64Array, minute: number): number {
  const week = 7 * DAY_MIN;
  const hour = Math.floor((minute % week) / 60) * 60;
  let sum = 0;
  let count = 0;
  for (let back = 1; back <= 4; back++) {
    const from = before.length - back * week + hour;
    for (let i = Math.max(0, from); i < from + 60 && i < before.length; i++) {
      sum += before[i] ?? 0;
      count++;
    }
  }
  return count === 0 ? (before.at(-1) ?? 0) : sum / count;
}
