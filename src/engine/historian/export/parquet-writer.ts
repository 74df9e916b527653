import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { ColumnSource, SchemaElement } from 'hyparquet-writer';
import type { Block, Column, ColumnData, Table, TableWriter } from './table.ts';
import type { TargetFile } from './target.ts';

/** Rows held before they are written as one row group. */
const GROUP_ROWS = 100_000;

/** One table as Apache Parquet: instants in UTC, doubles, qualities as small numbers with their words in the metadata. */
export class ParquetTableWriter implements TableWriter {
  readonly #bytes = new ByteWriter(1 << 20);
  readonly #target: TargetFile;
  readonly #metadata: Readonly<Record<string, string>>;
  readonly #program: string;
  #writer: ParquetWriter | null = null;
  #columns: readonly Column[] = [];
  #held: Block[] = [];
  #heldRows = 0;

  constructor(target: TargetFile, metadata: Readonly<Record<string, string>>, program: string) {
    this.#target = target;
    this.#metadata = metadata;
    this.#program = program;
  }

  begin(table: Table): Promise<void> {
    this.#columns = table.columns;
    const described = Object.fromEntries(
      table.columns.map(({ key, title, unit, names, kind }) => [
        `column.${key}`,
        JSON.stringify({
          title,
          ...(unit === undefined ? {} : { unit }),
          ...(names === undefined ? {} : { codes: names }),
          ...(kind === 'time' ? { zone: 'UTC' } : {}),
        }),
      ]),
    );
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [
        { name: 'root', num_children: table.columns.length },
        ...table.columns.map(schemaOf),
      ],
      kvMetadata: Object.entries({ ...this.#metadata, ...described }).map(([key, value]) => ({
        key,
        value,
      })),
      createdBy: this.#program,
    });
    return Promise.resolve();
  }

  write(block: Block): Promise<void> {
    this.#held.push(block);
    this.#heldRows += block.rows;
    if (this.#heldRows >= GROUP_ROWS) this.#writeGroup();
    return Promise.resolve();
  }

  async finish(): Promise<void> {
    this.#writeGroup();
    await this.#writer?.finish();
    this.#hand();
  }

  #writeGroup(): void {
    if (this.#heldRows === 0) return;
    const columnData = this.#columns.map((column, i): ColumnSource => ({
      name: column.key,
      data: joined(
        column,
        this.#held.map(({ data }) => data[i] ?? []),
        this.#heldRows,
      ),
    }));
    this.#held = [];
    const rowGroupSize = this.#heldRows;
    this.#heldRows = 0;
    void this.#writer?.write({ columnData, rowGroupSize });
    this.#hand();
  }

  /** Passes on what was encoded; the writer keeps counting its place in the whole file. */
  #hand(): void {
    this.#target.write(this.#bytes.getBytes().slice());
    this.#bytes.index = 0;
  }
}

function schemaOf({ key, kind }: Column): SchemaElement {
  const name = {
    name: key,
    repetition_type: kind === 'time' || kind === 'code' ? 'REQUIRED' : 'OPTIONAL',
  } as const;
  switch (kind) {
    case 'time':
      return {
        ...name,
        type: 'INT64',
        converted_type: 'TIMESTAMP_MILLIS',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
      };
    case 'number':
      return { ...name, type: 'DOUBLE' };
    case 'code':
      return { ...name, type: 'INT32', converted_type: 'INT_8' };
    case 'text':
      return { ...name, type: 'BYTE_ARRAY', converted_type: 'UTF8' };
  }
}

function joined(column: Column, parts: readonly ColumnData[], rows: number): ColumnSource['data'] {
  switch (column.kind) {
    case 'time': {
      const out = new BigInt64Array(rows);
      let at = 0;
      for (const part of parts)
        for (const cell of part)
          out[at++] = BigInt(typeof cell === 'number' ? Math.round(cell) : 0);
      return out;
    }
    case 'code': {
      const out = new Int32Array(rows);
      let at = 0;
      for (const part of parts)
        for (const cell of part) out[at++] = typeof cell === 'number' ? cell : 0;
      return out;
    }
    case 'number': {
      const out: (number | null)[] = [];
      for (const part of parts)
        for (const cell of part)
          out.push(typeof cell !== 'number' || Number.isNaN(cell) ? null : cell);
      return out;
    }
    case 'text': {
      const out: (string | null)[] = [];
      for (const part of parts)
        for (const cell of part) out.push(typeof cell === 'string' ? cell : null);
      return out;
    }
  }
}
