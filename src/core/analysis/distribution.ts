/** Percentiles and histogram of values that were gathered. */

/** Gathers numbers in a growing typed array: eight bytes each, nothing more. */
export class ValueStore {
  #values = new Float64Array(4096);
  #n = 0;

  add(value: number): void {
    if (this.#n === this.#values.length) {
      const wider = new Float64Array(this.#values.length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#n++] = value;
  }

  get n(): number {
    return this.#n;
  }

  /** The values in rising order. The store must not be added to afterwards. */
  sorted(): Float64Array {
    return this.#values.subarray(0, this.#n).sort();
  }
}

/**
 * Percentile of values in rising order, `p` from 0 to 100, with linear interpolation between
 * neighbours (type 7 of R. J. Hyndman and Y. Fan, The American Statistician 50 (1996) 361); NaN for none.
 */
export function percentile(sorted: Float64Array, p: number): number {
  if (sorted.length === 0) return NaN;
  const place = ((sorted.length - 1) * p) / 100;
  const below = Math.floor(place);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(sorted.length - 1, below + 1)] ?? NaN;
  return low + (high - low) * (place - below);
}

export interface Histogram {
  /** Edges of the classes, one more than counts; each class holds its lower edge, the last its upper too. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** Classes of equal and round width over sorted values; about `wanted` of them. */
export function histogramOf(sorted: Float64Array, wanted: number): Histogram {
  const low = sorted[0];
  const high = sorted[sorted.length - 1];
  if (low === undefined || high === undefined) return { edges: [], counts: [] };
  // A range that drowns in the size of the values cannot be cut into classes.
  if (high - low <= Math.max(Math.abs(low), Math.abs(high)) * 1e-9 || high - low < 1e-200)
    return { edges: [low, high], counts: [sorted.length] };
  const width = roundStep((high - low) / wanted);
  const first = Math.floor(low / width);
  const classes = Math.max(1, Math.floor(high / width) - first + 1);
  const edges = Array.from({ length: classes + 1 }, (_, i) => round((first + i) * width));
  // Found by place in the sorted row, so that every value falls into exactly one class.
  const counts: number[] = [];
  let from = 0;
  for (let i = 1; i <= classes; i++) {
    const to = i === classes ? sorted.length : placeOf(sorted, edges[i] ?? Infinity);
    counts.push(to - from);
    from = to;
  }
  return { edges, counts };
}

/** First place whose value is not below a limit. */
function placeOf(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

const round = (value: number): number => Number(value.toPrecision(12));

/** Smallest of 1, 2, 2.5, 5 times a power of ten that is not below `step`. */
export function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const part = step / power;
  const nice = [1, 2, 2.5, 5, 10].find((each) => part <= each * (1 + 1e-9)) ?? 10;
  return nice * power;
}
