import { z } from 'zod';
import { localText } from '../plant/common.ts';
import { influentModifierSchema } from '../process/influent-events.ts';
import { instrumentFaultSchema } from '../process/instrument-fault.ts';

/** A scenario that plays or has played, as the window and the console show it. */
export const scenarioStatusSchema = z.object({
  id: z.string(),
  name: localText,
  state: z.enum(['playing', 'ended', 'stopped']),
  startedMs: z.number(),
  /** Plant seconds since the beginning. */
  atS: z.number(),
  durationS: z.number(),
  stepsDone: z.int(),
  expectations: z.array(
    z.object({
      id: z.string(),
      text: localText,
      must: z.enum(['happen', 'stay']),
      fromS: z.number(),
      toS: z.number(),
      state: z.enum(['waiting', 'open', 'met', 'failed']),
      /** When it was decided, s. */
      atS: z.number().nullable(),
    }),
  ),
});
export type ScenarioStatus = z.infer<typeof scenarioStatusSchema>;

/** A scenario that can be chosen. */
export const scenarioEntrySchema = z.object({
  id: z.string(),
  name: localText,
  purpose: localText,
  source: z.string(),
  durationH: z.number(),
  steps: z.int(),
  expect: z.array(z.object({ id: z.string(), text: localText })),
});
export type ScenarioEntry = z.infer<typeof scenarioEntrySchema>;

/** What the virtual plant knows about itself and its troubles; a real plant cannot tell this. */
export const panelViewSchema = z.object({
  timeMs: z.number(),
  sensors: z.array(
    z.object({
      id: z.string(),
      reading: z.number(),
      /** What a perfect instrument there would read. */
      truth: z.number(),
      faults: z.array(z.object({ fault: instrumentFaultSchema, sinceMs: z.number() })),
    }),
  ),
  units: z.array(
    z.object({
      id: z.string(),
      machine: z.string(),
      run: z.boolean(),
      remote: z.boolean(),
      localOnly: z.boolean(),
      fault: z.boolean(),
      /** Motor current as a multiple of the trip current; 0 = no trouble. */
      trouble: z.number(),
      hasCurrent: z.boolean(),
    }),
  ),
  stocks: z.array(z.object({ machine: z.string(), litres: z.number(), fullL: z.number() })),
  tanks: z.array(z.object({ id: z.string(), levelM: z.number(), rimM: z.number() })),
  series: z.array(z.object({ machine: z.string(), tmpKPa: z.number(), breachShare: z.number() })),
  events: z.array(influentModifierSchema),
  influent: z.object({
    flowM3PerH: z.number(),
    cod: z.number(),
    pH: z.number(),
    temperatureC: z.number(),
  }),
  /** Until when something is cut, plant time; null when it is not. */
  outages: z.object({
    sitePowerMs: z.number().nullable(),
    plcPowerMs: z.number().nullable(),
    lineMs: z.number().nullable(),
  }),
  /** What cannot be in water or in a machine, as the plant noticed it. */
  faults: z.array(
    z.object({
      place: z.string(),
      quantity: z.string(),
      value: z.string(),
      allowed: z.string(),
      advice: z.string(),
      count: z.int(),
    }),
  ),
  scenario: scenarioStatusSchema.nullable(),
});
export type PanelView = z.infer<typeof panelViewSchema>;
