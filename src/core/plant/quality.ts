import { z } from 'zod';
import { assumed, localText, machineId, slug, source, tagId } from './common.ts';

/**
 * What is asked of each sensor's signal (`quality.json`): which tests hold for it, what stands in
 * when it is lost, and when it is due for calibration. The physical range stands with the sensor
 * itself (`sensors.json`) and its tag; here is only what the tests need beyond it.
 */
const sensorQualitySchema = z.strictObject({
  tag: tagId,
  /** Counts towards the number of lost sensors at which the control layer must act. */
  critical: z.boolean(),
  /** Change within one minute that is usual and that is beyond belief, in the tag's unit (seed 8.3.1 layer 3). */
  changePerMin: z
    .strictObject({ usual: z.number().positive(), most: z.number().positive() })
    .nullable(),
  /** A living signal moves more than `within` (tag's unit) in `forMin` minutes; null where standing still is normal. */
  stuck: z.strictObject({ within: z.number().min(0), forMin: z.number().positive() }).nullable(),
  /** Machines without which the reading rests at its zero, e.g. the suction pump of a differential pressure. */
  restsWithout: z.array(machineId).min(1).optional(),
  /**
   * What moves the content of the vessel of which this is the level or pressure, also by way of weirs: machines of which
   * the pace depends on it (a pump that draws from it), all others, and flows that are measured. The pace
   * at which it fills and empties then tells of a zero that moved.
   */
  vessel: z
    .strictObject({
      emptiedBy: z.array(machineId),
      movedBy: z.array(machineId),
      flows: z.array(tagId).optional(),
    })
    .optional(),
  /** Another tag that measures the same and stands in first. */
  duplicate: tagId.nullable(),
  /** Whether a virtual sensor is kept for it (seed R-12). */
  virtual: z.boolean(),
  /** Difference to a portable or laboratory reading that opens a calibration; either bound alone is enough to open it. */
  reference: z.strictObject({
    absolute: z.number().positive().nullable(),
    percent: z.number().positive().nullable(),
  }),
  /** Days between two calibrations; null for a sensor that is only checked. */
  calibrationDays: z.int().positive().nullable(),
  /** Expected life of the sensing part. */
  lifeMonths: z.int().positive().nullable(),
  source,
  assumed,
});
export type SensorQuality = z.infer<typeof sensorQualitySchema>;

/** Tests of one signal against another; each names what it is told as. */
const crossCheckSchema = z.discriminatedUnion('kind', [
  /** `over / under` lies between `min` and `max`, e.g. COD to BOD 1.2 to 2.0. */
  z.strictObject({
    kind: z.literal('ratio'),
    id: slug,
    name: localText,
    over: tagId,
    under: tagId,
    min: z.number(),
    max: z.number(),
    /** Below these values the ratio says nothing. */
    overFloor: z.number().min(0),
    underFloor: z.number().min(0),
    forMin: z.number().positive(),
    source,
    assumed,
  }),
  /** Two readings of the same quantity agree, e.g. panel and field flow within 10 %; over a window, since paths have delays. */
  z.strictObject({
    kind: z.literal('agree'),
    id: slug,
    name: localText,
    a: tagId,
    b: tagId,
    percent: z.number().positive(),
    floor: z.number().min(0),
    windowMin: z.number().positive(),
    /** Tanks between the two, by their level tags: water held back in them is no disagreement of two flows. */
    heldIn: z.array(tagId).min(1).optional(),
    source,
    assumed,
  }),
  /** A quantity lies where another one says, e.g. ORP falls as pH rises: `a` is within `by` of `at + slope * (b - bAt)`. */
  z.strictObject({
    kind: z.literal('line'),
    id: slug,
    name: localText,
    a: tagId,
    b: tagId,
    slope: z.number(),
    by: z.number().positive(),
    windowMin: z.number().positive(),
    source,
    assumed,
  }),
]);
export type CrossCheck = z.infer<typeof crossCheckSchema>;

export const qualityFileSchema = z.strictObject({
  sensors: z.array(sensorQualitySchema),
  crossChecks: z.array(crossCheckSchema),
  /** So many critical sensors lost at once is for the control layer to act on (seed 8.3.1 layer 3). */
  criticalLost: z.int().min(1),
  /** Seasonal trend, sensor life and quality report: day of the month and local hour. */
  monthlyReport: z.strictObject({ day: z.int().min(1).max(28), hour: z.int().min(0).max(23) }),
  source,
  assumed,
});

const hhmm = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM, 00:00 to 23:59');
const years = z.number().positive().max(100).nullable();

/** What is kept how long, and when it is copied (`history.json`). Null years: for the life of the plant. */
export const historyFileSchema = z.strictObject({
  retentionYears: z.strictObject({
    samples: years,
    derived: years,
    findings: years,
    forecasts: years,
    commands: years,
    actions: years,
    laboratory: years,
    equipment: years,
  }),
  /** Local times. The check reads the whole file in slices. */
  integrityCheckAt: hhmm,
  purgeAt: hhmm,
  backup: z.strictObject({
    dailyAt: hhmm,
    weeklyOn: z.int().min(1).max(7),
    monthlyOn: z.int().min(1).max(28),
    keepDaily: z.int().min(1).max(60),
    keepWeekly: z.int().min(1).max(60),
    keepMonthly: z.int().min(1).max(120),
    /** ISO weekday of the automatic restore test. */
    restoreTestOn: z.int().min(1).max(7),
  }),
  source,
  assumed,
});
