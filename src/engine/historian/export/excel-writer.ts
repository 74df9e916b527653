import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import Excel from 'exceljs';
import { wallMs } from '#core/analysis/local-time.ts';
import type { ZoneShifts } from '#core/analysis/local-time.ts';
import type { Block, Column, Table, TableWriter } from './table.ts';
import type { TargetFile } from './target.ts';

/** A sheet has room for 1,048,576 rows, the header among them. */
const ROWS_PER_SHEET = 1_048_575;
const ROWS_PER_TURN = 2_000;
/** Bytes of sheet text that may wait to be compressed. */
const MOST_WAITING_BYTES = 4_000_000;
const NAME_LENGTH = 31;

type Sheet = Excel.Worksheet;

export interface AboutLine {
  readonly label: string;
  readonly value: string;
}

/** Tables as sheets of one workbook, with a sheet that says what they are. Dates are real dates in local time. */
export class ExcelWriter implements TableWriter {
  readonly #book: Excel.stream.xlsx.WorkbookWriter;
  readonly #shifts: ZoneShifts;
  readonly #about: { readonly title: string; readonly lines: readonly AboutLine[] };
  #table: Table | null = null;
  #sheet: Sheet | null = null;
  #part = 0;
  #rows = 0;
  /** What the disk refused, thrown at the next block. */
  #refused: unknown = null;

  constructor(
    target: TargetFile,
    shifts: ZoneShifts,
    about: {
      readonly title: string;
      readonly lines: readonly AboutLine[];
      readonly program: string;
    },
  ) {
    this.#shifts = shifts;
    this.#about = about;
    const stream = new Writable({
      write: (chunk: Uint8Array, _encoding, done) => {
        try {
          if (this.#refused === null) target.write(chunk);
        } catch (error) {
          this.#refused = error;
        }
        done();
      },
    });
    const zip = { zlib: { level: 1 } };
    this.#book = new Excel.stream.xlsx.WorkbookWriter({
      stream,
      useStyles: true,
      useSharedStrings: false,
      zip,
    });
    this.#book.creator = about.program;
  }

  async begin(table: Table): Promise<void> {
    if (this.#table === null) this.#writeAbout();
    await this.#endSheet();
    this.#table = table;
    this.#part = 0;
    this.#beginSheet(table);
  }

  async write(block: Block): Promise<void> {
    const table = this.#table;
    if (table === null) return;
    for (let row = 0; row < block.rows; row++) {
      if (this.#rows >= ROWS_PER_SHEET) {
        await this.#endSheet();
        this.#beginSheet(table);
      }
      this.#sheet
        ?.addRow(table.columns.map((column, i) => this.#cell(column, block, i, row)))
        .commit();
      this.#rows++;
      if (row % ROWS_PER_TURN === ROWS_PER_TURN - 1) await this.#catchUp();
    }
    await this.#catchUp();
  }

  async finish(): Promise<void> {
    await this.#endSheet();
    await this.#book.commit();
    if (this.#refused !== null) throw this.#refused;
  }

  #writeAbout(): void {
    const sheet = this.#book.addWorksheet(this.#about.title.slice(0, NAME_LENGTH));
    sheet.columns = [{ width: 28 }, { width: 90 }];
    for (const { label, value } of this.#about.lines) sheet.addRow([label, value]).commit();
    sheet.commit();
  }

  #beginSheet(table: Table): void {
    this.#part++;
    const suffix = this.#part === 1 ? '' : ` ${String(this.#part)}`;
    const name = `${table.name.replaceAll(/[\\/?*[\]:]/g, ' ').slice(0, NAME_LENGTH - suffix.length)}${suffix}`;
    const sheet = this.#book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
    sheet.columns = table.columns.map(({ title, kind }) => ({
      header: title,
      width: Math.max(kind === 'time' ? 20 : 12, Math.min(40, title.length + 2)),
      ...(kind === 'time' ? { style: { numFmt: 'yyyy-mm-dd hh:mm:ss' } } : {}),
    }));
    const head = sheet.getRow(1);
    head.font = { bold: true };
    head.commit();
    this.#sheet = sheet;
    this.#rows = 0;
  }

  async #endSheet(): Promise<void> {
    await this.#catchUp();
    this.#sheet?.commit();
    this.#sheet = null;
  }

  #cell(column: Column, block: Block, i: number, row: number): string | number | Date | null {
    const cell = block.data[i]?.[row];
    if (cell === null || cell === undefined) return null;
    if (typeof cell === 'string') return cell;
    if (Number.isNaN(cell)) return null;
    // A workbook knows no zones: its dates are what a clock on the wall shows.
    if (column.kind === 'time') return new Date(wallMs(this.#shifts, cell));
    return column.kind === 'code' ? (column.names?.[cell] ?? cell) : cell;
  }

  /** Lets the rows so far be compressed and written, so that memory does not grow with the sheet. */
  async #catchUp(): Promise<void> {
    do await turn();
    while (this.#refused === null && waitingBytes(this.#sheet) > MOST_WAITING_BYTES);
    if (this.#refused !== null) throw this.#refused;
  }
}

/** Bytes a sheet has handed on that are not compressed yet. The library tells nobody, but its pipes do. */
function waitingBytes(sheet: unknown): number {
  const stream = property(sheet, 'stream');
  const pipes = property(stream, 'pipes');
  if (!Array.isArray(pipes)) return 0;
  return pipes.reduce((sum: number, pipe: unknown) => {
    const written = property(pipe, 'writableLength');
    const read = property(pipe, 'readableLength');
    return (
      sum + (typeof written === 'number' ? written : 0) + (typeof read === 'number' ? read : 0)
    );
  }, 0);
}

const property = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null && name in of
    ? (of as Readonly<Record<string, unknown>>)[name]
    : undefined;
