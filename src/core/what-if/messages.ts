import { z } from 'zod';
import { limitsSchema, tariffsSchema } from '../plant/profile.ts';
import { whatIfRequest } from './request.ts';
import { whatIfResult } from './result.ts';

/**
 * Lines between the engine and the process that works the futures out: one job in, progress
 * and one result (or one failure) out. The process has no other way to the world: no socket,
 * no bus, no file but the profile it reads.
 */

/** One reading as the engine has it now. */
export const readingSchema = z.object({
  tag: z.string(),
  value: z.number().nullable(),
  usable: z.boolean(),
  /** Age of the value, s; null when it was never read. */
  ageS: z.number().nullable(),
});
export type PresentReading = z.infer<typeof readingSchema>;

/** Figures of the last day from the historian, per tag: mean and highest value. */
export const dayFigures = z.object({ tag: z.string(), mean: z.number(), max: z.number() });
export type DayFigures = z.infer<typeof dayFigures>;

export const whatIfJob = z.object({
  profileDir: z.string(),
  /** Limits and tariff as the site has set them over that profile. */
  own: z.object({ limits: limitsSchema, tariffs: tariffsSchema }).optional(),
  request: whatIfRequest,
  origin: z.discriminatedUnion('kind', [
    /** State of the virtual plant as it saves it, JSON text. */
    z.object({ kind: z.enum(['exact', 'saved']), stateText: z.string() }),
    /** A real plant: what is read there, from which the state is estimated. */
    z.object({
      kind: z.literal('estimated'),
      atMs: z.number(),
      readings: z.array(readingSchema),
      day: z.array(dayFigures),
    }),
  ]),
});
export type WhatIfJob = z.infer<typeof whatIfJob>;

export const whatIfLine = z.discriminatedUnion('say', [
  /** Share of the work done, 0 to 1. */
  z.object({ say: z.literal('progress'), share: z.number() }),
  z.object({ say: z.literal('result'), result: whatIfResult }),
  /** What is wrong and what to do, in the words of the log. */
  z.object({ say: z.literal('failed'), message: z.string() }),
]);
export type WhatIfLine = z.infer<typeof whatIfLine>;
