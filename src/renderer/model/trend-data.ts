import type { TrendPoint } from '#contract/records.ts';
import { QUALITY_CODE } from '#core/signal/sample.ts';

export interface TrendSeries {
  readonly tag: string;
  readonly points: readonly TrendPoint[];
}

/** Columns for the chart: one common time axis, and per tag mean, min and max; null = gap, undefined = no point at that time. */
export interface TrendColumns {
  readonly timesS: Float64Array;
  readonly series: readonly {
    readonly tag: string;
    readonly mean: readonly (number | null | undefined)[];
    readonly min: readonly (number | null | undefined)[];
    readonly max: readonly (number | null | undefined)[];
    /** Spans whose values are not to be trusted, [from ms, to ms, worst quality code]. */
    readonly doubtful: readonly DoubtfulSpan[];
  }[];
}
export type DoubtfulSpan = readonly [fromMs: number, toMs: number, quality: number];

/** This many buckets without a point are a gap and not a slow reading. */
const GAP_BUCKETS = 3;

/**
 * A point without values where a regularly stored tag has none for several buckets, so
 * that the line breaks there. Tags stored only when they change hold their value instead.
 */
function brokenAtGaps(points: readonly TrendPoint[], bucketMs: number): readonly TrendPoint[] {
  return points.flatMap((point, i): TrendPoint[] => {
    const before = points[i - 1];
    if (before === undefined || point[0] - before[0] <= bucketMs * GAP_BUCKETS) return [point];
    return [[before[0] + bucketMs, null, null, null, QUALITY_CODE.notYetRead, 0], point];
  });
}

/** Lays the buckets of several tags on one time axis. Times are seconds, as the chart wants them. `onChange` tells which tags are stored only when they change. */
export function trendColumns(given: readonly TrendSeries[], bucketMs: number, onChange: (tag: string) => boolean = () => true): TrendColumns {
  const series = given.map(({ tag, points }) => ({ tag, points: onChange(tag) ? points : brokenAtGaps(points, Math.max(bucketMs, 60_000)) }));
  const all = new Set<number>();
  for (const { points } of series) for (const point of points) all.add(point[0]);
  const times = Float64Array.from(all).sort();
  const place = new Map<number, number>();
  times.forEach((tsMs, i) => place.set(tsMs, i));
  return {
    timesS: times.map((tsMs) => tsMs / 1000),
    series: series.map(({ tag, points }) => {
      const mean: (number | null | undefined)[] = new Array<undefined>(times.length).fill(undefined);
      const min = [...mean];
      const max = [...mean];
      for (const [tsMs, low, high, average] of points) {
        const i = place.get(tsMs) ?? 0;
        mean[i] = average;
        min[i] = low;
        max[i] = high;
      }
      return { tag, mean, min, max, doubtful: doubtfulSpans(points, bucketMs) };
    }),
  };
}

/** Joins neighbouring buckets whose worst quality is more than uncertain. */
export function doubtfulSpans(points: readonly TrendPoint[], bucketMs: number): readonly DoubtfulSpan[] {
  const spans: [number, number, number][] = [];
  points.forEach(([tsMs, , , mean, quality], i) => {
    if (quality < QUALITY_CODE.outOfRange) return;
    // Without any value it lasts until the next point.
    const toMs = mean === null ? (points[i + 1]?.[0] ?? tsMs + bucketMs) : tsMs + bucketMs;
    const last = spans.at(-1);
    if (last !== undefined && tsMs <= last[1]) {
      last[1] = toMs;
      last[2] = Math.max(last[2], quality);
    } else spans.push([tsMs, toMs, quality]);
  });
  return spans;
}

/** Smallest, largest and mean over the points inside a span; nulls when there are none. Means are weighted by their samples. */
export function statisticsOf(points: readonly TrendPoint[], fromMs: number, toMs: number): { readonly min: number | null; readonly max: number | null; readonly mean: number | null } {
  let min: number | null = null;
  let max: number | null = null;
  let sum = 0;
  let weight = 0;
  for (const [tsMs, low, high, mean, , samples] of points) {
    if (tsMs < fromMs || tsMs > toMs) continue;
    if (low !== null && (min === null || low < min)) min = low;
    if (high !== null && (max === null || high > max)) max = high;
    if (mean !== null) {
      const n = Math.max(1, samples);
      sum += mean * n;
      weight += n;
    }
  }
  return { min, max, mean: weight > 0 ? sum / weight : null };
}

/** Index of the last time at or before `s`, by halving; -1 when all are later. */
export function indexAt(timesS: Float64Array, s: number): number {
  let low = 0;
  let high = timesS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesS[middle] ?? Infinity) <= s) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Value at or before a place in a column, skipping places where this tag has no point; null for a gap. */
export function valueAt(column: readonly (number | null | undefined)[], index: number): number | null {
  for (let i = index; i >= 0; i--) {
    const value = column[i];
    if (value !== undefined) return value;
  }
  return null;
}
