import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { guardZip } from '#engine/laboratory/zip-guard.ts';

const END_RECORD = 0x06054b50;
/** A profile is some hundred kilobytes; a packed file may hold gigabytes. */
const MOST_BYTES = 20_000_000;

export interface ZipFault {
  readonly value: string;
  /** What must hold, English, as in the problems of a profile. */
  readonly rule: string;
}

/**
 * Texts of the wanted files of an archive, by their plain names, wherever in it they lie. Every part is
 * unpacked once with a bound by the guard before any is read here.
 */
export function unpackFiles(
  bytes: Buffer,
  wanted: ReadonlySet<string>,
): Result<Record<string, string>, ZipFault> {
  const guarded = guardZip(bytes, MOST_BYTES);
  if (!guarded.ok)
    return err({
      value: guarded.error.kind,
      rule: 'must be a whole zip archive without password; pack the folder of the profile again',
    });
  const files: Record<string, string> = {};
  for (const part of parts(bytes)) {
    const name = path.posix.basename(part.name.replaceAll('\\', '/'));
    if (!wanted.has(name) || part.name.endsWith('/')) continue;
    if (name in files)
      return err({
        value: part.name,
        rule: `must hold one profile; ${name} is in it more than once`,
      });
    const text =
      part.method === 0
        ? part.packed
        : inflateRawSync(part.packed, { maxOutputLength: MOST_BYTES });
    try {
      files[name] = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text);
    } catch {
      return err({
        value: name,
        rule: 'must be UTF-8 text; in a spreadsheet program save as "CSV UTF-8"',
      });
    }
  }
  return ok(files);
}

/** Goes through the directory of an archive the guard has found whole. */
function* parts(
  bytes: Buffer,
): Generator<{ readonly name: string; readonly method: number; readonly packed: Buffer }> {
  let end = bytes.length - 22;
  while (bytes.readUInt32LE(end) !== END_RECORD) end--;
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    const nameBytes = bytes.readUInt16LE(at + 28);
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    yield {
      name: bytes.toString('utf8', at + 46, at + 46 + nameBytes),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.subarray(from, from + bytes.readUInt32LE(at + 20)),
    };
    at += 46 + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}
