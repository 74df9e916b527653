import { columnLetter } from '#core/laboratory/import/cell.ts';
import { Zip, ZipDeflate } from 'fflate';
import { wallMs } from '#core/analysis/local-time.ts';
import type { ZoneShifts } from '#core/analysis/local-time.ts';
import {
  contentTypes,
  headerRow,
  relations,
  sheetHead,
  sheetName,
  STYLES,
  text,
  textCell,
  TIME_STYLE,
  workbook,
  workbookRelations,
} from './excel-parts.ts';
import type { Block, Column, Table, TableWriter } from './table.ts';
import type { TargetFile } from './target.ts';

/** A sheet has room for 1,048,576 rows, the header among them. */
const ROWS_PER_SHEET = 1_048_575;
/** Text of rows that is gathered before it is compressed. */
const PIECE_CHARS = 200_000;
const MS_PER_DAY = 86_400_000;
/** Days from the spreadsheet's day 0 to 1970-01-01. */
const EPOCH_DAY = 25_569;

export interface AboutLine {
  readonly label: string;
  readonly value: string;
}

const ENCODER = new TextEncoder();

/**
 * Tables as sheets of one workbook (ECMA-376, SpreadsheetML), with a sheet that says what they are.
 * Dates are real dates in local time. Each piece of rows is compressed and written as it comes, so
 * that memory does not grow with the file.
 */
export class ExcelWriter implements TableWriter {
  readonly #zip: Zip;
  readonly #shifts: ZoneShifts;
  readonly #about: { readonly title: string; readonly lines: readonly AboutLine[] };
  readonly #program: string;
  readonly #names: string[] = [];
  #table: Table | null = null;
  #sheet: ZipDeflate | null = null;
  #part = 0;
  #rows = 0;
  #piece = '';
  /** Letters of the table's columns. */
  #letters: readonly string[] = [];
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
    this.#program = about.program;
    this.#zip = new Zip((error, chunk) => {
      if (this.#refused !== null) return;
      try {
        if (error !== null) throw error;
        target.write(chunk);
      } catch (reason) {
        this.#refused = reason;
      }
    });
  }

  begin(table: Table): Promise<void> {
    if (this.#table === null) this.#writeAbout();
    this.#endSheet();
    this.#table = table;
    this.#letters = table.columns.map((_, i) => columnLetter(i));
    this.#part = 0;
    this.#beginSheet(table);
    return this.#outcome();
  }

  write(block: Block): Promise<void> {
    const table = this.#table;
    if (table === null) return Promise.resolve();
    for (let row = 0; row < block.rows && this.#refused === null; row++) {
      if (this.#rows >= ROWS_PER_SHEET) {
        this.#endSheet();
        this.#beginSheet(table);
      }
      this.#rows++;
      let cells = '';
      for (const [i, column] of table.columns.entries()) cells += this.#cell(column, block, i, row);
      this.#piece += `<row r="${String(this.#rows + 1)}">${cells}</row>`;
      if (this.#piece.length >= PIECE_CHARS) this.#push();
    }
    return this.#outcome();
  }

  finish(): Promise<void> {
    this.#endSheet();
    this.#whole('[Content_Types].xml', contentTypes(this.#names.length));
    this.#whole('_rels/.rels', relations());
    this.#whole(
      'docProps/app.xml',
      `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>${text(this.#program)}</Application></Properties>`,
    );
    this.#whole('xl/workbook.xml', workbook(this.#names));
    this.#whole('xl/_rels/workbook.xml.rels', workbookRelations(this.#names.length));
    this.#whole('xl/styles.xml', STYLES);
    this.#zip.end();
    return this.#outcome();
  }

  #outcome(): Promise<void> {
    return this.#refused === null ? Promise.resolve() : Promise.reject(this.#refused as Error);
  }

  /** A part of the workbook that is written in one go. */
  #whole(name: string, content: string): void {
    const part = new ZipDeflate(name, { level: 1 });
    this.#zip.add(part);
    part.push(ENCODER.encode(content), true);
  }

  #open(name: string, widths: readonly number[], frozen: boolean): void {
    this.#names.push(sheetName(name, this.#names));
    this.#sheet = new ZipDeflate(`xl/worksheets/sheet${String(this.#names.length)}.xml`, {
      level: 1,
    });
    this.#zip.add(this.#sheet);
    this.#piece = sheetHead(widths, frozen);
    this.#rows = 0;
  }

  #push(final = false): void {
    this.#sheet?.push(ENCODER.encode(this.#piece), final);
    this.#piece = '';
  }

  #writeAbout(): void {
    this.#open(this.#about.title, [28, 90], false);
    let row = 0;
    for (const { label, value } of this.#about.lines)
      this.#piece += `<row r="${String(++row)}">${textCell(`A${String(row)}`, label)}${textCell(`B${String(row)}`, value)}</row>`;
    this.#endSheet();
  }

  #beginSheet(table: Table): void {
    this.#part++;
    const suffix = this.#part === 1 ? '' : ` ${String(this.#part)}`;
    const widths = table.columns.map(({ title, kind }) =>
      Math.max(kind === 'time' ? 20 : 12, Math.min(40, title.length + 2)),
    );
    this.#open(`${table.name}\u0000${suffix}`, widths, true);
    this.#piece += headerRow(table.columns.map(({ title }) => title));
  }

  #endSheet(): void {
    if (this.#sheet === null) return;
    this.#piece += '</sheetData></worksheet>';
    this.#push(true);
    this.#sheet = null;
  }

  #cell(column: Column, block: Block, i: number, row: number): string {
    const cell = block.data[i]?.[row];
    if (cell === null || cell === undefined) return '';
    const place = `${this.#letters[i] ?? ''}${String(this.#rows + 1)}`;
    if (typeof cell === 'string') return textCell(place, cell);
    if (!Number.isFinite(cell)) return '';
    if (column.kind === 'time') {
      // A workbook knows no zones: its dates are what a clock on the wall shows.
      const day = wallMs(this.#shifts, cell) / MS_PER_DAY + EPOCH_DAY;
      return `<c r="${place}" s="${TIME_STYLE}"><v>${String(day)}</v></c>`;
    }
    const named = column.kind === 'code' ? column.names?.[cell] : undefined;
    return named === undefined
      ? `<c r="${place}"><v>${String(cell)}</v></c>`
      : textCell(place, named);
  }
}
