import type { BiasPoint } from './correction.ts';
import type { Comparison } from './comparison.ts';
import type { DriftSettings } from './filter.ts';
import { DAY_MS } from '../trend.ts';

/** Mean and covariance of bias and rate at a time; plain data. */
export interface Belief {
  readonly tsMs: number;
  readonly bias: number;
  readonly ratePerDay: number;
  readonly biasVar: number;
  readonly cov: number;
  readonly rateVar: number;
  /** A comparison that was too far off, kept until the next one speaks for or against it. */
  readonly held: { readonly bias: number; readonly varOf: number } | null;
}

/** A comparison with the beliefs right before and after it. */
export interface Used {
  readonly comparison: Comparison;
  readonly before: Belief;
  readonly after: Belief;
  readonly innovation: number;
  readonly sd: number;
  readonly outlier: boolean;
}

/** Innovations beyond so many standard deviations are not believed at once (1 in 1000). */
const GATE = 3.29;
/** A comparison is never taken to be better than this share of the sensor's accuracy. */
const LEAST_SD_SHARE = 0.05;

/**
 * Lets time pass: the rate is an Ornstein-Uhlenbeck process, the bias its integral plus a random
 * walk; discretised exactly, so that two steps give what one gives (Gillespie 1996, Phys. Rev. E 54:2084).
 */
export function biasAfter(settings: DriftSettings, belief: Belief, tsMs: number): Belief {
  const dt = Math.max(0, tsMs - belief.tsMs) / DAY_MS;
  if (dt === 0) return belief;
  const { rateDays: tau, rateSdPerDay, biasVarPerDay } = settings;
  const phi = Math.exp(-dt / tau);
  const gain = tau * -Math.expm1(-dt / tau);
  const s2 = rateSdPerDay * rateSdPerDay;
  const { biasVar, cov, rateVar } = belief;
  // Exact variance of the integral; the series holds where the closed form would cancel to nothing.
  const x = dt / tau;
  const integral =
    x < 1e-3
      ? s2 * tau * tau * ((2 / 3) * x ** 3 - 0.5 * x ** 4)
      : s2 * tau * tau * (2 * x - 3 + 4 * phi - phi * phi);
  return {
    tsMs,
    bias: belief.bias + gain * belief.ratePerDay,
    ratePerDay: phi * belief.ratePerDay,
    biasVar: biasVar + 2 * gain * cov + gain * gain * rateVar + integral + biasVarPerDay * dt,
    cov: phi * cov + phi * gain * rateVar + s2 * tau * (1 - phi) ** 2,
    rateVar: phi * phi * rateVar + s2 * -Math.expm1(-2 * x),
    held: belief.held,
  };
}

/** Measures the bias as `seen` with variance `r`; Joseph's form keeps the covariance positive. */
function measure(belief: Belief, seen: number, r: number): Belief {
  const s = belief.biasVar + r;
  const kb = belief.biasVar / s;
  const kr = belief.cov / s;
  const innovation = seen - belief.bias;
  const keep = 1 - kb;
  const { biasVar, cov, rateVar } = belief;
  return {
    tsMs: belief.tsMs,
    bias: belief.bias + kb * innovation,
    ratePerDay: belief.ratePerDay + kr * innovation,
    biasVar: keep * keep * biasVar + kb * kb * r,
    cov: keep * (cov - kr * biasVar) + kb * kr * r,
    rateVar: rateVar - 2 * kr * cov + kr * kr * biasVar + kr * kr * r,
    held: null,
  };
}

