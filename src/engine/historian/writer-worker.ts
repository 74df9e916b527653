import { err, ok } from '#core/result.ts';
import type { PurgeOrder } from '../ports/recovery.ts';
import { fault, faultOf } from './faults.ts';
import type { CallMessage, CommitSeqs, PackedEntry, PackedScan, WriterCalls } from './messages.ts';
import { openWriter } from './open-writer.ts';
import type { OpenWriter } from './open-writer.ts';
import { Purger } from './purger.ts';
import { recoverHistory } from './recover.ts';
import { attempt, endThread, onCall, post, workerSetup } from './worker-side.ts';

/**
 * Thread with the one writing connection and the journal. Scans that are waiting are committed
 * together, which spares the disk under load; each is still answered for itself and only once it
 * is durable, in the journal and in the database.
 */

const MOST_SCANS_AT_ONCE = 64;
/** Under load a slice for so many scans keeps the moving of days abreast of the scans. */
const SCANS_PER_SLICE = 8;
/** After a failed move of finished days (disk full, say) wait before trying again. */
const SEAL_RETRY_MS = 10_000;
/** Between two slices of a purge, so that it never fills the disk's time. */
const PURGE_PAUSE_MS = 5;

class Loop {
  readonly #open: OpenWriter;
  readonly #dbPath: string;
  readonly #waiting: { id: number; scan: PackedScan }[] = [];
  readonly #purges: { readonly id: number; readonly purger: Purger }[] = [];
  #staged: PackedEntry[] = [];
  #closeId: number | null = null;
  #turnIsDue = false;
  #sealAgainAtMs = 0;
  #purgeIsPaused = false;

  constructor(open: OpenWriter, dbPath: string) {
    this.#open = open;
    this.#dbPath = dbPath;
    this.#nextTurn();
  }

