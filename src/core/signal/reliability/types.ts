import type { QaCheck, QaSeverity } from '../qa/finding.ts';

/** What lowers a score; the detail names what it came from. */
export const DEDUCTION_CAUSES = [
  'finding',
  'deviation',
  'noise',
  'calibration',
  'check',
  'missing',
  'drift',
] as const;
export type DeductionCause = (typeof DEDUCTION_CAUSES)[number];

/** One named part of a score, e.g. "-20 stuck for 3 h". */
export interface Deduction {
  readonly cause: DeductionCause;
  /** Points off, above 0. */
  readonly points: number;
  /** Test and severity of a finding; null for other causes. */
  readonly check: QaCheck | null;
  readonly severity: QaSeverity | null;
  /** What was measured, in the unit of `unit`, and the bound from which on it counts. */
  readonly value: number | null;
  readonly limit: number | null;
  /** `tag`: the tag's own unit; the others are hours, days, share 0 to 1, multiples of sd or of usual. */
  readonly unit: 'tag' | 'h' | 'd' | 'share' | 'sd' | 'times';
  /** Since when, ms UTC; null where it has no beginning. */
  readonly sinceMs: number | null;
}

export interface Score {
  /** 0 to 100; 100 less the sum of the deductions, exactly. */
  readonly score: number;
  /** Largest first. */
  readonly deductions: readonly Deduction[];
}