/** Runs through comparisons in the order of sampling. */
export function run(
  settings: DriftSettings,
  start: Belief,
  comparisons: readonly Comparison[],
): { readonly last: Belief; readonly used: readonly Used[] } {
  const used: Used[] = [];
  let belief = start;
  const floor = (LEAST_SD_SHARE * settings.accuracy) ** 2;
  for (const comparison of comparisons) {
    const before = biasAfter(settings, belief, comparison.sampledMs);
    const seen = comparison.sensorValue - comparison.referenceValue;
    const r = Math.max(floor, comparison.sensorSd ** 2 + comparison.referenceSd ** 2);
    const sd = Math.sqrt(before.biasVar + r);
    const innovation = seen - before.bias;
    const far = Math.abs(innovation) > GATE * sd;
    const { held } = before;
    // Two in a row that are far off and agree with one another: the sensor has jumped.
    const jumped =
      far && held !== null && Math.abs(seen - held.bias) <= GATE * Math.sqrt(r + held.varOf);
    const open = jumped
      ? { ...before, biasVar: before.biasVar + innovation * innovation, held: null }
      : before;
    if (jumped) belief = measure(measure(open, held.bias, held.varOf), seen, r);
    else if (far) belief = { ...before, held: { bias: seen, varOf: r } };
    else belief = measure(before, seen, r);
    const outlier = far && !jumped;
    used.push({ comparison, before: open, after: belief, innovation, sd, outlier });
  }
  return { last: belief, used };
}

/**
 * Course of the bias at the comparisons with what came later taken into account (Rauch, Tung and
 * Striebel 1965, AIAA J. 3:1445).
 */
export function smooth(settings: DriftSettings, used: readonly Used[]): BiasPoint[] {
  const points: BiasPoint[] = [];
  let later: { before: Belief; smoothed: Belief } | null = null;
  for (let i = used.length - 1; i >= 0; i--) {
    const step = used[i];
    if (step === undefined) break;
    const smoothed: Belief = later === null ? step.after : back(settings, step.after, later);
    const { tsMs } = smoothed;
    points.unshift({ tsMs, bias: smoothed.bias, sd: Math.sqrt(Math.max(0, smoothed.biasVar)) });
    later = { before: step.before, smoothed };
  }
  return points;
}

/** One step back: P F' P_next^-1 times what the later belief learned. */
function back(
  settings: DriftSettings,
  after: Belief,
  later: { readonly before: Belief; readonly smoothed: Belief },
): Belief {
  const predicted = later.before;
  const dt = (later.before.tsMs - after.tsMs) / DAY_MS;
  const phi = Math.exp(-dt / settings.rateDays);
  const gain = settings.rateDays * -Math.expm1(-dt / settings.rateDays);
  // C = P F' Pp^-1 with F = [1 gain; 0 phi].
  const a11 = after.biasVar + after.cov * gain;
  const a12 = after.cov * phi;
  const a21 = after.cov + after.rateVar * gain;
  const a22 = after.rateVar * phi;
  const det = predicted.biasVar * predicted.rateVar - predicted.cov ** 2;
  if (!(det > 0)) return after;
  const c11 = (a11 * predicted.rateVar - a12 * predicted.cov) / det;
  const c12 = (a12 * predicted.biasVar - a11 * predicted.cov) / det;
  const c21 = (a21 * predicted.rateVar - a22 * predicted.cov) / det;
  const c22 = (a22 * predicted.biasVar - a21 * predicted.cov) / det;
  const db = later.smoothed.bias - predicted.bias;
  const dr = later.smoothed.ratePerDay - predicted.ratePerDay;
  const v11 = later.smoothed.biasVar - predicted.biasVar;
  const v12 = later.smoothed.cov - predicted.cov;
  const v22 = later.smoothed.rateVar - predicted.rateVar;
  return {
    ...after,
    bias: after.bias + c11 * db + c12 * dr,
    ratePerDay: after.ratePerDay + c21 * db + c22 * dr,
    biasVar: after.biasVar + c11 * (c11 * v11 + c12 * v12) + c12 * (c11 * v12 + c12 * v22),
    cov: after.cov + c11 * (c21 * v11 + c22 * v12) + c12 * (c21 * v12 + c22 * v22),
    rateVar: after.rateVar + c21 * (c21 * v11 + c22 * v12) + c22 * (c21 * v12 + c22 * v22),
  };
}
