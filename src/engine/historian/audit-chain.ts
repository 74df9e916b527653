import { createHash } from 'node:crypto';
import { AUDIT_GENESIS } from '#core/access/audit.ts';
import type { AuditCheck } from '#contract/access.ts';

/** A row of the audit log as it stands in the table. */
export interface StoredAudit {
  readonly seq: number;
  readonly ts_ms: number;
  readonly actor: string;
  readonly role: string | null;
  readonly session: string | null;
  readonly second: string | null;
  readonly action: string;
  readonly outcome: string;
  readonly code: string | null;
  readonly subject: string | null;
  readonly before: string;
  readonly after: string;
  readonly prev_hash: string;
  readonly hash: string;
}

/**
 * SHA-256 (FIPS 180-4), hex, over the JSON list of number, hash of the row before, and all columns
 * in the order of the table. The number is in it, so that a row cannot stand in another one's place.
 */
export const auditHash = (row: Omit<StoredAudit, 'hash'>): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        row.seq, row.prev_hash, row.ts_ms, row.actor, row.role, row.session, row.second, row.action,
        row.outcome, row.code, row.subject, row.before, row.after,
      ]),
    )
    .digest('hex');

/** Where the chain begins (after a purge) and ends, as the writer noted it beside the rows. */
export interface AuditEnds {
  /** Number and hash of the last row that was purged; 0 and zeros when none was. */
  readonly anchor: { readonly seq: number; readonly hash: string };
  /** Newest row; null where nothing was ever written. */
  readonly head: { readonly seq: number; readonly hash: string } | null;
}

export const NO_ANCHOR: AuditEnds['anchor'] = { seq: 0, hash: AUDIT_GENESIS };

/**
 * Checks rows in the order of their numbers and names the first that is wrong: `changed` (its content
 * is not what its hash was made of, or not what the row after it followed), `missing` (a number is left
 * out, or the newest rows are gone), `inserted` (nobody of this program wrote it).
 */
export function checkAuditChain(rows: Iterable<StoredAudit>, { anchor, head }: AuditEnds): AuditCheck {
  let count = 0;
  let firstMs: number | null = null;
  let lastMs: number | null = null;
  let last = anchor;
  let broken: AuditCheck['broken'] = null;
  for (const row of rows) {
    count++;
    firstMs ??= row.ts_ms;
    lastMs = row.ts_ms;
    if (broken === null) {
      if (row.seq > last.seq + 1) broken = { seq: last.seq + 1, how: 'missing' };
      else if (auditHash(row) !== row.hash) broken = { seq: row.seq, how: row.prev_hash === last.hash ? 'changed' : 'inserted' };
      // Sound in itself, but it follows another row than the one that stands before it.
      else if (row.prev_hash !== last.hash) broken = { seq: Math.max(last.seq, 1), how: 'changed' };
    }
    last = { seq: row.seq, hash: row.hash };
  }
  if (broken === null && head !== null) {
    if (last.seq < head.seq) broken = { seq: last.seq + 1, how: 'missing' };
    else if (last.seq > head.seq) broken = { seq: head.seq + 1, how: 'inserted' };
    else if (last.hash !== head.hash) broken = { seq: last.seq, how: 'changed' };
  } else if (broken === null && count > 0) {
    broken = { seq: last.seq, how: 'inserted' };
  }
  return { rows: count, broken, firstMs, lastMs };
}
