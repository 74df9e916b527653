import type { Migration } from './migration.ts';

/**
 * Readings. Minutes of days that are not over stand in `sample_hot` in the order they come
 * (a commit touches one or two pages); minutes of finished days in `sample` in the order they
 * are read. `sample.key` is decimal and readable: DDDDD TTTT MMMM, the day since 1970-01-01 UTC,
 * the tag's number and the minute of the day. `grade` is provenance * 16 + quality, 0 for the
 * usual good, measured value, which then takes no space. A day with rows is listed in `open_day`
 * while its truth is `sample_hot`, then in `sealed_day`.
 */
export const samples: Migration = {
  version: 1,
  name: 'samples and roll-ups',
  sql: `
    CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;

    CREATE TABLE tag (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      in_grid INTEGER NOT NULL DEFAULT 0,
      in_changes INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE sample_hot (
      minute INTEGER NOT NULL,
      tag INTEGER NOT NULL,
      value REAL,
      grade INTEGER NOT NULL,
      PRIMARY KEY (minute, tag)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sample (
      key INTEGER PRIMARY KEY,
      value REAL,
      grade INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE open_day (day INTEGER PRIMARY KEY) STRICT;
    CREATE TABLE sealed_day (day INTEGER PRIMARY KEY) STRICT;

    CREATE TABLE sample_again (
      seq INTEGER PRIMARY KEY,
      ts_ms INTEGER NOT NULL,
      tag INTEGER NOT NULL,
      value REAL,
      grade INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE rollup_hour (
      tag INTEGER NOT NULL,
      hour INTEGER NOT NULL,
      samples INTEGER NOT NULL,
      usable INTEGER NOT NULL,
      min REAL,
      max REAL,
      sum REAL,
      worst INTEGER NOT NULL,
      PRIMARY KEY (tag, hour)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE rollup_day (
      tag INTEGER NOT NULL,
      day INTEGER NOT NULL,
      samples INTEGER NOT NULL,
      usable INTEGER NOT NULL,
      min REAL,
      max REAL,
      sum REAL,
      worst INTEGER NOT NULL,
      PRIMARY KEY (tag, day)
    ) STRICT, WITHOUT ROWID;
  `,
};
