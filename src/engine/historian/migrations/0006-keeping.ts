import { makeChangeMonths } from '../months.ts';
import type { Migration } from './migration.ts';

const month = (day: string): string =>
  `(CAST(strftime('%Y', ${day} * 86400, 'unixepoch') AS INTEGER) * 12 + CAST(strftime('%m', ${day} * 86400, 'unixepoch') AS INTEGER) - 1)`;

/**
 * What keeping for years needs: the number by which journal and database know each other, months
 * beside hours and days (`month` is year * 12 + month - 1, UTC as the days), events that must not go,
 * and how far minutes were purged.
 */
export const keeping: Migration = {
  version: 6,
  name: 'journal, months, purge',
  sql: `
    INSERT INTO meta (key, value) VALUES ('journal_id', lower(hex(randomblob(16)))), ('journal_seq', 0);

    CREATE TABLE rollup_month (
      tag INTEGER NOT NULL,
      month INTEGER NOT NULL,
      samples INTEGER NOT NULL,
      usable INTEGER NOT NULL,
      min REAL,
      max REAL,
      sum REAL,
      worst INTEGER NOT NULL,
      PRIMARY KEY (tag, month)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO rollup_month
      SELECT tag, ${month('day')} AS month, sum(samples), sum(usable), min(min), max(max), sum(sum), max(worst)
      FROM rollup_day GROUP BY tag, month;

    CREATE TABLE change_month (
      tag INTEGER NOT NULL,
      month INTEGER NOT NULL,
      changes INTEGER NOT NULL,
      usable_ms INTEGER NOT NULL,
      min REAL,
      max REAL,
      value_ms REAL,
      worst INTEGER NOT NULL,
      end_value REAL,
      end_grade INTEGER NOT NULL,
      PRIMARY KEY (tag, month)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE keep_event (
      seq INTEGER NOT NULL,
      why TEXT NOT NULL,
      PRIMARY KEY (seq, why)
    ) STRICT, WITHOUT ROWID;

    CREATE VIEW months AS
      SELECT tag.name AS tag_id, printf('%04d-%02d', month / 12, month % 12 + 1) AS utc,
             min, max, sum / usable AS mean, samples, usable
        FROM rollup_month JOIN tag ON tag.id = rollup_month.tag;
  `,
  after: makeChangeMonths,
};