  take(call: CallMessage): void {
    if (call.kind === 'commit') this.#waiting.push({ id: call.id, scan: this.#withStaged(call.ask as PackedScan) });
    else if (call.kind === 'stage') {
      for (const entry of call.ask as WriterCalls['stage']['ask']) this.#staged.push(entry);
      post({ id: call.id, result: ok(null) });
      return;
    }
    else if (call.kind === 'close') this.#closeId = call.id;
    else if (call.kind === 'purge') this.#beginPurge(call.id, call.ask as PurgeOrder);
    else if (call.kind === 'releaseJournal') {
      const { throughSeq } = call.ask as WriterCalls['releaseJournal']['ask'];
      post({ id: call.id, result: attempt(this.#dbPath, () => this.#open.journal.release(throughSeq)) });
    } else throw new Error(`historian writer was asked for ${call.kind}, which it does not know`);
    this.#nextTurn();
  }

  #withStaged(scan: PackedScan): PackedScan {
    if (this.#staged.length === 0) return scan;
    const entries = [...this.#staged, ...scan.entries];
    this.#staged = [];
    return { ...scan, entries };
  }

  /** Runs after the messages that have arrived by then, so that waiting scans come together. */
  #nextTurn(): void {
    if (this.#turnIsDue) return;
    this.#turnIsDue = true;
    setImmediate(() => {
      this.#turnIsDue = false;
      this.#turn();
    });
  }

  #turn(): void {
    const group = this.#waiting.splice(0, MOST_SCANS_AT_ONCE);
    if (group.length > 0) this.#commit(group);
    if (this.#closeId !== null && this.#waiting.length === 0) {
      this.#close(this.#closeId);
      return;
    }
    let moreToSeal = true;
    for (let slices = Math.ceil(Math.max(1, group.length) / SCANS_PER_SLICE); moreToSeal && slices > 0; slices--) {
      moreToSeal = this.#sealSlice();
    }
    if (!moreToSeal && this.#waiting.length === 0) this.#purgeSlice();
    if (moreToSeal || this.#waiting.length > 0) this.#nextTurn();
  }

  #commit(group: readonly { readonly id: number; readonly scan: PackedScan }[]): void {
    try {
      const seqs = this.#store(group.map(({ scan }) => scan));
      group.forEach(({ id }, i) => post({ id, result: ok(seqs[i] ?? { events: [], entries: [] }) }));
    } catch (error) {
      if (group.length === 1) {
        for (const { id } of group) post({ id, result: err(faultOf(error, this.#dbPath)) });
        return;
      }
      // One bad scan must not take the others down with it.
      for (const one of group) this.#commit([one]);
    }
  }

  /** Journal first: what the database then holds can always be had again. */
  #store(scans: readonly PackedScan[]): CommitSeqs[] {
    const { journal, writer } = this.#open;
    if (slowDiskMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, slowDiskMs);
    const seq = journal.append(scans);
    let seqs: CommitSeqs[];
    try {
      seqs = writer.commit(scans, seq);
    } catch (error) {
      journal.undo();
      throw error;
    }
    const cut = journal.takeDropped();
    if (cut !== null) post({ journalCut: cut });
    return seqs;
  }

  #sealSlice(): boolean {
    if (Date.now() < this.#sealAgainAtMs) return false;
    try {
      return this.#open.writer.sealStep();
    } catch (error) {
      this.#sealAgainAtMs = Date.now() + SEAL_RETRY_MS;
      const { kind, message } = faultOf(error, this.#dbPath);
      post({ log: { level: 'warn', fields: { kind, detail: message }, text: 'moving finished days failed, will try again' } });
      return false;
    }
  }

  #beginPurge(id: number, order: PurgeOrder): void {
    const begun = attempt(this.#dbPath, () => new Purger(this.#open.db, this.#open.writer.days, order));
    if (begun.ok) this.#purges.push({ id, purger: begun.value });
    else post({ id, result: begun });
  }

  #purgeSlice(): void {
    const current = this.#purges[0];
    if (current === undefined || this.#purgeIsPaused) return;
    const result = attempt(this.#dbPath, () => (current.purger.step() ? null : current.purger.counts()));
    if (!result.ok || result.value !== null) {
      this.#purges.shift();
      post({ id: current.id, result });
    }
    if (this.#purges.length === 0) return;
    this.#purgeIsPaused = true;
    setTimeout(() => {
      this.#purgeIsPaused = false;
      this.#nextTurn();
    }, PURGE_PAUSE_MS);
  }

  #close(id: number): void {
    const { db, journal } = this.#open;
    for (const { id: purge } of this.#purges.splice(0))
      post({ id: purge, result: err(fault('closed', this.#dbPath, 'it was closed during the purge')) });
    const result = attempt(this.#dbPath, () => {
      db.pragma('wal_checkpoint(TRUNCATE)');
      return null;
    });
    try {
      journal.close();
      db.close();
    } finally {
      post({ id, result });
      endThread();
    }
  }
}

const { dbPath, slowDiskMs = 0 } = workerSetup();
let loop: Loop | null = null;

onCall((call) => {
  if (call.kind === 'open') {
    const { acceptGap } = call.ask as WriterCalls['open']['ask'];
    const opened = openWriter(dbPath, { acceptGap, onLong: () => post({ longOpening: true }) });
    if (opened.ok) loop = new Loop(opened.value, dbPath);
    post({ id: call.id, result: opened.ok ? ok({ replayedScans: opened.value.replayed.scans }) : opened });
  } else if (loop !== null) {
    loop.take(call);
  } else if (call.kind === 'recover') {
    post({ id: call.id, result: recoverHistory(dbPath, call.ask as WriterCalls['recover']['ask']) });
  } else {
    // Nothing was opened: there is nothing to write to and nothing to close.
    post({ id: call.id, result: call.kind === 'close' ? ok(null) : err(fault('closed', dbPath, 'it was not opened')) });
    if (call.kind === 'close') endThread();
  }
});
