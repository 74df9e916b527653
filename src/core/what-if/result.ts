import { z } from 'zod';
import { whatIfRequest } from './request.ts';

/** What two futures of one plant come to. Times are plant time, ms UTC. */

/** Statistics of one effluent item over the horizon. */
export const effluentFigures = z.object({
  item: z.string(),
  tag: z.string(),
  mean: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** Hours above what the plant aims at, and outside the legal limit. */
  hoursOverTarget: z.number(),
  hoursOverLimit: z.number(),
});
export type EffluentFigures = z.infer<typeof effluentFigures>;

export const membraneFigures = z.object({
  /** Suction machine of the series. */
  machine: z.string(),
  maxTmpKPa: z.number().nullable(),
  /** Slope of the highest pressures by least squares; null below half a day of suction. */
  riseKPaPerD: z.number().nullable(),
});

export const futureFigures = z.object({
  effluent: z.array(effluentFigures),
  energyKwh: z.number(),
  energyByKind: z.array(z.object({ kind: z.string(), kwh: z.number() })),
  /** By the tariff of the profile, add-ons included, without the base charge. */
  costWon: z.number(),
  /** Highest mean power of a quarter of an hour, kW: what the base charge follows. */
  peakKw: z.number(),
  chemicals: z.array(z.object({ machine: z.string(), litres: z.number(), emptyH: z.number() })),
  membranes: z.array(membraneFigures),
  water: z.object({
    influentM3: z.number(),
    effluentM3: z.number(),
    spilledM3: z.number(),
    sludgeCakeM3: z.number(),
  }),
  /** Interlocks that acted: first time and hours in all. */
  interlocks: z.array(z.object({ id: z.string(), firstH: z.number(), hours: z.number() })),
  /** Units that tripped, and when first. */
  trips: z.array(z.object({ unit: z.string(), firstH: z.number() })),
});
export type FutureFigures = z.infer<typeof futureFigures>;

/** How the present state came to be known. */
export const originNote = z.object({
  tag: z.string(),
  /** `missing`: never read; `bad`: not to be trusted; `old`: older than it should be. */
  why: z.enum(['missing', 'bad', 'old']),
  ageS: z.number().nullable(),
});
export type OriginNote = z.infer<typeof originNote>;
export const originSchema = z.object({
  /** `exact`: the virtual plant's own state; `saved`: its state as last saved; `estimated`: from readings. */
  kind: z.enum(['exact', 'saved', 'estimated']),
  atMs: z.number(),
  notes: z.array(originNote),
});
export type Origin = z.infer<typeof originSchema>;

const values = z.array(z.number().nullable());
export const whatIfSeries = z.object({ tag: z.string(), now: values, changed: values });
export type WhatIfSeries = z.infer<typeof whatIfSeries>;

export const whatIfResult = z.object({
  request: whatIfRequest,
  origin: originSchema,
  startMs: z.number(),
  /** Value i holds for the step that ends at `startMs + (i + 1) stepS`. */
  stepS: z.number(),
  series: z.array(whatIfSeries),
  now: futureFigures,
  changed: futureFigures,
});
export type WhatIfResult = z.infer<typeof whatIfResult>;
