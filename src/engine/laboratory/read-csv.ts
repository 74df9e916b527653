import { parse } from 'csv-parse/sync';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { RawCell, RawSheet } from '#core/laboratory/import/cell.ts';
import { fileFault } from './file-fault.ts';
import type { FileFault } from './file-fault.ts';

export interface CsvFile {
  readonly sheets: readonly RawSheet[];
  readonly encoding: 'utf-8' | 'utf-16' | 'cp949';
  readonly delimiter: ',' | ';' | '\t';
}

const DELIMITERS = [',', ';', '\t'] as const;
/** Lines the delimiter is looked for in. */
const SEARCHED = 40;

/** Reads a CSV file in the encodings Korean laboratories send: UTF-8 with or without mark, UTF-16, CP949 (EUC-KR). */
export function readCsv(bytes: Buffer, name: string): Result<CsvFile, FileFault> {
  const text = decode(bytes);
  if (text === null) return err(fileFault('fileEncoding'));
  // A file that is no text at all still decodes as something.
  if (/[\u0000-\u0008\u000e-\u001f]/.test(text.text.slice(0, 4096)))
    return err(fileFault('fileKind'));
  const delimiter = delimiterOf(text.text);
  let records: string[][];
  try {
    records = parse(text.text, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
    });
  } catch (error) {
    return err(
      fileFault('fileBroken', { detail: error instanceof Error ? error.message : String(error) }),
    );
  }
  const rows = records.map((record) => record.map(cellOf));
  return ok({
    sheets: [{ name: name.replace(/\.[^.]*$/, ''), rows }],
    encoding: text.encoding,
    delimiter,
  });
}

/** An empty field is no value; the apostrophe that keeps a spreadsheet from running a text goes. */
function cellOf(field: string): RawCell {
  const text = /^'+[=+\-@\t\r]/.test(field) ? field.slice(1) : field;
  return text.trim() === '' ? null : text;
}

function decode(
  bytes: Buffer,
): { readonly text: string; readonly encoding: CsvFile['encoding'] } | null {
  const attempt = (label: string): string | null => {
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {
      return null;
    }
  };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return named(attempt('utf-16le'), 'utf-16');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return named(attempt('utf-16be'), 'utf-16');
  // The web's euc-kr decodes all of CP949, the code page of Korean Windows.
  return named(attempt('utf-8'), 'utf-8') ?? named(attempt('euc-kr'), 'cp949');
}

const named = (
  text: string | null,
  encoding: CsvFile['encoding'],
): { readonly text: string; readonly encoding: CsvFile['encoding'] } | null =>
  text === null ? null : { text, encoding };

/** The separator that cuts most lines into the same number of fields. */
function delimiterOf(text: string): CsvFile['delimiter'] {
  const lines = text
    .split(/\r?\n/, SEARCHED)
    .map((line) => line.replace(/"(?:[^"]|"")*"/g, ''))
    .filter((line) => line.trim() !== '');
  let best: CsvFile['delimiter'] = ',';
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const counts = lines
      .map((line) => line.split(delimiter).length - 1)
      .filter((count) => count > 0);
    const most = Math.max(0, ...counts);
    const score = counts.filter((count) => count === most).length * Math.min(most, 30);
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}
