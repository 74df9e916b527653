import { DERIVED_CODE, DERIVED_HOWS } from '#core/records/entry.ts';
import type { DerivedHow, DerivedValue, Entry, EntryBody, EntryKind, EntryQuery } from '#core/records/entry.ts';
import { MINUTE_MS } from '#core/signal/trend.ts';
import type { DerivedQuery } from '../ports/historian.ts';
import type { Db } from './database.ts';
import { BadQuery } from './faults.ts';

const MOST_ENTRIES = 10_000;
const MOST_DERIVED = 200_000;

interface EntryRow {
  readonly seq: number;
  readonly kind: EntryKind;
  readonly id: string;
  readonly ts_ms: number;
  readonly tag: string | null;
  readonly actor: string;
  readonly written_ms: number;
  readonly body: string;
  readonly latest: number;
}

/** Entries that pass the query, newest first. */
export function readEntries(db: Db, query: EntryQuery): Entry[] {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > MOST_ENTRIES)
    throw new BadQuery(`entries limit is ${query.limit}, allowed are whole numbers from 1 to ${MOST_ENTRIES}; ask in pages`);
  const where = ['kind IN (SELECT value FROM json_each(?))'];
  const values: (string | number)[] = [JSON.stringify(query.kinds)];
  const demand = (condition: string, value: string | number | undefined): void => {
    if (value === undefined) return;
    where.push(condition);
    values.push(value);
  };
  demand('id = ?', query.id);
  demand('tag = ?', query.tag);
  demand('ts_ms >= ?', query.fromMs);
  demand('ts_ms < ?', query.toMs);
  demand('seq < ?', query.beforeSeq);
  if (query.versions === 'latest') where.push('latest = 1');
  const order = query.order === 'time' ? 'ts_ms DESC, seq DESC' : 'seq DESC';
  const rows = db
    .prepare<unknown[], EntryRow>(`SELECT * FROM entry WHERE ${where.join(' AND ')} ORDER BY ${order} LIMIT ?`)
    .all(...values, query.limit);
  return rows.map(({ ts_ms: tsMs, written_ms: writtenMs, body, latest, ...rest }) => ({
    ...rest, tsMs, writtenMs, body: JSON.parse(body) as EntryBody, latest: latest === 1,
  }));
}

const HOW_OF = new Map<number, DerivedHow>(DERIVED_HOWS.map((how) => [DERIVED_CODE[how], how]));

interface DerivedRow {
  readonly minute: number;
  readonly how: number;
  readonly value: number;
  readonly sd: number | null;
  readonly entry_id: string | null;
}

/** Values beside the raw ones, tag by tag in time order. */
export function readDerived(db: Db, query: DerivedQuery): DerivedValue[] {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > MOST_DERIVED)
    throw new BadQuery(`derived limit is ${query.limit}, allowed are whole numbers from 1 to ${MOST_DERIVED}; ask in pages`);
  const numberOf = db.prepare<[string], number>('SELECT id FROM tag WHERE name = ?').pluck();
  const rows = db.prepare<[number, number, number, number], DerivedRow>(
    'SELECT minute, how, value, sd, entry_id FROM derived WHERE tag = ? AND minute >= ? AND minute < ? ORDER BY minute, how LIMIT ?',
  );
  const found: DerivedValue[] = [];
  for (const tag of query.tags) {
    const id = numberOf.get(tag);
    if (id === undefined) continue;
    const left = query.limit - found.length;
    if (left <= 0) break;
    for (const row of rows.all(id, Math.ceil(query.fromMs / MINUTE_MS), Math.ceil(query.toMs / MINUTE_MS), left)) {
      const how = HOW_OF.get(row.how);
      if (how === undefined) continue;
      found.push({ tag, tsMs: row.minute * MINUTE_MS, how, value: row.value, sd: row.sd, entryId: row.entry_id });
    }
  }
  return found;
}
