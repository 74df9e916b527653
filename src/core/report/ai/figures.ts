import { z } from 'zod';
import { QA_CHECKS, QA_SEVERITIES } from '../../signal/qa/finding.ts';

/**
 * What can be judged of the plant's intelligence over a span: virtual sensors against readings, tests of
 * the sensors against what staff found, rehearsals against what came, who commanded, and how long the
 * engine ran. Where nothing was recorded a number is null, never made up. Spans are ms, times ms UTC.
 */
const nullable = z.number().nullable();

export const aiFigures = z.object({
  virtual: z.array(
    z.object({
      tag: z.string(),
      unit: z.string(),
      decimals: z.int(),
      /** Minutes in which the sensor was trusted and both could be compared; the rest is null without one. */
      minutes: z.int(),
      error: nullable,
      bias: nullable,
      /** Share within the band of 95 %, 0 to 1. */
      within: nullable,
      /** Mean standard deviation it gave. */
      sd: nullable,
      stoodInMs: z.number(),
      /** Readings of persons it could be held against, and its mean distance from them. */
      readings: z.int(),
      readingError: nullable,
    }),
  ),
  /** Every sensor with a score, lowest mean first. */
  sensors: z.array(
    z.object({
      tag: z.string(),
      mean: nullable,
      least: nullable,
      /** Mean of the last hour of the span. */
      last: nullable,
      /** Findings that made it suspect or unfit. */
      findings: z.int(),
      /** Something else stood in, or nothing was left. */
      lostMs: z.number(),
    }),
  ),
  /** [hour or day, mean of all sensors, lowest mean of one]. */
  curve: z.array(z.tuple([z.number(), nullable, nullable])),
  findings: z.array(
    z.object({
      check: z.enum(QA_CHECKS),
      severity: z.enum(QA_SEVERITIES),
      count: z.int(),
      lastedMs: z.number(),
    }),
  ),
  substitutes: z.record(z.string(), z.number()),
  criticalLost: z.int(),
  corrections: z.object({
    proposed: z.int(),
    accepted: z.int(),
    rejected: z.int(),
    withdrawn: z.int(),
    undone: z.int(),
  }),
  calibrations: z.int(),
  agreement: z.object({
    confirmed: z.int(),
    contradicted: z.int(),
    unchecked: z.int(),
    missed: z.int(),
  }),
  rehearsals: z.object({
    /** Asked for by the audit log; only the last answers are kept, so fewer can be judged. */
    asked: z.int(),
    kept: z.int(),
    judged: z.int(),
    hours: z.number(),
    rows: z.array(
      z.object({
        tag: z.string(),
        unit: z.string(),
        decimals: z.int(),
        runs: z.int(),
        hours: z.number(),
        /** Mean of |rehearsed less measured|, and of |value at the start less measured|. */
        error: z.number(),
        persistence: z.number(),
      }),
    ),
  }),
  operation: z.object({
    /** Minutes the engine ran, by who was in control; `unknown` where no record tells. */
    modes: z.array(
      z.object({ mode: z.enum(['plc', 'remote', 'observe', 'unknown']), minutes: z.int() }),
    ),
    heartbeatLosses: z.int(),
    heartbeatLostMin: z.int(),
    commands: z.array(
      z.object({
        by: z.enum(['ai', 'person']),
        confirmed: z.int(),
        refused: z.int(),
        notConfirmed: z.int(),
      }),
    ),
    /** Refused commands by the layer that spoke first. */
    refusedBy: z.record(z.string(), z.int()),
    /** Machines the PLC's own program or the panel started and stopped. */
    plcStarts: z.int(),
    plcStops: z.int(),
  }),
  running: z.object({
    minutes: z.int(),
    lived: z.int(),
    gaps: z.int(),
    longestGap: z.object({ fromMs: z.number(), toMs: z.number() }).nullable(),
    starts: z.int(),
    unclean: z.int(),
    /** Scans of a second that came too late to be made. */
    missedScans: z.int(),
  }),
});
export type AiFigures = z.infer<typeof aiFigures>;
