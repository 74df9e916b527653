import { z } from 'zod';

/** How a reading of a person came to be. */
export const READING_METHODS = ['laboratory', 'portable', 'testKit', 'manual'] as const;

/**
 * A value a person brought, as stored (entry kind `reading`). What an analysis could not tell from
 * zero is stored as `below` with the limit of quantification as value, never as 0.
 */
export const readingSchema = z.strictObject({
  id: z.string().min(8).max(64),
  /** Quantity, as sensors name it: `pH`, `COD`, `TN` and so on. */
  item: z.string().min(1).max(40),
  /** Sampling point: a tank of the profile, `influent`, `effluent`. */
  point: z.string().min(1).max(40),
  /** Sensor's tag it can be held against; null when none measures this here. */
  tag: z.string().nullable(),
  sampledMs: z.number(),
  value: z.number(),
  qualifier: z.enum(['exact', 'below', 'above']),
  unit: z.string().max(20),
  how: z.enum(READING_METHODS),
  /** Standard method or instrument, as the person wrote it. */
  method: z.string().max(120),
  /** Who took the sample or read the instrument. */
  person: z.string().min(1).max(80),
  laboratory: z.string().max(120).nullable(),
  /** Smallest amount the method tells, in `unit`. */
  quantificationLimit: z.number().positive().nullable(),
  /** Standard uncertainty in `unit`. */
  uncertainty: z.number().positive().nullable(),
  note: z.string().max(500),
  /** File and row it came from; null when typed in. */
  origin: z.strictObject({ importId: z.string(), file: z.string(), row: z.int() }).nullable(),
  state: z.enum(['valid', 'withdrawn']),
  /** Why this version stands in place of the one before; empty for the first. */
  reason: z.string().max(300),
});
export type LaboratoryReading = z.infer<typeof readingSchema>;
