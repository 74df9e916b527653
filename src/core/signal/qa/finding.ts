import { z } from 'zod';

/** Every test of the four tiers (seed 4.1.2, 6.2, 8.3.1 layer 3), by the reason code a finding carries. */
export const QA_CHECKS = [
  // Tier 1, each minute.
  'range',
  'missing',
  'rate',
  'spike',
  'stuck',
  'sigma',
  'iqr',
  'noise',
  'ratio',
  'agree',
  'line',
  /** The reading lies on the end of the card's scale: the signal is gone or past it. */
  'signal',
  /** At rest (machine standing) it no longer reads its zero. */
  'zero',
  /** Smoothed over minutes it lies outside the band of the weeks before. */
  'band',
  // Tier 2, each hour.
  'movingAverage',
  'drift',
  'bias',
  'gap',
  // Tier 3, each day.
  'laboratory',
  'portable',
  // Tier 4, each month.
  'season',
  'life',
] as const;
export type QaCheck = (typeof QA_CHECKS)[number];

export type QaTier = 1 | 2 | 3 | 4;

/**
 * `note`: worth knowing, the value is used; `suspect`: used with caution and graded uncertain;
 * `bad`: not used, something else stands in.
 */
export const QA_SEVERITIES = ['note', 'suspect', 'bad'] as const;
export type QaSeverity = (typeof QA_SEVERITIES)[number];

/** A test that failed, as it is stored (entry kind `finding`) and shown. Numbers are in the tag's unit. */
export const findingSchema = z.strictObject({
  id: z.string(),
  tag: z.string(),
  check: z.enum(QA_CHECKS),
  tier: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  severity: z.enum(QA_SEVERITIES),
  fromMs: z.number(),
  /** Null while it lasts. */
  toMs: z.number().nullable(),
  /** What was read, what was expected, and the bound that was passed. */
  value: z.number().nullable(),
  expected: z.number().nullable(),
  limit: z.number().nullable(),
  /** The other tag of a cross check. */
  other: z.string().nullable(),
});
export type Finding = z.infer<typeof findingSchema>;

/** One minute of one tag as the tests see it. */
export interface MinuteSample {
  /** Mean of the minute; null when nothing usable was read. */
  readonly value: number | null;
  /** Whether it was read in this minute; false for a value held from an earlier one. */
  readonly fresh: boolean;
}
/** All tags of one minute of the UTC grid. */
export interface MinuteRow {
  readonly tsMs: number;
  readonly samples: ReadonlyMap<string, MinuteSample>;
}
