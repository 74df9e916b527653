import type { ProcessFault } from '../fault.ts';

/** Writes dy/dt at (t, y) into `dy`; changes nothing else and keeps nothing. */
export type RightHandSide = (t: number, y: Float64Array, dy: Float64Array) => void;

export interface OdeProblem {
  readonly size: number;
  readonly rhs: RightHandSide;
  /** Name of a state for messages; its number where left out. */
  readonly nameOf?: (index: number) => string;
}

export interface OdeOptions {
  /** Error allowed per step: relative part, and absolute part for all states. */
  readonly relative: number;
  readonly absolute: number;
  /** Leading states under error control; the rest are integrals that follow. All where left out. */
  readonly controlled?: number;
  readonly maxStep?: number;
  /** Steps shorter than this share of the span of time are given up. */
  readonly smallestShare?: number;
}

/** What a run has cost. */
export interface OdeCounts {
  rhs: number;
  accepted: number;
  rejected: number;
  factorisations: number;
}

/**
 * A method that moves one problem on, step by step. After an accepted step `at` gives the
 * solution anywhere inside it; after a jump of the inputs or the state, `begin` starts anew there.
 */
export interface Stepper {
  readonly problem: OdeProblem;
  readonly counts: OdeCounts;
  /** Time and state reached. */
  readonly t: () => number;
  readonly y: Float64Array;
  /** Where the last step began. */
  readonly from: () => number;
  /** Sets time and state; the step length of before is kept as the first guess. */
  begin(t: number, y: ArrayLike<number>): void;
  /** One accepted step, not beyond `tEnd`. */
  step(tEnd: number): ProcessFault | null;
  /** Solution at a time inside the last step. */
  at(t: number, out: Float64Array): void;
}

export const newCounts = (): OdeCounts => ({
  rhs: 0,
  accepted: 0,
  rejected: 0,
  factorisations: 0,
});

const nameOf = (problem: OdeProblem, index: number): string =>
  problem.nameOf?.(index) ?? `state ${String(index)}`;

/** First state that is not a number, or null. */
export function notANumber(values: Float64Array, count: number): number | null {
  for (let i = 0; i < count; i++) if (!Number.isFinite(values[i])) return i;
  return null;
}

/** The right-hand side has no value at a point the method cannot avoid. */
export const rhsFault = (problem: OdeProblem, index: number, t: number): ProcessFault => ({
  place: 'integrator',
  quantity: `rate of ${nameOf(problem, index)} at time ${String(t)}`,
  value: 'not a number',
  allowed: 'a finite number',
  advice: 'check the state, the inputs and the parameters at that time',
});

/** Steps had to become too short to move time. */
export const stepFault = (
  problem: OdeProblem,
  index: number,
  t: number,
  step: number,
  smallest: number,
): ProcessFault => ({
  place: 'integrator',
  quantity: `step at time ${String(t)}, held back by ${nameOf(problem, index)}`,
  value: String(step),
  allowed: `${String(smallest)} or more`,
  advice: 'loosen the tolerance, use the stiff method, or restart where the inputs jump',
});

/** Length of the next step so that the rest is cut into equal parts instead of leaving a sliver. */
export function fitStep(wanted: number, left: number): number {
  if (!(wanted < left)) return left;
  return left / Math.ceil(left / wanted - 1e-9);
}
