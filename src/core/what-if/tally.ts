import type { EffluentTarget } from '../plant/derived.ts';
import type { EffluentFigures } from './result.ts';

/** Running figures of a future: what one pass over its samples leaves. Plain data, moved on in place. */

export interface RangeTally {
  weightH: number;
  sum: number;
  min: number;
  max: number;
}
export const newRange = (): RangeTally => ({ weightH: 0, sum: 0, min: Infinity, max: -Infinity });

/** Counts a value that held for `hours`; a value that is no number is left out. */
export function addToRange(tally: RangeTally, value: number, hours: number): void {
  if (!Number.isFinite(value)) return;
  tally.weightH += hours;
  tally.sum += value * hours;
  tally.min = Math.min(tally.min, value);
  tally.max = Math.max(tally.max, value);
}

export interface EffluentTally extends RangeTally {
  overTargetH: number;
  overLimitH: number;
}
export const newEffluentTally = (): EffluentTally => ({
  ...newRange(),
  overTargetH: 0,
  overLimitH: 0,
});

/** Counts an effluent value against its limit (outside either bound) and the plant's own target. */
export function addEffluent(
  tally: EffluentTally,
  target: Pick<EffluentTarget, 'min' | 'max' | 'target'>,
  value: number,
  hours: number,
): void {
  if (!Number.isFinite(value)) return;
  addToRange(tally, value, hours);
  if (target.target !== null && value > target.target) tally.overTargetH += hours;
  const outside =
    (target.max !== null && value > target.max) || (target.min !== null && value < target.min);
  if (outside) tally.overLimitH += hours;
}

/** The tally as figures for a table. */
export function effluentFiguresOf(
  item: string,
  tag: string,
  tally: EffluentTally,
): EffluentFigures {
  const known = tally.weightH > 0;
  return {
    item,
    tag,
    mean: known ? shorten(tally.sum / tally.weightH) : null,
    min: known ? shorten(tally.min) : null,
    max: known ? shorten(tally.max) : null,
    hoursOverTarget: shorten(tally.overTargetH),
    hoursOverLimit: shorten(tally.overLimitH),
  };
}

/** Sums for a straight line through points that come one by one. */
export interface LineTally {
  n: number;
  x: number;
  y: number;
  xx: number;
  xy: number;
}
export const newLine = (): LineTally => ({ n: 0, x: 0, y: 0, xx: 0, xy: 0 });

export function addToLine(tally: LineTally, x: number, y: number): void {
  tally.n++;
  tally.x += x;
  tally.y += y;
  tally.xx += x * x;
  tally.xy += x * y;
}

/** Slope by least squares; null below `least` points or when they all have one x. */
export function slopeOf(tally: LineTally, least: number): number | null {
  const { n, x, y, xx, xy } = tally;
  const spread = n * xx - x * x;
  return n < least || spread <= 0 ? null : (n * xy - x * y) / spread;
}

/** Value over one step of a series from its samples; null when there was none. */
export function stepValue(samples: readonly number[], how: 'mean' | 'max'): number | null {
  const known = samples.filter((value) => Number.isFinite(value));
  if (known.length === 0) return null;
  const value =
    how === 'max' ? Math.max(...known) : known.reduce((sum, each) => sum + each, 0) / known.length;
  return shorten(value);
}

/** Six digits are more than any instrument has and keep a result of two weeks small. */
export const shorten = (value: number): number => Number(value.toPrecision(6));

const SHORT_HORIZON_DAYS = 3;
const SHORT_STEP_S = 900;
const LONG_STEP_S = 1800;

/** Step of the series: a quarter of an hour up to three days, half an hour beyond. */
export const stepSecondsFor = (horizonDays: number): number =>
  horizonDays <= SHORT_HORIZON_DAYS ? SHORT_STEP_S : LONG_STEP_S;
