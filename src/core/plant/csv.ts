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

/** Splits the text into rows; fails on a quote that is never closed or stands where none may stand. */
export function parseCsv(text: string): Result<CsvRow[], CsvError> {
  const rows: CsvRow[] = [];
  let at = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const rowLine = line;
    const cells: string[] = [];
    let rowEnds = false;
    while (!rowEnds) {
      let cell = '';
      if (text[at] === '"') {
        const openedAt = line;
        at += 1;
        for (;;) {
          if (at >= text.length)
            return err({ line: openedAt, rule: 'a quoted cell must end with a quote' });
          const c = text.charAt(at);
          if (c === '"' && text[at + 1] === '"') {
            cell += '"';
            at += 2;
          } else if (c === '"') {
            at += 1;
            break;
          } else {
            if (c === '\n') line += 1;
            cell += c;
            at += 1;
          }
        }
        if (!endsCell(text, at))
          return err({
            line,
            rule: 'after a closing quote a comma or the end of the line must follow',
          });
      } else {
        const start = at;
        while (!endsCell(text, at)) {
          if (text[at] === '"')
            return err({
              line,
              rule: 'a quote inside a cell must stand in a quoted cell, written twice',
            });
          at += 1;
        }
        cell = text.slice(start, at);
      }
      cells.push(cell);
      if (text[at] === ',') at += 1;
      else rowEnds = true;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') {
      at += 1;
      line += 1;
    }
    if (cells.length > 1 || cells[0] !== '') rows.push({ line: rowLine, cells });
  }
  return ok(rows);
}

const endsCell = (text: string, at: number): boolean => {
  const c = text[at];
  return (
    c === undefined ||
    c === ',' ||
    c === '\n' ||
    (c === '\r' && (text[at + 1] === '\n' || at + 1 === text.length))
  );
};

const quoted = (cell: string): string =>
  /[",\r\n]|^\uFEFF/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** Canonical text: LF line ends, a line end after the last row, quotes only where needed. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return rows
    .map(
      (cells) => `${cells.length === 1 && cells[0] === '' ? '""' : cells.map(quoted).join(',')}\n`,
    )
    .join('');
}
