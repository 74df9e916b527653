import { z } from 'zod';
import { source } from './common.ts';

/** Spare parts, chemicals, services by hours run and the yearly plan of costs (`stores.json`, seed 7.3.8 and 7.3.9). */
export const storesFileSchema = z.strictObject({
  parts: z.array(z.strictObject({ id: z.string() })),
  source,
});
export type StoresFile = z.infer<typeof storesFileSchema>;
