import type { Migration } from './migration.ts';

/** Every action of a person, each row chained to the one before it by its hash (see `audit-chain.ts`). */
export const audit: Migration = {
  version: 7,
  name: 'audit log',
  sql: `
    CREATE TABLE audit (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      ts_ms INTEGER NOT NULL,
      actor TEXT NOT NULL,
      role TEXT,
      session TEXT,
      second TEXT,
      action TEXT NOT NULL,
      outcome TEXT NOT NULL,
      code TEXT,
      subject TEXT,
      before TEXT NOT NULL CHECK (json_valid(before)),
      after TEXT NOT NULL CHECK (json_valid(after)),
      prev_hash TEXT NOT NULL,
      hash TEXT NOT NULL
    ) STRICT;
    CREATE INDEX audit_by_time ON audit (ts_ms);
    CREATE INDEX audit_by_actor ON audit (actor, seq);
  `,
};
