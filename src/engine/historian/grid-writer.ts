import { MINUTE_MS } from '#core/signal/trend.ts';
import type { Db } from './database.ts';
import type { PackedSamples } from './messages.ts';
import { refreshHour } from './rollups.ts';
import { DAY_KEY, MINUTES_PER_DAY, TAG_KEY, sampleKey } from './tags.ts';
import type { TagBook } from './tags.ts';

/** What the writer knows of the days, kept in step with `sealed_day` and `sample_hot`. */
export interface DayBook {
  readonly sealed: ReadonlySet<number>;
  /** Days before this one have only their roll-ups left, which a late row must not replace. */
  readonly purgedBefore: number;
  /** Called for every day that got rows while not sealed; a move of that day under way starts anew. */
  touched(day: number): void;
}

/**
 * Writes minute-grid samples inside the caller's transaction.
 *
 * A minute that is already there stays as it came, so that a clock that was set back, or a scan
 * handed in twice, never overwrites a reading; a different later value is kept in `sample_again`.
 * Only a row without a number gives way to one with a number.
 */
export function gridWriter(db: Db, tags: TagBook, days: DayBook): (samples: PackedSamples) => void {
  const keepFirst = `DO UPDATE SET value = excluded.value, grade = excluded.grade
    WHERE value IS NULL AND excluded.value IS NOT NULL`;
  const putHot = db.prepare(
    `INSERT INTO sample_hot (minute, tag, value, grade) VALUES (?, ?, ?, ?) ON CONFLICT (minute, tag) ${keepFirst}`,
  );
  const putSealed = db.prepare(
    `INSERT INTO sample (key, value, grade) VALUES (?, ?, ?) ON CONFLICT (key) ${keepFirst}`,
  );
  const isHot = db.prepare('SELECT 1 FROM sample_hot WHERE minute = ? AND tag = ? AND value IS ? AND grade = ?').pluck();
  const isSealed = db.prepare('SELECT 1 FROM sample WHERE key = ? AND value IS ? AND grade = ?').pluck();
  const putAgain = db.prepare('INSERT INTO sample_again (ts_ms, tag, value, grade) VALUES (?, ?, ?, ?)');

  return (samples) => {
    /** Hours of sealed days whose roll-ups must be made anew, as day, tag and hour in one sample key. */
    const staleHours = new Set<number>();
    for (let i = 0; i < samples.tags.length; i++) {
      const minute = Math.floor((samples.times[i] ?? 0) / MINUTE_MS);
      const tag = tags.numberFor(samples.tags[i] ?? '', 'grid');
      const number = samples.values[i] ?? NaN;
      const value = Number.isNaN(number) ? null : number;
      const grade = samples.grades[i] ?? 0;
      const day = Math.floor(minute / MINUTES_PER_DAY);
      if (days.sealed.has(day) && day < days.purgedBefore) {
        putAgain.run(minute * MINUTE_MS, tag, value, grade);
      } else if (days.sealed.has(day)) {
        const key = sampleKey(day, tag, minute - day * MINUTES_PER_DAY);
        const { changes } = putSealed.run(key, value, grade);
        if (changes > 0) staleHours.add(sampleKey(day, tag, Math.floor((key % TAG_KEY) / 60)));
        else if (isSealed.get(key, value, grade) === undefined) putAgain.run(minute * MINUTE_MS, tag, value, grade);
      } else {
        days.touched(day);
        const { changes } = putHot.run(minute, tag, value, grade);
        if (changes === 0 && isHot.get(minute, tag, value, grade) === undefined) {
          putAgain.run(minute * MINUTE_MS, tag, value, grade);
        }
      }
    }
    for (const key of staleHours) {
      refreshHour(db, Math.floor(key / DAY_KEY), Math.floor(key / TAG_KEY) % TAG_KEY, key % TAG_KEY);
    }
  };
}
