import type { AuditOutcome, AuditRow } from '#core/access/audit.ts';
import type { Role } from '#core/access/rights.ts';
import type { EntryValue } from '#core/records/entry.ts';
import type { AuditCheck, AuditFilter } from '#contract/access.ts';
import { NO_ANCHOR, checkAuditChain } from './audit-chain.ts';
import type { AuditEnds, StoredAudit } from './audit-chain.ts';
import type { Db } from './database.ts';
import { BadQuery } from './faults.ts';

const MOST_ROWS = 1_000;

/** Rows of the audit log, newest first. */
export function readAudit(db: Db, filter: AuditFilter): AuditRow[] {
  if (!Number.isInteger(filter.limit) || filter.limit < 1 || filter.limit > MOST_ROWS)
    throw new BadQuery(`audit limit is ${filter.limit}, allowed are whole numbers from 1 to ${MOST_ROWS}; ask in pages`);
  const where: string[] = ['true'];
  const values: (string | number)[] = [];
  const demand = (condition: string, value: string | number | null): void => {
    if (value === null) return;
    where.push(condition);
    values.push(value);
  };
  demand('ts_ms >= ?', filter.fromMs);
  demand('ts_ms < ?', filter.toMs);
  demand('actor = ?', filter.person === null ? null : `person:${filter.person}`);
  demand('outcome = ?', filter.outcome);
  if (filter.action !== null) {
    where.push('substr(action, 1, length(?)) = ?');
    values.push(filter.action, filter.action);
  }
  demand('seq < ?', filter.beforeSeq);
  const rows = db
    .prepare<unknown[], StoredAudit>(`SELECT * FROM audit WHERE ${where.join(' AND ')} ORDER BY seq DESC LIMIT ?`)
    .all(...values, filter.limit);
  return rows.map(({ ts_ms, prev_hash, role, outcome, before, after, ...rest }) => ({
    ...rest,
    tsMs: ts_ms,
    role: role as Role | null,
    outcome: outcome as AuditOutcome,
    before: JSON.parse(before) as EntryValue,
    after: JSON.parse(after) as EntryValue,
    prevHash: prev_hash,
  }));
}

/** Where the chain begins and ends, as the writer and the purge noted it. */
export function readAuditEnds(db: Db): AuditEnds {
  const read = db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck();
  const end = (key: string): AuditEnds['anchor'] | null => {
    const text = read.get(key);
    return text === undefined ? null : (JSON.parse(text) as AuditEnds['anchor']);
  };
  return { anchor: end('audit_anchor') ?? NO_ANCHOR, head: end('audit_head') };
}

/** The whole audit log held against its chain. */
export const checkAudit = (db: Db): AuditCheck =>
  checkAuditChain(db.prepare<[], StoredAudit>('SELECT * FROM audit ORDER BY seq').iterate(), readAuditEnds(db));
