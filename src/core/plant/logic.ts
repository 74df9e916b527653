import { z } from 'zod';
import { ALARM_CLASSES } from '../alarms/definition.ts';
import { CONSEQUENCES } from '../alarms/priority.ts';
import {
  assumed,
  clockTime,
  equipmentId,
  localText,
  machineId,
  slug,
  source,
  tagId,
} from './common.ts';
import { condition } from './condition.ts';

/**
 * Interlock of seed 4.3.3: while `when` has held for `forS`, `machines` are stopped and
 * may not start (`stop`), may not be started (`inhibitStart`), or an alarm is raised only.
 * It releases when `release` holds (hysteresis), or when `when` no longer does.
 */
export const interlockSchema = z.strictObject({
  id: slug,
  name: localText,
  when: condition,
  forS: z.number().min(0),
  release: condition.nullable(),
  action: z.enum(['stop', 'inhibitStart', 'alarm']),
  machines: z.array(machineId),
  source,
  assumed,
});
export type Interlock = z.infer<typeof interlockSchema>;

/** One step: wait `delayS` (or the value of the setting `delayTag`) after the step before, then act. */
const stepSchema = z.strictObject({
  delayS: z.number().min(0),
  delayTag: tagId.nullable(),
  action: z.enum(['start', 'stop', 'open', 'close', 'enable', 'disable']),
  /** Machine id or valve number. */
  target: z.union([machineId, equipmentId]),
  text: localText,
});
export type SequenceStep = z.infer<typeof stepSchema>;

/** Sequence of seed 4.3.3 (2): `start` steps when a unit of `trigger` starts, `stop` steps when all have stopped. */
export const sequenceSchema = z.strictObject({
  id: slug,
  name: localText,
  trigger: machineId,
  start: z.array(stepSchema).min(1),
  stop: z.array(stepSchema).min(1),
  source,
  assumed,
});
export type Sequence = z.infer<typeof sequenceSchema>;

/** Cleaning sequences of seed B.5: calendar per membrane series, then timed phases. */
export const cleaningSchema = z.strictObject({
  id: slug,
  name: localText,
  kind: z.enum(['weekly', 'inline']),
  series: z
    .array(
      z.strictObject({
        id: z.enum(['A', 'B']),
        /** Suction machine whose units are this series. */
        suction: machineId,
        /** 0 = Monday ... 6 = Sunday, local time; the same count as `influent.flowByWeekday`. */
        weekday: z.int().min(0).max(6),
        at: clockTime,
      }),
    )
    .min(1),
  /** 1 = every week; for in-line cleaning the number of weeks between two. */
  everyWeeks: z.int().positive(),
  chemicalL: z.number().positive(),
  concentrationPercent: z.number().positive(),
  phases: z
    .array(
      z.strictObject({
        id: slug,
        text: localText,
        durationS: z.number().positive(),
        /** Machines that run in this phase; everything else of the cleaning group stands. */
        run: z.array(machineId),
        suctionStopped: z.boolean(),
      }),
    )
    .min(1),
  source,
  assumed,
});
export type Cleaning = z.infer<typeof cleaningSchema>;

/**
 * An alarm of the plant; `when` is evaluated on the readings. Everything of its rationalisation stands
 * here (ISA-18.2 clause 9, IEC 62682 clause 9): what happens if nobody acts, how soon somebody must,
 * and what to look at and do. `priority` must be what the grid of `core/alarms/priority.ts` gives.
 */
