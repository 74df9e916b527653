import { DAY_MS, HOUR_MS, MINUTE_MS, isUsableCode } from '#core/signal/trend.ts';
import { PERIOD_MS } from '#core/analysis/level.ts';
import type { AnalysisLevel, AnalysisSpan } from '#core/analysis/question.ts';
import type { TotalRule } from '#core/analysis/total.ts';
import { changeTrend } from '../change-trend.ts';
import type { Db } from '../database.ts';
import { forDays, minuteReader, readContext } from '../rows.ts';
import type { ReadContext } from '../rows.ts';

/** Equal periods of one tag in a row; NaN where nothing usable was stored. */
export interface Periods {
  readonly startMs: number;
  readonly periodMs: number;
  readonly mean: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Usable readings behind each mean; for a held state, the share of the period it was known. */
  readonly weight: Float64Array;
}

/** Takes a correction off: bias of a tag at an instant, 0 without one. */
export type BiasAt = (tsMs: number) => number;

/** Minutes of one slice: about 30 ms of reading on a small PC. */
const SLICE_MINUTES = 30 * 1440;
const SLICE_MS: Readonly<Record<AnalysisLevel, number>> = {
  minute: SLICE_MINUTES * MINUTE_MS,
  hour: 400 * DAY_MS,
  day: 4000 * DAY_MS,
};

/** Whole periods a span touches. */
export function wholePeriods(span: AnalysisSpan, level: AnalysisLevel): AnalysisSpan {
  const periodMs = PERIOD_MS[level];
  return {
    fromMs: Math.floor(span.fromMs / periodMs) * periodMs,
    toMs: Math.ceil(span.toMs / periodMs) * periodMs,
  };
}

export interface SliceOrder {
  readonly tag: string;
  readonly level: AnalysisLevel;
  readonly span: AnalysisSpan;
  readonly biasAt: BiasAt | null;
}

/**
 * Reads the periods of a tag slice by slice in time order, each in a transaction of its own, so
 * that a long question holds back neither the folding of the log nor the purge. `step` is called
 * after each slice with the share that is done.
 */
export function forSlices(
  db: Db,
  order: SliceOrder,
  each: (slice: Periods) => void,
  step: (share: number) => void,
): void {
  const { fromMs, toMs } = wholePeriods(order.span, order.level);
  for (let atMs = fromMs; atMs < toMs;) {
    const endMs = Math.min(toMs, atMs + SLICE_MS[order.level]);
    const slice = db.transaction(() => readPeriods(db, order, atMs, endMs))();
    each(slice);
    atMs = endMs;
    step((endMs - fromMs) / (toMs - fromMs));
  }
}

/** The periods of a tag from one whole period's beginning to another's. */
export function readPeriods(
  db: Db,
  order: Omit<SliceOrder, 'span'>,
  fromMs: number,
  toMs: number,
): Periods {
  const periodMs = PERIOD_MS[order.level];
  const count = Math.max(0, Math.round((toMs - fromMs) / periodMs));
  const periods: Periods = {
    startMs: fromMs,
    periodMs,
    mean: new Float64Array(count).fill(NaN),
    min: new Float64Array(count).fill(NaN),
    max: new Float64Array(count).fill(NaN),
    weight: new Float64Array(count),
  };
  const context = readContext(db);
  const tag = context.tags.get(order.tag);
  // A tag that was stored both ways in its life: changes first, the grid over them.
  if (tag?.inChanges === true) putChanges(context, tag.id, order.level, periods);
  if (tag?.inGrid === true) {
    if (order.level === 'minute') putMinutes(context, tag.id, periods);
    else putRollups(context, tag.id, order.level, periods);
  }
  if (order.biasAt !== null) takeOff(periods, order.biasAt);
  return periods;
}

/** How far back the last value of a counter is looked for: longer than a PC is away for repair. */
const COUNTER_LOOK_BACK_DAYS = 92;

/**
 * What a counter showed last before an instant; NaN for other tags and where nothing was stored. What it
 * counted while nobody looked belongs to the span in which it was seen again, so that days add up to their month.
 */
export function counterBefore(db: Db, tag: string, rule: TotalRule | null, atMs: number): number {
  if (rule?.kind !== 'counter') return NaN;
  const toMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  const lastIn = (level: AnalysisLevel, fromMs: number, endMs: number) => {
    const { mean, startMs, periodMs } = readPeriods(
      db,
      { tag, level, biasAt: null },
      fromMs,
      endMs,
    );
    const last = mean.findLastIndex((value) => !Number.isNaN(value));
    return last === -1 ? null : { atMs: startMs + last * periodMs, value: mean[last] ?? NaN };
  };
  const hourMs = Math.floor(toMs / HOUR_MS) * HOUR_MS;
  const near = lastIn('minute', hourMs - HOUR_MS, toMs);
  if (near !== null) return near.value;
  const hour = lastIn('hour', hourMs - COUNTER_LOOK_BACK_DAYS * DAY_MS, hourMs - HOUR_MS);
  if (hour === null) return NaN;
  return lastIn('minute', hour.atMs, hour.atMs + HOUR_MS)?.value ?? hour.value;
}

