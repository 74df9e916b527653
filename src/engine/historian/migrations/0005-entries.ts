import type { Migration } from './migration.ts';

/**
 * Entries grow by versions and are never overwritten; `latest` marks the newest of each record.
 * `derived` holds what stands beside a raw minute (`how`: see docs/data-format.md). `receiver` says
 * how far each stream has been delivered: what is not yet sent is not purged.
 */
export const entries: Migration = {
  version: 5,
  name: 'entries, derived values, delivery marks',
  sql: `
    CREATE TABLE entry (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      id TEXT NOT NULL,
      ts_ms INTEGER NOT NULL,
      tag TEXT,
      actor TEXT NOT NULL,
      written_ms INTEGER NOT NULL,
      body TEXT NOT NULL CHECK (json_valid(body)),
      latest INTEGER NOT NULL DEFAULT 1
    ) STRICT;
    CREATE INDEX entry_by_record ON entry (kind, id, seq);
    CREATE INDEX entry_by_time ON entry (kind, ts_ms);
    CREATE INDEX entry_by_tag ON entry (tag, kind, ts_ms);
    CREATE INDEX entry_latest ON entry (kind, seq) WHERE latest = 1;

    CREATE TABLE derived (
      tag INTEGER NOT NULL,
      minute INTEGER NOT NULL,
      how INTEGER NOT NULL,
      value REAL NOT NULL,
      sd REAL,
      entry_id TEXT,
      PRIMARY KEY (tag, minute, how)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE receiver (
      id TEXT NOT NULL,
      stream TEXT NOT NULL,
      sent_through INTEGER NOT NULL,
      PRIMARY KEY (id, stream)
    ) STRICT, WITHOUT ROWID;
  `,
};
