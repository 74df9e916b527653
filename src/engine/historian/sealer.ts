import { MINUTE_MS } from '#core/signal/trend.ts';
import type { Db } from './database.ts';
import type { DayBook } from './grid-writer.ts';
import { monthOf, refreshChangeMonth } from './months.ts';
import type { PurgedDays } from './purger.ts';
import { refreshChangeDay, refreshDay } from './rollups.ts';
import { MINUTES_PER_DAY, sampleKey } from './tags.ts';
import type { TagBook } from './tags.ts';

/** A day is moved this long after its end, so that the last readings are in. */
const GRACE_MINUTES = 10;
/** A day this far ahead of the newest scan was written with a wrong clock and is not worth waiting for. */
const AHEAD_MINUTES = 1_440;
/** Small enough that a commit that has to wait for a slice waits a few milliseconds. */
const TAGS_PER_SLICE = 1;
const CLEARED_MINUTES_PER_SLICE = 20;

/**
 * Moves days that are over from `sample_hot` to `sample` and makes their roll-ups.
 *
 * Each slice is one short transaction, so that commits go between them. Until the last slice the
 * rows in `sample_hot` are the truth and the partial copy is ignored (`meta.sealing_day`); the
 * last slice turns that round at once by moving the day from `open_day` to `sealed_day`; then the old rows are
 * cleared away. A crash at any point leaves one of these states, and the next start goes on:
 * copying again gives the same rows.
 */
export class Sealer implements DayBook, PurgedDays {
  readonly #db: Db;
  readonly #tags: TagBook;
  readonly sealed = new Set<number>();
  /** Days with rows that are not sealed. */
  readonly #open = new Set<number>();
  /** Sealed days whose rows in `sample_hot` are still to be cleared. */
  readonly #toClear = new Set<number>();
  #newestSealed = -1;
  #purgedBefore = -1;
  #presentMinute = -Infinity;
  #moving: { readonly day: number; nextTag: number } | null = null;

  constructor(db: Db, tags: TagBook) {
    this.#db = db;
    this.#tags = tags;
    createMinuteOfDay(db);
    this.reload();
  }

