import { DAY_MS, MINUTE_MS } from '#core/signal/trend.ts';
import type { RawAnswer, RawQuery, StoredSample } from '../ports/historian.ts';
import { BadQuery } from './faults.ts';
import { changesBetween } from './rollups.ts';
import { forDays, minuteReader, readContext, storedSample } from './rows.ts';
import type { ReadContext } from './rows.ts';
import type { Db } from './database.ts';

const MOST_ROWS = 50_000;
/** Windows without a row that one answer looks through before it hands back the place it has come to. */
const MOST_WINDOWS = 64;

/** A row with its place among rows of the same instant: grid before changes, in the order the tags were asked. */
interface PlacedRow {
  readonly sample: StoredSample;
  readonly order: number;
}

/**
 * Reads grid and change rows of [fromMs, toMs) in time order, at most `limit` at once. The file
 * stores tags apart, so a window of time is read for all tags and put in order; its width is
 * chosen to fill one answer.
 */
export function readRaw(db: Db, query: RawQuery): RawAnswer {
  checkQuery(query);
  const start = query.cursor === null ? { tsMs: query.fromMs, order: -1 } : parseCursor(query.cursor);
  const context = readContext(db);
  const minutes = minuteReader(context);
  const rowsPerMinute = Math.max(1, query.tags.length);
  let windowMs = Math.max(1, Math.ceil(query.limit / rowsPerMinute)) * MINUTE_MS;
  let atMs = Math.max(query.fromMs, start.tsMs);
  for (let windows = 0; windows < MOST_WINDOWS && atMs < query.toMs; windows++) {
    const endMs = Math.min(query.toMs, atMs + windowMs);
    const rows = windowRows(context, minutes, query.tags, atMs, endMs).filter(
      ({ sample, order }) => sample.tsMs > start.tsMs || order > start.order,
    );
    if (rows.length > 0) return answer(query, rows, endMs);
    atMs = endMs;
    // Nothing stored here: look further at once, but no more than a day, which bounds the work of one window.
    windowMs = Math.min(windowMs * 2, DAY_MS);
  }
  return answer(query, [], atMs);
}

function answer(query: RawQuery, found: readonly PlacedRow[], endMs: number): RawAnswer {
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  const cut = last !== undefined && rows.length < found.length;
  const reachedMs = cut ? last.sample.tsMs : endMs;
  const done = !cut && endMs >= query.toMs;
  return {
    rows: rows.map((row) => row.sample),
    cursor: done ? null : cut ? `${last.sample.tsMs}.${last.order}` : `${endMs}.-1`,
    progress: done ? 1 : Math.min(1, Math.max(0, (reachedMs - query.fromMs) / (query.toMs - query.fromMs))),
  };
}

function windowRows(
  context: ReadContext,
  minutes: ReturnType<typeof minuteReader>,
  tags: readonly string[],
  fromMs: number,
  toMs: number,
): PlacedRow[] {
  const rows: PlacedRow[] = [];
  tags.forEach((name, index) => {
    const tag = context.tags.get(name);
    if (tag?.inGrid === true) {
      forDays(fromMs, toMs, (day, fromMinute, endMinute) => {
        minutes(day, tag.id, fromMinute, endMinute, (row) => rows.push({ sample: storedSample(name, row), order: index * 2 }));
      });
    }
    if (tag?.inChanges === true) {
      for (const { ts_ms, value, grade } of changesBetween(context.db, tag.id, fromMs, toMs)) {
        rows.push({ sample: storedSample(name, { tsMs: ts_ms, value, grade }), order: index * 2 + 1 });
      }
    }
  });
  return rows.sort((a, b) => a.sample.tsMs - b.sample.tsMs || a.order - b.order);
}

function checkQuery(query: RawQuery): void {
  const { fromMs, toMs, limit } = query;
  if (!(fromMs < toMs) || !Number.isFinite(fromMs) || !Number.isFinite(toMs)) {
    throw new BadQuery(`export fromMs ${fromMs} must be before toMs ${toMs}; ask for a span with an end after its start`);
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ROWS) {
    throw new BadQuery(`export limit is ${limit}, allowed are whole numbers from 1 to ${MOST_ROWS}; ask for smaller slices`);
  }
}

function parseCursor(cursor: string): { tsMs: number; order: number } {
  const match = /^(-?\d+)\.(-?\d+)$/.exec(cursor);
  if (match === null) throw new BadQuery(`export cursor "${cursor}" is not one this historian gave; begin again without a cursor`);
  return { tsMs: Number(match[1]), order: Number(match[2]) };
}
