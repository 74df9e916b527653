import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { HistorianFault } from '../ports/historian.ts';

/** Below this the disk counts as full when a write fails: SQLite reports some full disks as a bare I/O error. */
const FULL_DISK_BYTES = 1_000_000;

const MESSAGES: Readonly<Record<HistorianFault['kind'], (path: string, cause: string) => string>> = {
  diskFull: (path, cause) =>
    `No space left on the disk that holds ${path} (${cause}). Free some space; recording goes on by itself as soon as there is room.`,
  readOnly: (path, cause) =>
    `${path} cannot be written (${cause}). Give the engine's account write permission on the folder, mount the disk read-write, or start with another --data-dir.`,
  corrupt: (path, cause) =>
    `${path} is damaged or is not a Muljigi database (${cause}). The file was left as it is: keep a copy, then restore the newest backup or start with an empty --data-dir.`,
  newerVersion: (path, cause) =>
    `${path} was written by a newer version of Muljigi (${cause}). The file was left untouched: install that version or newer, or start with another --data-dir.`,
  locked: (path, cause) =>
    `${path} is in use by another program (${cause}). Stop the other engine or close the tool that holds the file, or start with another --data-dir.`,
  io: (path, cause) => `Reading or writing ${path} failed (${cause}). Check the disk and the cable, then restart the engine.`,
  closed: (path, cause) => `The historian of ${path} is closed (${cause}).`,
  badQuery: (path, cause) => `A query to ${path} was refused: ${cause}.`,
};

/** A fault with a message a technician can act on: what happened, where, why, and what to do. */
export const fault = (kind: HistorianFault['kind'], path: string, cause: string): HistorianFault => ({
  kind,
  message: MESSAGES[kind](path, cause.replaceAll(/\s+/g, ' ')),
});

/** A question that cannot be answered as asked; thrown inside a reader, a fault outside. */
export class BadQuery extends Error {}

const SYSTEM_KINDS: Readonly<Record<string, HistorianFault['kind']>> = {
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
  EROFS: 'readOnly',
  EACCES: 'readOnly',
  EPERM: 'readOnly',
};

/** Reads an error of SQLite or of the file system as a fault of the historian. */
export function faultOf(error: unknown, path: string): HistorianFault {
  if (error instanceof BadQuery) return fault('badQuery', path, error.message);
  const code = codeOf(error);
  const words = error instanceof Error ? error.message : String(error);
  const cause = code === '' || words.startsWith(code) ? words : `${code}: ${words}`;
  return fault(kindOf(code, path), path, cause);
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

function kindOf(code: string, path: string): HistorianFault['kind'] {
  const system = SYSTEM_KINDS[code];
  if (system !== undefined) return system;
  if (code === 'SQLITE_FULL') return 'diskFull';
  if (code.startsWith('SQLITE_READONLY')) return 'readOnly';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return 'corrupt';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'locked';
  const mayBeFull = code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CANTOPEN');
  return mayBeFull && freeBytes(path) < FULL_DISK_BYTES ? 'diskFull' : 'io';
}

/** Space an ordinary account may still fill on the disk of a file, bytes; infinite when the system does not tell. */
export function freeBytes(path: string): number {
  try {
    const disk = statfsSync(dirname(path));
    return disk.bavail * disk.bsize;
  } catch {
    return Infinity;
  }
}
