/** One measured figure. `target` is in words, `ok` whether the figure meets it. */
export interface Metric {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly target: string;
  readonly ok: boolean;
}

export interface BenchOptions {
  /** Words after the bench's name, for benches that take any. */
  readonly args: readonly string[];
}

/** What a file `bench/<name>.bench.ts` exports by default. */
export type Bench = (options: BenchOptions) => Promise<Metric[]>;

/** A figure that must not exceed its limit. */
export function atMost(metric: string, value: number, unit: string, limit: number): Metric {
  return { metric, value: rounded(value), unit, target: `<= ${limit} ${unit}`.trim(), ok: value <= limit };
}

/** A figure that must reach its limit. */
export function atLeast(metric: string, value: number, unit: string, limit: number): Metric {
  return { metric, value: rounded(value), unit, target: `>= ${limit} ${unit}`.trim(), ok: value >= limit };
}

/** A figure that is only reported. */
export function figure(metric: string, value: number, unit: string): Metric {
  return { metric, value: rounded(value), unit, target: '', ok: true };
}

/** Value at the given share of the sorted samples (0.5 median, 0.99 p99), by the nearest-rank method. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
