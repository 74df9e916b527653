import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { syncPath } from '#engine/backup/files.ts';
import { journalIdOf as idInside } from '#engine/backup/inspect.ts';
import {
  JOURNAL_DIR,
  journalIdOf,
  listSegments,
  setAside,
} from '#engine/historian/journal/segments.ts';
import { HISTORY_FILE } from '#engine/ports/backup.ts';
import { RESTORED_PROFILE } from './places.ts';

/**
 * Puts what was brought out of a backup into a data folder whose history nobody has open. At every
 * instant there is one whole history in place: the new one is renamed over the old, which has a
 * second name by then.
 */

/** What was put aside, and the way back. */
export interface Placed {
  /** Folder with what stood there before; null when nothing did. */
  readonly aside: string | null;
  /** Puts it back as it was. */
  undo(): void;
  /** Removes what was put aside, when a verified copy of it is elsewhere. */
  forget(): void;
}

const REPLACED = 'replaced';

/** Exchanges the history for `unpacked`, a plain database without a log, on the same disk. */
export function placeHistory(dataDir: string, unpacked: string, stamp: string): Placed {
  const present = path.join(dataDir, HISTORY_FILE);
  const hadOne = existsSync(present);
  const aside = path.join(dataDir, REPLACED, stamp);
  const kept = path.join(aside, HISTORY_FILE);
  mkdirSync(aside, { recursive: true, mode: 0o750 });
  switchJournal(dataDir, unpacked);
  if (hadOne) {
    secondName(present, kept);
    // An ordered close leaves none; a log that stayed belongs to the old file and must not meet the new one.
    for (const ending of ['-wal', '-shm'])
      if (existsSync(present + ending)) renameSync(present + ending, kept + ending);
  }
  renameSync(unpacked, present);
  syncPath(dataDir);
  return {
    aside: hadOne ? aside : null,
    undo() {
      if (!hadOne) return;
      switchJournal(dataDir, kept);
      for (const ending of ['-wal', '-shm']) rmSync(present + ending, { force: true });
      renameSync(kept, present);
      for (const ending of ['-wal', '-shm'])
        if (existsSync(kept + ending)) renameSync(kept + ending, present + ending);
      syncPath(dataDir);
    },
    forget: () => rmSync(aside, { recursive: true, force: true }),
  };
}

/** A file system without second names gets a copy. */
function secondName(from: string, to: string): void {
  rmSync(to, { force: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
    syncPath(to);
  }
}

/**
 * The journal of another history is put aside, never deleted; the one of the history that comes, put
 * aside earlier, comes back with it, so that undoing a restore loses nothing of the time between.
 */
function switchJournal(dataDir: string, incoming: string): void {
  const dir = path.join(dataDir, JOURNAL_DIR);
  const segments = listSegments(dir);
  const here = journalIdOf(segments);
  const wanted = idInside(incoming);
  if (wanted === null || here === wanted) return;
  if (here !== null) setAside(dir, segments, here);
  const earlier = path.join(dir, `other-${wanted.slice(0, 8)}`);
  if (!existsSync(earlier)) return;
  for (const name of readdirSync(earlier))
    renameSync(path.join(earlier, name), path.join(dir, name));
  rmSync(earlier, { recursive: true, force: true });
}

/** Puts a folder (profile or models) in place of the one there; the old one goes aside. */
export function placeFolder(
  dataDir: string,
  name: typeof RESTORED_PROFILE | 'models',
  unpacked: string,
  stamp: string,
): void {
  const target = path.join(dataDir, name);
  if (existsSync(target)) {
    const aside = path.join(dataDir, REPLACED, stamp);
    mkdirSync(aside, { recursive: true, mode: 0o750 });
    renameSync(target, path.join(aside, name));
  }
  renameSync(unpacked, target);
  syncPath(dataDir);
}

/** Folder of the profile the engine reads: one that was brought back from a backup stands before the given one. */
export function profileInUse(dataDir: string, given: string): string {
  const restored = path.join(dataDir, RESTORED_PROFILE);
  return existsSync(path.join(restored, 'site.json')) ? restored : given;
}
