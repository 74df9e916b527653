import { z } from 'zod';

/**
 * What a person wants to know: how would the coming days go if this were different? Hours count
 * from the present; a change without an end holds to the horizon. The same schema serves the
 * window, the engine and the process that works the futures out.
 */
export const HORIZON_DAYS = { min: 1, max: 14 } as const;
const MOST_HOURS = HORIZON_DAYS.max * 24;
/** More would be a mistake, not a question. */
const MOST_CHANGES = 40;

const hour = z.number().min(0).max(MOST_HOURS);
const span = {
  /** From when on, hours from now. */
  fromH: hour.default(0),
  /** Until when; null = to the horizon. */
  toH: hour.nullable().default(null),
};

export const changeSchema = z.discriminatedUnion('kind', [
  /** More or less, stronger or weaker sewage: factors on flow and on all concentrations. */
  z.strictObject({
    kind: z.literal('scale'),
    flow: z.number().min(0).max(5).default(1),
    strength: z.number().min(0).max(5).default(1),
    ...span,
  }),
  /** pH and temperature of the inflow moved by so much. */
  z.strictObject({
    kind: z.literal('shift'),
    pH: z.number().min(-5).max(5).default(0),
    temperatureC: z.number().min(-15).max(15).default(0),
    ...span,
  }),
  /** Rain on the catchment: depth in mm, spread over its duration. */
  z.strictObject({
    kind: z.literal('rain'),
    depthMm: z.number().min(0).max(500),
    durationH: z.number().min(0.5).max(96),
    fromH: hour.default(0),
  }),
  /** Trade effluent let in on top of the usual inflow. */
  z.strictObject({
    kind: z.literal('slug'),
    flowM3PerH: z.number().min(0.01).max(1000),
    codMgPerL: z.number().min(0).max(100_000),
    pH: z.number().min(0).max(14).default(7),
    durationH: z.number().min(0.25).max(96),
    fromH: hour.default(0),
  }),
  /** A setting of the PLC, or of the AI area that may stand for one. */
  z.strictObject({
    kind: z.literal('setpoint'),
    tag: z.string().max(60),
    value: z.number(),
    ...span,
  }),
  /** A unit (or, with null, the whole machine) cannot run, or is commanded to run. */
  z.strictObject({
    kind: z.literal('machine'),
    machine: z.string().max(60),
    unit: z.string().max(60).nullable().default(null),
    state: z.enum(['out', 'on']),
    ...span,
  }),
  /** Chemical left in the tank of a dosing machine; without deliveries nothing is brought later. */
  z.strictObject({
    kind: z.literal('stock'),
    machine: z.string().max(60),
    litres: z.number().min(0).max(10_000),
    deliveries: z.boolean().default(true),
    fromH: hour.default(0),
  }),
]);
export type Change = z.infer<typeof changeSchema>;
export type ChangeKind = Change['kind'];

export const whatIfRequest = z.strictObject({
  /** How far ahead, days. */
  horizonDays: z.int().min(HORIZON_DAYS.min).max(HORIZON_DAYS.max),
  changes: z.array(changeSchema).max(MOST_CHANGES),
});
export type WhatIfRequest = z.infer<typeof whatIfRequest>;
/** The same before defaults are filled in. */
export type WhatIfRequestInput = z.input<typeof whatIfRequest>;

/** Hour at which a change ends, never after the horizon. */
export function endHour(change: Change, horizonDays: number): number {
  const horizonH = horizonDays * 24;
  switch (change.kind) {
    case 'rain':
    case 'slug':
      return Math.min(horizonH, change.fromH + change.durationH);
    case 'stock':
      return horizonH;
    case 'scale':
    case 'shift':
    case 'setpoint':
    case 'machine':
      return Math.min(horizonH, change.toH ?? horizonH);
  }
}
