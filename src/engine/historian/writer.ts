import { DAY_MS } from '#core/signal/trend.ts';
import type { NewEvent } from '../ports/historian.ts';
import type { Db } from './database.ts';
import { gridWriter } from './grid-writer.ts';
import { AuditWriter } from './audit-writer.ts';
import { EntryWriter } from './entry-writer.ts';
import type { CommitSeqs, PackedReceipt, PackedSamples, PackedScan } from './messages.ts';
import { changeFrom, refreshChangeDay } from './rollups.ts';
import { monthOf, refreshChangeMonth } from './months.ts';
import { Sealer } from './sealer.ts';
import { TagBook } from './tags.ts';

/** The one writer of the historian's file: scans in, whole or not at all, and the moving of finished days. */
export class ScanWriter {
  readonly #db: Db;
  readonly #tags: TagBook;
  readonly #sealer: Sealer;
  readonly #putGrid: (samples: PackedSamples) => void;
  readonly #putChange;
  readonly #putEvent;
  readonly #putReceipt;
  readonly #putState;
  readonly #putLast;
  readonly #getLast;
  readonly #putJournalSeq;
  readonly #entries: EntryWriter;
  readonly #audit: AuditWriter;

  constructor(db: Db) {
    this.#db = db;
    this.#tags = new TagBook(db);
    this.#sealer = new Sealer(db, this.#tags);
    this.#putGrid = gridWriter(db, this.#tags, this.#sealer);
    this.#entries = new EntryWriter(db, this.#tags);
    this.#audit = new AuditWriter(db);
    this.#putChange = db.prepare(
      `INSERT INTO change (tag, ts_ms, value, grade) VALUES (?, ?, ?, ?)
       ON CONFLICT (tag, ts_ms) DO UPDATE SET value = excluded.value, grade = excluded.grade`,
    );
    this.#putEvent = db.prepare(
      'INSERT INTO event (ts_ms, kind, priority, code, subject, params, actor) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#putReceipt = db.prepare(
      `INSERT INTO receipt (request_id, ts_ms, unit, outcome, body, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (hash) DO NOTHING`,
    );
    this.#putState = db.prepare(
      'INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    );
    this.#putLast = db.prepare(
      `INSERT INTO meta (key, value) VALUES ('last_ms', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    );
    this.#getLast = db.prepare<[], number>("SELECT value FROM meta WHERE key = 'last_ms'").pluck();
    this.#putJournalSeq = db.prepare("UPDATE meta SET value = ? WHERE key = 'journal_seq'");
  }

  /** What the writer knows of the days. */
  get days(): Sealer {
    return this.#sealer;
  }

  /** Sequence in the journal of the newest scan that is stored here. */
  get journalSeq(): number {
    return Number(this.#db.prepare("SELECT value FROM meta WHERE key = 'journal_seq'").pluck().get());
  }

  /** Name by which journal and database know each other. */
  get journalId(): string {
    return String(this.#db.prepare("SELECT value FROM meta WHERE key = 'journal_id'").pluck().get());
  }

  /** State and newest receipt as they stand here. */
  head(): { state: [string, string][]; lastReceiptHash: string | null; lastMs: number | null } {
    return {
      state: this.#db.prepare<[], [string, string]>('SELECT key, value FROM state').raw().all(),
      lastReceiptHash: this.#db.prepare<[], string>('SELECT hash FROM receipt ORDER BY seq DESC LIMIT 1').pluck().get() ?? null,
      lastMs: this.#db.prepare<[], number>("SELECT value FROM meta WHERE key = 'last_ms'").pluck().get() ?? null,
    };
  }

  /**
   * Commits scans in one durable transaction, in order. Returns the numbers given to the events and entries of each.
   * Throws what SQLite throws; then nothing of these scans is stored.
   * @param journalSeq sequence of the last of these scans in the journal, stored with them
   * @param also what is to be done in the same transaction, after the scans
   */
  commit(scans: readonly PackedScan[], journalSeq?: number, also?: (seqs: readonly CommitSeqs[]) => void): CommitSeqs[] {
    try {
      return this.#db.transaction(() => {
        if (journalSeq !== undefined) this.#putJournalSeq.run(journalSeq);
        const seqs = scans.map((scan) => this.#put(scan));
        also?.(seqs);
        return seqs;
      }).immediate();
    } catch (error) {
      this.#tags.reload();
      this.#sealer.reload();
      throw error;
    }
  }

  /** Moves a slice of a finished day to its final place. Returns whether there is more to do. */
  sealStep(): boolean {
    return this.#sealer.step();
  }

  #put(scan: PackedScan): CommitSeqs {
    this.#putGrid(scan.grid);
    this.#putChanges(scan.changes);
    const seqs = scan.events.map((event) => this.#putNewEvent(event));
    for (const receipt of scan.receipts) this.#putOneReceipt(receipt);
    for (const [key, value] of scan.state) this.#putState.run(key, value);
    const entries = this.#entries.put(scan.entries, scan.derived);
    this.#audit.put(scan.audit ?? []);
    this.#noteTime(scan);
    return { events: seqs, entries };
  }

  #lastMs(): number {
    return this.#getLast.get() ?? -Infinity;
  }

  /**
   * Keeps the time of the newest values. They follow the clock, also back; an event that tells of the
   * past, on its own, does not put the end of the history there.
   */
  #noteTime(scan: PackedScan): void {
    let valuesMs = -Infinity;
    for (const samples of [scan.grid, scan.changes]) for (const tsMs of samples.times) valuesMs = Math.max(valuesMs, tsMs);
    let eventsMs = -Infinity;
    for (const event of scan.events) eventsMs = Math.max(eventsMs, event.tsMs);
    const lastMs = Math.max(valuesMs, eventsMs);
    if (lastMs === -Infinity || (valuesMs === -Infinity && eventsMs <= this.#lastMs())) return;
    this.#putLast.run(lastMs);
    this.#sealer.present(lastMs);
  }

  #putChanges(samples: PackedSamples): void {
    const staleDays = new Map<string, { day: number; tag: number }>();
    for (let i = 0; i < samples.tags.length; i++) {
      const tsMs = samples.times[i] ?? 0;
      const tag = this.#tags.numberFor(samples.tags[i] ?? '', 'changes');
      const value = samples.values[i] ?? NaN;
      this.#putChange.run(tag, tsMs, Number.isNaN(value) ? null : value, samples.grades[i] ?? 0);
      const day = Math.floor(tsMs / DAY_MS);
      if (this.#sealer.sealed.has(day)) staleDays.set(`${day} ${tag}`, { day, tag });
      else this.#sealer.touched(day);
      if (!this.#sealer.isBeforeSealed(day)) continue;
      // A late change also alters what the next day with changes began with.
      const next = changeFrom(this.#db, tag, (day + 1) * DAY_MS);
      const nextDay = next === null ? null : Math.floor(next.ts_ms / DAY_MS);
      if (nextDay !== null && this.#sealer.sealed.has(nextDay)) staleDays.set(`${nextDay} ${tag}`, { day: nextDay, tag });
    }
    for (const { day, tag } of staleDays.values()) {
      refreshChangeDay(this.#db, day, tag);
      refreshChangeMonth(this.#db, monthOf(day), tag, this.#sealer.newestSealed);
    }
  }

  #putNewEvent(event: NewEvent): number {
    const { tsMs, kind, priority, code, subject, params, actor } = event;
    return Number(this.#putEvent.run(tsMs, kind, priority, code, subject, JSON.stringify(params), actor).lastInsertRowid);
  }

  #putOneReceipt(receipt: PackedReceipt): void {
    const { requestId, tsMs, unit, outcome, body, prevHash, hash } = receipt;
    this.#putReceipt.run(requestId, tsMs, unit, outcome, body, prevHash, hash);
  }
}
