import { QUALITIES, QUALITY_CODE } from './sample.ts';
import type { Quality } from './sample.ts';

/**
 * How a trend of any span becomes at most as many buckets as the chart has pixels,
 * each with minimum, maximum, mean and worst quality, so that a spike is never lost.
 * Pure arithmetic: the historian feeds it rows, tests feed it brute force.
 */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export type TrendSource = 'raw' | 'minute' | 'hour' | 'day';
const PERIOD_MS: Readonly<Record<TrendSource, number>> = {
  raw: MINUTE_MS,
  minute: MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
};

/** Cost of reading a row against that of a single minute: roll-ups have more columns. */
const ROW_COST: Readonly<Record<TrendSource, number>> = { raw: 1, minute: 1, hour: 1.5, day: 1.5 };

export interface TrendPlan {
  readonly level: TrendSource;
  /** Width of a bucket, a multiple of the level's period. */
  readonly bucketMs: number;
  /** Start of the first bucket, a multiple of `bucketMs`, at or before the asked start. */
  readonly startMs: number;
  readonly bucketCount: number;
}

export interface TrendSpan {
  /** First instant, included. */
  readonly fromMs: number;
  /** End, not included. */
  readonly toMs: number;
  /** Most buckets wanted per tag. */
  readonly buckets: number;
}

/**
 * Chooses where a trend is read from. The coarsest roll-up that still fills every bucket
 * loses nothing; where that would cost more than reading `rowBudget` minutes for all tags
 * together, the next coarser one is taken and the chart gets fewer, wider buckets.
 */
export function planTrend(span: TrendSpan, tagCount: number, rowBudget: number): TrendPlan {
  const lengthMs = span.toMs - span.fromMs;
  const rows = (level: TrendSource): number => lengthMs / PERIOD_MS[level];
  if (rows('raw') <= span.buckets - 1) return alignedPlan('raw', span);
  const order: readonly TrendSource[] = ['day', 'hour', 'minute'];
  let index = order.findIndex((level) => rows(level) >= span.buckets);
  while (index > 0) {
    const level = order[index];
    if (level === undefined || rows(level) * ROW_COST[level] * tagCount <= rowBudget) break;
    index--;
  }
  return alignedPlan(order[index] ?? 'minute', span);
}

function alignedPlan(level: TrendSource, span: TrendSpan): TrendPlan {
  const periodMs = PERIOD_MS[level];
  const lengthMs = span.toMs - span.fromMs;
  let bucketMs = Math.max(1, Math.ceil(lengthMs / span.buckets / periodMs)) * periodMs;
  for (;;) {
    const startMs = Math.floor(span.fromMs / bucketMs) * bucketMs;
    const bucketCount = Math.ceil((span.toMs - startMs) / bucketMs);
    if (bucketCount <= span.buckets || span.buckets < 2) {
      return { level, bucketMs, startMs, bucketCount };
    }
    bucketMs += periodMs;
  }
}

/** [start ms, min, max, mean, worst quality code, samples]; the numbers are null where nothing usable was read. */
export type BucketPoint = [number, number | null, number | null, number | null, number, number];

/** Roll-up of a stretch of one tag. `weight` is what `sum` has to be divided by: samples, or ms for held values. */
export interface Rollup {
  readonly samples: number;
  readonly weight: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number | null;
  readonly worst: number;
}

/** A number counts for minimum, maximum and mean when it is good or uncertain; the rest only shows as quality. */
export const isUsableCode = (qualityCode: number): boolean => qualityCode <= QUALITY_CODE.uncertain;

/** Quality by its stored code; an unknown code reads as the worst known. */
export const qualityOfCode = (code: number): Quality => QUALITIES[code] ?? 'notYetRead';

/** Collects samples and roll-ups of one tag into the buckets of a plan. */
export class BucketAccumulator {
  readonly #startMs: number;
  readonly #bucketMs: number;
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  readonly #sum: Float64Array;
  readonly #weight: Float64Array;
  readonly #samples: Float64Array;
  readonly #worst: Uint8Array;
  /** 1 where anything at all is known, a value held through the bucket included. */
  readonly #seen: Uint8Array;

