import { civilDate } from '../../time/civil.ts';
import type { QaCheck } from '../qa/finding.ts';
import type { FindingChange } from '../qa/monitor-types.ts';
import type { QualityReportBody } from './bodies.ts';
import type { SensorNow } from './minute.ts';
import type { MonthState, MonthSums, QualityState } from './state.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const two = (value: number): string => String(value).padStart(2, '0');

const firstSums = (): MonthSums => ({
  scoreSum: 0,
  scores: 0,
  least: null,
  minutes: 0,
  missing: 0,
  substituted: 0,
  checks: {},
});

/** Adds a minute to the sums of the local month; `state` is changed in place. */
export function noteMonth(
  state: QualityState,
  tsMs: number,
  utcOffsetMin: number,
  sensors: ReadonlyMap<string, SensorNow>,
  findings: readonly FindingChange[],
): void {
  const { year, month } = civilDate(Math.floor((tsMs + utcOffsetMin * MINUTE_MS) / DAY_MS));
  const name = `${String(year)}-${two(month)}`;
  if (state.month?.month !== name) {
    if (state.month !== null) state.closedMonth = state.month;
    state.month = { month: name, fromMs: tsMs, toMs: tsMs, sensors: {} };
  }
  const current = state.month;
  current.toMs = tsMs + MINUTE_MS;
  for (const [tag, now] of sensors) {
    const sums = (current.sensors[tag] ??= firstSums());
    sums.scoreSum += now.score.score;
    sums.scores++;
    sums.least = Math.min(sums.least ?? now.score.score, now.score.score);
    sums.minutes++;
    if (now.value === null) sums.missing++;
    if (now.effective.substitute !== null) sums.substituted++;
  }
  for (const { change, finding } of findings) {
    const sums = (current.sensors[finding.tag] ??= firstSums());
    const entry = (sums.checks[finding.check] ??= [0, 0]);
    if (change === 'opened') entry[0]++;
    if (finding.toMs !== null)
      entry[1] += Math.round((finding.toMs - Math.max(finding.fromMs, current.fromMs)) / MINUTE_MS);
  }
}

/** What the report needs beside the sums. */
export interface ReportFacts {
  readonly comparisons: number;
  readonly meanDifference: number | null;
  readonly calibrations: number;
  readonly lifeLeftDays: number | null;
  /** Slope of the daily means, tag's unit per 30 days, where it is no chance. */
  readonly trendPerMonth: number | null;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** The quality report of a local month that is over. */
export function monthReport(
  month: MonthState,
  factsOf: (tag: string) => ReportFacts,
): QualityReportBody {
  return {
    month: month.month,
    fromMs: month.fromMs,
    toMs: month.toMs,
    sensors: Object.entries(month.sensors).map(([tag, sums]) => ({
      tag,
      meanScore: sums.scores === 0 ? null : tenth(sums.scoreSum / sums.scores),
      leastScore: sums.least === null ? null : tenth(sums.least),
      findings: (Object.entries(sums.checks) as [QaCheck, [number, number]][]).map(
        ([check, [count, minutes]]) => ({ check, count, minutes }),
      ),
      missingShare: sums.minutes === 0 ? 0 : sums.missing / sums.minutes,
      substitutedMinutes: sums.substituted,
      ...factsOf(tag),
    })),
  };
}