function takeOff(periods: Periods, biasAt: BiasAt): void {
  const { startMs, periodMs, mean, min, max } = periods;
  for (let i = 0; i < mean.length; i++) {
    const bias = biasAt(startMs + i * periodMs);
    if (bias === 0) continue;
    mean[i] = (mean[i] ?? NaN) - bias;
    min[i] = (min[i] ?? NaN) - bias;
    max[i] = (max[i] ?? NaN) - bias;
  }
}

const endOf = (periods: Periods): number =>
  periods.startMs + periods.mean.length * periods.periodMs;

function put(
  periods: Periods,
  i: number,
  mean: number,
  min: number,
  max: number,
  weight: number,
): void {
  periods.mean[i] = mean;
  periods.min[i] = min;
  periods.max[i] = max;
  periods.weight[i] = weight;
}

function putMinutes(context: ReadContext, tag: number, periods: Periods): void {
  const minutes = minuteReader(context);
  const { startMs } = periods;
  forDays(startMs, endOf(periods), (day, fromMinute, endMinute) => {
    minutes(day, tag, fromMinute, endMinute, ({ tsMs, value, grade }) => {
      if (value === null || !isUsableCode(grade & 15)) return;
      put(periods, (tsMs - startMs) / MINUTE_MS, value, value, value, 1);
    });
  });
}

type Cells = [number, number, number | null, number | null, number | null];

function putRollups(
  context: ReadContext,
  tag: number,
  level: 'hour' | 'day',
  periods: Periods,
): void {
  const isHour = level === 'hour';
  const periodMs = isHour ? HOUR_MS : DAY_MS;
  const rows = context.db
    .prepare<[number, number, number], Cells>(
      isHour
        ? 'SELECT hour, usable, min, max, sum FROM rollup_hour WHERE tag = ? AND hour >= ? AND hour < ?'
        : 'SELECT day, usable, min, max, sum FROM rollup_day WHERE tag = ? AND day >= ? AND day < ?',
    )
    .raw()
    .iterate(tag, periods.startMs / periodMs, endOf(periods) / periodMs);
  for (const [period, usable, min, max, sum] of rows) {
    if (usable === 0 || min === null || max === null || sum === null) continue;
    if (context.openDays.has(Math.floor((period * periodMs) / DAY_MS))) continue;
    put(periods, (period * periodMs - periods.startMs) / periodMs, sum / usable, min, max, usable);
  }
  putOpenDays(context, tag, periods);
}

/** Days that are not over yet have no roll-ups: their minutes are added up here. */
function putOpenDays(context: ReadContext, tag: number, periods: Periods): void {
  const minutes = minuteReader(context);
  const { startMs, periodMs, mean, min, max, weight } = periods;
  for (const openDay of context.openDays) {
    const fromMs = Math.max(startMs, openDay * DAY_MS);
    const toMs = Math.min(endOf(periods), (openDay + 1) * DAY_MS);
    if (fromMs >= toMs) continue;
    forDays(fromMs, toMs, (day, fromMinute, endMinute) => {
      minutes(day, tag, fromMinute, endMinute, ({ tsMs, value, grade }) => {
        if (value === null || !isUsableCode(grade & 15)) return;
        const i = Math.floor((tsMs - startMs) / periodMs);
        const n = (weight[i] ?? 0) + 1;
        if (n === 1) put(periods, i, value, value, value, 1);
        else {
          const before = mean[i] ?? 0;
          put(
            periods,
            i,
            before + (value - before) / n,
            Math.min(min[i] ?? value, value),
            Math.max(max[i] ?? value, value),
            n,
          );
        }
      });
    });
  }
}

/** A state or set-point that is stored when it changes: its mean over time in each period. */
function putChanges(
  context: ReadContext,
  tag: number,
  level: AnalysisLevel,
  periods: Periods,
): void {
  const { startMs, periodMs } = periods;
  const bucketCount = periods.mean.length;
  const span = { fromMs: startMs, toMs: endOf(periods), buckets: bucketCount };
  const points = changeTrend(
    context,
    { level, bucketMs: periodMs, startMs, bucketCount },
    tag,
    span,
  );
  for (const [tsMs, low, high, mean] of points) {
    if (mean === null || low === null || high === null) continue;
    put(periods, Math.round((tsMs - startMs) / periodMs), mean, low, high, 1);
  }
}

/** Last instant anything was stored, or null in an empty history. */
export const lastStoredMs = (db: Db): number | null =>
  db.prepare<[], number>("SELECT value FROM meta WHERE key = 'last_ms'").pluck().get() ?? null;
