import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { loadProfile } from '#core/plant/load.ts';
import type { PlantProfile } from '#core/plant/profile.ts';

/** The profile that ships, read once for tests of what the screens make of it. */
export function shippedProfile(): PlantProfile {
  const folder = path.resolve(import.meta.dirname, '../../resources/profiles/geumgang-mbr');
  const files = Object.fromEntries(readdirSync(folder).filter((name) => /\.(json|csv)$/.test(name)).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
  const loaded = loadProfile(files);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error.slice(0, 3)));
  return loaded.value;
}
