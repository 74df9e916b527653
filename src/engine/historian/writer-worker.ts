import { err, ok } from '#core/result.ts';
import { openForWriting } from './database.ts';
import type { Db } from './database.ts';
import { fault, faultOf } from './faults.ts';
import type { CallMessage, PackedScan } from './messages.ts';
import { attempt, endThread, onCall, post, workerSetup } from './worker-side.ts';
import { ScanWriter } from './writer.ts';

/**
 * Thread with the one writing connection. Scans that are waiting are committed together, which
 * spares the disk under load; each is still answered for itself and only once it is durable.
 */

const MOST_SCANS_AT_ONCE = 64;
/** Under load a slice for so many scans keeps the moving of days abreast of the scans. */
const SCANS_PER_SLICE = 8;
/** After a failed move of finished days (disk full, say) wait before trying again. */
const SEAL_RETRY_MS = 10_000;

class Loop {
  readonly #db: Db;
  readonly #dbPath: string;
  readonly #writer: ScanWriter;
  readonly #waiting: { id: number; scan: PackedScan }[] = [];
  #closeId: number | null = null;
  #turnIsDue = false;
  #sealAgainAtMs = 0;

  constructor(db: Db, dbPath: string) {
    this.#db = db;
    this.#dbPath = dbPath;
    this.#writer = new ScanWriter(db);
    this.#nextTurn();
  }

  take(call: CallMessage): void {
    if (call.kind === 'commit') this.#waiting.push({ id: call.id, scan: call.ask as PackedScan });
    else if (call.kind === 'close') this.#closeId = call.id;
    else throw new Error(`historian writer was asked for ${call.kind}, which it does not know`);
    this.#nextTurn();
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
    if (moreToSeal || this.#waiting.length > 0) this.#nextTurn();
  }

  #commit(group: readonly { readonly id: number; readonly scan: PackedScan }[]): void {
    try {
      const seqs = this.#writer.commit(group.map(({ scan }) => scan));
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

  #sealSlice(): boolean {
    if (Date.now() < this.#sealAgainAtMs) return false;
    try {
      return this.#writer.sealStep();
    } catch (error) {
      this.#sealAgainAtMs = Date.now() + SEAL_RETRY_MS;
      const { kind, message } = faultOf(error, this.#dbPath);
      post({ log: { level: 'warn', fields: { kind, detail: message }, text: 'moving finished days failed, will try again' } });
      return false;
    }
  }

  #close(id: number): void {
    const result = attempt(this.#dbPath, () => {
      this.#db.pragma('wal_checkpoint(TRUNCATE)');
      return null;
    });
    try {
      this.#db.close();
    } finally {
      post({ id, result });
      endThread();
    }
  }
}

const { dbPath } = workerSetup();
let loop: Loop | null = null;

onCall((call) => {
  if (call.kind === 'open') {
    const opened = openForWriting(dbPath);
    if (opened.ok) loop = new Loop(opened.value, dbPath);
    post({ id: call.id, result: opened.ok ? ok(null) : opened });
  } else if (loop !== null) {
    loop.take(call);
  } else {
    // Nothing was opened: there is nothing to write to and nothing to close.
    post({ id: call.id, result: call.kind === 'close' ? ok(null) : err(fault('closed', dbPath, 'it was not opened')) });
    if (call.kind === 'close') endThread();
  }
});
