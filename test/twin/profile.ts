import path from 'node:path';
import type { PlantProfile } from '#core/plant/profile.ts';
import { readProfileDir } from '#twin/profile-dir.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const GEUMGANG_DIR = path.join(root, 'resources/profiles/geumgang-mbr');
export const MINES_DIR = path.join(root, 'resources/profiles/mines-mbr');

/** Reference tables lie beside the repository; tests that use them do nothing where they are absent. */
export const REFS_DIR = process.env['MULJIGI_REFS'] ?? path.resolve(root, '..', 'shared', 'refs');

/** A profile of the repository; throws with its problems when it is not valid. */
export async function profileOf(dir: string): Promise<PlantProfile> {
  const loaded = await readProfileDir(dir);
  if (!loaded.ok) throw new Error(loaded.error.join('\n'));
  return loaded.value;
}

export const geumgang = (): Promise<PlantProfile> => profileOf(GEUMGANG_DIR);
