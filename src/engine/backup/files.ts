import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  statSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { Watch } from '../ports/backup.ts';
import { stop } from './faults.ts';

const SLICE_BYTES = 1 << 20;

export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

const checkCancelled = (watch: Watch): void => {
  if (watch.cancelled()) throw stop('cancelled', 'cancelled by a person');
};

/** Reads a file to its end in slices of 1 MiB. Throws `BackupStop` when cancelled, the system's error otherwise. */
export function readSlices(file: string, watch: Watch, take: (slice: Buffer) => void): number {
  const handle = openSync(file, 'r');
  try {
    const total = statSync(file).size;
    const buffer = Buffer.alloc(SLICE_BYTES);
    let done = 0;
    for (;;) {
      checkCancelled(watch);
      const length = readSync(handle, buffer, 0, SLICE_BYTES, done);
      if (length === 0) return done;
      done += length;
      take(buffer.subarray(0, length));
      watch.progress(total === 0 ? 1 : Math.min(1, done / total));
    }
  } finally {
    closeSync(handle);
  }
}

/** Size and SHA-256 of a file, read back from the disk. */
export function digestOf(file: string, watch: Watch): Digest {
  const hash = createHash('sha256');
  const bytes = readSlices(file, watch, (slice) => hash.update(slice));
  return { bytes, sha256: hash.digest('hex') };
}

/** Copies a file, brings it to the platter, and gives the digest of what was written. */
export function copyFile(from: string, to: string, watch: Watch): Digest {
  mkdirSync(path.dirname(to), { recursive: true });
  const hash = createHash('sha256');
  const out = openSync(to, 'w', 0o640);
  try {
    const bytes = readSlices(from, watch, (slice) => {
      hash.update(slice);
      for (let at = 0; at < slice.length;) at += writeSync(out, slice, at);
    });
    fsyncSync(out);
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    closeSync(out);
  }
}

/** Brings a file or folder to the disk. Some file systems of sticks refuse this for folders; the files are what counts. */
export function syncPath(target: string): void {
  let handle: number;
  try {
    handle = openSync(target, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(handle);
  } catch (error) {
    if (!statSync(target).isDirectory()) throw error;
  } finally {
    closeSync(handle);
  }
}

/** Relative paths of all files below a folder, with forward slashes, in order; none when it is not there. */
export function filesBelow(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path.relative(dir, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
    )
    .sort();
}

export const bytesBelow = (dir: string): number =>
  filesBelow(dir).reduce((sum, file) => sum + statSync(path.join(dir, file)).size, 0);

/** Space an ordinary account may still fill on the disk of a path or of its nearest parent that exists, bytes. */
export function freeBytesAt(target: string): number {
  let place = path.resolve(target);
  while (!existsSync(place) && path.dirname(place) !== place) place = path.dirname(place);
  const disk = statfsSync(place);
  return disk.bavail * disk.bsize;
}
