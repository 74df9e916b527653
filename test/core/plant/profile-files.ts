import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadProfile } from '#core/plant/load.ts';
import type { PlantProfile } from '#core/plant/profile.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

export const profileFolder = (id: string): string => join(ROOT, 'resources/profiles', id);

/** Texts of a shipped profile, fresh for each caller so that a test may spoil them. */
export function profileFiles(id: string): Record<string, string> {
  const folder = profileFolder(id);
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

export function shippedProfile(id: string): PlantProfile {
  const result = loadProfile(profileFiles(id));
  if (!result.ok) throw new Error(JSON.stringify(result.error, null, 2));
  return result.value;
}

/** Reference tables beside the repository, not part of it. */
export const REFS = resolve(ROOT, process.env['MULJIGI_REFS'] ?? '../shared/refs');
export const hasRef = (name: string): boolean => existsSync(join(REFS, name));

/** Rows of a plain reference table (no quoted cells) as records of text; none where the table is not beside the repository. */
export function refTable(name: string): Record<string, string>[] {
  if (!hasRef(name)) return [];
  const [head = '', ...lines] = readFileSync(join(REFS, name), 'utf8').trim().split(/\r?\n/);
  const columns = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']));
  });
}
