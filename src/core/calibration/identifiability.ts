import { fromUnit, toUnit } from '../optimise/problem.ts';
import type { Point, Problem } from '../optimise/problem.ts';
import { crossProducts, eigen, inverse } from './symmetric.ts';
import type { Matrix } from './symmetric.ts';

/** Model outputs of all fitted series, end to end, each divided by the standard deviation of its measurements. */
export type ScaledOutputs = readonly number[];

export type Verdict = 'identifiable' | 'weak' | 'not identifiable';

export interface ParameterIdentity {
  readonly name: string;
  readonly value: number;
  /** Root mean square of the scaled sensitivities: change of the outputs, in standard deviations of the measurements, when the parameter goes through its whole range at the present slope. */
  readonly sensitivity: number;
  /** Approximate 95 % confidence interval inside the bounds; null where the Jacobian is singular. */
  readonly confidence: readonly [number, number] | null;
  /** Width of that interval as a share of the range (by the scale it is searched on). */
  readonly confidenceShare: number | null;
  /** Parameter it is most correlated with, and how. */
  readonly closest: { readonly name: string; readonly correlation: number } | null;
  readonly atBound: boolean;
  /** Where the slopes say its optimum lies from here, share of the range; 0 at an optimum, null where the Jacobian is singular. */
  readonly optimumAway: number | null;
  /** Range of the near-best points of the search as a share of the whole; null when not known. */
  readonly nearBestShare: number | null;
  readonly verdict: Verdict;
  readonly reason: string;
}

export interface Identifiability {
  readonly parameters: readonly ParameterIdentity[];
  /** Collinearity index of all parameters together (Brun et al. 2001): above 10 to 15 they cannot be told apart. */
  readonly collinearity: number;
  /** Pair of parameters with the largest index of a pair. */
  readonly worstPair: {
    readonly names: readonly [string, string];
    readonly collinearity: number;
  } | null;
  /** Determinant measure rho = det(S'S)^(1/2k): large is good; compares subsets of the same size. */
  readonly determinant: number;
  readonly correlations: Matrix;
  /** Gauss-Newton step to the optimum of the model made linear here, in the unit cube; null where the Jacobian is singular. */
  readonly step: readonly number[] | null;
}

/** Difference of a parameter for its sensitivity, share of the range: above the roughness of an adaptive model. */
export const SENSITIVITY_STEP = 0.02;

/** Figures from which the verdict follows; reasons in docs/process-models.md. */
const LIMITS = {
  /** Least effect of the whole range, in standard deviations of the data. */
  sensitivity: 0.05,
  /** Confidence interval over range: weak from, not identifiable from. */
  weakShare: 0.25,
  lostShare: 1,
  collinearity: 15,
  correlation: 0.95,
  bound: 0.005,
} as const;

/** Points to evaluate for the local sensitivities: two for each parameter, inside the bounds. */
export function sensitivityPoints(problem: Problem, at: Point): number[][] {
  const unit = toUnit(problem, at);
  return unit.flatMap((_, i) =>
    steps(unit[i] ?? 0).map((u) =>
      fromUnit(
        problem,
        unit.map((v, j) => (i === j ? u : v)),
      ),
    ),
  );
}

const steps = (u: number): [number, number] => [
  Math.max(0, u - SENSITIVITY_STEP),
  Math.min(1, u + SENSITIVITY_STEP),
];

/** Lag-one correlation of the residuals; successive errors of a plant model are not independent. */
function lagOne(residuals: readonly number[]): number {
  const total = residuals.reduce((sum, r) => sum + r * r, 0);
  const next = residuals.slice(1).reduce((sum, r, i) => sum + r * (residuals[i] ?? 0), 0);
  return total > 0 ? Math.min(0.99, Math.max(0, next / total)) : 0;
}

/** Collinearity index of columns: one over the root of the smallest eigenvalue of the normalised products. */
function collinearityOf(columns: Matrix): number {
  const normed = columns.map((column) => {
    const length = Math.sqrt(column.reduce((sum, v) => sum + v * v, 0));
    return length > 0 ? column.map((v) => v / length) : column;
  });
  const smallest = eigen(crossProducts(normed)).values[0] ?? 0;
  return smallest > 1e-14 ? 1 / Math.sqrt(smallest) : Infinity;
}

