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
  /** Instant of sampling, ms UTC; of a composite sample its end. */
  sampledMs: z.number(),
  /** Beginning of a composite sample, ms UTC; null for a grab sample. */
  compositeFromMs: z.number().nullable().default(null),
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
  /** What the person said when asked about an unusual value; empty when it was usual. */
  explanation: z.string().max(300).default(''),
  /** File and row it came from; null when typed in. */
  origin: z.strictObject({ importId: z.string(), file: z.string(), row: z.int() }).nullable(),
  state: z.enum(['valid', 'withdrawn']),
  /** Why this version stands in place of the one before; empty for the first. */
  reason: z.string().max(300),
});
export type LaboratoryReading = z.infer<typeof readingSchema>;

/** What a person fills in; the rest is set where it is stored. */
export const readingDraftSchema = readingSchema.omit({ origin: true, state: true, reason: true });
export type ReadingDraft = z.infer<typeof readingDraftSchema>;

export const QUALIFIERS = ['exact', 'below', 'above'] as const;
export type Qualifier = (typeof QUALIFIERS)[number];
export type ReadingHow = (typeof READING_METHODS)[number];

/** Two records of the same value, of the same sample, at the same place. */
export const sameReadingKey = (
  reading: Pick<
    LaboratoryReading,
    'point' | 'item' | 'sampledMs' | 'value' | 'qualifier' | 'unit' | 'tag'
  >,
): string =>
  [
    reading.point,
    reading.item,
    reading.tag ?? '',
    Math.floor(reading.sampledMs / 60_000),
    reading.qualifier,
    reading.value,
    reading.unit,
  ].join('|');