export const alarmSchema = z.strictObject({
  id: slug,
  /** 1 act now, 2 act soon, 3 know, 4 diagnostic (ISA-101 colours follow). */
  priority: z.int().min(1).max(4),
  consequence: z.enum(CONSEQUENCES),
  /** From the alarm to the consequence, min. */
  timeToActMin: z.number().positive(),
  kind: z.enum(ALARM_CLASSES),
  text: localText,
  /** What usually brings it about. */
  cause: localText,
  /** What to look at first. */
  check: localText,
  /** What a technician does. */
  action: localText,
  /** What happens if nobody acts. */
  effect: localText,
  when: condition,
  /** While this holds the alarm means nothing by design: a stopped pump's low flow. */
  suppressWhen: condition.nullable(),
  /** On-delay, s. */
  forS: z.number().min(0),
  /** Off-delay, s. */
  offDelayS: z.number().min(0),
  /** Eases each limit of `when` once it stands; unit of the tag, m for a level mark. */
  deadBand: z.number().min(0),
  /** Stands until a person resets it. */
  latching: z.boolean(),
  /** Alarms that follow from each other share a group; the first of them is marked. */
  firstOut: slug.nullable(),
  /** Opens a work order by itself. */
  opensWork: z.boolean(),
  equipment: z.union([equipmentId, machineId]).nullable(),
  source,
  assumed,
});
export type Alarm = z.infer<typeof alarmSchema>;

/** A number the PLC lets others set: PLC setting or AI-area set-point, with the caps the safety layer keeps. */
export const setpointSchema = z.strictObject({
  tag: tagId,
  initial: z.number(),
  min: z.number(),
  max: z.number(),
  /** Largest change within `perS` seconds (seed 8.3.1 layer 6); null = free. */
  maxChange: z
    .strictObject({ amount: z.number().positive(), perS: z.number().positive() })
    .nullable(),
  /** `plc`: a setting of the PLC's own program (read-only for the engine); `ai`: lies in the AI area. */
  area: z.enum(['plc', 'ai']),
  /** The PLC setting an AI set-point takes the place of while AI is in control. */
  overrides: tagId.nullable(),
  source,
  assumed,
});
export type Setpoint = z.infer<typeof setpointSchema>;

/**
 * Horn and lamps of the PLC that tell a technician outdoors of alarms. The PLC takes each output from
 * one coil, or from one bit of a register whose bits are all outputs of this list. It watches `aliveTag`,
 * a count that the engine moves on every `repeatS` together with all outputs: when it has stood still for
 * `aliveTimeoutS` the PLC drops these outputs and rings "PC lost" by itself (docs/adr/0031).
 */
export const annunciatorSchema = z.strictObject({
  outputs: z
    .array(
      z.strictObject({
        tag: tagId,
        /** `horn`: while unseen and not silenced; `flash`: while unseen; `lamp`: while anything is on the list. */
        kind: z.enum(['horn', 'flash', 'lamp']),
        priorities: z.array(z.int().min(1).max(4)).min(1),
      }),
    )
    .min(1),
  aliveTag: tagId,
  aliveTimeoutS: z.number().min(10).max(3600),
  repeatS: z.number().min(5).max(600),
  /** How long a silence by a person lasts, and a rest of the horn. */
  silenceMin: z.int().min(1).max(60),
  /** Longest the horn sounds without a break, then it rests; null: until somebody acts. */
  soundForS: z.number().min(10).max(3600).nullable(),
  source,
  assumed,
});
export type Annunciator = z.infer<typeof annunciatorSchema>;

export const plcSchema = z.strictObject({
  scanMs: z.number().positive(),
  /** AI area (seed 4.4.6): switch on the panel, heartbeat written by the engine, state reported back. */
  ai: z.strictObject({
    switchTag: tagId,
    heartbeatTag: tagId,
    activeTag: tagId,
    /** Without a changed heartbeat for this long the PLC falls back to its own program. */
    heartbeatTimeoutS: z.number().positive(),
    heartbeatPeriodS: z.number().positive(),
    /** Holding registers the engine may write: first and last address, on this slave. */
    slave: z.int().min(1).max(247),
    firstAddress: z.int().min(0),
    lastAddress: z.int().max(65_535),
  }),
  /** Command words written to `${unit}.cmd`. The PLC takes one on change and answers in the status bits. */
  commands: z.strictObject({
    none: z.literal(0),
    start: z.literal(1),
    stop: z.literal(2),
    auto: z.literal(3),
  }),
  setpoints: z.array(setpointSchema),
  /** Left out where the PLC has no horn or lamp to be told. */
  annunciator: annunciatorSchema.optional(),
  source,
  assumed,
});
export type Plc = z.infer<typeof plcSchema>;
