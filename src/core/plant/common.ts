import { z } from 'zod';

/** Text a person reads, in both languages. The profile carries it; code never does. */
export const localText = z.strictObject({
  ko: z.string().min(1),
  en: z.string().min(1),
});
export type LocalText = z.infer<typeof localText>;

/** Identifiers: equipment numbers such as `P-101A`, tag ids such as `P-101A.run`. */
export const equipmentId = z
  .string()
  .regex(/^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$/, 'capital letters, digits and hyphens, e.g. P-101A');
export const tagId = z
  .string()
  .regex(/^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*\.[a-z][A-Za-z0-9]*$/, 'EQUIPMENT.role, e.g. P-101A.run');
export const machineId = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'lower camel case, e.g. eqPump');
export const slug = z.string().regex(/^[a-z][A-Za-z0-9-]*$/, 'lower case, e.g. daf-start');

/**
 * Why a number is not from the seed: field name -> reason. Every record of the
 * profile may carry it; the check that each named field exists is in `check.ts`.
 */
export const assumed = z.record(z.string(), z.string().min(8)).optional();

/** Where a record comes from, e.g. "seed 4.1.4 #3" or "seed B.2". */
export const source = z.string().min(3);

export const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM, 00:00 to 23:59');
export const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'YYYY-MM-DD');
