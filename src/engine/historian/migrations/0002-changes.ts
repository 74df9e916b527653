import type { Migration } from './migration.ts';

/**
 * States and set-points, stored when they change: each row holds until the next one of its tag.
 * The roll-ups carry what a chart of years needs: time-weighted sum, the ms it is made of, and
 * the value at the end of the period, which then holds through periods without a row.
 */
export const changes: Migration = {
  version: 2,
  name: 'changes and their roll-ups',
  sql: `
    CREATE TABLE change (
      tag INTEGER NOT NULL,
      ts_ms INTEGER NOT NULL,
      value REAL,
      grade INTEGER NOT NULL,
      PRIMARY KEY (tag, ts_ms)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE change_hour (
      tag INTEGER NOT NULL,
      hour INTEGER NOT NULL,
      changes INTEGER NOT NULL,
      usable_ms INTEGER NOT NULL,
      min REAL,
      max REAL,
      value_ms REAL,
      worst INTEGER NOT NULL,
      end_value REAL,
      end_grade INTEGER NOT NULL,
      PRIMARY KEY (tag, hour)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE change_day (
      tag INTEGER NOT NULL,
      day INTEGER NOT NULL,
      changes INTEGER NOT NULL,
      usable_ms INTEGER NOT NULL,
      min REAL,
      max REAL,
      value_ms REAL,
      worst INTEGER NOT NULL,
      end_value REAL,
      end_grade INTEGER NOT NULL,
      PRIMARY KEY (tag, day)
    ) STRICT, WITHOUT ROWID;
  `,
};
