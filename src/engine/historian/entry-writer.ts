import { MINUTE_MS } from '#core/signal/trend.ts';
import type { Db } from './database.ts';
import type { PackedDerived, PackedEntry } from './messages.ts';
import type { TagBook } from './tags.ts';

/** Writes entries (always a new version, the one before marked as no longer the latest) and derived values. */
export class EntryWriter {
  readonly #tags: TagBook;
  readonly #retire;
  readonly #putEntry;
  readonly #putDerived;

  constructor(db: Db, tags: TagBook) {
    this.#tags = tags;
    this.#retire = db.prepare('UPDATE entry SET latest = 0 WHERE kind = ? AND id = ? AND latest = 1');
    this.#putEntry = db.prepare(
      'INSERT INTO entry (kind, id, ts_ms, tag, actor, written_ms, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#putDerived = db.prepare(
      `INSERT INTO derived (tag, minute, how, value, sd, entry_id) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (tag, minute, how) DO UPDATE SET value = excluded.value, sd = excluded.sd, entry_id = excluded.entry_id`,
    );
  }

  /** Inside the caller's transaction. Returns the numbers given to the entries, in order. */
  put(entries: readonly PackedEntry[], derived: readonly PackedDerived[]): number[] {
    for (const { tag, tsMs, how, value, sd, entryId } of derived) {
      if (!Number.isFinite(value)) continue;
      this.#putDerived.run(this.#tags.numberFor(tag, 'grid'), Math.floor(tsMs / MINUTE_MS), how, value, sd, entryId);
    }
    return entries.map(({ kind, id, tsMs, tag, actor, writtenMs, body }) => {
      this.#retire.run(kind, id);
      return Number(this.#putEntry.run(kind, id, Math.round(tsMs), tag, actor, Math.round(writtenMs), body).lastInsertRowid);
    });
  }
}
