/** What all formats are written from: tables in blocks of columns. */

export type ColumnKind =
  /** ms UTC in a Float64Array. */
  | 'time'
  /** Float64Array, NaN for no number. */
  | 'number'
  | 'text'
  /** Codes into `names`: Uint8Array, written as words, in Parquet as small numbers. */
  | 'code';

export interface Column {
  readonly key: string;
  readonly title: string;
  readonly kind: ColumnKind;
  /** Words of the codes of a `code` column. */
  readonly names?: readonly string[];
  readonly unit?: string;
}

export type ColumnData = Float64Array | Uint8Array | readonly (string | null)[];

export interface Block {
  readonly rows: number;
  /** One per column of the table, each `rows` long. */
  readonly data: readonly ColumnData[];
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** The rows, in blocks small enough to be held at once; `share` is how much of the table is done with each. */
  readonly blocks: () => Iterable<{ readonly block: Block; readonly share: number }>;
}

/** Writes tables into one file of a format. */
export interface TableWriter {
  begin(table: Table): Promise<void>;
  write(block: Block): Promise<void>;
  /** Completes the file's content; the file itself is closed by whoever opened it. */
  finish(): Promise<void>;
}

/** Rows that are gathered one by one into blocks of columns. */
export class BlockBuilder {
  readonly #columns: readonly Column[];
  #cells: (number | string | null)[][];

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
    this.#cells = columns.map(() => []);
  }

  add(...row: readonly (number | string | null)[]): void {
    this.#cells.forEach((column, i) => column.push(row[i] ?? null));
  }

  get rows(): number {
    return this.#cells[0]?.length ?? 0;
  }

  /** The block gathered so far; gathering begins anew. */
  take(): Block {
    const rows = this.rows;
    const data = this.#cells.map((cells, i): ColumnData => {
      switch (this.#columns[i]?.kind) {
        case 'time':
        case 'number':
          return Float64Array.from(cells, (cell) => (typeof cell === 'number' ? cell : NaN));
        case 'code':
          return Uint8Array.from(cells, (cell) => (typeof cell === 'number' ? cell : 0));
        default:
          return cells.map((cell) => (cell === null ? null : String(cell)));
      }
    });
    this.#cells = this.#columns.map(() => []);
    return { rows, data };
  }
}
