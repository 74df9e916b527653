import ExcelJS from 'exceljs';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { RawCell, RawSheet } from '#core/laboratory/import/cell.ts';
import { MOST_ROWS, fileFault } from './file-fault.ts';
import type { FileFault } from './file-fault.ts';
import { guardZip } from './zip-guard.ts';

const MOST_COLUMNS = 200;
/** A format that shows hours: `h` outside quoted text and brackets of colours or locales. */
const showsClock = (format: string): boolean =>
  /h|AM\/PM/i.test(format.replace(/"[^"]*"|\[(?!h)[^\]]*\]/gi, ''));

/** Reads a workbook's visible sheets. Merged cells hold their text and dates everywhere, numbers only once. */
export async function readXlsx(bytes: Buffer): Promise<Result<readonly RawSheet[], FileFault>> {
  const parts = guardZip(bytes);
  if (!parts.ok) return parts;
  if (
    !parts.value.includes('xl/workbook.xml') &&
    !parts.value.some((name) => /workbook\.xml$/.test(name))
  )
    return err(fileFault('fileKind'));
  const book = new ExcelJS.Workbook();
  try {
    await book.xlsx.load(bytes as unknown as Parameters<typeof book.xlsx.load>[0], {
      ignoreNodes: [
        'conditionalFormatting',
        'dataValidations',
        'drawing',
        'picture',
        'legacyDrawing',
        'extLst',
        'hyperlinks',
        'autoFilter',
      ],
    });
  } catch (error) {
    return err(
      fileFault('fileBroken', {
        detail: (error instanceof Error ? error.message : String(error)).slice(0, 120),
      }),
    );
  }
  const sheets: RawSheet[] = [];
  let filled = 0;
  for (const sheet of book.worksheets) {
    if (sheet.state !== 'visible') continue;
    const rows: RawCell[][] = [];
    let last = 0;
    sheet.eachRow({ includeEmpty: false }, (row, number) => {
      const cells: RawCell[] = [];
      row.eachCell({ includeEmpty: false }, (cell, column) => {
        if (column > MOST_COLUMNS) return;
        const value = cellOf(cell);
        if (value === null) return;
        while (cells.length < column - 1) cells.push(null);
        cells[column - 1] = value;
      });
      if (cells.length === 0) return;
      filled++;
      last = number;
      // Row numbers stay those of the file, whatever lies empty between.
      if (filled <= MOST_ROWS) {
        while (rows.length < number - 1) rows.push([]);
        rows[number - 1] = cells;
      }
    });
    if (filled > MOST_ROWS)
      return err(fileFault('fileRows', { rows: `> ${String(MOST_ROWS)}`, allowed: MOST_ROWS }));
    if (last > 0) sheets.push({ name: sheet.name, rows });
  }
  return ok(sheets);
}

function cellOf(cell: ExcelJS.Cell): RawCell {
  const isCopy = cell.isMerged && cell.master !== cell;
  const value = plainValue(cell.value);
  if (value instanceof Date) {
    const format = typeof cell.numFmt === 'string' ? cell.numFmt : '';
    return dateCell(value, format);
  }
  if (isCopy && typeof value === 'number') return null;
  if (typeof value === 'string') return value.trim() === '' ? null : value;
  return value;
}

function dateCell(value: Date, format: string): RawCell {
  if (Number.isNaN(value.getTime())) return { error: '#VALUE!' };
  // The library gives the wall clock as if it were UTC; days of a spreadsheet have fractions of a millisecond.
  const at = new Date(Math.round(value.getTime() / 1000) * 1000);
  const time = {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
  };
  return { time, isDateOnly: time.hour + time.minute + time.second === 0 && !showsClock(format) };
}

type Plain = string | number | boolean | Date | { readonly error: string } | null;

/** Formulas by their result, rich text and links by their text. */
function plainValue(value: ExcelJS.CellValue): Plain {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object' || value instanceof Date) return value;
  if ('error' in value) return { error: String(value.error) };
  if ('richText' in value) return value.richText.map(({ text }) => text).join('');
  if ('formula' in value || 'sharedFormula' in value) {
    const { result } = value;
    // A formula nobody ever calculated has no value to be taken.
    return result === undefined ? { error: '#N/A' } : plainValue(result as ExcelJS.CellValue);
  }
  if ('text' in value) {
    const { text } = value;
    return typeof text === 'string' ? text : plainValue(text as ExcelJS.CellValue);
  }
  return null;
}
