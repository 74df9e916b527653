/**
 * How two rows of equally spaced values go together. Missing values are NaN; a pair counts when both
 * are there.
 */

export interface Pairing {
  readonly n: number;
  readonly meanX: number;
  readonly meanY: number;
  readonly sxx: number;
  readonly syy: number;
  readonly sxy: number;
}

/** Sums of squares and products about the means of the pairs (x[i], y[i + lag]). */
export function pairUp(x: Float64Array, y: Float64Array, lag = 0): Pairing {
  const from = Math.max(0, -lag);
  const to = Math.min(x.length, y.length - lag);
  let n = 0;
  let sumX = 0;
  let sumY = 0;
  for (let i = from; i < to; i++) {
    const a = x[i] ?? NaN;
    const b = y[i + lag] ?? NaN;
    // NaN is the only number that is not itself.
    if (a !== a || b !== b) continue;
    n++;
    sumX += a;
    sumY += b;
  }
  const meanX = sumX / n;
  const meanY = sumY / n;
  let sxx = 0;
  let syy = 0;
  let sxy = 0;
  for (let i = from; i < to; i++) {
    const a = (x[i] ?? NaN) - meanX;
    const b = (y[i + lag] ?? NaN) - meanY;
    if (a !== a || b !== b) continue;
    sxx += a * a;
    syy += b * b;
    sxy += a * b;
  }
  return { n, meanX, meanY, sxx, syy, sxy };
}

const LEAST_PAIRS = 3;

/** Pearson's correlation, -1 to 1; null below three pairs or where one of the two never changes. */
export function pearson({ n, sxx, syy, sxy }: Pairing): number | null {
  if (n < LEAST_PAIRS || !(sxx > 0) || !(syy > 0)) return null;
  const r = sxy / Math.sqrt(sxx * syy);
  return Number.isFinite(r) ? Math.max(-1, Math.min(1, r)) : null;
}

/** Ranks from 1 among the values that are there; equal ones share the mean of their ranks. */
export function ranks(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => value === value).sort();
  return values.map((value) => {
    if (value !== value) return NaN;
    return (placeBelow(sorted, value, false) + placeBelow(sorted, value, true) + 1) / 2;
  });
}

/** How many sorted values are below `value`, or not above it. */
function placeBelow(sorted: Float64Array, value: number, orEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = sorted[middle] ?? Infinity;
    if (at < value || (orEqual && at === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Spearman's rank correlation: Pearson's of the ranks within the pairs. */
export function spearman(x: Float64Array, y: Float64Array): number | null {
  const length = Math.min(x.length, y.length);
  const a = new Float64Array(length);
  const b = new Float64Array(length);
  let n = 0;
  for (let i = 0; i < length; i++) {
    const left = x[i] ?? NaN;
    const right = y[i] ?? NaN;
    if (left !== left || right !== right) continue;
    a[n] = left;
    b[n] = right;
    n++;
  }
  return pearson(pairUp(ranks(a.subarray(0, n)), ranks(b.subarray(0, n))));
}

/** Correlation of a row with itself one step later; 0 where it cannot be told. */
export const selfCorrelation = (values: Float64Array): number =>
  pearson(pairUp(values, values, 1)) ?? 0;

/**
 * How many independent pairs n dependent ones are worth: n (1 - ab) / (1 + ab) with the lag-1
 * self-correlations a and b (M. S. Bartlett, J. R. Stat. Soc. 98 (1935) 536). Readings a minute apart
 * tell little that is new; without this every interval would be far too narrow.
 */
export function independentPairs(n: number, selfX: number, selfY: number): number {
  const product = Math.max(0, Math.min(0.999_999, selfX * selfY));
  return Math.max(Math.min(n, 4), (n * (1 - product)) / (1 + product));
}

const NORMAL_975 = 1.959_963_984_540_054;

/**
 * 95 % interval of a correlation by R. A. Fisher's z; for ranks with the variance of D. G. Bonett and
 * T. A. Wright, Psychometrika 65 (2000) 23. Null for four pairs or fewer.
 */
export function interval95(
  r: number | null,
  pairs: number,
  kind: 'pearson' | 'spearman',
): readonly [number, number] | null {
  if (r === null || pairs <= 4) return null;
  if (Math.abs(r) >= 1) return [r, r];
  const variance = (kind === 'pearson' ? 1 : 1 + (r * r) / 2) / (pairs - 3);
  const half = NORMAL_975 * Math.sqrt(variance);
  const z = Math.atanh(r);
  return [Math.tanh(z - half), Math.tanh(z + half)];
}

export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Share of the variance of y that the line accounts for, 0 to 1. */
  readonly r2: number;
  /** Standard deviation of y about the line, in y's unit. */
  readonly residualSd: number;
}

/** Line of least squares of y on x; null where x never changes or pairs are fewer than three. */
export function lineThrough(pairing: Pairing): Line | null {
  const { n, meanX, meanY, sxx, syy, sxy } = pairing;
  if (n < LEAST_PAIRS || !(sxx > 0)) return null;
  const slope = sxy / sxx;
  const rest = Math.max(0, syy - slope * sxy);
  return {
    slope,
    intercept: meanY - slope * meanX,
    r2: syy > 0 ? 1 - rest / syy : 0,
    residualSd: Math.sqrt(rest / (n - 2)),
  };
}
