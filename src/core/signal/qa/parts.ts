import { noExtremes } from './extremes.ts';
import type { Extremes } from './extremes.ts';
import { quantile } from './rolling.ts';
import type { SensorState } from './sensor-state.ts';
import type { SensorTest } from './settings.ts';

export const PARTS = {
  /** Parts of the usual range that are told apart. */
  count: 4,
  /** Days of readings before the range is split. */
  afterDays: 3,
  /** A range narrower than this share of the span is not split. */
  leastShare: 0.005,
  /** A part begins to speak for itself once its steps were met on so many days, so many of them; it is ripe with more. */
  days: 7,
  ripeDays: 18,
  steps: 300,
  slowSteps: 60,
  /** The noise of a part is known from fewer readings: its bound stands so many times as far. */
  noiseTimes: 1.2,
} as const;

/** What is usual of readings within one part of the range. */
export interface Part {
  readonly spikeUp: Extremes;
  readonly spikeDown: Extremes;
  readonly jumpUp: Extremes;
  readonly jumpDown: Extremes;
  readonly noise: Extremes;
  noiseNow: number;
  noiseUsual: number;
  noiseN: number;
  /** Share of readings that moved, and readings that went in; stays in expected moves. */
  moveShare: number;
  moveSeen: number;
  readonly stays: Extremes;
}

/** All that is learned of the sizes within a part. */
export const extremesOf = (part: Part): readonly Extremes[] => [
  part.spikeUp,
  part.spikeDown,
  part.jumpUp,
  part.jumpDown,
  part.noise,
  part.stays,
];

/**
 * The usual range of a signal in parts: an analyser is noisier where it reads much, a flow that its controller
 * switches jumps between parts and is calm within them, so that each part has bounds of its own.
 */
export interface Parts {
  readonly low: number;
  readonly high: number;
  readonly parts: Part[];
}

const firstPart = (): Part => ({
  spikeUp: noExtremes(),
  spikeDown: noExtremes(),
  jumpUp: noExtremes(),
  jumpDown: noExtremes(),
  noise: noExtremes(),
  noiseNow: 0,
  noiseUsual: 0,
  noiseN: 0,
  moveShare: 0,
  moveSeen: 0,
  stays: noExtremes(),
});

/** Splits the range once it is known, by what lies in the rolling window of a day. */
export function partsOf(test: SensorTest, state: SensorState, atMs: number): Parts | null {
  if (state.parts !== undefined) return state.parts;
  const { trustedMs, rolling } = state;
  if (trustedMs === null || atMs - trustedMs < PARTS.afterDays * 86_400_000) return null;
  const sorted = Float64Array.from(rolling.values).sort();
  if (sorted.length < 24) return null;
  const low = quantile(sorted, 0.02);
  const high = quantile(sorted, 0.98);
  const count = high - low < PARTS.leastShare * test.span ? 1 : PARTS.count;
  state.parts = { low, high, parts: Array.from({ length: count }, firstPart) };
  return state.parts;
}

export function partAt(parts: Parts | null, reading: number): number {
  if (parts === null) return -1;
  const count = parts.parts.length;
  if (count === 1) return 0;
  const at = Math.floor((count * (reading - parts.low)) / (parts.high - parts.low));
  return Math.max(0, Math.min(count - 1, at));
}

/** The part a reading lies in; undefined while the range is not known. */
export const partOf = (parts: Parts | null, reading: number): Part | undefined =>
  parts?.parts[partAt(parts, reading)];

/** Enough readings of a part are known that its steps and its noise speak for themselves. */
export const isKnown = (test: SensorTest, part: Part): boolean =>
  part.noiseN >= (test.stepMin < 10 ? PARTS.steps : PARTS.slowSteps);

/**
 * Bound of a part: that of the whole range as long as the part is young, its own once it is ripe, and between them a
 * weighted geometric mean, so that the margin shrinks with its days.
 */
export function ripened(whole: number, own: number, { days }: Extremes): number {
  const weight = ((days ?? 0) - PARTS.days) / (PARTS.ripeDays - PARTS.days);
  if (own >= whole || weight >= 1) return own;
  return own * (whole / own) ** (1 - Math.max(0, weight));
}