  constructor(startMs: number, bucketMs: number, bucketCount: number) {
    this.#startMs = startMs;
    this.#bucketMs = bucketMs;
    this.#min = new Float64Array(bucketCount).fill(Infinity);
    this.#max = new Float64Array(bucketCount).fill(-Infinity);
    this.#sum = new Float64Array(bucketCount);
    this.#weight = new Float64Array(bucketCount);
    this.#samples = new Float64Array(bucketCount);
    this.#worst = new Uint8Array(bucketCount);
    this.#seen = new Uint8Array(bucketCount);
  }

  /** One sample at an instant. Instants outside the buckets are ignored. */
  add(tsMs: number, value: number | null, qualityCode: number): void {
    const i = Math.floor((tsMs - this.#startMs) / this.#bucketMs);
    if (i < 0 || i >= this.#seen.length) return;
    this.#samples[i] = (this.#samples[i] ?? 0) + 1;
    this.#put(i, value, qualityCode, 1);
  }

  /** A roll-up that lies within one bucket, placed by its start. */
  addRollup(startMs: number, part: Rollup): void {
    const i = Math.floor((startMs - this.#startMs) / this.#bucketMs);
    if (i < 0 || i >= this.#seen.length) return;
    this.#seen[i] = 1;
    this.#samples[i] = (this.#samples[i] ?? 0) + part.samples;
    this.#worst[i] = Math.max(this.#worst[i] ?? 0, part.worst);
    if (part.min === null || part.max === null || part.sum === null) return;
    this.#min[i] = Math.min(this.#min[i] ?? Infinity, part.min);
    this.#max[i] = Math.max(this.#max[i] ?? -Infinity, part.max);
    this.#sum[i] = (this.#sum[i] ?? 0) + part.sum;
    this.#weight[i] = (this.#weight[i] ?? 0) + part.weight;
  }

  /** A value that held from one instant to another: weighs by its ms in every bucket it touches. */
  hold(fromMs: number, toMs: number, value: number | null, qualityCode: number): void {
    const endMs = this.#startMs + this.#seen.length * this.#bucketMs;
    let atMs = Math.max(fromMs, this.#startMs);
    const lastMs = Math.min(toMs, endMs);
    while (atMs < lastMs) {
      const i = Math.floor((atMs - this.#startMs) / this.#bucketMs);
      const nextMs = Math.min(this.#startMs + (i + 1) * this.#bucketMs, lastMs);
      this.#put(i, value, qualityCode, nextMs - atMs);
      atMs = nextMs;
    }
  }

  /** Counts a change of a held value at an instant. */
  countChange(tsMs: number): void {
    const i = Math.floor((tsMs - this.#startMs) / this.#bucketMs);
    if (i >= 0 && i < this.#seen.length) this.#samples[i] = (this.#samples[i] ?? 0) + 1;
  }

  /** The buckets in which anything is known, in time order. */
  points(): BucketPoint[] {
    const points: BucketPoint[] = [];
    for (let i = 0; i < this.#seen.length; i++) {
      if (this.#seen[i] !== 1) continue;
      points.push([this.#startMs + i * this.#bucketMs, ...this.#figures(i)]);
    }
    return points;
  }

  /** One bucket as a roll-up, to be stored or merged into a wider bucket. */
  rollup(index: number): Rollup {
    const weight = this.#weight[index] ?? 0;
    const usable = weight > 0;
    return {
      samples: this.#samples[index] ?? 0,
      weight,
      min: usable ? (this.#min[index] ?? null) : null,
      max: usable ? (this.#max[index] ?? null) : null,
      sum: usable ? (this.#sum[index] ?? null) : null,
      worst: this.#worst[index] ?? 0,
    };
  }

  #figures(i: number): [number | null, number | null, number | null, number, number] {
    const { min, max, sum, weight, worst, samples } = this.rollup(i);
    return [min, max, sum === null ? null : sum / weight, worst, samples];
  }

  #put(i: number, value: number | null, qualityCode: number, weight: number): void {
    this.#seen[i] = 1;
    if (qualityCode > (this.#worst[i] ?? 0)) this.#worst[i] = qualityCode;
    if (value === null || !isUsableCode(qualityCode)) return;
    if (value < (this.#min[i] ?? Infinity)) this.#min[i] = value;
    if (value > (this.#max[i] ?? -Infinity)) this.#max[i] = value;
    this.#sum[i] = (this.#sum[i] ?? 0) + value * weight;
    this.#weight[i] = (this.#weight[i] ?? 0) + weight;
  }
}
