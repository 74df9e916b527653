import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { RawSheet } from '#core/laboratory/import/cell.ts';
import { MOST_FILE_BYTES, MOST_ROWS, fileFault, inMb } from './file-fault.ts';
import type { FileFault } from './file-fault.ts';
import { readCsv } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';

export interface LaboratoryFile {
  readonly kind: 'xlsx' | 'csv';
  readonly encoding: string | null;
  readonly delimiter: string | null;
  readonly sheets: readonly RawSheet[];
}

const startsWith = (bytes: Buffer, magic: readonly number[]): boolean =>
  magic.every((byte, i) => bytes[i] === byte);
const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** Compound file: workbooks before 2007, and every encrypted one since. */
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0];
const ENCRYPTED_STREAM = Buffer.from('EncryptedPackage', 'utf16le');

/** Reads a laboratory's file by what it is, not by its name. Faults carry the file's name. */
export async function readLaboratoryFile(
  bytes: Buffer,
  name: string,
): Promise<Result<LaboratoryFile, FileFault>> {
  const outcome = await read(bytes, name);
  return outcome.ok
    ? outcome
    : err({ kind: outcome.error.kind, params: { file: name, ...outcome.error.params } });
}

async function read(bytes: Buffer, name: string): Promise<Result<LaboratoryFile, FileFault>> {
  if (bytes.length === 0) return err(fileFault('fileEmpty'));
  if (bytes.length > MOST_FILE_BYTES)
    return err(
      fileFault('fileTooLarge', { mb: inMb(bytes.length), allowed: inMb(MOST_FILE_BYTES) }),
    );
  if (startsWith(bytes, COMPOUND))
    return err(fileFault(bytes.includes(ENCRYPTED_STREAM) ? 'fileEncrypted' : 'fileOldExcel'));
  if (startsWith(bytes, ZIP)) {
    const sheets = await readXlsx(bytes);
    return sheets.ok
      ? ok({ kind: 'xlsx', encoding: null, delimiter: null, sheets: sheets.value })
      : sheets;
  }
  const csv = readCsv(bytes, name);
  if (!csv.ok) return csv;
  const { sheets, encoding, delimiter } = csv.value;
  const rows = sheets.reduce(
    (sum, sheet) => sum + sheet.rows.filter((row) => row.some((cell) => cell !== null)).length,
    0,
  );
  if (rows === 0) return err(fileFault('fileEmpty'));
  if (rows > MOST_ROWS) return err(fileFault('fileRows', { rows, allowed: MOST_ROWS }));
  return ok({ kind: 'csv', encoding, delimiter, sheets });
}
