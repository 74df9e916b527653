import { EMPTY_PATTERN } from '../gaps/pattern.ts';
import type { PatternState } from '../gaps/pattern.ts';
import type { Finding, QaCheck } from '../qa/finding.ts';
import { firstMonitor } from '../qa/monitor.ts';
import type { MonitorState } from '../qa/monitor.ts';
import type { Deduction } from '../reliability/types.ts';
import { firstSource } from '../substitute/substitute.ts';
import type { SourceState } from '../substitute/types.ts';
import type { Substitute } from '../virtual/estimate.ts';
import { firstVirtualSensors } from '../virtual/virtual.ts';
import type { VirtualState } from '../virtual/virtual.ts';
import { firstGap } from './gap-keeper.ts';
import type { GapState } from './gap-keeper.ts';
import type { QualityPlan } from './plan.ts';
import type { VirtualSums } from './virtual-tally.ts';

/** Something that stands in for a sensor now. */
export interface OpenSubstitution {
  readonly id: string;
  readonly kind: Substitute | 'none';
  readonly fromMs: number;
  readonly reason: string;
}

/** Sums of a sensor over a local month. */
export interface MonthSums {
  scoreSum: number;
  scores: number;
  least: number | null;
  minutes: number;
  missing: number;
  substituted: number;
  /** [number of findings, minutes they lasted] by test. */
  checks: Partial<Record<QaCheck, [number, number]>>;
}
/** Sums of a sensor over a local day. */
export interface DaySums {
  sum: number;
  count: number;
  scoreSum: number;
  scores: number;
}
export interface DayState {
  readonly startMs: number;
  readonly sensors: Record<string, DaySums>;
}
export interface MonthState {
  /** `2026-11` in local time. */
  readonly month: string;
  readonly fromMs: number;
  toMs: number;
  readonly sensors: Record<string, MonthSums>;
}

/** Everything that is kept of one sensor between minutes. */
export interface SensorKeeping {
  pattern: PatternState;
  source: SourceState;
  gap: GapState;
  substitution: OpenSubstitution | null;
  /** Findings that are open or ended of late, newest last. */
  findings: Finding[];
  /** [start of the hour, minutes without a usable reading, minutes] of the last day. */
  missing: [number, number, number][];
  /** Sums of the scores of the hour. */
  hour: {
    sum: number;
    count: number;
    least: number | null;
    deductions: readonly Deduction[];
    /** Virtual sensor against the reading; absent where there was nothing to compare. */
    virtual?: VirtualSums;
  };
  /** First minute it was ever read in. */
  firstMs: number | null;
}

/** All the quality of the data knows between two minutes; plain data that is changed in place. */
export interface QualityState {
  lastMs: number | null;
  monitor: MonitorState;
  virtual: VirtualState;
  hourMs: number | null;
  day: DayState | null;
  month: MonthState | null;
  /** The month before, until its report is written. */
  closedMonth: MonthState | null;
  readonly sensors: Record<string, SensorKeeping>;
}

export const firstKeeping = (tsMs: number): SensorKeeping => ({
  pattern: EMPTY_PATTERN,
  source: firstSource(tsMs),
  gap: firstGap(),
  substitution: null,
  findings: [],
  missing: [],
  hour: { sum: 0, count: 0, least: null, deductions: [] },
  firstMs: null,
});

/** State of a plant of which nothing is known yet. */
export const firstQualityState = (plan: QualityPlan, tsMs: number): QualityState => ({
  lastMs: null,
  monitor: firstMonitor(plan.monitor),
  virtual: firstVirtualSensors(plan.virtual),
  hourMs: null,
  day: null,
  month: null,
  closedMonth: null,
  sensors: Object.fromEntries(plan.sensors.map(({ tag }) => [tag, firstKeeping(tsMs)])),
});

const DAY_MS = 86_400_000;
/** Findings weigh on the score this long after their end, and no more than so many of a sensor are kept. */
const KEEP_MS = 7 * DAY_MS;
const KEEP = 40;

/** Takes a finding (or its next version) in for the score; `state` is changed in place. */
export function noteFinding(state: QualityState, finding: Finding, nowMs: number): void {
  const keeping = state.sensors[finding.tag];
  if (keeping === undefined) return;
  keeping.findings = [
    ...keeping.findings.filter(
      (each) => each.id !== finding.id && (each.toMs === null || each.toMs > nowMs - KEEP_MS),
    ),
    finding,
  ].slice(-KEEP);
}

/** Share of the last 24 h without a usable reading, 0 to 1. */
export function missingShare(keeping: SensorKeeping): number {
  let missing = 0;
  let minutes = 0;
  for (const [, gone, all] of keeping.missing) {
    missing += gone;
    minutes += all;
  }
  return minutes === 0 ? 0 : missing / minutes;
}
