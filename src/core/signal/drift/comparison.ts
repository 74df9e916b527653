import { z } from 'zod';

/** A sensor held against a portable or laboratory reading at the time of sampling. */
export const comparisonSchema = z.object({
  tag: z.string(),
  /** Id of the reading's entry. */
  readingId: z.string(),
  sampledMs: z.number(),
  /** Sensor's raw value around the time of sampling, and its spread there. */
  sensorValue: z.number(),
  sensorSd: z.number(),
  referenceValue: z.number(),
  /** Standard uncertainty of the reference method, in the tag's unit. */
  referenceSd: z.number(),
});
export type Comparison = Readonly<z.infer<typeof comparisonSchema>>;
