import { biasAfter, run, smooth } from './kalman.ts';
import type { Belief } from './kalman.ts';
import type { BiasPoint } from './correction.ts';
import type { Comparison } from './comparison.ts';
import type { Estimate } from '../virtual/estimate.ts';
import { DAY_MS } from '../trend.ts';

/**
 * Bias of one sensor, followed by a Kalman filter (Kalman 1960, J. Basic Eng. 82:35; seed 4.1.2
 * no. 3) from the comparisons of its raw value with portable and laboratory readings. It proposes
 * a correction and never applies one.
 */
export interface DriftSettings {
  readonly tag: string;
  /** Stated accuracy at the usual reading, in the tag's unit. */
  readonly accuracy: number;
  /** Standard deviation of the bias that a calibration leaves. */
  readonly calibratedSd: number;
  /** Random walk of the bias: variance gained per day. */
  readonly biasVarPerDay: number;
  /** Rate of drift: standard deviation in the long run (per day) and how long one lasts, d. */
  readonly rateSdPerDay: number;
  readonly rateDays: number;
}

export interface DriftState {
  readonly tag: string;
  /** What was believed when the oldest comparison that is still listed had not come yet. */
  readonly start: Belief;
  /** Comparisons since then in the order of sampling; a late one finds its place. */
  readonly comparisons: readonly Comparison[];
}

/** What became of a comparison. */
export type Verdict =
  | { readonly kind: 'used'; readonly innovation: number; readonly sd: number }
  /** Too far off to believe at once; a second one that agrees with it is taken for a jump of the sensor. */
  | { readonly kind: 'outlier'; readonly innovation: number; readonly sd: number }
  /** Of before the last calibration, or known already. */
  | { readonly kind: 'ignored' };

/** A bias that is worth correcting; a person decides. */
export interface Proposal {
  readonly tag: string;
  readonly bias: number;
  readonly sd: number;
  readonly sinceMs: number;
  readonly readingIds: readonly string[];
  readonly points: readonly BiasPoint[];
  /** Bias that the standing correction already takes off; 0 without one. */
  readonly corrected: number;
  /** What accepting it would change of the value that is used now: this much is added. */
  readonly change: number;
}

/** Comparisons that are kept one by one; older ones are part of the start. */
const KEPT = 60;
/** A proposal needs so many standard deviations, this share of the accuracy and so many readings. */
const SIGNIFICANT = 2;
const ACCURACY_SHARE = 0.5;
const LEAST_READINGS = 2;

/**
 * Settings from the sensor's care: over one calibration interval the bias is expected to wander by
 * half the stated accuracy and to drift by as much again; an old sensor up to twice that.
 * @param accuracy in the tag's unit, above 0
 * @param calibrationDays interval of calibration; 90 where none is asked for
 * @param ageShare age of the sensing part over its expected life; 0 when unknown
 */
export function driftSettings(
  tag: string,
  accuracy: number,
  calibrationDays: number | null,
  ageShare = 0,
): DriftSettings {
  const days = calibrationDays ?? 90;
  const worn = 1 + Math.min(1, Math.max(0, ageShare));
  const wander = 0.5 * accuracy * worn;
  return {
    tag,
    accuracy,
    calibratedSd: 0.5 * accuracy,
    biasVarPerDay: (wander * wander) / days,
    rateSdPerDay: wander / days,
    rateDays: days,
  };
}

/** A sensor as it is after a calibration at `tsMs`; also how one begins of which nothing is known. */
export const firstDrift = (settings: DriftSettings, tsMs: number): DriftState => ({
  tag: settings.tag,
  start: {
    tsMs,
    bias: 0,
    ratePerDay: 0,
    biasVar: settings.calibratedSd ** 2,
    cov: 0,
    rateVar: settings.rateSdPerDay ** 2,
    held: null,
  },
  comparisons: [],
});

/** Takes a comparison in. Comparisons may come late: each counts at its time of sampling. */
export function compareDrift(
  settings: DriftSettings,
  state: DriftState,
  comparison: Comparison,
): { readonly state: DriftState; readonly verdict: Verdict } {
  const known = state.comparisons.some((each) => each.readingId === comparison.readingId);
  if (known || comparison.sampledMs < state.start.tsMs)
    return { state, verdict: { kind: 'ignored' } };
  const comparisons = [...state.comparisons, comparison].sort(
    (a, b) => a.sampledMs - b.sampledMs || (a.readingId < b.readingId ? -1 : 1),
  );
  const next = fold(settings, { ...state, comparisons });
  const used = run(settings, state.start, comparisons).used.find(
    (each) => each.comparison.readingId === comparison.readingId,
  );
  if (used === undefined) throw new Error('a comparison that was run is among those used');
  const { innovation, sd } = used;
  return {
    state: next,
    verdict: { kind: used.outlier ? 'outlier' : 'used', innovation, sd },
  };
}

/** Takes a reading that was withdrawn out again; one that is part of the start by now stays in. */
export const withoutReading = (state: DriftState, readingId: string): DriftState => ({
  ...state,
  comparisons: state.comparisons.filter((each) => each.readingId !== readingId),
});

/** Bias of the raw value at a time at or after the last comparison, in the tag's unit. */
export function presentBias(settings: DriftSettings, state: DriftState, tsMs: number): Estimate {
  const { last } = run(settings, state.start, state.comparisons);
  const now = biasAfter(settings, last, Math.max(tsMs, last.tsMs));
  return { value: now.bias, sd: Math.sqrt(now.biasVar) };
}

/**
 * A correction to propose: present when the bias is beyond twice its standard deviation and beyond
 * half the sensor's accuracy, less what a standing correction takes off already.
 * @param corrected bias that the standing correction takes off now; 0 without one
 */
export function proposal(
  settings: DriftSettings,
  state: DriftState,
  tsMs: number,
  corrected = 0,
): Proposal | null {
  const { used } = run(settings, state.start, state.comparisons);
  const kept = used.filter((each) => !each.outlier);
  const present = presentBias(settings, state, tsMs);
  const bound = ACCURACY_SHARE * settings.accuracy;
  const left = Math.abs(present.value - corrected);
  if (kept.length < LEAST_READINGS || left < SIGNIFICANT * present.sd || left < bound) return null;
  const points = smooth(settings, kept);
  return {
    tag: settings.tag,
    bias: present.value,
    sd: present.sd,
    sinceMs: sinceWhen(points, bound, tsMs),
    readingIds: kept.map((each) => each.comparison.readingId),
    points,
    corrected,
    change: corrected - present.value,
  };
}

/** First point from which on the bias stays beyond the bound, by the smoothed course. */
function sinceWhen(points: readonly BiasPoint[], bound: number, nowMs: number): number {
  let since = nowMs;
  for (let i = points.length - 1; i >= 0; i--) {
    const point = points[i];
    if (point === undefined || Math.abs(point.bias) < bound) break;
    since = point.tsMs;
  }
  return Math.min(since, points.at(-1)?.tsMs ?? nowMs);
}

/** Old comparisons become part of the start, so that the state stays small. */
function fold(settings: DriftSettings, state: DriftState): DriftState {
  const surplus = state.comparisons.length - KEPT;
  if (surplus <= 0) return state;
  return {
    ...state,
    start: run(settings, state.start, state.comparisons.slice(0, surplus)).last,
    comparisons: state.comparisons.slice(surplus),
  };
}

/** Time since the last comparison that was used, d; null without one. */
export function checkAgeD(state: DriftState, nowMs: number): number | null {
  const last = state.comparisons.at(-1);
  return last === undefined ? null : (nowMs - last.sampledMs) / DAY_MS;
}
