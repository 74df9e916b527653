import { NO_ANCHOR, auditHash } from './audit-chain.ts';
import type { AuditEnds } from './audit-chain.ts';
import { readAuditEnds } from './audit-reader.ts';
import type { Db } from './database.ts';
import type { PackedAudit } from './messages.ts';

/**
 * Adds rows to the audit log, each with the hash of the one before it. Number and hash come out of
 * the order in which scans are stored, so the journal gives the very same chain again.
 */
export class AuditWriter {
  readonly #db: Db;
  readonly #put;
  readonly #putHead;

  constructor(db: Db) {
    this.#db = db;
    this.#put = db.prepare(
      `INSERT INTO audit (seq, ts_ms, actor, role, session, second, action, outcome, code, subject, before, after, prev_hash, hash)
       VALUES (@seq, @ts_ms, @actor, @role, @session, @second, @action, @outcome, @code, @subject, @before, @after, @prev_hash, @hash)`,
    );
    this.#putHead = db.prepare(
      `INSERT INTO meta (key, value) VALUES ('audit_head', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    );
  }

  /** Inside the caller's transaction. */
  put(rows: readonly PackedAudit[]): void {
    if (rows.length === 0) return;
    let last = this.#last();
    for (const { tsMs, actor, role, session, second, action, outcome, code, subject, before, after } of rows) {
      const row = {
        seq: last.seq + 1, ts_ms: Math.round(tsMs), actor, role, session, second, action, outcome, code, subject, before, after,
        prev_hash: last.hash,
      };
      const hash = auditHash(row);
      this.#put.run({ ...row, hash });
      last = { seq: row.seq, hash };
    }
    this.#putHead.run(JSON.stringify(last));
  }

  /** Asked for each time: the last transaction may have been taken back. */
  #last(): AuditEnds['anchor'] {
    const { head, anchor } = readAuditEnds(this.#db);
    return head ?? anchor ?? NO_ANCHOR;
  }
}
