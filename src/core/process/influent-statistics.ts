/** Figures by which two series are held against each other; NaN marks a gap and is left out. */

const known = (values: readonly number[]): number[] =>
  values.filter((value) => !Number.isNaN(value));

export const meanOf = (values: readonly number[]): number => {
  const some = known(values);
  return some.reduce((sum, value) => sum + value, 0) / some.length;
};

/** Over the mean, so that series of plants of different size can be compared. */
export function normalised(values: readonly number[]): number[] {
  const mean = meanOf(values);
  return values.map((value) => value / mean);
}

/** Changes from one value to the next, NaN across a gap. */
export const increments = (values: readonly number[]): number[] =>
  values.slice(1).map((value, i) => value - (values[i] ?? Number.NaN));

/** Standard deviation over the mean. */
export function variationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2))) / mean;
}

/** Correlation of a series with itself `lag` values later. */
export function autocorrelation(values: readonly number[], lag: number): number {
  return autocovariance(values, lag) / autocovariance(values, 0);
}

/** Covariance of a series with itself `lag` values later, about the mean of all. */
export function autocovariance(values: readonly number[], lag: number): number {
  const mean = meanOf(values);
  let sum = 0;
  let count = 0;
  for (let i = 0; i + lag < values.length; i++) {
    const product = ((values[i] ?? Number.NaN) - mean) * ((values[i + lag] ?? Number.NaN) - mean);
    if (Number.isNaN(product)) continue;
    sum += product;
    count++;
  }
  return sum / count;
}

/** Value below which a share of all lies, in a straight line between neighbours. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = known(values).toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const a = sorted[low] ?? Number.NaN;
  return a + ((sorted[low + 1] ?? a) - a) * (at - low);
}

/** Largest distance of the two empirical distribution functions (Kolmogorov and Smirnov). */
export function ksDistance(first: readonly number[], second: readonly number[]): number {
  const a = known(first).toSorted((x, y) => x - y);
  const b = known(second).toSorted((x, y) => x - y);
  let i = 0;
  let j = 0;
  let largest = 0;
  while (i < a.length && j < b.length) {
    const at = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    while (i < a.length && (a[i] ?? Infinity) <= at) i++;
    while (j < b.length && (b[j] ?? Infinity) <= at) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}
