import { cholesky, solve } from '../regression/cholesky.ts';

/**
 * How all signals of the plant usually hang together: mean and covariance of a vector of signals,
 * forgotten exponentially, and out of them what each signal should be given all others.
 */
export interface JointState {
  /** Vectors learned. */
  n: number;
  readonly mean: number[];
  /** Lower triangle by rows. */
  readonly covariance: number[];
}

/** Precision matrix of the standardised vector, worked out of a `JointState`. */
export interface JointModel {
  readonly sd: Float64Array;
  /** Full matrix by rows. */
  readonly precision: Float64Array;
}

export const firstJoint = (size: number): JointState => ({
  n: 0,
  mean: new Array<number>(size).fill(0),
  covariance: new Array<number>((size * (size + 1)) / 2).fill(0),
});

/** Takes a vector in; `memory` is the time constant in vectors. */
export function learnVector(state: JointState, vector: readonly number[], memory: number): void {
  const { mean, covariance } = state;
  state.n++;
  const rate = Math.max(1 / memory, 1 / state.n);
  const keep = 1 - rate;
  const off = vector.map((value, i) => value - (mean[i] ?? 0));
  let at = 0;
  for (let i = 0; i < off.length; i++) {
    const a = rate * (off[i] ?? 0);
    mean[i] = (mean[i] ?? 0) + a;
    for (let j = 0; j <= i; j++, at++)
      covariance[at] = keep * ((covariance[at] ?? 0) + a * (off[j] ?? 0));
  }
}

/**
 * Inverse of the correlation matrix with `ridge` added to its diagonal (Hoerl and Kennard 1970).
 * @param leastSd smallest standard deviation that is believed, by signal, in its unit
 */
export function solveJoint(
  state: JointState,
  leastSd: readonly number[],
  ridge: number,
): JointModel {
  const size = state.mean.length;
  const sd = new Float64Array(size);
  for (let i = 0; i < size; i++)
    sd[i] = Math.max(
      leastSd[i] ?? 0,
      Math.sqrt(Math.max(0, state.covariance[(i * (i + 3)) / 2] ?? 0)),
    );
  const correlation: number[] = [];
  for (let i = 0, at = 0; i < size; i++)
    for (let j = 0; j <= i; j++, at++)
      correlation.push(
        i === j ? 1 + ridge : (state.covariance[at] ?? 0) / ((sd[i] ?? 1) * (sd[j] ?? 1)),
      );
  return { sd, precision: inverted(correlation, size) };
}

function inverted(matrix: readonly number[], size: number): Float64Array {
  const factor = cholesky(matrix, size);
  // A correlation matrix with a ridge is positive definite whatever was learned.
  if (factor === null) throw new Error('correlation matrix is not positive definite');
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const unit = new Array<number>(size).fill(0);
    unit[i] = 1;
    inverse.set(solve(factor, unit), i * size);
  }
  return inverse;
}

/** Precision times vector. */
export function unexplained(model: JointModel, standardised: Float64Array): Float64Array {
  const size = standardised.length;
  const out = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    const row = i * size;
    for (let j = 0; j < size; j++) sum += (model.precision[row + j] ?? 0) * (standardised[j] ?? 0);
    out[i] = sum;
  }
  return out;
}

/**
 * By how much each of `faulty` must be off so that what is left of it is explained by all others:
 * solves precision(F,F) x = (precision u)(F) (reconstruction, Alcala and Qin 2009).
 * @param pull precision times the standardised vector
 * @returns errors in standard deviations, in the order of `faulty`
 */
export function reconstruct(
  model: JointModel,
  pull: Float64Array,
  faulty: readonly number[],
): number[] {
  const size = pull.length;
  const errors = faulty.map(() => 0);
  // Gauss and Seidel converge on a positive definite matrix; a handful of sensors needs few rounds.
  for (let round = 0; round < 60; round++) {
    let moved = 0;
    faulty.forEach((i, a) => {
      let sum = pull[i] ?? 0;
      faulty.forEach((j, b) => {
        if (a !== b) sum -= (model.precision[i * size + j] ?? 0) * (errors[b] ?? 0);
      });
      const next = sum / (model.precision[i * size + i] ?? 1);
      moved = Math.max(moved, Math.abs(next - (errors[a] ?? 0)));
      errors[a] = next;
    });
    if (moved < 1e-9) break;
  }
  return errors;
}

/** Misfit of the standardised vector, u' P u, once the errors of the faulty ones are taken out. */
export function misfit(
  model: JointModel,
  standardised: Float64Array,
  pull: Float64Array,
  faulty: readonly number[],
): number {
  let sum = 0;
  pull.forEach((each, i) => {
    sum += (standardised[i] ?? 0) * each;
  });
  reconstruct(model, pull, faulty).forEach((error, a) => {
    sum -= error * (pull[faulty[a] ?? 0] ?? 0);
  });
  return sum;
}

/** `pull` with the errors of the faulty ones taken out; a new array. */
export function healed(
  model: JointModel,
  pull: Float64Array,
  faulty: readonly number[],
  errors: readonly number[],
): Float64Array {
  const size = pull.length;
  const out = pull.slice();
  faulty.forEach((i, a) => {
    const error = errors[a] ?? 0;
    for (let j = 0; j < size; j++)
      out[j] = (out[j] ?? 0) - (model.precision[j * size + i] ?? 0) * error;
  });
  return out;
}
