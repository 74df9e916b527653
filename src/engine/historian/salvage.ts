import type { Db } from './database.ts';

/** What can be read of a damaged file, table by table, when no copy is left. */
export interface Salvaged {
  readonly rows: number;
  /** Tables of which something could not be read. */
  readonly partlyRead: readonly string[];
}

interface Table {
  readonly name: string;
  /** Whole-number columns of its key, by which parts around a damaged page are asked for. */
  readonly keys: readonly string[];
  /** Greatest value the first key can have. */
  readonly most: number;
}

const SEQ = 2 ** 40;
const MS = 2 ** 43;
const TABLES: readonly Table[] = [
  { name: 'meta', keys: [], most: 0 },
  { name: 'tag', keys: ['id'], most: 9_999 },
  { name: 'state', keys: [], most: 0 },
  { name: 'event', keys: ['seq'], most: SEQ },
  { name: 'keep_event', keys: ['seq'], most: SEQ },
  { name: 'receipt', keys: ['seq'], most: SEQ },
  { name: 'entry', keys: ['seq'], most: SEQ },
  { name: 'receiver', keys: [], most: 0 },
  { name: 'open_day', keys: ['day'], most: 99_999 },
  { name: 'sealed_day', keys: ['day'], most: 99_999 },
  { name: 'sample_hot', keys: ['minute', 'tag'], most: 99_999 * 1_440 },
  { name: 'sample', keys: ['key'], most: 99_999 * 100_000_000 },
  { name: 'sample_again', keys: ['seq'], most: SEQ },
  { name: 'change', keys: ['tag', 'ts_ms'], most: 9_999 },
  { name: 'derived', keys: ['tag', 'minute'], most: 9_999 },
  { name: 'rollup_hour', keys: ['tag', 'hour'], most: 9_999 },
  { name: 'rollup_day', keys: ['tag', 'day'], most: 9_999 },
  { name: 'rollup_month', keys: ['tag', 'month'], most: 9_999 },
  { name: 'change_hour', keys: ['tag', 'hour'], most: 9_999 },
  { name: 'change_day', keys: ['tag', 'day'], most: 9_999 },
  { name: 'change_month', keys: ['tag', 'month'], most: 9_999 },
];
/** Parts that are asked for around one table's damage before the rest of it is given up. */
const MOST_PARTS = 20_000;

/**
 * Copies every readable row of a damaged file into a new, empty history. A page that cannot be
 * read costs the rows that stood on it; the parts on both sides are found by halving the range.
 */
export function salvage(damagedPath: string, into: Db): Salvaged {
  let rows = 0;
  const partlyRead: string[] = [];
  try {
    into.prepare('ATTACH DATABASE ? AS damaged').run(damagedPath);
    into.prepare('SELECT count(*) FROM damaged.sqlite_schema').get();
  } catch {
    detach(into);
    return { rows: 0, partlyRead: TABLES.map(({ name }) => name) };
  }
  for (const table of TABLES) {
    const copied = copyTable(into, table);
    rows += copied.rows;
    if (!copied.whole) partlyRead.push(table.name);
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

function copyTable(into: Db, table: Table): { rows: number; whole: boolean } {
  const columns = columnsOf(into, table.name);
  if (columns === null) return { rows: 0, whole: false };
  const sql = `INSERT OR REPLACE INTO main.${table.name} (${columns}) SELECT ${columns} FROM damaged.${table.name}`;
  const all = tryRun(into, sql, []);
  if (all !== null) return { rows: all, whole: true };
  const [first, second] = table.keys;
  if (first === undefined) return { rows: 0, whole: false };
  let parts = 0;
  const statements = new Map<string, ReturnType<Db['prepare']>>();
  let rows = 0;
  const copy = (condition: string, values: readonly number[]): number | null => {
    parts++;
    const known = statements.get(condition) ?? into.prepare(`${sql} WHERE ${condition}`);
    statements.set(condition, known);
    return attempt(() => known.run(...values).changes);
  };
  const halve = (
    from: number,
    to: number,
    ask: (from: number, to: number) => number | null,
    atOne: (at: number) => void,
  ): void => {
    if (parts > MOST_PARTS) return;
    const copied = ask(from, to);
    if (copied !== null) rows += copied;
    else if (from === to) atOne(from);
    else {
      const middle = Math.floor((from + to) / 2);
      halve(from, middle, ask, atOne);
      halve(middle + 1, to, ask, atOne);
    }
  };
  const within = (from: number, to: number): number | null =>
    copy(`${first} BETWEEN ? AND ?`, [from, to]);
  // By equality at last: a range looks one row further, which may stand on the bad page.
  halve(0, table.most, within, (at) => {
    if (second === undefined) {
      rows += copy(`${first} = ?`, [at]) ?? 0;
      return;
    }
    const inner = (from: number, to: number): number | null =>
      copy(`${first} = ? AND ${second} BETWEEN ? AND ?`, [at, from, to]);
    const innerOne = (one: number): void => {
      rows += copy(`${first} = ? AND ${second} = ?`, [at, one]) ?? 0;
    };
    const most = second === 'ts_ms' ? MS : SEQ;
    halve(0, most, inner, innerOne);
  });
  return { rows, whole: false };
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

function tryRun(into: Db, sql: string, values: readonly number[]): number | null {
  return attempt(() => into.prepare(sql).run(...values).changes);
}

function attempt(run: () => number): number | null {
  try {
    return run();
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
