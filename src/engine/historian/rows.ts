import { PROVENANCES } from '#core/signal/sample.ts';
import { MINUTE_MS, qualityOfCode } from '#core/signal/trend.ts';
import type { StoredSample } from '../ports/historian.ts';
import type { Db } from './database.ts';
import { readPurgedBefore } from './sealer.ts';
import { MINUTES_PER_DAY, TAG_KEY, readTags, sampleKey } from './tags.ts';
import type { TagEntry } from './tags.ts';

/** A minute of one tag as a reader hands it on. */
export interface GridRow {
  readonly tsMs: number;
  readonly value: number | null;
  readonly grade: number;
}

/** What a reader looks up once per question, so that all its rows come from one state of the file. */
export interface ReadContext {
  readonly db: Db;
  readonly tags: ReadonlyMap<string, TagEntry>;
  /** Days that are not sealed, in order: their minutes stand in `sample_hot` and they have no roll-ups yet. */
  readonly openDays: ReadonlySet<number>;
  /** Days before this one have only their roll-ups left. */
  readonly purgedBefore: number;
}

export function readContext(db: Db): ReadContext {
  return {
    db,
    tags: new Map(readTags(db).map((tag) => [tag.name, tag])),
    openDays: new Set(db.prepare<[], number>('SELECT day FROM open_day ORDER BY day').pluck().all()),
    purgedBefore: readPurgedBefore(db),
  };
}

export const storedSample = (tag: string, row: GridRow): StoredSample => ({
  tag,
  value: row.value,
  quality: qualityOfCode(row.grade & 15),
  provenance: PROVENANCES[row.grade >> 4] ?? 'measured',
  tsMs: row.tsMs,
});

/** Calls `each` with every day that [fromMs, toMs) touches and the minutes of it that lie inside. */
export function forDays(fromMs: number, toMs: number, each: (day: number, fromMinute: number, endMinute: number) => void): void {
  const first = Math.ceil(fromMs / MINUTE_MS);
  const end = Math.ceil(toMs / MINUTE_MS);
  for (let day = Math.floor(first / MINUTES_PER_DAY); day * MINUTES_PER_DAY < end; day++) {
    const start = day * MINUTES_PER_DAY;
    each(day, Math.max(0, first - start), Math.min(MINUTES_PER_DAY, end - start));
  }
}

type Cells = [number, number | null, number];

/** Reads minutes of one tag and day; made once per question, used for many days. */
export function minuteReader(context: ReadContext): (day: number, tag: number, fromMinute: number, endMinute: number, each: (row: GridRow) => void) => void {
  const { db, openDays } = context;
  const sealed = db.prepare<[number, number], Cells>('SELECT key, value, grade FROM sample WHERE key >= ? AND key < ?').raw();
  const hot = db.prepare<[number, number, number, number], Cells>(
    `SELECT h.minute, h.value, h.grade FROM temp.minute_of_day d
       CROSS JOIN sample_hot h ON h.minute = d.minute + ? AND h.tag = ?
     WHERE d.minute >= ? AND d.minute < ?`,
  ).raw();
  return (day, tag, fromMinute, endMinute, each) => {
    const dayStart = day * MINUTES_PER_DAY;
    if (openDays.has(day)) {
      for (const [minute, value, grade] of hot.all(dayStart, tag, fromMinute, endMinute)) {
        each({ tsMs: minute * MINUTE_MS, value, grade });
      }
      return;
    }
    for (const [key, value, grade] of sealed.all(sampleKey(day, tag, fromMinute), sampleKey(day, tag, endMinute))) {
      each({ tsMs: (dayStart + (key % TAG_KEY)) * MINUTE_MS, value, grade });
    }
  };
}
