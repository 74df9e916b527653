import { err, ok, type Result } from '../result.ts';

/**
 * Comma-separated text after RFC 4180, text in and rows out. Small enough to own: the
 * core may not lean on a parser that needs Node buffers, and a tag list has a few
 * hundred lines. Reads a leading byte order mark, CRLF or LF, and quoted cells with
 * commas, quotes and line breaks; blank lines are passed over.
 */
export interface CsvRow {
  /** Line of the file the row starts on, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvError {
  readonly line: number;
  readonly rule: string;
}

const BYTE_ORDER_MARK = '\uFEFF';

/** Where the reading stands: next character and the line it is on. */
interface Cursor {
  readonly at: number;
  readonly line: number;
}
interface Cell extends Cursor {
  readonly text: string;
}

/** Splits the text into rows; fails on a quote that is never closed or stands where none may stand. */
export function parseCsv(text: string): Result<CsvRow[], CsvError> {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let cursor: Cursor = { at: text.startsWith(BYTE_ORDER_MARK) ? 1 : 0, line: 1 };
  let rowStart = cursor;
  while (cursor.at < text.length || cells.length > 0) {
    const cell = text[cursor.at] === '"' ? quotedCell(text, cursor) : plainCell(text, cursor);
    if (!cell.ok) return cell;
    cells.push(cell.value.text);
    cursor = cell.value;
    if (text[cursor.at] === ',') {
      cursor = { at: cursor.at + 1, line: cursor.line };
      continue;
    }
    const blank = cursor.at === rowStart.at;
    if (!blank) rows.push({ line: rowStart.line, cells });
    cells = [];
    cursor = afterLineEnd(text, cursor);
    rowStart = cursor;
  }
  return ok(rows);
}

function plainCell(text: string, { at, line }: Cursor): Result<Cell, CsvError> {
  let end = at;
  while (!endsCell(text, end)) {
    if (text[end] === '"') {
      return err({ line, rule: 'a quote must stand in a quoted cell, written twice' });
    }
    end += 1;
  }
  return ok({ text: text.slice(at, end), at: end, line });
}

function quotedCell(text: string, start: Cursor): Result<Cell, CsvError> {
  let cell = '';
  let line = start.line;
  let at = start.at + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return err({ line: start.line, rule: 'a quoted cell must end with a quote' });
    const piece = text.slice(at, quote);
    cell += piece;
    line += piece.split('\n').length - 1;
    at = quote + 1;
    if (text[at] !== '"') break;
    cell += '"';
    at += 1;
  }
  return endsCell(text, at)
    ? ok({ text: cell, at, line })
    : err({ line, rule: 'after a closing quote a comma or the end of the line must follow' });
}

/** A lone carriage return is text; one before a line feed or the end of the file is a line end. */
function endsCell(text: string, at: number): boolean {
  const c = text[at];
  if (c === '\r') return text[at + 1] === '\n' || at + 1 === text.length;
  return c === undefined || c === ',' || c === '\n';
}

function afterLineEnd(text: string, { at, line }: Cursor): Cursor {
  const lineFeed = text[at] === '\r' ? at + 1 : at;
  return text[lineFeed] === '\n' ? { at: lineFeed + 1, line: line + 1 } : { at: lineFeed, line };
}

const quoted = (cell: string): string =>
  /[",\r\n]|^\uFEFF/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** Canonical text: LF line ends, a line end after the last row, quotes only where needed. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return rows
    .map((cells) => (cells.length === 1 && cells[0] === '' ? '""' : cells.map(quoted).join(',')))
    .map((line) => `${line}\n`)
    .join('');
}
