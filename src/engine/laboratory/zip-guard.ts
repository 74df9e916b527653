import { inflateRawSync } from 'node:zlib';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { MOST_UNPACKED_BYTES, fileFault, inMb } from './file-fault.ts';
import type { FileFault } from './file-fault.ts';

const END_RECORD = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const END_RECORD_BYTES = 22;
const MOST_PARTS = 5000;

const broken = (detail: string): Result<never, FileFault> =>
  err(fileFault('fileBroken', { detail }));

/**
 * Unpacks every part of a workbook once into nothing, with a bound, before a library that has none
 * gets it: a packed file of some kilobytes can hold gigabytes, and its directory may lie about it.
 * @param mostBytes all parts together, unpacked
 * @returns names of the parts
 */
export function guardZip(
  bytes: Buffer,
  mostBytes = MOST_UNPACKED_BYTES,
): Result<readonly string[], FileFault> {
  const end = endRecord(bytes);
  if (end === null) return broken('no end of the archive');
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  if (count === 0 || count > MOST_PARTS) return broken(`${String(count)} parts`);
  const names: string[] = [];
  let unpacked = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY)
      return broken('directory of the archive');
    const method = bytes.readUInt16LE(at + 10);
    const packedBytes = bytes.readUInt32LE(at + 20);
    const nameBytes = bytes.readUInt16LE(at + 28);
    const local = bytes.readUInt32LE(at + 42);
    names.push(bytes.toString('utf8', at + 46, at + 46 + nameBytes));
    if ((bytes.readUInt16LE(at + 8) & 1) !== 0) return err(fileFault('fileEncrypted'));
    const size = unpackedSize(bytes, local, method, packedBytes, mostBytes - unpacked);
    if (!size.ok) return size;
    unpacked += size.value;
    at += 46 + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return ok(names);
}

function endRecord(bytes: Buffer): number | null {
  const first = Math.max(0, bytes.length - END_RECORD_BYTES - 0xffff);
  for (let at = bytes.length - END_RECORD_BYTES; at >= first; at--) {
    if (bytes.readUInt32LE(at) === END_RECORD) return at;
  }
  return null;
}

function unpackedSize(
  bytes: Buffer,
  local: number,
  method: number,
  packedBytes: number,
  room: number,
): Result<number, FileFault> {
  if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== LOCAL_ENTRY)
    return broken('a part of the archive');
  const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (from + packedBytes > bytes.length) return broken('a part is cut off');
  const tooMuch = err(
    fileFault('fileBomb', {
      mb: `> ${String(inMb(MOST_UNPACKED_BYTES))}`,
      allowed: inMb(MOST_UNPACKED_BYTES),
    }),
  );
  if (method === 0) return packedBytes > room ? tooMuch : ok(packedBytes);
  if (method !== 8) return broken(`packing ${String(method)}`);
  try {
    return ok(
      inflateRawSync(bytes.subarray(from, from + packedBytes), {
        maxOutputLength: Math.max(1, room),
      }).length,
    );
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return code === 'ERR_BUFFER_TOO_LARGE' ? tooMuch : broken('a part cannot be unpacked');
  }
}