/** Within this of a bound, share of the range, a value is at it. */
const isAtBound = (u: number): boolean => u < LIMITS.bound || u > 1 - LIMITS.bound;

/**
 * Step that makes the sum of squares of the linearised residuals smallest (Gauss and Newton).
 * What lies at a bound and would leave is held there, and the others are asked again without it.
 */
function gaussNewton(
  columns: Matrix,
  residuals: readonly number[],
  unit: readonly number[],
): number[] | null {
  let free = columns.map((_, i) => i);
  for (;;) {
    const chosen = free.map((i) => columns[i] ?? []);
    const inverted = inverse(crossProducts(chosen));
    if (inverted === null) return null;
    const gradient = chosen.map((column) =>
      column.reduce((sum, v, k) => sum + v * (residuals[k] ?? 0), 0),
    );
    const step = columns.map(() => 0);
    free.forEach((i, row) => {
      step[i] = -(inverted[row] ?? []).reduce((sum, v, j) => sum + v * (gradient[j] ?? 0), 0);
    });
    const inside = free.filter((i) => {
      const [u, d] = [unit[i] ?? 0, step[i] ?? 0];
      return !(isAtBound(u) && (u > 0.5 ? d > 0 : d < 0));
    });
    if (inside.length === free.length) return step;
    if (inside.length === 0) return columns.map(() => 0);
    free = inside;
  }
}

/**
 * What the data can say about each parameter, from the slopes of the outputs at the fitted point
 * (scaled sensitivities and collinearity index: Brun, Reichert and Kuensch 2001, Water Resour.
 * Res. 37:1015; confidence from the Jacobian: Seber and Wild 1989, with the number of points
 * reduced by the lag-one correlation of the residuals).
 * @param outputs at the points of `sensitivityPoints`, in their order
 * @param residuals simulated less measured at the fitted point, scaled as the outputs
 * @param nearBest points of the search nearly as good as the best
 */
export function identifiability(
  problem: Problem,
  at: Point,
  outputs: readonly ScaledOutputs[],
  residuals: readonly number[],
  nearBest: readonly Point[] = [],
): Identifiability {
  const unit = toUnit(problem, at);
  const columns = unit.map((u, i) => {
    const [low, high] = steps(u);
    const below = outputs[2 * i] ?? [];
    return (outputs[2 * i + 1] ?? []).map((v, k) => (v - (below[k] ?? 0)) / (high - low));
  });
  const count = residuals.length;
  const step = gaussNewton(columns, residuals, unit);
  const information = crossProducts(columns);
  const covariance = inverse(information);
  const lag = lagOne(residuals);
  const free = Math.max(1, count - unit.length);
  const variance = (residuals.reduce((sum, r) => sum + r * r, 0) / free) * ((1 + lag) / (1 - lag));
  const sd = unit.map((_, i) =>
    covariance === null ? null : Math.sqrt(Math.max(0, variance * (covariance[i]?.[i] ?? 0))),
  );
  const correlations = unit.map((_, i) =>
    unit.map((__, j) => {
      const scale = Math.sqrt((covariance?.[i]?.[i] ?? 0) * (covariance?.[j]?.[j] ?? 0));
      if (i === j) return 1;
      return scale > 0 ? (covariance?.[i]?.[j] ?? 0) / scale : 0;
    }),
  );
  const pair = worstPairOf(problem, columns);
  const nearUnits = nearBest.map((point) => toUnit(problem, point));
  const parameters = problem.variables.map(({ name }, i) => {
    const u = unit[i] ?? 0;
    const half = sd[i] === null || sd[i] === undefined ? null : 1.96 * sd[i];
    const ends = half === null ? null : ([Math.max(0, u - half), Math.min(1, u + half)] as const);
    const end = (v: number): number =>
      fromUnit(
        problem,
        unit.map((w, j) => (j === i ? v : w)),
      )[i] ?? v;
    const others = correlations[i]?.map((r, j) => (j === i ? 0 : r)) ?? [];
    const strongest = others.reduce(
      (best, r, j) => (Math.abs(r) > Math.abs(others[best] ?? 0) ? j : best),
      i === 0 ? 1 : 0,
    );
    const near = nearUnits.map((each) => each[i] ?? 0);
    const facts = {
      name,
      value: at[i] ?? 0,
      sensitivity: Math.sqrt((information[i]?.[i] ?? 0) / Math.max(1, count)),
      confidence: ends === null ? null : ([end(ends[0]), end(ends[1])] as const),
      confidenceShare: half === null ? null : 2 * half,
      closest:
        unit.length < 2
          ? null
          : { name: problem.variables[strongest]?.name ?? '', correlation: others[strongest] ?? 0 },
      atBound: isAtBound(u),
      optimumAway: step === null ? null : (step[i] ?? 0),
      nearBestShare: near.length < 2 ? null : Math.max(...near) - Math.min(...near),
    };
    return { ...facts, ...verdictOf(facts, pair) };
  });
  const k = Math.max(1, unit.length);
  const product = eigen(information).values.reduce((all, v) => all * Math.max(0, v), 1);
  return {
    parameters,
    collinearity: collinearityOf(columns),
    worstPair: pair,
    determinant: product ** (1 / (2 * k)),
    correlations,
    step,
  };
}

