import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Yearly figures a site states for itself, to hold the virtual plant against. */
const referenceSchema = z.strictObject({
  source: z.string(),
  energy: z.strictObject({
    totalKwh: z.number().positive(),
    rows: z.array(
      z.strictObject({ id: z.string(), machines: z.array(z.string()), kwh: z.number() }),
    ),
    otherKwh: z.number(),
  }),
  chemicals: z.array(
    z.strictObject({
      id: z.string(),
      machine: z.string(),
      t: z.number(),
      kgPerL: z.number(),
      /** Delivered product in a kilogram of what the pump doses. */
      deliveredKgPerKg: z.number(),
    }),
  ),
});
export type YearReference = z.infer<typeof referenceSchema>;

/** Reference of a site by the id of its profile; null where there is none. */
export function referenceOf(siteId: string): YearReference | null {
  let text: string;
  try {
    text = readFileSync(fileURLToPath(new URL(`${siteId}.json`, import.meta.url)), 'utf8');
  } catch {
    return null;
  }
  return referenceSchema.parse(JSON.parse(text));
}
