// Builds a history file of any length the quick way, through the product's own schema and roll-ups.
import { openForWriting } from '#engine/historian/database.ts';
import type { Db } from '#engine/historian/database.ts';
import { monthOf, refreshChangeMonth } from '#engine/historian/months.ts';
import { refreshChangeDay, refreshDay } from '#engine/historian/rollups.ts';
import { MINUTES_PER_DAY, sampleKey } from '#engine/historian/tags.ts';

export const gridTag = (i: number): string => `AIT-${100 + i}.pv`;
export const stateTag = (i: number): string => `P-${100 + i}A.run`;
export const GRID_TAGS = 60;
export const STATE_TAGS = 4;
const DAY_MS = 86_400_000;
/** A suction pump of 7 min on and 2 min off changes this often. */
const CHANGES_PER_DAY = 320;
/** One reading in a thousand is not good, and one in two thousand is missing, as on a real plant. */
const NOT_GOOD = 0.001;
const MISSING = 0.0005;

export interface BuiltFile {
  readonly rows: number;
  readonly seconds: number;
}

/** Writes `days` days that end at `endDay` (days since 1970-01-01 UTC): readings at a register's resolution of 0.01. */
export function buildHistory(path: string, endDay: number, days: number, random: () => number): BuiltFile {
  const opened = openForWriting(path);
  if (!opened.ok) throw new Error(opened.error.message);
  const db = opened.value;
  // Nothing is lost if the build is broken off: it starts anew.
  db.pragma('synchronous = OFF');
  const started = performance.now();
  addTags(db);
  const put = db.prepare('INSERT INTO sample (key, value, grade) VALUES (?, ?, ?)');
  const putChange = db.prepare('INSERT INTO change (tag, ts_ms, value, grade) VALUES (?, ?, ?, 0)');
  let rows = 0;
  const writeDay = db.transaction((day: number) => {
    for (let tag = 1; tag <= GRID_TAGS; tag++) {
      let value = 20 + tag + 10 * random();
      for (let minute = 0; minute < MINUTES_PER_DAY; minute++) {
        value += random() - 0.5;
        if (random() < MISSING) continue;
        put.run(sampleKey(day, tag, minute), Math.round(value * 100) / 100, random() < NOT_GOOD ? 2 : 0);
        rows++;
      }
      refreshDay(db, day, tag);
    }
    for (let i = 1; i <= STATE_TAGS; i++) {
      const stepMs = DAY_MS / CHANGES_PER_DAY;
      for (let n = 0; n < CHANGES_PER_DAY; n++) putChange.run(GRID_TAGS + i, day * DAY_MS + Math.floor((n + 0.5 * random()) * stepMs), n % 2);
      refreshChangeDay(db, day, GRID_TAGS + i);
      refreshChangeMonth(db, monthOf(day), GRID_TAGS + i, day);
    }
    db.prepare('INSERT INTO sealed_day (day) VALUES (?)').run(day);
  });
  for (let day = endDay - days; day < endDay; day++) writeDay(day);
  db.prepare("INSERT INTO meta (key, value) VALUES ('last_ms', ?)").run(endDay * DAY_MS - 60_000);
  db.pragma('synchronous = FULL');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  return { rows, seconds: (performance.now() - started) / 1_000 };
}

function addTags(db: Db): void {
  const add = db.prepare('INSERT INTO tag (id, name, in_grid, in_changes) VALUES (?, ?, ?, ?)');
  for (let i = 1; i <= GRID_TAGS; i++) add.run(i, gridTag(i), 1, 0);
  for (let i = 1; i <= STATE_TAGS; i++) add.run(GRID_TAGS + i, stateTag(i), 0, 1);
}
