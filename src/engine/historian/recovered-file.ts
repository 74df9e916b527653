import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { removeDatabase, syncFolder } from './snapshot-backup.ts';

/** Folder of damaged files that were kept. */
export const DAMAGED_DIR = 'damaged';
const BESIDE = ['-wal', '-shm', '-journal'];

/** Where the recovered file is built before it takes the place of the damaged one. */
export const recoveredPath = (dbPath: string): string => `${dbPath}.recovered`;

/**
 * Brings a swap to its end that a crash cut short: the damaged file is out of the way already and
 * the recovered one, which is complete by then, waits. A recovered file beside a database that
 * is still in its place may be half built and goes; the recovery begins anew.
 */
export function finishSwap(dbPath: string): void {
  const recovered = recoveredPath(dbPath);
  if (!existsSync(recovered)) return;
  if (existsSync(dbPath)) {
    removeDatabase(recovered);
    return;
  }
  moveBeside(dbPath, keepingPlace(dbPath, new Date()));
  renameSync(recovered, dbPath);
  syncFolder(dirname(dbPath));
}

/** Moves the damaged file with its log aside and puts the recovered one, closed and complete, in its place. */
export function swapIn(dbPath: string, place: string): void {
  if (existsSync(dbPath)) renameSync(dbPath, place);
  moveBeside(dbPath, place);
  syncFolder(dirname(dbPath));
  renameSync(recoveredPath(dbPath), dbPath);
  syncFolder(dirname(dbPath));
}

function moveBeside(dbPath: string, place: string): void {
  for (const suffix of BESIDE)
    if (existsSync(dbPath + suffix)) renameSync(dbPath + suffix, place + suffix);
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
