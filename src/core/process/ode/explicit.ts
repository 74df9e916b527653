import type { ProcessFault } from '../fault.ts';
import { fitStep, newCounts, notANumber, rhsFault, stepFault } from './types.ts';
import type { OdeOptions, OdeProblem, Stepper } from './types.ts';

/**
 * Driver of explicit pairs whose last stage is the first of the next step. Step length by a PI
 * control of the error (Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, II.4; II,
 * IV.2), which also walks quietly along the bound of stability. The error is the root mean square
 * over the states of error over tolerance.
 */
export interface PairWork {
  readonly size: number;
  readonly y: Float64Array;
  readonly trial: Float64Array;
  /** Slope where the step begins and where it ends. */
  first: Float64Array;
  last: Float64Array;
  readonly evaluate: (t: number, y: Float64Array, into: Float64Array) => void;
  /** Leading states under error control and what is allowed them. */
  readonly controlled: number;
  readonly absolute: number;
  readonly relative: number;
  /** The state with the largest error of the last step tried. */
  worst: number;
}

export interface DenseSpan {
  readonly old: Float64Array;
  readonly y: Float64Array;
  /** Slopes at the two ends. */
  readonly begin: Float64Array;
  readonly end: Float64Array;
  readonly taken: number;
}

export interface Pair {
  /** One over the order of the error per step. */
  readonly exponent: number;
  /** Weight of the last error in the step control. */
  readonly beta: number;
  /** All stages of a step; the new state into `work.trial`, the slope there into `work.last`. */
  attempt(work: PairWork, t: number, step: number): void;
  /** Estimated error of the step over what is allowed, root mean square; sets `work.worst`. */
  error(work: PairWork, step: number): number;
  /** Solution at the share `s` of the last step. */
  dense(span: DenseSpan, s: number, out: Float64Array): void;
}

const SAFETY = 0.9;
const SHRINK = 0.2;
const GROW = 10;

/** A stepper for one problem; it owns its work space and keeps nothing between `begin`s but the step length. */
export function createExplicit(
  problem: OdeProblem,
  options: OdeOptions,
  makePair: (size: number) => Pair,
): Stepper {
  const { size, rhs } = problem;
  const { relative, absolute } = options;
  const controlled = options.controlled ?? size;
  const maxStep = options.maxStep ?? Infinity;
  const smallestShare = options.smallestShare ?? 1e-14;
  const pair = makePair(size);
  const exponent = pair.exponent - 0.75 * pair.beta;
  const counts = newCounts();
  const vector = (): Float64Array => new Float64Array(size);
  const y = vector();
  const old = vector();
  const work: PairWork = {
    size,
    y,
    trial: vector(),
    first: vector(),
    last: vector(),
    evaluate(at, state, into) {
      rhs(at, state, into);
      counts.rhs++;
    },
    controlled,
    absolute,
    relative,
    worst: 0,
  };
  let begin = vector();
  let t = 0;
  let from = 0;
  let taken = 0;
  let h = 0;
  let lastError = 1e-4;

  /** First step from the sizes of state, slope and change of slope (Hairer et al., II.4). */
  const firstStep = (span: number): number => {
    let d0 = 0;
    let d1 = 0;
    for (let i = 0; i < controlled; i++) {
      const scale = absolute + relative * Math.abs(y[i] as number);
      d0 += ((y[i] as number) / scale) ** 2;
      d1 += ((work.first[i] as number) / scale) ** 2;
    }
    const h0 = d0 < 1e-10 || d1 < 1e-10 ? 1e-6 * span : Math.min(span, 0.01 * Math.sqrt(d0 / d1));
    for (let i = 0; i < size; i++)
      work.trial[i] = (y[i] as number) + h0 * (work.first[i] as number);
    work.evaluate(t + h0, work.trial, work.last);
    let d2 = 0;
    for (let i = 0; i < controlled; i++) {
      const scale = absolute + relative * Math.abs(y[i] as number);
      d2 += (((work.last[i] as number) - (work.first[i] as number)) / scale) ** 2;
    }
    const steepest = Math.max(Math.sqrt(d1 / controlled), Math.sqrt(d2 / controlled) / h0);
    const h1 = steepest <= 1e-15 ? h0 * 1e-3 : (0.01 / steepest) ** pair.exponent;
    const guess = Math.min(100 * h0, h1, span, maxStep);
    return Number.isFinite(guess) && guess > 0 ? guess : 1e-6 * span;
  };

  const accept = (step: number, tEnd: number, error: number, rejected: boolean): void => {
    const ratio = (Math.max(error, 1e-10) ** exponent / lastError ** pair.beta) * (1 / SAFETY);
    const next = step / Math.max(1 / GROW, Math.min(1 / SHRINK, ratio));
    // A step cut short by the end says little about how long the next may be.
    if (rejected) h = Math.min(next, step);
    else h = step < 0.5 * h ? Math.max(h, next) : next;
    lastError = Math.max(error, 1e-4);
    old.set(y);
    y.set(work.trial);
    // Slopes move on by one; the one at the beginning is kept for the dense output.
    const spare = begin;
    begin = work.first;
    work.first = work.last;
    work.last = spare;
    from = t;
    taken = step;
    t = step === tEnd - t ? tEnd : t + step;
    counts.accepted++;
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
      if (state !== y) y.set(state);
      work.evaluate(t, y, work.first);
    },
    step(tEnd): ProcessFault | null {
      const span = tEnd - t;
      if (!(h > 0)) {
        const bad = notANumber(work.first, size) ?? notANumber(y, size);
        if (bad !== null) return rhsFault(problem, bad, t);
        h = firstStep(span);
      }
      const smallest = smallestShare * Math.max(Math.abs(t), Math.abs(span));
      let rejected = false;
      for (;;) {
        const step = fitStep(Math.min(h, maxStep), span);
        pair.attempt(work, t, step);
        const error = pair.error(work, step);
        if (error <= 1) {
          accept(step, tEnd, error, rejected);
          return null;
        }
        counts.rejected++;
        rejected = true;
        if (Number.isFinite(error)) {
          h = step * Math.max(SHRINK, SAFETY / error ** exponent);
          if (!(h > smallest)) return stepFault(problem, work.worst, t, h, smallest);
        } else {
          h = step * 0.1;
          if (!(h > smallest)) {
            h = 0;
            return rhsFault(problem, notANumber(work.last, size) ?? notANumber(y, size) ?? 0, t);
          }
        }
      }
    },
    at(when, out) {
      if (taken === 0) out.set(y);
      else pair.dense({ old, y, begin, end: work.first, taken }, (when - from) / taken, out);
    },
  };
}
