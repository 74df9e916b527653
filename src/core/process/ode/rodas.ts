import type { ProcessFault } from '../fault.ts';
import { factorise, solveFactorised } from './linear.ts';
import { fitStep, newCounts, notANumber, rhsFault, stepFault } from './types.ts';
import type { OdeOptions, OdeProblem, RightHandSide, Stepper } from './types.ts';

/**
 * Stiff method RODAS of Hairer and Wanner (Solving Ordinary Differential Equations II, IV.7): a
 * Rosenbrock method of order 4 with an estimate of order 3, six stages, one Jacobian and one
 * factorisation per step, L-stable and stiffly accurate, with dense output of order 3. Linear
 * invariants of the problem are kept to rounding, as a step is a sum of solutions with one matrix.
 */
const GAMMA = 0.25;
const TIME = [0, 0.386, 0.21, 0.63, 1, 1] as const;
const TIME_SLOPE = [0.25, -0.1043, 0.1035, -0.0362, 0, 0] as const;
const STAGE: readonly (readonly number[])[] = [
  [],
  [1.544],
  [0.9466785280815826, 0.2557011698983284],
  [3.314825187068521, 2.896124015972201, 0.9986419139977817],
  [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895],
];
const COUPLING: readonly (readonly number[])[] = [
  [],
  [-5.6688],
  [-2.430093356833875, -0.2063599157091915],
  [-0.1073529058151375, -9.594562251023355, -20.47028614809616],
  [7.496443313967647, -10.24680431464352, -33.99990352819905, 11.7089089320616],
  [
    8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136,
    -6.058818238834054,
  ],
];
const DENSE_2 = [
  10.12623508344586, -7.487995877610167, -34.80091861555747, -7.992771707568823, 1.025137723295662,
] as const;
const DENSE_3 = [
  -0.6762803392801253, 6.087714651680015, 16.43084320892478, 24.76722511418386, -6.594389125716872,
] as const;

/** Jacobian in row order: `out[i n + j]` = d rate i / d state j. */
export type Jacobian = (t: number, y: Float64Array, out: Float64Array) => void;

/** One-sided differences with an increment of the square root of the rounding error. */
export function numericJacobian(size: number, rhs: RightHandSide): Jacobian {
  const probe = new Float64Array(size);
  const base = new Float64Array(size);
  const moved = new Float64Array(size);
  return (t, y, out) => {
    probe.set(y);
    rhs(t, probe, base);
    for (let j = 0; j < size; j++) {
      const value = y[j] as number;
      probe[j] = value + Math.sqrt(2.2e-16 * Math.max(1e-5, Math.abs(value)));
      const step = (probe[j] as number) - value;
      rhs(t, probe, moved);
      for (let i = 0; i < size; i++)
        out[i * size + j] = ((moved[i] as number) - (base[i] as number)) / step;
      probe[j] = value;
    }
  };
}

