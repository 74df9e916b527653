import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { readProgress } from './recovery-progress.ts';
import { removeDatabase, syncFile, syncFolder } from './snapshot-backup.ts';

/** Folder of damaged files that were kept. */
export const DAMAGED_DIR = 'damaged';
const BESIDE = ['-wal', '-shm', '-journal'];

/** Where the recovered file is built before it takes the place of the damaged one. */
export const recoveredPath = (dbPath: string): string => `${dbPath}.recovered`;

/**
 * Brings a recovery to its end that a crash cut short when the new file was complete but did not
 * stand in its place yet. One that is half built stays: the recovery goes on with it.
 */
export function finishSwap(dbPath: string): void {
  const recovered = recoveredPath(dbPath);
  if (!existsSync(recovered)) return;
  const done = completeReport(recovered);
  if (done !== null) swapIn(dbPath, done.damagedFile);
}

function completeReport(recovered: string): { readonly damagedFile: string | null } | null {
  let db: Database.Database | null = null;
  try {
    db = new Database(recovered, { fileMustExist: true });
    return readProgress(db)?.done?.report ?? null;
  } catch {
    // Cut off while it was copied: not even its first page is whole.
    return null;
  } finally {
    db?.close();
  }
}

/**
 * Moves the damaged file with its log aside and puts the recovered one, to which nothing is to be
 * added any more and which nobody has open, in its place.
 * @param place where the damaged file goes; null when there was none
 */
export function swapIn(dbPath: string, place: string | null): void {
  const recovered = recoveredPath(dbPath);
  const db = new Database(recovered, { fileMustExist: true });
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
    // Without a log beside it one rename moves the whole.
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
  }
  syncFile(recovered);
  const aside = place ?? keepingPlace(dbPath, new Date());
  if (existsSync(dbPath)) {
    mkdirSync(dirname(aside), { recursive: true });
    renameSync(dbPath, aside);
  }
  moveBeside(dbPath, aside);
  syncFolder(dirname(dbPath));
  renameSync(recovered, dbPath);
  syncFolder(dirname(dbPath));
}

/** Removes what a recovery left half built once the history opens without it. */
export function dropHalfBuilt(dbPath: string): void {
  if (existsSync(recoveredPath(dbPath))) removeDatabase(recoveredPath(dbPath));
}

function moveBeside(dbPath: string, place: string): void {
  for (const suffix of BESIDE)
    if (existsSync(dbPath + suffix)) {
      mkdirSync(dirname(place), { recursive: true });
      renameSync(dbPath + suffix, place + suffix);
    }
}

/** `damaged/history-YYYYMMDD-HHMMSS.db`, UTC; a name that is free. */
export function keepingPlace(dbPath: string, now: Date): string {
  const dir = join(dirname(dbPath), DAMAGED_DIR);
  mkdirSync(dir, { recursive: true });
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  for (let n = 0; ; n++) {
    const path = join(dir, `history-${stamp}${n === 0 ? '' : `-${String(n)}`}.db`);
    if (!existsSync(path)) return path;
  }
}
