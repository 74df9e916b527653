import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { ProfileSource } from '#contract/setup.ts';
import { syncPath } from '#engine/backup/files.ts';
import { writeWhole } from '#engine/backup/folders.ts';
import { placeFolder } from '../backup/place.ts';
import { RESTORED_PROFILE } from '../backup/places.ts';

/**
 * Puts the files of a sound profile where the engine reads them at its next start. One that came with the
 * program and is the one it was started with needs no copy: it goes on being renewed with the program.
 */
export function placeProfile(asked: {
  readonly dataDir: string;
  readonly givenProfileDir: string;
  readonly source: ProfileSource;
  readonly files: Readonly<Record<string, string>>;
  /** Name of the folder what stood there goes to. */
  readonly stamp: string;
}): void {
  const { dataDir, givenProfileDir, source, files, stamp } = asked;
  const present = path.join(dataDir, RESTORED_PROFILE);
  if (source.kind === 'installed' && path.basename(givenProfileDir) === source.id) {
    if (!existsSync(present)) return;
    const aside = path.join(dataDir, 'replaced', stamp);
    mkdirSync(aside, { recursive: true, mode: 0o750 });
    renameSync(present, path.join(aside, RESTORED_PROFILE));
    syncPath(dataDir);
    return;
  }
  const work = path.join(dataDir, `.profile-${stamp}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true, mode: 0o750 });
  for (const [name, text] of Object.entries(files)) writeWhole(path.join(work, name), text);
  placeFolder(dataDir, RESTORED_PROFILE, work, stamp);
}
