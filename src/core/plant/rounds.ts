import { z } from 'zod';
import { source } from './common.ts';

/** Check lists of the site, their schedule and the days on which nobody comes (`rounds.json`, seed 7.3). */
export const roundsFileSchema = z.strictObject({
  checklists: z.array(z.strictObject({ id: z.string() })),
  source,
});
export type RoundsFile = z.infer<typeof roundsFileSchema>;