  /** Takes the state of the days from the file, at start and after a transaction was rolled back. */
  reload(): void {
    this.sealed.clear();
    this.#open.clear();
    this.#toClear.clear();
    this.#moving = null;
    for (const day of this.#db.prepare<[], number>('SELECT day FROM sealed_day').pluck().all()) this.sealed.add(day);
    this.#newestSealed = Math.max(-1, ...this.sealed);
    for (const day of this.#db.prepare<[], number>('SELECT day FROM open_day').pluck().all()) this.#open.add(day);
    for (const day of daysWithHotRows(this.#db)) if (!this.#open.has(day)) this.#toClear.add(day);
    this.#purgedBefore = readPurgedBefore(this.#db);
    const lastMs = this.#db.prepare<[], number>("SELECT value FROM meta WHERE key = 'last_ms'").pluck().get();
    if (lastMs !== undefined) this.present(lastMs);
  }

  /** Whether a sealed day lies after this one. */
  isBeforeSealed(day: number): boolean {
    return day < this.#newestSealed;
  }

  /** Days before this one have only their roll-ups left. */
  get purgedBefore(): number {
    return this.#purgedBefore;
  }

  purgeBefore(day: number): void {
    if (day <= this.#purgedBefore) return;
    this.#db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('purged_before_day', ?)").run(day);
    this.#purgedBefore = day;
  }

  /** Newest day that is sealed; -1 when none is. */
  get newestSealed(): number {
    return this.#newestSealed;
  }

  /** Says what time the newest scan has. */
  present(tsMs: number): void {
    this.#presentMinute = Math.floor(tsMs / MINUTE_MS);
  }

  touched(day: number): void {
    if (!this.#open.has(day)) {
      this.#db.prepare('INSERT INTO open_day (day) VALUES (?)').run(day);
      this.#open.add(day);
    }
    if (this.#moving?.day === day) this.#moving = null;
  }

  /** Does one slice. Returns whether more is due. */
  step(): boolean {
    if (this.#moving === null) {
      const day = this.#dueDay();
      if (day === null) return this.#clearSlice();
      this.#db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('sealing_day', ?)").run(day);
      this.#moving = { day, nextTag: 0 };
    }
    this.#moveSlice(this.#moving);
    return true;
  }

  #dueDay(): number | null {
    // A move that was broken off must be brought to its end before another begins.
    const begun = this.#db.prepare<[], number>("SELECT value FROM meta WHERE key = 'sealing_day'").pluck().get();
    if (begun !== undefined && this.#open.has(begun)) return begun;
    for (const day of this.#open) {
      const start = day * MINUTES_PER_DAY;
      const isOver = this.#presentMinute >= start + MINUTES_PER_DAY + GRACE_MINUTES;
      const isAhead = this.#presentMinute < start - AHEAD_MINUTES;
      if (isOver || isAhead) return day;
    }
    return null;
  }

  #moveSlice(moving: { readonly day: number; nextTag: number }): void {
    const { day } = moving;
    const tags = this.#tags.entries();
    const slice = tags.slice(moving.nextTag, moving.nextTag + TAGS_PER_SLICE);
    const last = moving.nextTag + TAGS_PER_SLICE >= tags.length;
    const copy = this.#db.prepare(
      `INSERT INTO sample (key, value, grade)
       SELECT ? + d.minute, h.value, h.grade
         FROM temp.minute_of_day d CROSS JOIN sample_hot h ON h.minute = d.minute + ? AND h.tag = ?
         WHERE true ORDER BY d.minute
       ON CONFLICT (key) DO UPDATE SET value = excluded.value, grade = excluded.grade`,
    );
    this.#db.transaction(() => {
      for (const tag of slice) {
        if (tag.inGrid) {
          const { changes } = copy.run(sampleKey(day, tag.id, 0), day * MINUTES_PER_DAY, tag.id);
          if (changes > 0) refreshDay(this.#db, day, tag.id);
        }
        if (tag.inChanges) {
          refreshChangeDay(this.#db, day, tag.id);
          refreshChangeMonth(this.#db, monthOf(day), tag.id, Math.max(day, this.#newestSealed));
        }
      }
      if (!last) return;
      this.#db.prepare('INSERT INTO sealed_day (day) VALUES (?)').run(day);
      this.#db.prepare('DELETE FROM open_day WHERE day = ?').run(day);
      this.#db.prepare("DELETE FROM meta WHERE key = 'sealing_day'").run();
    }).immediate();
    moving.nextTag += TAGS_PER_SLICE;
    if (!last) return;
    this.#moving = null;
    this.sealed.add(day);
    this.#newestSealed = Math.max(this.#newestSealed, day);
    this.#open.delete(day);
    this.#toClear.add(day);
  }

  #clearSlice(): boolean {
    for (const day of this.#toClear) {
      const first = firstHotMinute(this.#db, day * MINUTES_PER_DAY);
      if (first === undefined || first >= (day + 1) * MINUTES_PER_DAY) {
        this.#toClear.delete(day);
        continue;
      }
      const end = Math.min(first + CLEARED_MINUTES_PER_SLICE, (day + 1) * MINUTES_PER_DAY);
      this.#db.prepare('DELETE FROM sample_hot WHERE minute >= ? AND minute < ?').run(first, end);
      return true;
    }
    return false;
  }
}

/** Makes the helper table (of this connection only) by which a tag's minutes are looked up one by one in `sample_hot`. */
export function createMinuteOfDay(db: Db): void {
  db.exec(`CREATE TEMP TABLE minute_of_day (minute INTEGER PRIMARY KEY);
    INSERT INTO temp.minute_of_day (minute)
    WITH RECURSIVE m(minute) AS (SELECT 0 UNION ALL SELECT minute + 1 FROM m WHERE minute < ${MINUTES_PER_DAY - 1})
    SELECT minute FROM m`);
}

/** Days before this one have only their roll-ups left; -1 when nothing was purged. */
export const readPurgedBefore = (db: Db): number =>
  db.prepare<[], number>("SELECT value FROM meta WHERE key = 'purged_before_day'").pluck().get() ?? -1;

const firstHotMinute = (db: Db, fromMinute: number): number | undefined =>
  db.prepare<[number], number>('SELECT minute FROM sample_hot WHERE minute >= ? ORDER BY minute LIMIT 1').pluck().get(fromMinute);

/** Days that have rows in `sample_hot`. */
function daysWithHotRows(db: Db): number[] {
  const days: number[] = [];
  for (let from = 0; ; ) {
    const minute = firstHotMinute(db, from);
    if (minute === undefined) return days;
    const day = Math.floor(minute / MINUTES_PER_DAY);
    days.push(day);
    from = (day + 1) * MINUTES_PER_DAY;
  }
}