function worstPairOf(problem: Problem, columns: Matrix): Identifiability['worstPair'] {
  let worst: Identifiability['worstPair'] = null;
  for (let i = 0; i < columns.length; i++)
    for (let j = 0; j < i; j++) {
      const index = collinearityOf([columns[j] ?? [], columns[i] ?? []]);
      if (worst === null || index > worst.collinearity)
        worst = {
          names: [problem.variables[j]?.name ?? '', problem.variables[i]?.name ?? ''],
          collinearity: index,
        };
    }
  return worst;
}

function verdictOf(
  p: Omit<ParameterIdentity, 'verdict' | 'reason'>,
  pair: Identifiability['worstPair'],
): Pick<ParameterIdentity, 'verdict' | 'reason'> {
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  if (!(p.sensitivity >= LIMITS.sensitivity))
    return {
      verdict: 'not identifiable',
      reason: `the data hardly see it: its whole range moves them by ${p.sensitivity.toPrecision(2)} standard deviations`,
    };
  if (p.confidenceShare === null)
    return {
      verdict: 'not identifiable',
      reason: 'its effect is a combination of those of the others (singular Jacobian)',
    };
  const partner =
    p.closest !== null && Math.abs(p.closest.correlation) > LIMITS.correlation
      ? `; correlated with ${p.closest.name} (${p.closest.correlation.toFixed(2)})`
      : '';
  if (p.confidenceShare >= LIMITS.lostShare)
    return {
      verdict: 'not identifiable',
      reason: `the confidence interval is as wide as the range${partner}`,
    };
  if (p.atBound)
    return {
      verdict: 'weak',
      reason: `the fit lies at a bound: the model wants more than the range gives`,
    };
  // The interval holds around an optimum; this is none yet.
  if (p.optimumAway !== null && Math.abs(p.optimumAway) > p.confidenceShare / 2)
    return {
      verdict: 'weak',
      reason: `not at its optimum: the slopes lead on by ${percent(p.optimumAway)} of the range, beyond the interval; give the search more evaluations`,
    };
  if (p.confidenceShare >= LIMITS.weakShare)
    return {
      verdict: 'weak',
      reason: `the confidence interval takes ${percent(p.confidenceShare)} of the range${partner}`,
    };
  if (partner !== '' && pair !== null && pair.collinearity > LIMITS.collinearity)
    return { verdict: 'weak', reason: `hard to tell from another${partner}` };
  return {
    verdict: 'identifiable',
    reason: `the confidence interval takes ${percent(p.confidenceShare)} of the range`,
  };
}
