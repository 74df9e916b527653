import { z } from 'zod';
import { COMPONENTS } from '../process/water.ts';
import { equipmentId, source } from './common.ts';

/** Content of a tank, g/m3 (mol/m3, degC) by component; what is not named is not in it. */
const contentSchema = z
  .partialRecord(z.enum(COMPONENTS), z.number())
  .refine(
    (content) =>
      Object.entries(content).every(([name, value]) => name === 'SALK' || (value ?? 0) >= 0),
    'a concentration must be 0 or more; only alkalinity (SALK) may be negative',
  );

/**
 * Water the virtual plant starts with: as it settles after weeks with this profile. Written by
 * `npm run twin:settle -- --write`; a tank that is not named starts with what its kind usually
 * holds.
 */
export const startSchema = z.strictObject({
  tanks: z.record(equipmentId, contentSchema),
  /** Last week of the sludge and its filaments (0 to 1), for the derived figures of the first days. */
  sludge: z
    .strictObject({
      lostKgPerD: z.number().min(0),
      bodKgPerD: z.number().min(0),
      influentM3PerD: z.number().min(0),
      filaments: z.number().min(0).max(1),
    })
    .nullable(),
  source,
});
export type Start = z.infer<typeof startSchema>;
