import type { Influent } from '#core/plant/influent.ts';
import { fitPattern, flowShapeOf, strengthShapeOf } from '#core/process/influent-fit.ts';
import type { MeasuredSeries } from '#core/process/influent-fit.ts';
import { startSewer, stepSewer } from '#core/process/influent-generator.ts';
import type { NoiseScale } from '#core/process/influent-noise.ts';
import {
  autocorrelation,
  increments,
  ksDistance,
  meanOf,
  normalised,
  quantile,
  variationOf,
} from '#core/process/influent-statistics.ts';

export interface Comparison {
  readonly name: string;
  readonly field: 'flow' | 'strength';
  readonly series: MeasuredSeries;
  /** Largest distance allowed: of the two distributions (Kolmogorov-Smirnov) and of the autocorrelations. */
  readonly targets: {
    readonly values: number;
    readonly changes: number;
    readonly acf1: number;
    readonly acfDay: number;
  };
}

interface Line {
  readonly figure: string;
  readonly measured: number;
  readonly generated: number;
  readonly distance: number;
  /** Null where it is only shown. */
  readonly target: number | null;
}

export interface InfluentReport {
  readonly name: string;
  readonly fitted: number;
  readonly heldOut: number;
  readonly generated: number;
  readonly seeds: number;
  readonly noise: readonly NoiseScale[];
  readonly lines: readonly Line[];
}

const SEEDS = 20;

/** Fits to the first half, generates as long a series as the second half for each seed, compares. */
export function compareInfluent(base: Influent, comparison: Comparison): InfluentReport {
  const { series, field, targets } = comparison;
  const half = Math.floor(series.values.length / 2);
  const part = (from: number, to: number): MeasuredSeries => ({
    stepS: series.stepS,
    values: series.values.slice(from, to),
    secondOfDay: series.secondOfDay.slice(from, to),
    weekday: series.weekday.slice(from, to),
  });
  const held = part(half, series.values.length);
  const fit = fitPattern(part(0, half));
  const shape = field === 'flow' ? flowShapeOf(base, fit) : strengthShapeOf(base, fit);
  const measured = normalised(held.values);
  const runs = Array.from({ length: SEEDS }, (_, seed) =>
    normalised(generate(shape, field, held, seed + 1)),
  );
  const pooled = runs.flat();
  const changes = runs.flatMap(increments);
  const perDay = Math.round(86_400 / series.stepS);
  const line = (
    figure: string,
    of: (values: readonly number[]) => number,
    target: number | null = null,
  ): Line => {
    const ours = meanOf(runs.map(of));
    const theirs = of(measured);
    return { figure, measured: theirs, generated: ours, distance: Math.abs(ours - theirs), target };
  };
  const ks = (
    figure: string,
    a: readonly number[],
    b: readonly number[],
    target: number,
  ): Line => ({
    figure,
    measured: 0,
    generated: 0,
    distance: ksDistance(a, b),
    target,
  });
  return {
    name: comparison.name,
    fitted: half,
    heldOut: held.values.length,
    generated: pooled.length,
    seeds: SEEDS,
    noise: fit.noise,
    lines: [
      ks('KS of values over their mean', measured, pooled, targets.values),
      ks('KS of changes per step', increments(measured), changes, targets.changes),
      line('autocorrelation, 1 step', (v) => autocorrelation(v, 1), targets.acf1),
      line('autocorrelation, 1 day', (v) => autocorrelation(v, perDay), targets.acfDay),
      line('autocorrelation, 7 days', (v) => autocorrelation(v, 7 * perDay)),
      line('coefficient of variation', variationOf),
      ...[0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99].map((share) =>
        line(`quantile ${share} of values`, (v) => quantile(v, share)),
      ),
      ...[0.05, 0.95].map((share) =>
        line(`quantile ${share} of changes`, (v) => quantile(increments(v), share)),
      ),
    ],
  };
}

/** Values of the generator at the places of a series, with its gaps; step means of ten-minute values. */
function generate(
  shape: Influent,
  field: 'flow' | 'strength',
  like: MeasuredSeries,
  seed: number,
): number[] {
  const sewer = startSewer(shape, seed);
  const inner = Math.round(like.stepS / 600);
  return like.values.map((value, i) => {
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      const ofStepS = (k + 0.5) * 600;
      const secondOfDay = (like.secondOfDay[i] ?? 0) + ofStepS;
      const nowMs = (i * like.stepS + ofStepS) * 1000;
      const point = stepSewer(
        shape,
        sewer,
        [],
        {
          secondOfDay,
          weekday: like.weekday[i] ?? 0,
          dayOfYear: 200,
          dayNumber: Math.floor(nowMs / 86_400_000),
        },
        nowMs,
      );
      sum += field === 'flow' ? point.flowM3PerH : point.nh4n;
    }
    return Number.isNaN(value) ? value : sum / inner;
  });
}
