import { BucketAccumulator, DAY_MS, HOUR_MS } from '#core/signal/trend.ts';
import type { Rollup } from '#core/signal/trend.ts';
import { statement } from './database.ts';
import type { Db } from './database.ts';
import { refreshMonth } from './months.ts';
import { sampleKey } from './tags.ts';

/**
 * Roll-ups are always made from the rows below them, never added up on the way, so that making
 * them again gives the same: an hour from its minutes, a day from its hours, a state's from its changes.
 */

const usable = 'CASE WHEN grade & 15 <= 1 THEN value END';
const figuresOfSamples = `count(*), count(${usable}), min(${usable}), max(${usable}), sum(${usable}), max(grade & 15)`;
const DAY_FROM_HOURS = `INSERT OR REPLACE INTO rollup_day (tag, day, samples, usable, min, max, sum, worst)
  SELECT tag, hour / 24, sum(samples), sum(usable), min(min), max(max), sum(sum), max(worst)
  FROM rollup_hour WHERE tag = ? AND hour >= ? AND hour < ? GROUP BY tag`;

/** Makes the hours and the day of one tag from the minutes in `sample`. */
export function refreshDay(db: Db, day: number, tag: number): void {
  statement(db, `INSERT OR REPLACE INTO rollup_hour (tag, hour, samples, usable, min, max, sum, worst)
    SELECT ?, ? + key % 10000 / 60 AS hour, ${figuresOfSamples}
    FROM sample WHERE key >= ? AND key < ? GROUP BY hour`)
    .run(tag, day * 24, sampleKey(day, tag, 0), sampleKey(day, tag + 1, 0));
  statement(db, DAY_FROM_HOURS).run(tag, day * 24, day * 24 + 24);
  refreshMonth(db, day, tag);
}

/** Makes one hour, and the day it belongs to, of one tag from the minutes in `sample`. */
export function refreshHour(db: Db, day: number, tag: number, hourOfDay: number): void {
  const key = sampleKey(day, tag, hourOfDay * 60);
  statement(db, `INSERT OR REPLACE INTO rollup_hour (tag, hour, samples, usable, min, max, sum, worst)
    SELECT ?, ?, ${figuresOfSamples} FROM sample WHERE key >= ? AND key < ? HAVING count(*) > 0`)
    .run(tag, day * 24 + hourOfDay, key, key + 60);
  statement(db, DAY_FROM_HOURS).run(tag, day * 24, day * 24 + 24);
  refreshMonth(db, day, tag);
}

export interface ChangeRow {
  readonly ts_ms: number;
  readonly value: number | null;
  readonly grade: number;
}

/** Makes the roll-ups of one change-tag's day from its changes and the value it came in with. */
export function refreshChangeDay(db: Db, day: number, tag: number): void {
  const startMs = day * DAY_MS;
  const endMs = startMs + DAY_MS;
  const rows = changesBetween(db, tag, startMs, endMs);
  if (rows.length === 0) return;
  const hours = new BucketAccumulator(startMs, HOUR_MS, 24);
  const whole = new BucketAccumulator(startMs, DAY_MS, 1);
  let held = changeBefore(db, tag, startMs);
  let heldFromMs = startMs;
  const lastInHour = new Map<number, ChangeRow>();
  for (const row of [...rows, null]) {
    const untilMs = row === null ? endMs : row.ts_ms;
    if (held !== null) {
      for (const to of [hours, whole]) to.hold(heldFromMs, untilMs, held.value, held.grade & 15);
    }
    if (row === null) break;
    hours.countChange(row.ts_ms);
    whole.countChange(row.ts_ms);
    lastInHour.set(Math.floor((row.ts_ms - startMs) / HOUR_MS), row);
    held = row;
    heldFromMs = row.ts_ms;
  }
  const put = (table: 'change_hour' | 'change_day', period: number, part: Rollup, end: ChangeRow): void => {
    statement(db, `INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(tag, period, part.samples, part.weight, part.min, part.max, part.sum, part.worst, end.value, end.grade);
  };
  for (const [hour, end] of lastInHour) put('change_hour', day * 24 + hour, hours.rollup(hour), end);
  if (held !== null) put('change_day', day, whole.rollup(0), held);
}

/** Changes of a tag from one instant to before another, in time order. */
export const changesBetween = (db: Db, tag: number, fromMs: number, toMs: number): ChangeRow[] =>
  statement<[number, number, number], ChangeRow>(db, 'SELECT ts_ms, value, grade FROM change WHERE tag = ? AND ts_ms >= ? AND ts_ms < ? ORDER BY ts_ms',
  ).all(tag, fromMs, toMs);

/** Last change of a tag before an instant. */
export const changeBefore = (db: Db, tag: number, tsMs: number): ChangeRow | null =>
  statement<[number, number], ChangeRow>(db, 'SELECT ts_ms, value, grade FROM change WHERE tag = ? AND ts_ms < ? ORDER BY ts_ms DESC LIMIT 1',
  ).get(tag, tsMs) ?? null;

/** First change of a tag at or after an instant. */
export const changeFrom = (db: Db, tag: number, tsMs: number): ChangeRow | null =>
  statement<[number, number], ChangeRow>(db, 'SELECT ts_ms, value, grade FROM change WHERE tag = ? AND ts_ms >= ? ORDER BY ts_ms LIMIT 1',
  ).get(tag, tsMs) ?? null;
