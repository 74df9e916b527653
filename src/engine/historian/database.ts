import { closeSync, openSync, readSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { HistorianFault } from '../ports/historian.ts';
import { fault, faultOf } from './faults.ts';
import { MIGRATIONS, SCHEMA_VERSION } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';

export type Db = Database.Database;

/** "MJGI" in the file's header: how ordinary tools (`file`) and this program know whose it is. */
export const APPLICATION_ID = 0x4d4a4749;
/** Files up to this size are checked as a whole at start; of larger ones only the tables that are small. */
const FULL_CHECK_BYTES = 64_000_000;
const ALWAYS_CHECKED = ['meta', 'tag', 'sealed_day', 'sample_hot', 'event', 'receipt', 'state', 'entry'];
/** 8 MB of log before it is folded into the main file; rarer folding, fewer commits that wait for it. */
const CHECKPOINT_PAGES = 2_000;
const CACHE_KIB = 8_000;
const BUSY_WAIT_MS = 5_000;

/**
 * Opens the historian's file for its one writer: refuses a newer or foreign file before it touches
 * anything, checks the structure, then brings an older file to the present version.
 */
export function openForWriting(path: string, migrations: readonly Migration[] = MIGRATIONS): Result<Db, HistorianFault> {
  const before = headerFault(path);
  if (before !== null) return err(before);
  let db: Db | null = null;
  try {
    db = new Database(path, { timeout: BUSY_WAIT_MS });
    const refusal = newerFault(db, path) ?? foreignFault(db, path);
    if (refusal !== null) {
      db.close();
      return err(refusal);
    }
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.pragma(`cache_size = -${CACHE_KIB}`);
    const damage = checkStructure(db, path);
    if (damage !== null) {
      db.close();
      return err(fault('corrupt', path, damage));
    }
    migrate(db, migrations);
    return ok(db);
  } catch (error) {
    db?.close();
    return err(faultOf(error, path));
  }
}

/** Opens a second connection that can only read. The writer must have opened the file before. */
export function openForReading(path: string): Result<Db, HistorianFault> {
  try {
    const db = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_WAIT_MS });
    db.pragma(`cache_size = -${CACHE_KIB}`);
    return ok(db);
  } catch (error) {
    return err(faultOf(error, path));
  }
}

const prepared = new WeakMap<Db, Map<string, Database.Statement>>();

/**
 * A statement of this connection that is prepared once, for `run`, `get` and `all` of rows as objects:
 * roll-ups are asked for tag by tag, and preparing takes longer than most of them.
 */
export function statement<P extends unknown[], R = unknown>(db: Db, sql: string): Database.Statement<P, R> {
  const known = prepared.get(db) ?? new Map<string, Database.Statement>();
  prepared.set(db, known);
  const made = known.get(sql) ?? db.prepare(sql);
  known.set(sql, made);
  return made as Database.Statement<P, R>;
}

/** Applies the migrations above the file's version, each in a transaction of its own. */
export function migrate(db: Db, migrations: readonly Migration[] = MIGRATIONS): void {
  const present = schemaVersion(db);
  for (const migration of migrations) {
    if (migration.version <= present) continue;
    db.transaction(() => {
      db.exec(migration.sql);
      migration.after?.(db);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${migration.version}`);
    }).immediate();
  }
}

export const schemaVersion = (db: Db): number => Number(db.pragma('user_version', { simple: true }));

function newerFault(db: Db, path: string): HistorianFault | null {
  const version = schemaVersion(db);
  return version > SCHEMA_VERSION ? fault('newerVersion', path, versions(version)) : null;
}

/** A database without our mark that already holds something is somebody else's. */
function foreignFault(db: Db, path: string): HistorianFault | null {
  if (schemaVersion(db) > 0) return null;
  const tables = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  return tables > 0 ? { ...fault('corrupt', path, 'it is a database of another program'), foreign: true } : null;
}

const versions = (found: number): string => `file version ${found}, this program knows up to ${SCHEMA_VERSION}`;

/** Reads the SQLite header with plain file reads, so that a file that is not ours stays as it is to the byte. */
function headerFault(path: string): HistorianFault | null {
  const header = Buffer.alloc(100);
  let length: number;
  try {
    const file = openSync(path, 'r');
    try {
      length = readSync(file, header, 0, 100, 0);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return missing ? null : faultOf(error, path);
  }
  if (length === 0) return null;
  if (length < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    return fault('corrupt', path, 'the file does not begin like an SQLite database');
  }
  const userVersion = header.readInt32BE(60);
  const applicationId = header.readInt32BE(68);
  if (applicationId !== APPLICATION_ID && (applicationId !== 0 || userVersion !== 0)) {
    return { ...fault('corrupt', path, `application id ${applicationId} is not Muljigi's ${APPLICATION_ID}`), foreign: true };
  }
  return userVersion > SCHEMA_VERSION ? fault('newerVersion', path, versions(userVersion)) : null;
}

/** First damage in the whole file, or null: structure of every table, and every index against its table. */
export function wholeCheck(db: Db): string | null {
  try {
    const answer = String(db.pragma('quick_check(1)', { simple: true }));
    return answer === 'ok' ? null : answer;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** First damage SQLite's own quick check finds, or null. */
function checkStructure(db: Db, path: string): string | null {
  const present = new Set(db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all());
  const whole = statSync(path).size <= FULL_CHECK_BYTES;
  const checks = whole ? ['quick_check(1)'] : ALWAYS_CHECKED.filter((table) => present.has(table)).map((table) => `quick_check(${table})`);
  for (const check of checks) {
    const answer = String(db.pragma(check, { simple: true }));
    if (answer !== 'ok') return `${check}: ${answer}`;
  }
  return null;
}
