import type { Finding, QaCheck, QaSeverity } from '../qa/finding.ts';
import type { Estimate } from '../virtual/estimate.ts';
import type { Deduction, Score } from './types.ts';

/** All that is known of a sensor when it is scored. */
export interface Evidence {
  readonly nowMs: number;
  /** Present reading (corrected, if a correction holds); null without one. */
  readonly value: number | null;
  /** What the virtual sensor says; null while it is silent. */
  readonly estimate: Estimate | null;
  /** Findings of this tag that are open or ended within the last 7 days. */
  readonly findings: readonly Finding[];
  /** Standard deviation of the noise over its usual value; null where unknown. */
  readonly noiseTimes: number | null;
  /** Since the last calibration and the interval asked for, d; null where unknown or none is asked for. */
  readonly calibrationAgeD: number | null;
  readonly calibrationIntervalD: number | null;
  /** Since the last comparison with a portable or laboratory reading, d; null where there was none. */
  readonly checkAgeD: number | null;
  /** Share of the last 24 h without a usable reading, 0 to 1. */
  readonly missingShare: number;
  /** Bias estimated by the drift filter less what a correction takes off, and the accuracy, in the tag's unit. */
  readonly drift: Estimate | null;
  readonly accuracy: number;
}

const HOUR_MS = 3_600_000;

/** Points for an open finding at its beginning, by severity and, for these tests, by what they mean. */
const SEVERITY_POINTS: Readonly<Record<QaSeverity, number>> = { note: 3, suspect: 20, bad: 45 };
const CHECK_WEIGHT: Readonly<Partial<Record<QaCheck, number>>> = {
  range: 1.2,
  missing: 1.2,
  stuck: 1.2,
  laboratory: 1.2,
  portable: 1.2,
  season: 0.5,
  life: 0.5,
};
/** An open finding weighs half as much again after these hours; one that is over loses half in as many. */
const GROWTH_H = 24;
const FADE_H = 24;
/** Most points by cause. */
const MOST = {
  findings: 90,
  deviation: 30,
  noise: 15,
  calibration: 15,
  check: 5,
  missing: 40,
  drift: 25,
} as const;

/**
 * Reliability of a sensor, 0 to 100: 100 less named deductions (seed R-12). Each grows with what
 * it measures and with nothing else, so that worse evidence never gives a better score:
 *
 * - findings: points of the severity times the weight of the test; growing by half over the first
 *   24 h while open, halved every 24 h once over; at most 90 for all together
 * - deviation from the virtual sensor: 10 points per standard deviation beyond 2, and only where it
 *   is also more than 10 % of the estimate (seed R-12); at most 30
 * - noise: 5 points for each doubling beyond twice the usual; at most 15
 * - age of the calibration: 15 points for each interval beyond the first, in proportion; at most 15
 * - age of the last comparison: 5 points from half an interval on; at most 5
 * - missing: 40 points times the share of 24 h without a reading
 * - drift: 12 points for each accuracy of bias beyond one half, less what the bias may be by chance;
 *   at most 25
 */
export function reliability(evidence: Evidence): Score {
  const all = [
    ...findingDeductions(evidence),
    deviation(evidence),
    noise(evidence),
    calibrationAge(evidence),
    checkAge(evidence),
    missing(evidence),
    drift(evidence),
  ].filter((each): each is Deduction => each !== null && each.points > 0);
  const total = all.reduce((sum, each) => sum + each.points, 0);
  // More than 100 points of trouble is still a score of 0: the parts shrink alike, so that they add up.
  const scale = total > 100 ? 100 / total : 1;
  const deductions = all
    .map((each) => ({ ...each, points: each.points * scale }))
    .sort((a, b) => b.points - a.points);
  const sum = deductions.reduce((points, each) => points + each.points, 0);
  return { score: Math.max(0, 100 - sum), deductions };
}

const plain = { check: null, severity: null, sinceMs: null } as const;
const capped = (points: number, most: number): number => Math.min(most, Math.max(0, points));

