import { z } from 'zod';
import { DERIVED_HOWS } from '#core/records/entry.ts';
import type { DerivedHow } from '#core/records/entry.ts';
import { QA_CHECKS, QA_SEVERITIES, findingSchema } from '#core/signal/qa/finding.ts';
import { comparisonSchema } from '#core/signal/drift/comparison.ts';
import { calibrationSchema, correctionSchema } from '#core/signal/drift/correction.ts';
import type { Calibration, Correction } from '#core/signal/drift/correction.ts';
import { deductionBody, qualityReportBody, scoreBody } from '#core/signal/quality-state/bodies.ts';
import { SUBSTITUTES } from '#core/signal/virtual/estimate.ts';

/** How far each sensor can be trusted, what was found, and what was done about it. Times are ms UTC. */

const none = z.object({});
const name = z.string().min(1).max(80);
const reason = z.string().max(300);

/**
 * `good`: own reading stands; `suspect`: used with caution; `bad`: a test says it is wrong and
 * something else stands in; `lost`: no reading at all; `learning`: not enough seen yet to judge it;
 * `maintenance`: a person works on it, no findings.
 */
export const SENSOR_STATES = ['good', 'suspect', 'bad', 'lost', 'learning', 'maintenance'] as const;
export const sensorState = z.enum(SENSOR_STATES);
export type SensorState = z.infer<typeof sensorState>;

export const deduction = deductionBody;
export type DeductionView = z.infer<typeof deduction>;

export const estimateView = z.object({ value: z.number(), sd: z.number() });

export const effectiveView = z.object({
  value: z.number().nullable(),
  substitute: z.enum(SUBSTITUTES).nullable(),
  /** Bias taken off the reading by an accepted correction; 0 without one. */
  correction: z.number(),
  sd: z.number().nullable(),
});

export const substitutionView = z.object({
  /** `none`: nothing is left that could stand in. */
  kind: z.enum([...SUBSTITUTES, 'none']),
  sinceMs: z.number(),
  /** Check that made the sensor's own reading unfit, `maintenance` or `lost`. */
  reason: z.string(),
  entryId: z.string(),
});

/** A bias of a sensor, from its proposal to its end, as stored; `by`, `atMs` and `reason` are those of this version. */
export const correctionView = correctionSchema;
export type CorrectionView = Correction;

export const referenceView = z.object({
  atMs: z.number(),
  how: z.string(),
  sensor: z.number(),
  reference: z.number(),
  /** Sensor less reference. */
  difference: z.number(),
  /** Difference in % of the reference; null where the reference is 0. */
  percent: z.number().nullable(),
  /** Beyond the bound of the profile: a calibration was opened. */
  beyond: z.boolean(),
  readingId: z.string(),
});
export type ReferenceView = z.infer<typeof referenceView>;

/** A calibration that is due, was done or was dropped, as stored. */
export const calibrationView = calibrationSchema;
export type CalibrationView = Calibration;

/** All that is known of how far one sensor can be trusted. */
export const sensorTrust = z.object({
  tag: z.string(),
  critical: z.boolean(),
  /** 0 to 100; null while nothing can be said. */
  score: z.number().nullable(),
  deductions: z.array(deduction),
  state: sensorState,
  openFindings: z.array(findingSchema),
  /** What the other signals say it should read; null with the reason beside it. */
  estimate: estimateView.nullable(),
  noEstimate: z.string().nullable(),
  effective: effectiveView,
  substitution: substitutionView.nullable(),
  correction: correctionView.nullable(),
  proposal: correctionView.nullable(),
  lastReference: referenceView.nullable(),
  lastCalibrationMs: z.number().nullable(),
  nextCalibrationMs: z.number().nullable(),
  /** A calibration somebody has to do. */
  openCalibration: calibrationView.nullable(),
  maintenance: z.object({ sinceMs: z.number(), who: z.string() }).nullable(),
  lifeLeftDays: z.number().nullable(),
  /** Share of the last 24 h without a usable reading, 0 to 1. */
  missingShare24h: z.number(),
  /** Bias of the sensor by its readings: [bias, sd]; null before the first comparison. */
  bias: z.tuple([z.number(), z.number()]).nullable(),
});
export type SensorTrust = z.infer<typeof sensorTrust>;

export const dataQualityOverview = z.object({
  sensors: z.array(sensorTrust),
  /** Critical sensors without a trusted reading of their own, now. */
  criticalLost: z.array(z.string()),
  /** So many lost at once are for the control layer to act on. */
  criticalLimit: z.int(),
  updatedMs: z.number(),
  /** Share of the stored minutes that were looked at again after a start; null when all are. */
  catchingUp: z.number().nullable(),
});
export type DataQualityOverview = z.infer<typeof dataQualityOverview>;

export const findingRecord = findingSchema.extend({
  /** Sequence number of the newest version, for paging. */
  seq: z.int(),
  writtenMs: z.number(),
});
export type FindingRecord = z.infer<typeof findingRecord>;

export const scorePoint = z.object({
  /** Start of the hour. */
  tsMs: z.number(),
  mean: z.number().nullable(),
  least: z.number().nullable(),
  deductions: z.array(deduction),
  /** Sums of the virtual sensor against the reading in this hour, see `core/signal/quality-state/virtual-tally.ts`. */
  virtual: scoreBody.shape.sensors.valueType.shape.virtual,
});

