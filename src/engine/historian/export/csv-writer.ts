import type { ZoneShifts } from '#core/analysis/local-time.ts';
import { localStamps } from './local-stamp.ts';
import type { Block, Column, ColumnData, Table, TableWriter } from './table.ts';
import type { TargetFile } from './target.ts';

/** Marks UTF-8 for spreadsheet programs, which else garble Korean names. */
const BYTE_ORDER_MARK = '\uFEFF';

/** One table as CSV after RFC 4180: UTF-8 with mark, lines ended by CR LF. */
export class CsvWriter implements TableWriter {
  readonly #target: TargetFile;
  readonly #stamp: (tsMs: number) => string;
  #columns: readonly Column[] = [];

  constructor(target: TargetFile, shifts: ZoneShifts) {
    this.#target = target;
    this.#stamp = localStamps(shifts);
  }

  begin(table: Table): Promise<void> {
    this.#columns = table.columns;
    this.#target.write(
      `${BYTE_ORDER_MARK}${table.columns.map(({ title }) => quoted(title)).join(',')}\r\n`,
    );
    return Promise.resolve();
  }

  write(block: Block): Promise<void> {
    let text = '';
    for (let row = 0; row < block.rows; row++) {
      for (let i = 0; i < this.#columns.length; i++) {
        if (i > 0) text += ',';
        text += this.#cell(this.#columns[i], block.data[i], row);
      }
      text += '\r\n';
    }
    this.#target.write(text);
    return Promise.resolve();
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  #cell(column: Column | undefined, data: ColumnData | undefined, row: number): string {
    const cell = data?.[row];
    if (cell === null || cell === undefined || column === undefined) return '';
    if (typeof cell === 'string') return quoted(cell);
    if (Number.isNaN(cell)) return '';
    if (column.kind === 'time') return this.#stamp(cell);
    if (column.kind === 'code') return column.names?.[cell] ?? String(cell);
    return String(cell);
  }
}

/** Text that a spreadsheet would run as a formula gets a leading apostrophe. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
