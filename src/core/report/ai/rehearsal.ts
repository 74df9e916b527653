import type { AiFigures } from './figures.ts';

/**
 * A rehearsal (what-if) held against what came. The future "as it is now" is compared, since the changes
 * a person tried were not made in the plant. What anybody did to the plant meanwhile counts as error.
 */
export interface Rehearsal {
  readonly startMs: number;
  readonly stepMs: number;
  /** Value i holds for the step that ends at `startMs + (i + 1) stepMs`. */
  readonly series: readonly { readonly tag: string; readonly values: readonly (number | null)[] }[];
}

/** [ms UTC, mean, highest] of a bucket. */
export type MeasuredPoint = readonly [number, number | null, number | null];

/** Fewer compared steps than an hour of them say nothing. */
export const LEAST_MS = 3_600_000;

/**
 * What was measured in each step from one before the start on; null where nothing was. A bucket counts
 * to the step its middle lies in.
 * @param how mean of the buckets, or the highest of them
 */
export function measuredSteps(
  { startMs, stepMs }: Pick<Rehearsal, 'startMs' | 'stepMs'>,
  steps: number,
  points: readonly MeasuredPoint[],
  bucketMs: number,
  how: 'mean' | 'max',
): readonly (number | null)[] {
  const sums = Array.from({ length: steps + 1 }, () => ({ sum: 0, n: 0, max: -Infinity }));
  for (const [ms, mean, max] of points) {
    const step = sums[Math.floor((ms + bucketMs / 2 - startMs) / stepMs) + 1];
    if (step === undefined || mean === null || max === null) continue;
    step.sum += mean;
    step.n++;
    step.max = Math.max(step.max, max);
  }
  return sums.map(({ sum, n, max }) => (n === 0 ? null : how === 'max' ? max : sum / n));
}

/** Errors of one quantity in one rehearsal, summed over the steps that could be compared. */
export interface StepErrors {
  readonly steps: number;
  readonly error: number;
  readonly persistence: number;
}

/**
 * Sums of |rehearsed less measured| and of |value before the start less measured|: the honest baseline of
 * a forecast is that all stays as it is. Null without a value before the start or a step to compare.
 * @param measured from one step before the start on
 */
export function stepErrors(
  values: readonly (number | null)[],
  measured: readonly (number | null)[],
): StepErrors | null {
  const start = measured[0] ?? null;
  if (start === null) return null;
  let steps = 0;
  let error = 0;
  let persistence = 0;
  values.forEach((value, i) => {
    const came = measured[i + 1] ?? null;
    if (value === null || came === null) return;
    steps++;
    error += Math.abs(value - came);
    persistence += Math.abs(start - came);
  });
  return steps === 0 ? null : { steps, error, persistence };
}

type Row = AiFigures['rehearsals']['rows'][number];
interface Sum {
  runs: number;
  steps: number;
  hours: number;
  error: number;
  persistence: number;
}

/** Errors of all judged rehearsals by quantity, in the order they first came. */
export class RehearsalSums {
  readonly #sums = new Map<string, Sum>();

  add(tag: string, { steps, error, persistence }: StepErrors, stepMs: number): void {
    const sum = this.#sums.get(tag) ?? { runs: 0, steps: 0, hours: 0, error: 0, persistence: 0 };
    sum.runs++;
    sum.steps += steps;
    sum.hours += (steps * stepMs) / 3_600_000;
    sum.error += error;
    sum.persistence += persistence;
    this.#sums.set(tag, sum);
  }

  rows(of: (tag: string) => Pick<Row, 'unit' | 'decimals'>): Row[] {
    return [...this.#sums].map(([tag, { runs, steps, hours, error, persistence }]) => ({
      tag,
      ...of(tag),
      runs,
      hours,
      error: error / steps,
      persistence: persistence / steps,
    }));
  }
}
