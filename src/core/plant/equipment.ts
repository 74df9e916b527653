import { z } from 'zod';
import { assumed, clockTime, equipmentId, localText, machineId, slug, source, tagId } from './common.ts';
import { condition, levelMark } from './condition.ts';

/** A basin with a free surface or a fixed weir. Levels are metres above the tank floor. */
export const tankSchema = z.strictObject({
  id: equipmentId,
  name: localText,
  /** Number of the seed's tank table 4.1.3 (1 to 10); 0 for the equalisation tank, which stands before it. */
  seedNo: z.int().min(0).max(10),
  kind: z.enum([
    'equalisation', 'reaction', 'neutralisation', 'flocculation', 'flotation', 'firstTreatment', 'aeration',
    'membrane', 'filtrate', 'carbon', 'discharge', 'sludgeStorage', 'filtrateReturn',
  ]),
  /** Side-water volume when the level stands at `depthM`. */
  volumeM3: z.number().positive(),
  depthM: z.number().positive(),
  /** `free`: level moves with the balance; `weir`: overflows at `weirM` to the next basin. */
  surface: z.enum(['free', 'weir']),
  weirM: z.number().positive().nullable(),
  initialLevelM: z.number().min(0),
  /** Level marks in metres, rising from LL to HHAL; a tank carries those its controls use. */
  marksM: z.partialRecord(levelMark, z.number().min(0)),
  /** Level tag, when the tank has a level sensor. */
  levelTag: tagId.nullable(),
  duty: localText,
  source,
  assumed,
});
export type Tank = z.infer<typeof tankSchema>;

const ratingSchema = z.strictObject({
  /** Rated flow of one unit: water m3/h, air Nm3/h for blower and compressor, chemical L/h for dosing pumps. */
  flow: z.number().positive().nullable(),
  flowUnit: z.enum(['m3/h', 'Nm3/h', 'L/h']).nullable(),
  headM: z.number().positive().nullable(),
  powerKw: z.number().positive().nullable(),
  speedRpm: z.number().positive().nullable(),
  /** Full-load motor current and the over-current trip. */
  ratedCurrentA: z.number().positive().nullable(),
  tripCurrentA: z.number().positive().nullable(),
  sizeMm: z.number().positive().nullable(),
});

/** How today's PLC runs a machine. The virtual PLC carries it out; the engine mirrors it. */
export const controlSchema = z.discriminatedUnion('type', [
  /** Starts at or above `startMark`, stops below `stopMark`. */
  z.strictObject({ type: z.literal('level'), tank: equipmentId, startMark: levelMark, stopMark: levelMark }),
  /** Level-enabled cycle: `onS` running, `offS` rest; never longer than `maxOnS` in one go. Times are PLC settings. */
  z.strictObject({
    type: z.literal('suction'), tank: equipmentId, startMark: levelMark, stopMark: levelMark,
    onSTag: tagId, offSTag: tagId, maxOnS: z.number().positive(),
  }),
  /** Free-running timer. Times are PLC settings. */
  z.strictObject({ type: z.literal('timer'), onSTag: tagId, offSTag: tagId }),
  /** Runs while any unit of another machine runs, `stopDelayS` longer. */
  z.strictObject({ type: z.literal('follow'), machine: machineId, startDelayS: z.number().min(0), stopDelayS: z.number().min(0) }),
  /** Started and stopped by a sequence or run by the phases of a cleaning (`logic.json`). */
  z.strictObject({ type: z.literal('sequence'), sequence: slug }),
  /** On below the low setting, off above the high one, while `machine` runs. */
  z.strictObject({ type: z.literal('band'), tag: tagId, lowTag: tagId, highTag: tagId, whileMachine: machineId.nullable() }),
  /** Inverter speed from a PI on a measured value; units alternate each `alternateDays` days at `alternateAt` local time. */
  z.strictObject({
    type: z.literal('speedPi'), pv: tagId, spTag: tagId, minHz: z.number().positive(), maxHz: z.number().positive(),
    gainHzPerUnit: z.number().positive(), integralS: z.number().positive(),
    alternateDays: z.number().positive(), alternateAt: clockTime,
  }),
  /** Packaged system that runs on its own panel at set hours; weekdays 0 = Monday ... 6 = Sunday. */
  z.strictObject({ type: z.literal('panel'), from: clockTime, to: clockTime, weekdays: z.array(z.int().min(0).max(6)) }),
  /** Only by hand. */
  z.strictObject({ type: z.literal('manual') }),
  /** An instrument, not a drive. */
  z.strictObject({ type: z.literal('none') }),
]);
export type Control = z.infer<typeof controlSchema>;