/** A stepper for one problem. @param jacobian by differences where left out */
export function createRodas(
  problem: OdeProblem,
  options: OdeOptions,
  jacobian: Jacobian = numericJacobian(problem.size, problem.rhs),
): Stepper {
  const { size, rhs } = problem;
  const { relative, absolute } = options;
  const controlled = options.controlled ?? size;
  const maxStep = options.maxStep ?? Infinity;
  const smallestShare = options.smallestShare ?? 1e-14;
  const counts = newCounts();
  const vector = (): Float64Array => new Float64Array(size);
  const y = vector();
  const old = vector();
  const trial = vector();
  const slope = vector();
  const timeSlope = vector();
  const k = Array.from({ length: 6 }, vector);
  const second = vector();
  const third = vector();
  const matrix = new Float64Array(size * size);
  const jac = new Float64Array(size * size);
  const pivots = new Int32Array(size);
  let jacobianAt: number | null = null;
  let t = 0;
  let from = 0;
  let taken = 0;
  let h = 0;
  let started = false;
  let lastStep = 0;
  let lastError = 1;
  let worst = 0;

  const evaluate = (at: number, state: Float64Array, into: Float64Array): void => {
    rhs(at, state, into);
    counts.rhs++;
  };

  const stage = (index: number, step: number): void => {
    const into = k[index] as Float64Array;
    const links = COUPLING[index] ?? [];
    const weight = step * (TIME_SLOPE[index] ?? 0);
    for (let i = 0; i < size; i++) {
      let sum = (slope[i] as number) + weight * (timeSlope[i] as number);
      for (let j = 0; j < index; j++)
        sum += ((links[j] ?? 0) / step) * ((k[j] as Float64Array)[i] as number);
      into[i] = sum;
    }
    solveFactorised(matrix, size, pivots, into);
  };

  /** All six stages; false when the matrix is singular. Leaves the new state in `trial`. */
  const attempt = (step: number): boolean => {
    const diagonal = 1 / (step * GAMMA);
    for (let i = 0; i < size * size; i++) matrix[i] = -(jac[i] as number);
    for (let i = 0; i < size; i++)
      matrix[i * size + i] = (matrix[i * size + i] as number) + diagonal;
    counts.factorisations++;
    if (!factorise(matrix, size, pivots)) return false;
    evaluate(t, y, slope);
    stage(0, step);
    for (let index = 1; index < 6; index++) {
      if (index < 5) {
        const weights = STAGE[index] ?? [];
        for (let i = 0; i < size; i++) {
          let sum = y[i] as number;
          for (let j = 0; j < index; j++)
            sum += (weights[j] ?? 0) * ((k[j] as Float64Array)[i] as number);
          trial[i] = sum;
        }
      } else {
        const last = k[4] as Float64Array;
        for (let i = 0; i < size; i++) trial[i] = (trial[i] as number) + (last[i] as number);
      }
      evaluate(t + (TIME[index] ?? 1) * step, trial, slope);
      stage(index, step);
    }
    const error = k[5] as Float64Array;
    for (let i = 0; i < size; i++) trial[i] = (trial[i] as number) + (error[i] as number);
    return true;
  };

  const errorOf = (): number => {
    const error = k[5] as Float64Array;
    let sum = 0;
    let largest = 0;
    for (let i = 0; i < controlled; i++) {
      const scale =
        absolute + relative * Math.max(Math.abs(y[i] as number), Math.abs(trial[i] as number));
      const square = ((error[i] as number) / scale) ** 2;
      sum += square;
      if (square > largest) {
        largest = square;
        worst = i;
      }
    }
    return Math.sqrt(sum / controlled);
  };

  const prepareDense = (): void => {
    for (let i = 0; i < size; i++) {
      let a = 0;
      let b = 0;
      for (let j = 0; j < 5; j++) {
        const part = (k[j] as Float64Array)[i] as number;
        a += (DENSE_2[j] as number) * part;
        b += (DENSE_3[j] as number) * part;
      }
      second[i] = a;
      third[i] = b;
    }
  };

  const accept = (step: number, span: number, error: number, rejected: boolean): void => {
    let factor = Math.max(1 / 6, Math.min(5, error ** 0.25 / 0.9));
    // Predictive control of Gustafsson: the error of the last step says where this one is going.
    if (counts.accepted > 0 && lastStep > 0) {
      const predicted = ((lastStep / step) * (error ** 2 / lastError) ** 0.25) / 0.9;
      factor = Math.max(factor, Math.max(1 / 6, Math.min(5, predicted)));
    }
    lastStep = step;
    lastError = Math.max(1e-2, error);
    const next = step / factor;
    h = rejected ? Math.min(next, step) : next < step ? next : Math.max(h, next);
    prepareDense();
    old.set(y);
    y.set(trial);
    from = t;
    taken = step;
    t = step === span ? t + span : t + step;
    counts.accepted++;
    jacobianAt = null;
  };

  return {
    problem,
    counts,
    y,
    t: () => t,
    from: () => from,
    begin(at, state) {
      t = at;
      from = at;
      taken = 0;
      lastStep = 0;
      jacobianAt = null;
      y.set(state);
    },
    step(tEnd): ProcessFault | null {
      const span = tEnd - t;
      if (!started) {
        h = Math.min(1e-6 * span, maxStep);
        started = true;
      }
      const smallest = smallestShare * Math.max(Math.abs(t), Math.abs(span));
      let rejected = false;
      if (jacobianAt === null) {
        evaluate(t, y, slope);
        const bad = notANumber(slope, size) ?? notANumber(y, size);
        if (bad !== null) return rhsFault(problem, bad, t);
        jacobian(t, y, jac);
        counts.rhs += size + 1;
        const delta = Math.sqrt(2.2e-16 * Math.max(1e-5, Math.abs(t)));
        evaluate(t + delta, y, trial);
        for (let i = 0; i < size; i++)
          timeSlope[i] = ((trial[i] as number) - (slope[i] as number)) / delta;
        jacobianAt = t;
      }
      for (;;) {
        const step = fitStep(Math.min(h, maxStep), span);
        const solved = attempt(step);
        const error = solved ? errorOf() : Infinity;
        if (error <= 1) {
          accept(step, span, Math.max(error, 1e-10), rejected);
          if (step === span) t = tEnd;
          return null;
        }
        counts.rejected++;
        const finite = Number.isFinite(error);
        h = finite ? step / Math.min(5, error ** 0.25 / 0.9) : step * 0.1;
        rejected = true;
        if (!(h > smallest))
          return finite
            ? stepFault(problem, worst, t, h, smallest)
            : rhsFault(problem, notANumber(trial, size) ?? 0, t);
      }
    },
    at(when, out) {
      const s = taken === 0 ? 1 : (when - from) / taken;
      const r = 1 - s;
      for (let i = 0; i < size; i++)
        out[i] =
          taken === 0
            ? (y[i] as number)
            : r * (old[i] as number) +
              s * ((y[i] as number) + r * ((second[i] as number) + s * (third[i] as number)));
    },
  };
}
