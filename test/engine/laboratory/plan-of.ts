import { DateTime } from 'luxon';
import { planImport } from '#core/laboratory/import/plan.ts';
import type { ImportPlan, PlanContext } from '#core/laboratory/import/plan.ts';
import type { ImportMapping } from '#core/laboratory/import/mapping.ts';
import { detectMapping } from '#core/laboratory/import/table.ts';
import { readLaboratoryFile } from '#engine/laboratory/read-file.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { wordsFor } from '../../core/laboratory/words-fixture.ts';

export const NOW_MS = Date.UTC(2026, 10, 20);

export function contextFor(profile: PlantProfile, nowMs = NOW_MS): PlanContext {
  const zone = profile.site.timeZone;
  return {
    profile,
    words: wordsFor(profile),
    nowMs,
    toMs: (time) => {
      const at = DateTime.fromObject(time, { zone });
      return at.isValid && at.hour === time.hour ? at.toMillis() : null;
    },
    stands: () => null,
    newId: (n) => `import-test-${String(n)}`,
  };
}

export interface Planned extends ImportPlan {
  readonly mapping: ImportMapping;
}

/** A file as the preview reads it; throws where it cannot be read. */
export async function planOf(
  profile: PlantProfile,
  bytes: Buffer,
  name = 'results.csv',
  change: (mapping: ImportMapping) => ImportMapping = (mapping) => mapping,
): Promise<Planned> {
  const file = await readLaboratoryFile(bytes, name);
  if (!file.ok) throw new Error(JSON.stringify(file.error));
  const context = contextFor(profile);
  const mapping = change(detectMapping(file.value.sheets, context.words, 'Kim'));
  return { ...planImport(file.value.sheets, mapping, context), mapping };
}
