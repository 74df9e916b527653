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

/** What a number of a change may be; the fields of the window ask for the same. */
export const CHANGE_LIMITS = {
  /** Factor on the inflow and on all its concentrations. */
  flow: { min: 0, max: 5 },
  strength: { min: 0, max: 5 },
  pHShift: { min: -5, max: 5 },
  temperatureShiftC: { min: -15, max: 15 },
  depthMm: { min: 0, max: 500 },
  durationH: { min: 0.5, max: 96 },
  flowM3PerH: { min: 0.01, max: 1000 },
  codMgPerL: { min: 0, max: 100_000 },
  pH: { min: 0, max: 14 },
  litres: { min: 0, max: 10_000 },
} as const;

const within = ({ min, max }: { readonly min: number; readonly max: number }) =>
  z.number().min(min).max(max);
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
    flow: within(CHANGE_LIMITS.flow).default(1),
    strength: within(CHANGE_LIMITS.strength).default(1),
    ...span,
  }),
  /** pH and temperature of the inflow moved by so much. */
  z.strictObject({
    kind: z.literal('shift'),
    pH: within(CHANGE_LIMITS.pHShift).default(0),
    temperatureC: within(CHANGE_LIMITS.temperatureShiftC).default(0),
    ...span,
  }),
  /** Rain on the catchment: depth in mm, spread over its duration. */
  z.strictObject({
    kind: z.literal('rain'),
    depthMm: within(CHANGE_LIMITS.depthMm),
    durationH: within(CHANGE_LIMITS.durationH),
    fromH: hour.default(0),
  }),
  /** Trade effluent let in on top of the usual inflow. */
  z.strictObject({
    kind: z.literal('slug'),
    flowM3PerH: within(CHANGE_LIMITS.flowM3PerH),
    codMgPerL: within(CHANGE_LIMITS.codMgPerL),
    pH: within(CHANGE_LIMITS.pH).default(7),
    durationH: within(CHANGE_LIMITS.durationH),
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
    litres: within(CHANGE_LIMITS.litres),
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
