import { closeSync, fdatasyncSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { HistorianFault } from '../ports/historian.ts';
import { fault, faultOf } from './faults.ts';

export interface SnapshotProgress {
  readonly copiedBytes: number;
  readonly totalBytes: number;
}

export interface SnapshotOptions {
  /** Called after each slice of about half a megabyte. */
  readonly onProgress?: (progress: SnapshotProgress) => void;
  /** Asked before each slice; the copy ends and is removed when it says true. */
  readonly cancelled?: () => boolean;
  /** Pace of the copy; slower than the disk, so that commits beside it are not held up. Default 40 MB/s. */
  readonly bytesPerSecond?: number;
}

export interface Snapshot {
  readonly bytes: number;
  /** Sequence of the last journal record the copy holds: the journal from the next one on completes it. */
  readonly journalSeq: number;
  /** Time of the newest scan in the copy, ms UTC; null in an empty history. */
  readonly lastMs: number | null;
  readonly schemaVersion: number;
}

const SLICE_BYTES = 512 * 1024;
/** The copy's dirty pages are sent to the disk in such portions, so that no commit waits for a heap of them. */
const SYNC_BYTES = 4 * 1024 * 1024;
const DEFAULT_BYTES_PER_SECOND = 40_000_000;
/** Connection to the source keeps little: every page is read once. */
const CACHE_KIB = 2_000;

/**
 * Copies the history as it stands at one instant into a new file, beside a running writer.
 *
 * The connection holds one read transaction from the first page to the last, so commits made
 * meanwhile neither restart the copy nor appear in it; they wait in the write-ahead log, which
 * grows by what is committed during the copy and is folded in again afterwards.
 *
 * To be run in a worker thread: it blocks its thread for a few milliseconds at a time and sleeps
 * between slices. The target must not exist; it is written as a plain database without a log of
 * its own (one file, nothing beside it) and is on disk when this resolves. `null` means it was
 * cancelled. After a fault or a cancellation no target is left behind.
 *
 * Faults: `diskFull`, `readOnly`, `io` of the target; `corrupt`, `io` of the source. This copies
 * pages as they are: whether the copy is sound must be asked of the copy (`checkCandidate`).
 */
export async function snapshotBackup(
  dbPath: string,
  target: string,
  options: SnapshotOptions = {},
): Promise<Result<Snapshot | null, HistorianFault>> {
  const { onProgress, cancelled = () => false } = options;
  const bytesPerSecond = options.bytesPerSecond ?? DEFAULT_BYTES_PER_SECOND;
  if (statSync(target, { throwIfNoEntry: false }) !== undefined)
    return err(fault('io', target, 'a file of that name is there already; give a new name'));
  let source: Database.Database | null = null;
  let wasCancelled = false;
  try {
    source = new Database(dbPath, { readonly: true, fileMustExist: true, timeout: 5_000 });
    source.pragma(`cache_size = -${CACHE_KIB}`);
    const pageBytes = Number(source.pragma('page_size', { simple: true }));
    source.exec('BEGIN');
    // The first read fixes the instant that is copied.
    const journalSeq = metaNumber(source, 'journal_seq') ?? 0;
    const lastMs = metaNumber(source, 'last_ms');
    const schemaVersion = Number(source.pragma('user_version', { simple: true }));
    const pace = paceOf(target, bytesPerSecond);
    const slicePages = Math.max(1, Math.floor(SLICE_BYTES / pageBytes));
    await source.backup(target, {
      progress({ totalPages, remainingPages }) {
        if (cancelled()) {
          wasCancelled = true;
          throw new Error('cancelled');
        }
        const copiedBytes = (totalPages - remainingPages) * pageBytes;
        onProgress?.({ copiedBytes, totalBytes: totalPages * pageBytes });
        if (totalPages > 0) pace(copiedBytes);
        return slicePages;
      },
    });
    source.exec('COMMIT');
    source.close();
    source = null;
    settle(target);
    const bytes = statSync(target).size;
    onProgress?.({ copiedBytes: bytes, totalBytes: bytes });
    return ok({ bytes, journalSeq, lastMs, schemaVersion });
  } catch (error) {
    source?.close();
    removeDatabase(target);
    return wasCancelled ? ok(null) : err(faultOf(error, blamed(error, dbPath, target)));
  }
}

/** Removes a database file with whatever stands beside it. */
export function removeDatabase(path: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

/** Damage is the source's; a full or read-only disk is the target's. */
const blamed = (error: unknown, source: string, target: string): string =>
  faultOf(error, target).kind === 'corrupt' ? source : target;

/** Sleeps so long that the copy keeps its pace, and hands the disk what was written in portions. */
function paceOf(target: string, bytesPerSecond: number): (copiedBytes: number) => void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  const startedMs = performance.now();
  let syncedBytes = 0;
  return (copiedBytes) => {
    if (copiedBytes - syncedBytes >= SYNC_BYTES) {
      syncedBytes = copiedBytes;
      syncFile(target);
    }
    const dueMs = (copiedBytes / bytesPerSecond) * 1_000;
    const aheadMs = dueMs - (performance.now() - startedMs);
    if (aheadMs > 1) Atomics.wait(sleeper, 0, 0, Math.min(aheadMs, 1_000));
  };
}

/** Puts what was written to a file on disk. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Takes the copy out of write-ahead mode, so that it is whole in one file, and puts file and folder entry on disk. */
function settle(target: string): void {
  const copy = new Database(target);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
  syncFile(target);
  syncFolder(dirname(target));
}

/** Makes new names in a folder durable; Windows does that by itself and refuses the call. */
export function syncFolder(dir: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(dir, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

const metaNumber = (db: Database.Database, key: string): number | null => {
  const value = db.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(key);
  return typeof value === 'number' ? value : null;
};