function findingDeductions({ findings, nowMs }: Evidence): Deduction[] {
  // A test that failed several times counts once, with its worst.
  const worst = new Map<string, Deduction>();
  for (const finding of findings) {
    const points =
      SEVERITY_POINTS[finding.severity] *
      (CHECK_WEIGHT[finding.check] ?? 1) *
      recency(finding, nowMs);
    const known = worst.get(finding.check);
    if (known !== undefined && known.points >= points) continue;
    const endMs = finding.toMs ?? nowMs;
    worst.set(finding.check, {
      cause: 'finding',
      points,
      check: finding.check,
      severity: finding.severity,
      value: Math.max(0, endMs - finding.fromMs) / HOUR_MS,
      limit: null,
      unit: 'h',
      sinceMs: finding.fromMs,
    });
  }
  const list = [...worst.values()];
  const total = list.reduce((sum, each) => sum + each.points, 0);
  const scale = total > MOST.findings ? MOST.findings / total : 1;
  return list.map((each) => ({ ...each, points: each.points * scale }));
}

/** 1 when it begins, 1.5 after a day of lasting; from its end on half as much every day. */
function recency(finding: Finding, nowMs: number): number {
  const endMs = Math.min(finding.toMs ?? nowMs, nowMs);
  const lasted = Math.max(0, endMs - finding.fromMs) / HOUR_MS;
  const over = Math.max(0, nowMs - endMs) / HOUR_MS;
  return (1 + 0.5 * Math.min(1, lasted / GROWTH_H)) * 2 ** (-over / FADE_H);
}

/** Deviation from which on a reading is suspect, share of the estimate (seed R-12). */
const SUSPECT_SHARE = 0.1;

function deviation({ value, estimate }: Evidence): Deduction | null {
  if (value === null || estimate === null) return null;
  const off = Math.abs(value - estimate.value);
  if (off <= SUSPECT_SHARE * Math.abs(estimate.value)) return null;
  const times = off / Math.max(estimate.sd, 1e-9);
  const points = capped(10 * (times - 2), MOST.deviation);
  return { cause: 'deviation', points, ...plain, value: times, limit: 2, unit: 'sd' };
}

function noise({ noiseTimes }: Evidence): Deduction | null {
  if (noiseTimes === null || !(noiseTimes > 2)) return null;
  const points = capped(5 * Math.log2(noiseTimes / 2), MOST.noise);
  return { cause: 'noise', points, ...plain, value: noiseTimes, limit: 2, unit: 'times' };
}

function calibrationAge(evidence: Evidence): Deduction | null {
  const { calibrationAgeD: age, calibrationIntervalD: interval } = evidence;
  if (age === null || interval === null) return null;
  const points = capped(MOST.calibration * (age / interval - 1), MOST.calibration);
  return { cause: 'calibration', points, ...plain, value: age, limit: interval, unit: 'd' };
}

function checkAge({ checkAgeD, calibrationIntervalD: interval }: Evidence): Deduction | null {
  if (checkAgeD === null || interval === null) return null;
  const points = capped(MOST.check * (checkAgeD / (0.5 * interval) - 1), MOST.check);
  return { cause: 'check', points, ...plain, value: checkAgeD, limit: 0.5 * interval, unit: 'd' };
}

const missing = ({ missingShare }: Evidence): Deduction => ({
  cause: 'missing',
  points: capped(MOST.missing * missingShare, MOST.missing),
  ...plain,
  value: missingShare,
  limit: 0,
  unit: 'share',
});

function drift({ drift: bias, accuracy }: Evidence): Deduction | null {
  if (bias === null || !(accuracy > 0)) return null;
  const sure = Math.max(0, Math.abs(bias.value) - bias.sd);
  const points = capped(12 * (sure / accuracy - 0.5), MOST.drift);
  return {
    cause: 'drift',
    points,
    ...plain,
    value: bias.value,
    limit: 0.5 * accuracy,
    unit: 'tag',
  };
}
