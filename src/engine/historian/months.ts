import { DAY_MS } from '#core/signal/trend.ts';
import { statement } from './database.ts';
import type { Db } from './database.ts';

/**
 * Months, of UTC as the days they are made of: `month` is year * 12 + month - 1. A report about a
 * month of the plant's own time is summed from the hours, which are kept as long.
 */
export function monthOf(day: number): number {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** First day (days since 1970-01-01 UTC) of a month. */
export const firstDayOfMonth = (month: number): number =>
  Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY_MS;

/** Makes the month a day lies in, of one tag, from its days. */
export function refreshMonth(db: Db, day: number, tag: number): void {
  const month = monthOf(day);
  statement(
    db,
    `INSERT OR REPLACE INTO rollup_month (tag, month, samples, usable, min, max, sum, worst)
     SELECT tag, ?, sum(samples), sum(usable), min(min), max(max), sum(sum), max(worst)
     FROM rollup_day WHERE tag = ? AND day >= ? AND day < ? GROUP BY tag`,
  ).run(month, tag, firstDayOfMonth(month), firstDayOfMonth(month + 1));
}

interface ChangeDay {
  readonly day: number;
  readonly changes: number;
  readonly usable_ms: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly value_ms: number | null;
  readonly worst: number;
  readonly end_value: number | null;
  readonly end_grade: number;
}

/**
 * Makes the month of a change-tag from its days: days without a change hold what the day before
 * ended with. It reaches to the end of `throughDay`, the last day that is over.
 */
export function refreshChangeMonth(db: Db, month: number, tag: number, throughDay: number): void {
  const first = firstDayOfMonth(month);
  const end = Math.min(firstDayOfMonth(month + 1), throughDay + 1);
  const rows = statement<[number, number, number], ChangeDay>(
    db,
    'SELECT * FROM change_day WHERE tag = ? AND day >= ? AND day < ? ORDER BY day',
  ).all(tag, first, end);
  let held =
    statement<[number, number], Pick<ChangeDay, 'end_value' | 'end_grade'>>(
      db,
      'SELECT end_value, end_grade FROM change_day WHERE tag = ? AND day < ? ORDER BY day DESC LIMIT 1',
    ).get(tag, first) ?? null;
  if (rows.length === 0 && held === null) return;
  const total = { changes: 0, usableMs: 0, valueMs: 0, worst: 0, min: Infinity, max: -Infinity };
  const count = (value: number | null, ms: number, valueMs: number): void => {
    if (value === null || ms === 0) return;
    total.usableMs += ms;
    total.valueMs += valueMs;
  };
  const extent = (min: number | null, max: number | null): void => {
    total.min = Math.min(total.min, min ?? Infinity);
    total.max = Math.max(total.max, max ?? -Infinity);
  };
  const byDay = new Map(rows.map((row) => [row.day, row]));
  for (let day = first; day < end; day++) {
    const row = byDay.get(day);
    if (row !== undefined) {
      total.changes += row.changes;
      total.worst = Math.max(total.worst, row.worst);
      count(row.value_ms, row.usable_ms, row.value_ms ?? 0);
      extent(row.min, row.max);
      held = row;
    } else if (held !== null) {
      total.worst = Math.max(total.worst, held.end_grade & 15);
      if ((held.end_grade & 15) > 1 || held.end_value === null) continue;
      count(held.end_value, DAY_MS, held.end_value * DAY_MS);
      extent(held.end_value, held.end_value);
    }
  }
  if (held === null) return;
  const none = total.usableMs === 0;
  statement(db, 'INSERT OR REPLACE INTO change_month VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    tag,
    month,
    total.changes,
    total.usableMs,
    none ? null : total.min,
    none ? null : total.max,
    none ? null : total.valueMs,
    total.worst,
    held.end_value,
    held.end_grade,
  );
}

/** Makes all months of the change-tags; for a file that comes from before there were any. */
export function makeChangeMonths(db: Db): void {
  const last =
    db.prepare<[], number | null>('SELECT max(day) FROM sealed_day').pluck().get() ?? null;
  if (last === null) return;
  const firstOf = db
    .prepare<[number], number | null>('SELECT min(day) FROM change_day WHERE tag = ?')
    .pluck();
  const tags = db.prepare<[], number>('SELECT id FROM tag WHERE in_changes = 1').pluck().all();
  for (const tag of tags) {
    const first = firstOf.get(tag) ?? null;
    if (first === null) continue;
    for (let month = monthOf(first); month <= monthOf(last); month++)
      refreshChangeMonth(db, month, tag, last);
  }
}
