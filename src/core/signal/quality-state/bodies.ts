import { z } from 'zod';
import { QA_CHECKS, QA_SEVERITIES } from '../qa/finding.ts';
import { DEDUCTION_CAUSES } from '../reliability/types.ts';
import { SUBSTITUTES } from '../virtual/estimate.ts';

/** Bodies of the entries the quality of the data is written down in. Times are ms UTC. */

/** What was taken off a score of 100, and what it came from. */
export const deductionBody = z.object({
  cause: z.enum(DEDUCTION_CAUSES),
  /** Points off, above 0. */
  points: z.number(),
  /** Test and severity of a finding; null for other causes. */
  check: z.enum(QA_CHECKS).nullable(),
  severity: z.enum(QA_SEVERITIES).nullable(),
  /** What was measured, in the unit of `unit`, and the bound from which on it counts. */
  value: z.number().nullable(),
  limit: z.number().nullable(),
  unit: z.enum(['tag', 'h', 'd', 'share', 'sd', 'times']),
  sinceMs: z.number().nullable(),
});

const virtualSums = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);

/** Entry kind `score`: one for all sensors and hour; what was taken off is that of the hour's last minute. */
export const scoreBody = z.object({
  sensors: z.record(
    z.string(),
    z.object({
      mean: z.number().nullable(),
      least: z.number().nullable(),
      deductions: z.array(deductionBody),
      /** Sums of the virtual sensor against the reading (`virtual-tally.ts`); absent without one, and before there were any. */
      virtual: virtualSums.optional(),
    }),
  ),
});
export type ScoreBody = z.infer<typeof scoreBody>;

/** Entry kind `substitution`: something stood in for a sensor, from when to when. */
export const substitutionBody = z.object({
  /** `none`: nothing was left that could stand in. */
  kind: z.enum([...SUBSTITUTES, 'none']),
  fromMs: z.number(),
  toMs: z.number().nullable(),
  /** Check that made the sensor's own reading unfit, `lost` or `maintenance`. */
  reason: z.string(),
});

/** Entry kind `dataSetting` with id `maintenance/TAG`: somebody works on the sensor. */
export const maintenanceBody = z.object({
  setting: z.literal('maintenance'),
  on: z.boolean(),
  note: z.string(),
});

/** Entry kind `qualityReport`: a local month of all sensors. */
export const qualityReportBody = z.object({
  month: z.string(),
  fromMs: z.number(),
  toMs: z.number(),
  sensors: z.array(
    z.object({
      tag: z.string(),
      meanScore: z.number().nullable(),
      leastScore: z.number().nullable(),
      findings: z.array(
        z.object({ check: z.enum(QA_CHECKS), count: z.int(), minutes: z.number() }),
      ),
      missingShare: z.number(),
      substitutedMinutes: z.number(),
      comparisons: z.int(),
      meanDifference: z.number().nullable(),
      calibrations: z.int(),
      lifeLeftDays: z.number().nullable(),
      trendPerMonth: z.number().nullable(),
    }),
  ),
});
export type QualityReportBody = z.infer<typeof qualityReportBody>;