/** One motor or instrument. Its tags are found by convention: `${id}.run`, `.remote`, `.auto`, `.fault`, `.ready`, `.current`, `.hours`, `.starts`, `.cmd`. */
const unitSchema = z.strictObject({ id: equipmentId, label: z.string().min(1).max(3), control: z.enum(['remote', 'localOnly']) });

/** One row of the seed's machine table 4.1.4 (28 of them) with its A/B units. */
export const machineSchema = z.strictObject({
  id: machineId,
  seedNo: z.int().min(1).max(28),
  name: localText,
  kind: z.enum(['pump', 'dosingPump', 'blower', 'agitator', 'compressor', 'instrument', 'dewatering', 'hoist']),
  units: z.array(unitSchema).min(1),
  /** `dutyStandby`: one runs, the other takes over on fault; `single`; `parallel`: all run together. */
  arrangement: z.enum(['single', 'dutyStandby', 'parallel']),
  rating: ratingSchema,
  /** Where it takes from and gives to (tank ids; null = outside or not a transfer). */
  from: equipmentId.nullable(),
  to: equipmentId.nullable(),
  medium: z.enum(['water', 'sludge', 'air', 'chemical', 'none']),
  control: controlSchema,
  /** Conditions that must hold before a person or program may start it; each with the words shown when it does not. */
  permissives: z.array(z.strictObject({ id: slug, text: localText, when: condition })),
  /** Shaft power at the rated point over the name plate, where a site knows or assumes it. */
  motorLoad: z.number().positive().max(1.1).optional(),
  /** Least time between two starts of one unit, seconds (seed 8.3.1 layer 6). */
  minStartIntervalS: z.number().min(0),
  duty: localText,
  source,
  assumed,
});
export type Machine = z.infer<typeof machineSchema>;

export const valveSchema = z.strictObject({
  id: equipmentId,
  name: localText,
  kind: z.enum(['solenoid', 'motorised']),
  source,
});
export type Valve = z.infer<typeof valveSchema>;

const instrumentModelSchema = z.strictObject({
  /** Time to 90 % of a step, s. */
  t90S: z.number().min(0).max(3600).optional(),
  /** Smallest step of the reading, in the sensor's unit. */
  resolution: z.number().positive().optional(),
  /** Standard deviations over the stated accuracy: noise, error left by a calibration, drift in one care interval. */
  noiseShare: z.number().min(0).max(2).optional(),
  calibrationShare: z.number().min(0).max(2).optional(),
  driftShare: z.number().min(0).max(5).optional(),
  /** Growth: part of the response lost in the end, time constant in days, reading when wholly covered. */
  fouling: z
    .strictObject({
      share: z.number().min(0).max(1),
      days: z.number().positive(),
      neutral: z.number(),
    })
    .optional(),
  /** Analyser: minutes from the sampling instant to the result; the result is held until the next. */
  delayMin: z.number().min(0).max(240).optional(),
  /** Days between two cares by the staff. */
  careDays: z.number().positive().max(730).optional(),
});

export const sensorSchema = z.strictObject({
  id: equipmentId,
  name: localText,
  quantity: z.enum([
    'pH', 'temperature', 'SS', 'COD', 'BOD', 'TOC', 'NH4N', 'TN', 'TP', 'DO', 'flow', 'ORP', 'pressureDifference',
    'MLSS', 'turbidity', 'pressure', 'power', 'energy', 'level', 'airflow',
  ]),
  principle: localText,
  range: z.strictObject({ min: z.number(), max: z.number() }),
  unit: z.string().min(1),
  accuracy: z.strictObject({ value: z.number().positive(), of: z.enum(['absolute', 'reading', 'span']) }),
  samplePeriodS: z.number().positive(),
  /** How the virtual plant's instrument behaves, where it differs from the usual one of its quantity. */
  model: instrumentModelSchema.optional(),
  /** Tank it hangs in, or the pipe. */
  place: z.union([equipmentId, z.enum(['influent', 'effluent', 'airHeader', 'dafSaturator', 'panel'])]),
  tag: tagId,
  care: localText.nullable(),
  source,
  assumed,
});
export type Sensor = z.infer<typeof sensorSchema>;
