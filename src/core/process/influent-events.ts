import { z } from 'zod';

/**
 * What can happen to the incoming water, as data that a scenario, the control channel, the
 * what-if screen and the generator itself share. Times are plant time, ms UTC; an event counts
 * from `fromMs` up to `toMs`. Several may hold at once. Streams are mixed in by load (flow times
 * concentration), factors multiply the water of the sewer.
 */
const period = {
  /** Name to find and end the event by; several may carry the same one. */
  id: z.string().min(1).max(80).optional(),
  fromMs: z.int(),
  toMs: z.int(),
};
const factor = z.number().min(0).max(20);
const concentration = z.number().min(0).max(200_000);

/** Analyses of a stream that is not the usual sewage, mg/L; COD by the plant's own method. */
const analyses = {
  cod: concentration,
  bod: concentration.optional(),
  ss: concentration.optional(),
  tn: concentration.optional(),
  nh4n: concentration.optional(),
  tp: concentration.optional(),
};

const rainEvent = z.strictObject({
  kind: z.literal('rain'),
  ...period,
  /** Depth that falls in the whole period, mm. */
  depthMm: z.number().min(0).max(1000),
  /** Highest over mean intensity: 1 is even rain, 2 a triangle. */
  peak: z.number().min(1).max(2).default(2),
  /** Where in the period the highest intensity lies. */
  peakAt: z.number().min(0).max(1).default(0.4),
});
const slugEvent = z.strictObject({
  kind: z.literal('slug'),
  ...period,
  /** Flow of the trade effluent that comes on top, m3/h. */
  flowM3PerH: z.number().positive().max(10_000),
  ...analyses,
  pH: z.number().min(0).max(14).default(7),
  /** Its buffer, mol of charge per m3; left out, a strong acid or base of this pH without buffer. */
  alkalinityMolPerM3: z.number().min(-2000).max(2000).optional(),
  temperatureC: z.number().min(0).max(80).default(20),
});
const festivalEvent = z.strictObject({
  kind: z.literal('festival'),
  ...period,
  /** Flow of the visitors over the usual flow: 1.5 is half as much again. */
  flow: factor,
  /** Concentrations over the usual ones. */
  strength: factor.default(1),
});
const holidayEvent = z.strictObject({
  kind: z.literal('holiday'),
  ...period,
  flow: factor,
  strength: factor.default(1),
});
const snowMeltEvent = z.strictObject({
  kind: z.literal('snowMelt'),
  ...period,
  /** Melt water at the height of the day, m3/h. */
  flowM3PerH: z.number().min(0).max(10_000),
  temperatureC: z.number().min(0).max(10).default(1),
});
const scaleEvent = z.strictObject({
  kind: z.literal('scale'),
  ...period,
  flow: factor.default(1),
  /** All concentrations at once. */
  strength: factor.default(1),
});
const shiftEvent = z.strictObject({
  kind: z.literal('shift'),
  ...period,
  pH: z.number().min(-7).max(7).default(0),
  temperatureC: z.number().min(-30).max(30).default(0),
});

const anyEvent = z.discriminatedUnion('kind', [
  /** Rain on the catchment; the reservoir of the sewer turns it into inflow, first flush and dilution. */
  rainEvent,
  /** Trade effluent let in: its own flow, COD and pH. */
  slugEvent,
  /** More people than usual. */
  festivalEvent,
  /** Fewer or more people than usual. */
  holidayEvent,
  /** Cold melt water through the day. */
  snowMeltEvent,
  /** Flow and strength times a factor. */
  scaleEvent,
  /** pH and temperature moved by so much. */
  shiftEvent,
]);

/** One event; `toMs` must lie after `fromMs`. */
export const influentModifierSchema = anyEvent.refine((event) => event.toMs > event.fromMs, {
  path: ['toMs'],
  error: 'must lie after fromMs',
});
export type InfluentModifier = z.infer<typeof influentModifierSchema>;
/** What a script may write: fields with a usual value left out. */
export type InfluentModifierInput = z.input<typeof influentModifierSchema>;

/** Events as they stand in a state; the reading end of `influentModifierSchema`. */
export const influentModifiersSchema = z.array(influentModifierSchema).max(200);

/** The events without those of this id; all are taken away when no id is given. */
export const withoutInfluentEvents = (
  events: readonly InfluentModifier[],
  id?: string,
): InfluentModifier[] => (id === undefined ? [] : events.filter((event) => event.id !== id));

/** The events that are not over at a moment. */
export const openInfluentEvents = (
  events: readonly InfluentModifier[],
  nowMs: number,
): InfluentModifier[] => events.filter((event) => event.toMs > nowMs);

/** Those that hold at a moment. */
export const isOn = (event: InfluentModifier, nowMs: number): boolean =>
  event.fromMs <= nowMs && nowMs < event.toMs;

type RainEvent = Extract<InfluentModifier, { kind: 'rain' }>;

/**
 * Part of the depth of a rain event, mm, that has fallen by a moment. The intensity is an even
 * base that carries a triangle, so that its highest value is `peak` times the mean.
 */
export function rainFallenMm(event: RainEvent, nowMs: number): number {
  const at = (nowMs - event.fromMs) / (event.toMs - event.fromMs);
  if (at <= 0) return 0;
  if (at >= 1) return event.depthMm;
  const { peak, peakAt } = event;
  const triangle = at < peakAt ? (at * at) / peakAt : 1 - ((1 - at) * (1 - at)) / (1 - peakAt);
  return event.depthMm * ((2 - peak) * at + (peak - 1) * triangle);
}

/** Mean intensity of a rain event between two moments, mm/h. */
export const rainIntensityMmPerH = (event: RainEvent, fromMs: number, toMs: number): number =>
  toMs > fromMs
    ? ((rainFallenMm(event, toMs) - rainFallenMm(event, fromMs)) * 3_600_000) / (toMs - fromMs)
    : 0;
