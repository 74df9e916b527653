import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import type { Db } from './database.ts';
import { PROGRESS_KEY } from './recovery-progress.ts';
import { DAY_KEY, sampleKey } from './tags.ts';

/** What can be read of a damaged file, table by table, when no copy is left. */
export interface Salvaged {
  readonly rows: number;
  /** Tables of which something could not be read. */
  readonly partlyRead: readonly string[];
}

interface Table {
  readonly name: string;
  /**
   * How parts around a damaged page are asked for: `whole` not at all, `numbers` by halving a dense
   * key, `groups` by walking each group of the first column along the second from both ends.
   */
  readonly by: 'whole' | 'numbers' | 'groups' | 'days';
  readonly keys: readonly [string, string?];
}

const TABLES: readonly Table[] = [
  { name: 'meta', by: 'whole', keys: ['key'] },
  { name: 'tag', by: 'numbers', keys: ['id'] },
  { name: 'state', by: 'whole', keys: ['key'] },
  { name: 'event', by: 'numbers', keys: ['seq'] },
  { name: 'keep_event', by: 'whole', keys: ['seq'] },
  { name: 'receipt', by: 'numbers', keys: ['seq'] },
  { name: 'entry', by: 'numbers', keys: ['seq'] },
  { name: 'audit', by: 'numbers', keys: ['seq'] },
  { name: 'receiver', by: 'whole', keys: ['id'] },
  { name: 'open_day', by: 'numbers', keys: ['day'] },
  { name: 'sealed_day', by: 'numbers', keys: ['day'] },
  { name: 'sample_hot', by: 'numbers', keys: ['minute'] },
  { name: 'sample', by: 'days', keys: ['key'] },
  { name: 'sample_again', by: 'numbers', keys: ['seq'] },
  { name: 'change', by: 'groups', keys: ['tag', 'ts_ms'] },
  { name: 'derived', by: 'groups', keys: ['tag', 'minute'] },
  { name: 'rollup_hour', by: 'groups', keys: ['tag', 'hour'] },
  { name: 'rollup_day', by: 'groups', keys: ['tag', 'day'] },
  { name: 'rollup_month', by: 'groups', keys: ['tag', 'month'] },
  { name: 'change_hour', by: 'groups', keys: ['tag', 'hour'] },
  { name: 'change_day', by: 'groups', keys: ['tag', 'day'] },
  { name: 'change_month', by: 'groups', keys: ['tag', 'month'] },
];
/** Sequences of a plant's life stay below this, and halving an empty half costs one question. */
const MOST_NUMBER = 2 ** 40;
/** Parts that are asked for around one table's damage before the rest of it is given up. */
const MOST_PARTS = 20_000;
const ROWS_PER_STEP = 512;

/** How far a salvage has come. */
export interface SalvagedSoFar extends Salvaged {
  /** Tables that need not be looked at again. */
  readonly tables: readonly string[];
}

/**
 * Copies every readable row of a damaged file into a new, empty history. A page that cannot be
 * read costs the rows that stood on it; the parts on both sides are found by halving the range.
 * @param before what was taken before this was cut off
 * @param onTable called after each table with what is taken by then
 */
export function salvage(
  damagedPath: string,
  into: Db,
  before: SalvagedSoFar = { rows: 0, partlyRead: [], tables: [] },
  onTable: (soFar: SalvagedSoFar) => void = () => undefined,
): Salvaged {
  let { rows } = before;
  const partlyRead = [...before.partlyRead];
  const tables = [...before.tables];
  if (!existsSync(damagedPath)) return { rows, partlyRead: TABLES.map(({ name }) => name) };
  try {
    into.prepare('ATTACH DATABASE ? AS damaged').run(damagedPath);
    into.prepare('SELECT count(*) FROM damaged.sqlite_schema').get();
  } catch {
    detach(into);
    return { rows, partlyRead: TABLES.map(({ name }) => name) };
  }
  for (const table of TABLES) {
    if (tables.includes(table.name)) continue;
    const copied = copyTable(into, damagedPath, table);
    rows += copied.rows;
    if (!copied.whole) partlyRead.push(table.name);
    tables.push(table.name);
    onTable({ rows, partlyRead, tables });
  }
  detach(into);
  listSealedDays(into);
  into.prepare("INSERT OR IGNORE INTO meta (key, value) VALUES ('journal_seq', 0)").run();
  return { rows, partlyRead };
}

function detach(into: Db): void {
  try {
    into.exec('DETACH DATABASE damaged');
  } catch {
    // It was never attached.
  }
}

function copyTable(into: Db, damagedPath: string, table: Table): { rows: number; whole: boolean } {
  const columns = columnsOf(into, table.name);
  if (columns === null) return { rows: 0, whole: false };
  const part = new PartCopy(into, table.name, columns);
  // What the file itself once was recovered by says nothing of this recovery.
  const all = part.copy(table.name === 'meta' ? `key <> '${PROGRESS_KEY}'` : 'true', []);
  if (all !== null) return { rows: all, whole: true };
  const [first, second = first] = table.keys;
  if (!hasRoot(into, damagedPath, table.name) && part.copy(`${first} = 0`, []) === null)
    return { rows: 0, whole: false };
  if (table.by === 'numbers') part.halve(first, 0, MOST_NUMBER);
  if (table.by === 'groups')
    for (const tag of tagsOf(into))
      part.walk(second, `${first} = ${tag}`, -1, Number.MAX_SAFE_INTEGER);
  if (table.by === 'days') copyDays(into, part);
  return { rows: part.rows, whole: false };
}

