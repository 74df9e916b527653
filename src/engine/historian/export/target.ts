import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { LongFault } from '../../ports/analysis.ts';

/** A failure of the file that is written, as opposed to the history that is read. */
export class TargetError extends Error {
  readonly fault: LongFault;

  constructor(fault: LongFault) {
    super(fault.message);
    this.fault = fault;
  }
}

const CAUSES: Readonly<Record<string, LongFault['kind']>> = {
  ENOSPC: 'targetFull',
  EDQUOT: 'targetFull',
  EFBIG: 'targetFull',
  ENOENT: 'targetGone',
  ENOTDIR: 'targetGone',
  ENODEV: 'targetGone',
  ENXIO: 'targetGone',
  EROFS: 'targetDenied',
  EACCES: 'targetDenied',
  EPERM: 'targetDenied',
  EISDIR: 'targetDenied',
};

function targetError(error: unknown, path: string): TargetError {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const cause = error instanceof Error ? error.message : String(error);
  const kind = CAUSES[code] ?? 'targetIo';
  const advice: Readonly<Partial<Record<LongFault['kind'], string>>> = {
    targetFull: 'Free some space or choose another disk.',
    targetGone: 'Check that the folder or the drive is still there.',
    targetDenied: 'Choose a folder the engine may write to.',
  };
  return new TargetError({
    kind,
    message: `${path} cannot be written (${cause}). ${advice[kind] ?? 'Check the disk and try again.'}`,
  });
}

const BUFFER_BYTES = 256 * 1024;

/**
 * The file of an export while it is made: written beside its place under a name of its own, put in
 * its place as a whole at the end, and removed when the work ends in any other way.
 */
export class TargetFile {
  readonly #path: string;
  readonly #temporary: string;
  readonly #file: number;
  #open = true;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  bytes = 0;

  /** `mark` makes the temporary name this export's own. Throws `TargetError`. */
  constructor(path: string, mark: string) {
    this.#path = path;
    this.#temporary = temporaryPath(path, mark);
    if (!isAbsolute(path)) throw targetError(new Error('the path must be absolute'), path);
    try {
      this.#file = openSync(this.#temporary, 'wx', 0o640);
    } catch (error) {
      throw targetError(error, path);
    }
  }

  write(data: string | Uint8Array): void {
    const chunk = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    this.bytes += chunk.length;
    if (this.#waitingBytes >= BUFFER_BYTES) this.#flush();
  }

  /** Puts the whole file on disk and in its place. */
  keep(): void {
    this.#flush();
    try {
      fsyncSync(this.#file);
      this.#close();
      renameSync(this.#temporary, this.#path);
    } catch (error) {
      this.drop();
      throw targetError(error, this.#path);
    }
  }

  /** Removes what was written. */
  drop(): void {
    this.#close();
    try {
      rmSync(this.#temporary, { force: true });
    } catch {
      // The drive is gone, and the file with it.
    }
  }

  #flush(): void {
    const data = Buffer.concat(this.#waiting);
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
    try {
      // A drive that was pulled out may go on taking bytes that land nowhere.
      if (!existsSync(dirname(this.#path)))
        throw Object.assign(new Error('the folder is gone'), { code: 'ENOENT' });
      for (let at = 0; at < data.length;) at += writeSync(this.#file, data, at);
    } catch (error) {
      throw targetError(error, this.#path);
    }
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    try {
      closeSync(this.#file);
    } catch {
      // Nothing can be done about it, and the file is checked by its rename.
    }
  }
}

/** Where an export is written until it is whole. */
export const temporaryPath = (path: string, mark: string): string =>
  join(dirname(path), `.${basename(path)}.${mark}.part`);
