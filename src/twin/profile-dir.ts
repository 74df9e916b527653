import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadProfile } from '#core/plant/load.ts';
import { PROFILE_FILES, TAGS_FILE } from '#core/plant/profile.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { err } from '#core/result.ts';
import type { Result } from '#core/result.ts';

/** Reads and checks the profile folder; problems come as lines a technician can act on. */
export async function readProfileDir(dir: string): Promise<Result<PlantProfile, string[]>> {
  const files: Record<string, string> = {};
  try {
    for (const name of await readdir(dir)) {
      if (name in PROFILE_FILES || name === TAGS_FILE)
        files[name] = await readFile(join(dir, name), 'utf8');
    }
  } catch (error) {
    return err([
      `profile folder ${dir} cannot be read: ${error instanceof Error ? error.message : String(error)}; give the folder with --profile`,
    ]);
  }
  const loaded = loadProfile(files);
  if (loaded.ok) return loaded;
  return err(
    loaded.error.map((issue) => `${issue.file}: ${issue.path}: ${issue.value}: ${issue.rule}`),
  );
}