/** First bytes of the pages of a tree ([file format](https://www.sqlite.org/fileformat2.html#b_tree_pages), 1.6). */
const TREE_PAGES: readonly (number | undefined)[] = [2, 5, 10, 13];

/** Whether the page by which all others of a table are found is one; without it no part of the table is worth asking for. */
function hasRoot(into: Db, damagedPath: string, table: string): boolean {
  const page = into
    .prepare<[string], number>('SELECT rootpage FROM damaged.sqlite_schema WHERE name = ?')
    .pluck()
    .get(table);
  const pageBytes = Number(into.pragma('damaged.page_size', { simple: true }));
  if (page === undefined) return false;
  const first = Buffer.alloc(1);
  const file = openSync(damagedPath, 'r');
  try {
    readSync(file, first, 0, 1, (page - 1) * pageBytes);
  } finally {
    closeSync(file);
  }
  return TREE_PAGES.includes(first[0]);
}

/** Minutes day by day; of a day that has a bad page, tag by tag. */
function copyDays(into: Db, part: PartCopy): void {
  const days = into
    .prepare<[], number>('SELECT day FROM sealed_day UNION SELECT day FROM open_day')
    .pluck()
    .all();
  for (const day of days) {
    const whole = part.copy('key >= ? AND key < ?', [day * DAY_KEY, (day + 1) * DAY_KEY]);
    if (whole !== null) part.rows += whole;
    else
      for (const tag of tagsOf(into))
        part.walk('key', 'true', sampleKey(day, tag, 0) - 1, sampleKey(day, tag + 1, 0));
  }
}

const tagsOf = (into: Db): number[] => into.prepare<[], number>('SELECT id FROM tag').pluck().all();

/** Copies parts of one table; a part that meets a damaged page comes back as null and leaves nothing. */
class PartCopy {
  readonly #into: Db;
  readonly #table: string;
  readonly #sql: string;
  readonly #known = new Map<string, ReturnType<Db['prepare']>>();
  #parts = 0;
  rows = 0;

  constructor(into: Db, table: string, columns: string) {
    this.#into = into;
    this.#table = table;
    this.#sql = `INSERT OR REPLACE INTO main.${table} (${columns}) SELECT ${columns} FROM damaged.${table} WHERE`;
  }

  copy(condition: string, values: readonly number[]): number | null {
    this.#parts++;
    try {
      const statement =
        this.#known.get(condition) ?? this.#into.prepare(`${this.#sql} ${condition}`);
      this.#known.set(condition, statement);
      return statement.run(...values).changes;
    } catch {
      return null;
    }
  }

  /** Rows of a dense whole-number key, by halving around what cannot be read. */
  halve(key: string, from: number, to: number): void {
    if (this.#parts > MOST_PARTS) return;
    // By equality at last: a range looks one row further, which may stand on the bad page.
    const copied =
      from === to
        ? this.copy(`${key} = ?`, [from])
        : this.copy(`${key} BETWEEN ? AND ?`, [from, to]);
    if (copied !== null) this.rows += copied;
    else if (from < to) {
      const middle = Math.floor((from + to) / 2);
      this.halve(key, from, middle);
      this.halve(key, middle + 1, to);
    }
  }

  /** Rows between two keys (both excluded), from each end up to the page that cannot be read. */
  walk(key: string, group: string, after: number, before: number): void {
    const reached = this.#into.prepare<
      [number, number],
      { low: number | null; high: number | null }
    >(
      `SELECT min(${key}) AS low, max(${key}) AS high FROM main.${this.#table} WHERE ${group} AND ${key} > ? AND ${key} < ?`,
    );
    let low = after;
    let high = before;
    for (const upwards of [true, false]) {
      for (let step = ROWS_PER_STEP; step >= 1 && this.#parts <= MOST_PARTS;) {
        const copied = this.copy(
          `${group} AND ${key} > ? AND ${key} < ? ORDER BY ${key} ${upwards ? 'ASC' : 'DESC'} LIMIT ?`,
          [low, high, step],
        );
        if (copied === null) step = Math.floor(step / 2);
        else if (copied === 0) return;
        else {
          this.rows += copied;
          const now = reached.get(low, high);
          if (upwards) low = now?.high ?? high;
          else high = now?.low ?? low;
        }
      }
    }
  }
}

/** Columns both files have; null when the damaged one cannot say. */
function columnsOf(into: Db, table: string): string | null {
  try {
    const names = (schema: string): string[] =>
      into
        .prepare<[string, string], string>('SELECT name FROM pragma_table_info(?, ?)')
        .pluck()
        .all(table, schema);
    const theirs = new Set(names('damaged'));
    const both = names('main').filter((name) => theirs.has(name));
    return both.length === 0 ? null : both.join(', ');
  } catch {
    return null;
  }
}

/** Minutes of a day that stands neither as open nor as sealed would not be read. */
function listSealedDays(db: Db): void {
  const next = db
    .prepare<[number], number>('SELECT key FROM sample WHERE key >= ? ORDER BY key LIMIT 1')
    .pluck();
  const known = db
    .prepare<[number, number], number>(
      'SELECT 1 FROM sealed_day WHERE day = ? UNION ALL SELECT 1 FROM open_day WHERE day = ?',
    )
    .pluck();
  for (let key = next.get(0); key !== undefined;) {
    const day = Math.floor(key / 100_000_000);
    if (known.get(day, day) === undefined)
      db.prepare('INSERT INTO sealed_day (day) VALUES (?)').run(day);
    key = next.get((day + 1) * 100_000_000);
  }
  db.exec(`INSERT OR IGNORE INTO open_day (day)
    SELECT DISTINCT minute / 1440 FROM sample_hot WHERE minute / 1440 NOT IN (SELECT day FROM sealed_day)`);
}
