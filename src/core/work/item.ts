import { z } from 'zod';
import { stockItemSchema } from '../plant/stores.ts';

/** An item as a person changed or added it (entry kind `stockItem`); null goes back to the profile's. */
export const itemVersion = z.strictObject({
  id: z.string().min(1),
  item: stockItemSchema.nullable(),
  supplier: z.string().max(120),
  reason: z.string().max(300),
  by: z.string().min(1).max(80),
  atMs: z.number(),
});
export type ItemVersion = z.infer<typeof itemVersion>;