export const comparisonView = comparisonSchema.omit({ tag: true }).extend({
  /** Too far from what the readings before said to be believed; it did not move the bias. */
  outlier: z.boolean(),
  /** What the virtual sensor said at the time of sampling; null where that is not known (any more). */
  estimate: estimateView.nullable(),
});

export const qualityReportView = qualityReportBody.extend({
  id: z.string(),
  writtenMs: z.number(),
});
export type QualityReportView = z.infer<typeof qualityReportView>;

export const howSchema = z.enum(DERIVED_HOWS as readonly [DerivedHow, ...DerivedHow[]]);

/** A sensor over time as it was read, as it counts, and what stands beside it. */
export const qualitySeries = z.object({
  tag: z.string(),
  bucketMs: z.number(),
  /** [ms, as read, with the accepted corrections]. */
  points: z.array(z.tuple([z.number(), z.number().nullable(), z.number().nullable()])),
  /** Minutes that were filled or stood in for. */
  derived: z.array(
    z.object({
      tsMs: z.number(),
      value: z.number(),
      sd: z.number().nullable(),
      how: howSchema,
      entryId: z.string().nullable(),
    }),
  ),
  /** [ms, estimate, sd] of the virtual sensor; kept for the last day. */
  estimates: z.array(z.tuple([z.number(), z.number(), z.number()])),
  /** True when more derived minutes lie in the span than are answered. */
  derivedCut: z.boolean(),
});
export type QualitySeries = z.infer<typeof qualitySeries>;

const span = { fromMs: z.number(), toMs: z.number() };

export const dataQualityQueries = {
  /** Every sensor at a glance. */
  'dataQuality.list': { params: none, result: dataQualityOverview },
  /** Findings, newest first. */
  'dataQuality.findings': {
    params: z.object({
      tag: z.string().nullable(),
      checks: z.array(z.enum(QA_CHECKS)).nullable(),
      tier: z.int().min(1).max(4).nullable(),
      severity: z.enum(QA_SEVERITIES).nullable(),
      /** True: only those that last; false: only those that are over. */
      open: z.boolean().nullable(),
      fromMs: z.number().nullable(),
      toMs: z.number().nullable(),
      beforeSeq: z.int().nullable(),
      limit: z.int().min(1).max(500),
    }),
    result: z.object({ findings: z.array(findingRecord), more: z.boolean() }),
  },
  /** Scores of a sensor by the hour. */
  'dataQuality.scores': {
    params: z.object({ tag: z.string(), ...span }),
    result: z.array(scorePoint),
  },
  /** Readings of persons a sensor was held against. */
  'dataQuality.comparisons': {
    params: z.object({ tag: z.string(), ...span }),
    result: z.array(comparisonView),
  },
  /** Monthly reports on the quality of the data, newest first. */
  'dataQuality.reports': {
    params: z.object({ limit: z.int().min(1).max(60) }),
    result: z.array(qualityReportView),
  },
  'dataQuality.series': {
    params: z.object({ tag: z.string(), ...span, buckets: z.int().min(10).max(4000) }),
    result: qualitySeries,
  },
  /** Corrections of a sensor (null: of all), in every state, newest first. */
  'dataQuality.corrections': {
    params: z.object({ tag: z.string().nullable(), limit: z.int().min(1).max(200) }),
    result: z.array(correctionView),
  },
  /** Calibrations of a sensor (null: of all), newest first. */
  'dataQuality.calibrations': {
    params: z.object({ tag: z.string().nullable(), limit: z.int().min(1).max(200) }),
    result: z.array(calibrationView),
  },
} as const;

const decision = z.object({ id: z.string(), who: name, reason });

export const dataQualityCommands = {
  /** Takes the proposed bias off the sensor's readings from its beginning on; the stored readings stay. */
  'correction.accept': { params: decision, result: correctionView },
  'correction.reject': { params: decision, result: correctionView },
  /** Takes an accepted correction back as if it had never been. */
  'correction.undo': { params: decision, result: correctionView },
  /** A calibration was done: ends a correction in force and starts the bias anew. */
  'calibration.record': {
    params: z.object({
      tag: z.string(),
      doneMs: z.number(),
      who: name,
      /** Sensor's reading before and after, and what the standard or buffer held; null where not noted. */
      before: z.number().nullable(),
      after: z.number().nullable(),
      reference: z.number().nullable(),
      note: z.string().max(500),
    }),
    result: calibrationView,
  },
  /** A calibration that is due will not be done now. */
  'calibration.dismiss': { params: decision, result: calibrationView },
  /** Somebody works on the sensor: no findings, something else stands in. */
  'sensor.maintenance': {
    params: z.object({ tag: z.string(), on: z.boolean(), who: name, note: z.string().max(300) }),
    result: sensorTrust,
  },
} as const;

export const DATA_QUALITY_CHANGES = [
  'scores',
  'findings',
  'substitution',
  'correction',
  'calibration',
  'comparison',
  'maintenance',
  'criticalLost',
  'report',
] as const;

export const dataQualityEvents = {
  /** Something changed; scores at most once a minute. Ask the list again. */
  dataQuality: z.object({
    changes: z.array(z.enum(DATA_QUALITY_CHANGES)),
    /** Sensors it concerns; empty for all. */
    tags: z.array(z.string()),
    criticalLost: z.array(z.string()),
    updatedMs: z.number(),
  }),
} as const;
