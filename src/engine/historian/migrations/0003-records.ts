import type { Migration } from './migration.ts';

/** Events, command receipts and the engine's own state. Numbers of rows that were purged are never given again. */
export const records: Migration = {
  version: 3,
  name: 'events, receipts, state',
  sql: `
    CREATE TABLE event (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      ts_ms INTEGER NOT NULL,
      kind TEXT NOT NULL,
      priority INTEGER NOT NULL,
      code TEXT NOT NULL,
      subject TEXT,
      params TEXT NOT NULL CHECK (json_valid(params)),
      actor TEXT NOT NULL
    ) STRICT;
    CREATE INDEX event_by_time ON event (ts_ms);
    CREATE INDEX event_by_kind ON event (kind, seq);
    CREATE INDEX event_by_subject ON event (subject, seq);

    CREATE TABLE receipt (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      request_id TEXT NOT NULL,
      ts_ms INTEGER NOT NULL,
      unit TEXT NOT NULL,
      outcome TEXT NOT NULL,
      body TEXT NOT NULL CHECK (json_valid(body)),
      prev_hash TEXT NOT NULL,
      hash TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE INDEX receipt_by_unit ON receipt (unit, seq);

    CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
};
