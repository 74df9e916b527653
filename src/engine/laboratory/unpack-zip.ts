import path from 'node:path';
import { unzipSync } from 'fflate';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { guardZip } from './zip-guard.ts';

/** A profile is some hundred kilobytes; a packed file may hold gigabytes. */
const MOST_BYTES = 20_000_000;

export interface ZipFault {
  readonly value: string;
  /** What must hold, English, as in the problems of a profile. */
  readonly rule: string;
}

/**
 * Texts of the wanted files of an archive, by their plain names, wherever in it they lie. Every part is
 * unpacked once with a bound by the guard before any is read here; a part that claims to be larger than
 * that bound is left out.
 */
export function unpackFiles(
  bytes: Buffer,
  wanted: ReadonlySet<string>,
): Result<Record<string, string>, ZipFault> {
  const guarded = guardZip(bytes, MOST_BYTES);
  if (!guarded.ok) return notWhole(guarded.error.kind);
  let parts: Record<string, Uint8Array>;
  try {
    parts = unzipSync(bytes, {
      filter: ({ name, originalSize }) => wanted.has(plainName(name)) && originalSize <= MOST_BYTES,
    });
  } catch (error) {
    return notWhole(error instanceof Error ? error.message : String(error));
  }
  const files: Record<string, string> = {};
  for (const [inside, part] of Object.entries(parts)) {
    const name = plainName(inside);
    if (name in files)
      return err({ value: inside, rule: `must hold one profile; ${name} is in it more than once` });
    try {
      files[name] = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(part);
    } catch {
      return err({
        value: name,
        rule: 'must be UTF-8 text; in a spreadsheet program save as "CSV UTF-8"',
      });
    }
  }
  return ok(files);
}

const plainName = (inside: string): string => path.posix.basename(inside.replaceAll('\\', '/'));

const notWhole = (value: string): Result<never, ZipFault> =>
  err({
    value,
    rule: 'must be a whole zip archive without password; pack the folder of the profile again',
  });
