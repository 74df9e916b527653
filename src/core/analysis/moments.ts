/** Count, mean, variance and extremes of a stream; parts can be worked out apart and joined. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Sum of squared deviations from the mean. */
  readonly m2: number;
  readonly min: number;
  readonly minAtMs: number;
  readonly max: number;
  readonly maxAtMs: number;
}

export const NO_MOMENTS: Moments = Object.freeze({
  n: 0,
  mean: 0,
  m2: 0,
  min: Infinity,
  minAtMs: NaN,
  max: -Infinity,
  maxAtMs: NaN,
});

/** Takes values one by one after B. P. Welford, Technometrics 4 (1962) 419. NaN is not counted. */
export class MomentsOf {
  #n = 0;
  #mean = 0;
  #m2 = 0;
  #min = Infinity;
  #minAtMs = NaN;
  #max = -Infinity;
  #maxAtMs = NaN;

  /** A value at an instant; `low` and `high` where it stands for a period with a range of its own. */
  add(value: number, tsMs: number, low = value, high = value): void {
    if (Number.isNaN(value)) return;
    this.#n++;
    const from = value - this.#mean;
    this.#mean += from / this.#n;
    this.#m2 += from * (value - this.#mean);
    if (low < this.#min) {
      this.#min = low;
      this.#minAtMs = tsMs;
    }
    if (high > this.#max) {
      this.#max = high;
      this.#maxAtMs = tsMs;
    }
  }

  moments(): Moments {
    return {
      n: this.#n,
      mean: this.#mean,
      m2: this.#m2,
      min: this.#min,
      minAtMs: this.#minAtMs,
      max: this.#max,
      maxAtMs: this.#maxAtMs,
    };
  }
}

/**
 * Joins two parts after T. F. Chan, G. H. Golub and R. J. LeVeque, "Updating formulae and a pairwise
 * algorithm for computing sample variances" (1979). Of equal extremes the earlier instant stays.
 */
export function joinMoments(a: Moments, b: Moments): Moments {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  const apart = b.mean - a.mean;
  const lower = b.min < a.min || (b.min === a.min && b.minAtMs < a.minAtMs) ? b : a;
  const higher = b.max > a.max || (b.max === a.max && b.maxAtMs < a.maxAtMs) ? b : a;
  return {
    n,
    mean: a.mean + (apart * b.n) / n,
    m2: a.m2 + b.m2 + (apart * apart * a.n * b.n) / n,
    min: lower.min,
    minAtMs: lower.minAtMs,
    max: higher.max,
    maxAtMs: higher.maxAtMs,
  };
}

/** Standard deviation of the sample (n - 1); null for fewer than two values. */
export const standardDeviation = ({ n, m2 }: Moments): number | null =>
  n < 2 ? null : Math.sqrt(m2 / (n - 1));
