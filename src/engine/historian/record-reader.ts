import { statSync } from 'node:fs';
import { DAY_MS, MINUTE_MS } from '#core/signal/trend.ts';
import type { EventFilter, EventRecord, ReceiptRecord } from '#contract/records.ts';
import type { HistorianStats, ReceiptFilter, StoredSample } from '../ports/historian.ts';
import { schemaVersion } from './database.ts';
import type { Db } from './database.ts';
import { freeBytes } from './faults.ts';
import { changeBefore } from './rollups.ts';
import { minuteReader, readContext, storedSample } from './rows.ts';
import type { GridRow, ReadContext } from './rows.ts';
import { DAY_KEY, MINUTES_PER_DAY, TAG_KEY } from './tags.ts';

/** Last stored sample of each tag at or before an instant; tags that have none are left out. */
export function readLatest(db: Db, ask: { readonly tags: readonly string[]; readonly atMs: number }): StoredSample[] {
  const context = readContext(db);
  return ask.tags.flatMap((name) => {
    const tag = context.tags.get(name);
    if (tag === undefined) return [];
    const grid = tag.inGrid ? latestMinute(context, tag.id, ask.atMs) : null;
    const change = tag.inChanges ? changeBefore(db, tag.id, ask.atMs + 1) : null;
    const changed: GridRow | null = change === null ? null : { tsMs: change.ts_ms, value: change.value, grade: change.grade };
    const latest = grid !== null && (changed === null || grid.tsMs > changed.tsMs) ? grid : changed;
    return latest === null ? [] : [storedSample(name, latest)];
  });
}

function latestMinute(context: ReadContext, tag: number, atMs: number): GridRow | null {
  const minutes = minuteReader(context);
  const lastDay = Math.floor(atMs / DAY_MS);
  const sealedDays = context.db.prepare<[number, number], number>(
    'SELECT day FROM rollup_day WHERE tag = ? AND day <= ? ORDER BY day DESC LIMIT 2',
  ).pluck().all(tag, lastDay);
  const days = [...new Set([...context.openDays, ...sealedDays])].filter((day) => day <= lastDay).sort((a, b) => b - a);
  for (const day of days) {
    const endMinute = Math.min(MINUTES_PER_DAY, Math.floor(atMs / MINUTE_MS) - day * MINUTES_PER_DAY + 1);
    let latest: GridRow | null = null;
    minutes(day, tag, 0, endMinute, (row) => {
      latest = row;
    });
    if (latest !== null) return latest;
  }
  return null;
}

interface EventRow {
  readonly seq: number;
  readonly ts_ms: number;
  readonly kind: EventRecord['kind'];
  readonly priority: number;
  readonly code: string;
  readonly subject: string | null;
  readonly params: string;
  readonly actor: string;
}

/** Events that pass the filter, newest first. */
export function readEvents(db: Db, filter: EventFilter): EventRecord[] {
  const where: string[] = [];
  const values: (string | number)[] = [];
  const demand = (condition: string, value: string | number | null): void => {
    if (value === null) return;
    where.push(condition);
    values.push(value);
  };
  demand('ts_ms >= ?', filter.fromMs);
  demand('ts_ms < ?', filter.toMs);
  demand('priority <= ?', filter.maxPriority);
  demand('subject = ?', filter.subject);
  demand('seq < ?', filter.beforeSeq);
  if (filter.kinds !== null) demand('kind IN (SELECT value FROM json_each(?))', JSON.stringify(filter.kinds));
  const condition = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
  const rows = db.prepare<unknown[], EventRow>(`SELECT * FROM event ${condition} ORDER BY seq DESC LIMIT ?`).all(...values, filter.limit);
  return rows.map(({ ts_ms: tsMs, params, ...rest }) => ({ ...rest, tsMs, params: JSON.parse(params) as EventRecord['params'] }));
}

/** Command receipts, newest first, of one unit or of all, from a page on or a single one. */
export function readReceipts(db: Db, filter: ReceiptFilter): ReceiptRecord[] {
  const where: string[] = [];
  const values: (string | number)[] = [];
  const demand = (condition: string, value: string | undefined): void => {
    if (value === undefined) return;
    where.push(condition);
    values.push(value);
  };
  demand('unit = ?', filter.unit);
  demand('request_id = ?', filter.requestId);
  demand('seq < (SELECT seq FROM receipt WHERE hash = ?)', filter.beforeHash);
  const condition = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
  const bodies = db.prepare(`SELECT body FROM receipt ${condition} ORDER BY seq DESC LIMIT ?`).pluck().all(...values, filter.limit);
  return bodies.map((body) => JSON.parse(String(body)) as ReceiptRecord);
}

/** The engine's state as last committed, JSON text by key. */
export function readState(db: Db): Record<string, string> {
  const rows = db.prepare<[], [string, string]>('SELECT key, value FROM state').raw().all();
  return Object.fromEntries(rows);
}

/** Size and extent of the history. Minutes of finished days are counted by their roll-ups. */
export function readStats(db: Db, dbPath: string): HistorianStats {
  const number = (sql: string): number | null => db.prepare<[], number | null>(sql).pluck().get() ?? null;
  const openDay = "IN (SELECT day FROM open_day)";
  const times = [
    minuteOfKey(number('SELECT min(key) FROM sample')),
    minuteOfKey(number('SELECT max(key) FROM sample')),
    scaled(number('SELECT min(minute) FROM sample_hot'), MINUTE_MS),
    scaled(number('SELECT max(minute) FROM sample_hot'), MINUTE_MS),
    number('SELECT min(ts) FROM (SELECT (SELECT min(ts_ms) FROM change WHERE tag = tag.id) AS ts FROM tag)'),
    number('SELECT max(ts) FROM (SELECT (SELECT max(ts_ms) FROM change WHERE tag = tag.id) AS ts FROM tag)'),
  ].filter((tsMs) => tsMs !== null);
  return {
    fileBytes: fileBytes(dbPath) + fileBytes(`${dbPath}-wal`),
    freeDiskBytes: freeBytes(dbPath),
    gridRows: (number(`SELECT sum(samples) FROM rollup_day WHERE NOT day ${openDay}`) ?? 0)
      + (number(`SELECT count(*) FROM sample_hot WHERE minute / ${MINUTES_PER_DAY} ${openDay}`) ?? 0),
    events: number('SELECT count(*) FROM event') ?? 0,
    firstMs: times.length === 0 ? null : Math.min(...times),
    lastMs: times.length === 0 ? null : Math.max(...times),
    schemaVersion: schemaVersion(db),
  };
}

const scaled = (value: number | null, factor: number): number | null => (value === null ? null : value * factor);

const minuteOfKey = (key: number | null): number | null =>
  key === null ? null : Math.floor(key / DAY_KEY) * DAY_MS + (key % TAG_KEY) * MINUTE_MS;

function fileBytes(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
