import { z } from 'zod';
import { silenceSchema } from '#core/alarms/annunciator.ts';
import { machineLock } from '#core/work/lock.ts';
import { SUBSTITUTES } from '#core/signal/virtual/estimate.ts';

/**
 * What the window lives on. A full snapshot comes first, then one delta per scan with
 * only what changed; a gap in `seq` makes the window ask for a full one again.
 */

/** [value, quality code, provenance code, source time ms]. */
export const wireSample = z.tuple([z.number().nullable(), z.int(), z.int(), z.number()]);
export type WireSample = z.infer<typeof wireSample>;

/**
 * What stands for a sensor whose own plain reading does not: [value, what stands in (`own` for a
 * reading with a correction), bias that was taken off, standard uncertainty].
 */
export const wireEffective = z.tuple([
  z.number().nullable(), z.enum(['own', ...SUBSTITUTES]), z.number(), z.number().nullable(),
]);
export type WireEffective = z.infer<typeof wireEffective>;

export const linkView = z.object({
  state: z.enum(['closed', 'connecting', 'connected', 'degraded', 'disconnected']),
  detail: z.string().nullable(),
  roundTripMs: z.number().nullable(),
  lastGoodMs: z.number().nullable(),
  slaves: z.array(z.object({
    slave: z.int(),
    state: z.enum(['unknown', 'answering', 'silent', 'faulty']),
    lastGoodMs: z.number().nullable(),
    fault: z.string().nullable(),
  })),
});
export type LinkView = z.infer<typeof linkView>;

export const activeAlarm = z.object({
  /** Alarm of the profile, or one the engine derives (`effluent-TN-80`, `link-down`, ...). */
  id: z.string(),
  priority: z.int().min(1).max(4),
  /** When it was raised, the last time when it came again before it was seen. */
  sinceMs: z.number(),
  /** Null when the profile carries the text; else a message code of the translation files. */
  code: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  equipment: z.string().nullable(),
  /** Its occurrence, which is what is acknowledged. */
  occurrence: z.string(),
  state: z.enum(['unacknowledged', 'acknowledged', 'returned', 'latched', 'latchedAcknowledged']),
  kind: z.string(),
  /** Group whose alarms follow from each other, and whether this one was the first of it. */
  group: z.string().nullable(),
  firstOut: z.string().nullable(),
  /** How often it was raised before anybody saw it. */
  raises: z.int(),
  clearedMs: z.number().nullable(),
  ackBy: z.string().nullable(),
});
export type ActiveAlarm = z.infer<typeof activeAlarm>;

/** Who runs the plant now. Modes AI, Safe, Emergency and Eco come with the control layer. */
export const controlView = z.object({
  mode: z.enum(['plc', 'remote', 'observe']),
  /** `plc`: AI switch off; `remote`: switch on, heartbeat kept; `observe`: read-only source such as a recording. */
  aiSwitch: z.boolean().nullable(),
  heartbeatOk: z.boolean().nullable(),
});
export type ControlView = z.infer<typeof controlView>;

export const todayView = z.object({
  sinceMs: z.number(),
  energyKwh: z.number().nullable(),
  energyYesterdaySameHourKwh: z.number().nullable(),
  inflowM3: z.number().nullable(),
  outflowM3: z.number().nullable(),
});

export const engineStatus = z.object({
  wallMs: z.number(),
  startedMs: z.number(),
  scan: z.object({ count: z.int(), lastMs: z.number().nullable(), overruns: z.int() }),
  link: linkView,
  control: controlView,
  alarms: z.array(activeAlarm),
  /** How many nobody has seen yet, by priority 1 to 4, and how many are set aside. */
  alarmCounts: z.object({
    unacknowledged: z.array(z.int()).length(4),
    shelved: z.int(), suppressed: z.int(), outOfService: z.int(),
    flood: z.object({ sinceMs: z.number(), raised: z.int() }).nullable(),
  }),
  /** Quiet set by a person, for PCs and horn alike. */
  silence: silenceSchema.nullable().optional(),
  /** Horn and lamps of the PLC; left out where the profile names none. */
  annunciator: z.object({
    outputs: z.array(z.object({ tag: z.string(), wanted: z.boolean(), held: z.boolean().nullable() })),
    /** The horn rests by itself until then, ms UTC. */
    restUntilMs: z.number().nullable(),
    testUntilMs: z.number().nullable(),
  }).optional(),
  today: todayView,
  historian: z.object({
    state: z.enum(['ok', 'delayed', 'failing']),
    detail: z.string().nullable(),
    fileBytes: z.number().nullable(),
    freeDiskBytes: z.number().nullable(),
    pendingScans: z.int(),
  }),
  connection: z.string(),
  /** Locks with a tag on motors that hang now. */
  locks: z.array(machineLock).optional(),
  /** Interlocks the engine's mirror holds as acting, hysteresis included. */
  activeInterlocks: z.array(z.string()).optional(),
  /** Critical sensors without a trusted reading of their own, and how many of them at once call for action. */
  criticalLost: z.array(z.string()).optional(),
  criticalLimit: z.int().optional(),
});
export type EngineStatus = z.infer<typeof engineStatus>;

export const fullSnapshot = z.object({
  seq: z.int(),
  samples: z.record(z.string(), wireSample),
  /** Sensors whose own plain reading does not stand; all others do. */
  effective: z.record(z.string(), wireEffective).optional(),
  status: engineStatus,
});
export type FullSnapshot = z.infer<typeof fullSnapshot>;

export const snapshotDelta = z.object({
  seq: z.int(),
  samples: z.record(z.string(), wireSample),
  /** Takes the place of the one before as a whole; left out while nothing of it changed. */
  effective: z.record(z.string(), wireEffective).optional(),
  status: engineStatus,
});
export type SnapshotDelta = z.infer<typeof snapshotDelta>;
