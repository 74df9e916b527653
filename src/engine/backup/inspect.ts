import Database from 'better-sqlite3';
import type { TableCount, Watch } from '../ports/backup.ts';
import { stop } from './faults.ts';

type Db = Database.Database;

const CACHE_KIB = 4_000;
const DAY_MS = 86_400_000;

/** Where each table says when; tables of roll-ups and marks say nothing. Answers in ms UTC. */
const NEWEST: Readonly<Record<string, string>> = {
  sample: 'SELECT (max(key) / 100000000) * ' + String(DAY_MS) + ' FROM sample',
  sample_hot: 'SELECT max(minute) * 60000 FROM sample_hot',
  event: 'SELECT max(ts_ms) FROM event',
  receipt: 'SELECT max(ts_ms) FROM receipt',
  entry: 'SELECT max(written_ms) FROM entry',
};

export interface HistoryFacts {
  readonly schemaVersion: number;
  readonly journalSeq: number | null;
  readonly journalId: string | null;
  readonly lastMs: number | null;
  readonly tables: readonly TableCount[];
}

const tableNames = (db: Db): string[] =>
  db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all();

const metaNumber = (db: Db, key: string): number | null => {
  const value = db.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(key);
  return typeof value === 'number' ? value : null;
};

function journalId(db: Db): string | null {
  const value = db.prepare("SELECT value FROM meta WHERE key = 'journal_id'").pluck().get();
  return typeof value === 'string' ? value : null;
}

/** Opens a history for looking only. Beside a running writer all that is read comes from one instant. */
function openForLooking(file: string): Db {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
  db.pragma(`cache_size = -${CACHE_KIB}`);
  return db;
}

/** Rows per table, newest record, versions. Throws the error of SQLite; `BackupStop` when cancelled. */
export function historyFacts(file: string, watch: Watch): HistoryFacts {
  const db = openForLooking(file);
  try {
    db.exec('BEGIN');
    return factsOf(db, watch);
  } finally {
    db.close();
  }
}

function factsOf(db: Db, watch: Watch): HistoryFacts {
  const names = tableNames(db);
  const tables = names.map((name, i): TableCount => {
    if (watch.cancelled()) throw stop('cancelled', 'cancelled by a person');
    const rows = Number(db.prepare(`SELECT count(*) FROM "${name}"`).pluck().get());
    const newest = NEWEST[name];
    const newestMs =
      newest === undefined || rows === 0 ? null : Number(db.prepare(newest).pluck().get());
    watch.progress((i + 1) / names.length);
    return { name, rows, newestMs };
  });
  return {
    schemaVersion: Number(db.pragma('user_version', { simple: true })),
    journalSeq: metaNumber(db, 'journal_seq'),
    journalId: journalId(db),
    lastMs: metaNumber(db, 'last_ms'),
    tables,
  };
}

/**
 * Opens a copied history, lets SQLite check every table and index of it, and counts. Stops with
 * `damaged` naming the first damage.
 */
export function checkHistory(file: string, watch: Watch): HistoryFacts {
  const db = openForLooking(file);
  try {
    const names = tableNames(db);
    names.forEach((name, i) => {
      if (watch.cancelled()) throw stop('cancelled', 'cancelled by a person');
      const answer = String(db.pragma(`integrity_check("${name}")`, { simple: true }));
      if (answer !== 'ok')
        throw stop('damaged', `${file}, table ${name}: ${answer}`, { file, detail: answer });
      watch.progress((0.7 * (i + 1)) / names.length);
    });
    return factsOf(db, {
      cancelled: watch.cancelled,
      progress: (share) => watch.progress(0.7 + 0.3 * share),
    });
  } finally {
    db.close();
  }
}

/** First table whose number of rows is not what the manifest says; null when all agree. */
export function countsDiffer(
  found: readonly TableCount[],
  promised: readonly TableCount[],
): string | null {
  for (const { name, rows } of promised) {
    const there = found.find((table) => table.name === name)?.rows ?? 0;
    if (there !== rows) return `table ${name} has ${String(there)} rows instead of ${String(rows)}`;
  }
  return null;
}

/** Rewrites single values of the engine's state in a history that nobody has open. */
export function setState(file: string, state: Readonly<Record<string, string>>): void {
  const db = new Database(file, { fileMustExist: true });
  try {
    const put = db.prepare(
      'INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    );
    db.transaction(() => {
      for (const [key, value] of Object.entries(state)) put.run(key, value);
    })();
  } finally {
    db.close();
  }
}

/** Number by which a history and its journal know each other; null in a file from before there were journals. */
export function journalIdOf(file: string): string | null {
  const db = openForLooking(file);
  try {
    return journalId(db);
  } finally {
    db.close();
  }
}

/** Texts of the engine's state in a history, of the keys that are there. Throws the error of SQLite. */
export function statesOf(file: string, keys: readonly string[]): Record<string, string> {
  const db = openForLooking(file);
  try {
    const read = db.prepare<[string], string>('SELECT value FROM state WHERE key = ?').pluck();
    return Object.fromEntries(
      keys.flatMap((key) => {
        const value = read.get(key);
        return typeof value === 'string' ? [[key, value]] : [];
      }),
    );
  } finally {
    db.close();
  }
}
