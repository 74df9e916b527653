import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { CommitInfo, Historian, HistorianFault, ScanRecord } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import { isToldInAudit, letGoOfForm, noteInLedger } from './ledger.ts';

export interface StoreQueueOptions {
  readonly historian: Historian;
  readonly clock: Clock;
  readonly log: Log;
  /** Scans that may wait for a failing disk; at one a second a little over two hours. */
  readonly maxPending?: number;
  /** Called in commit order with the sequence numbers the events were given. */
  readonly onCommitted: (scan: ScanRecord, info: CommitInfo) => void;
}

export interface StoreStatus {
  readonly state: 'ok' | 'delayed' | 'failing';
  readonly detail: string | null;
  readonly pendingScans: number;
}

/** Rows that had to be given up because the disk failed for too long. */
export interface Dropped {
  readonly rows: number;
  readonly fromMs: number;
  readonly toMs: number;
}

interface Waiting {
  readonly scan: ScanRecord;
  readonly sinceMonoMs: number;
  readonly settle: (outcome: Result<CommitInfo, HistorianFault>) => void;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;
const DELAYED_AFTER_MS = 2000;
const nothing = (): void => undefined;

/**
 * The scans on their way to disk, in order. A disk that fails does not stop the scan
 * loop: scans wait here and are tried again; only when too many wait are the oldest
 * measured rows given up, counted, and told. Events, receipts, entries and audit rows are never given up.
 */
export class StoreQueue {
  readonly #options: StoreQueueOptions;
  readonly #maxPending: number;
  #waiting: Waiting[] = [];
  #busy = false;
  #fault: HistorianFault | null = null;
  #retryMs = FIRST_RETRY_MS;
  #cancelRetry: () => void = nothing;
  #dropped: Dropped | null = null;
  #idle: (() => void)[] = [];
  /** Who waits for the scan that is on its way, to hold the rest. */
  #parked: (() => void)[] = [];
  #closing = false;
  #held = false;
  /** The small texts of state as they stand, for what the audit log says of a change. */
  readonly #texts = new Map<string, string>();
  gridRows = 0;
  changeRows = 0;

  constructor(options: StoreQueueOptions) {
    this.#options = options;
    this.#maxPending = options.maxPending ?? 7200;
  }

  /** Resolves when this scan is on disk, or with the fault of its first try; it stays queued then. */
  add(given: ScanRecord): Promise<Result<CommitInfo, HistorianFault>> {
    const scan = { ...given, state: { ...given.state, ...letGoOfForm(given) } };
    noteInLedger(scan.entries ?? [], scan.state, (key) => this.#texts.get(key));
    this.know(scan.state);
    return new Promise((settle) => {
      this.#waiting.push({ scan, sinceMonoMs: this.#options.clock.monoMs(), settle });
      if (this.#waiting.length > this.#maxPending) this.#giveUpOldest();
      void this.#pump();
    });
  }

  /** Texts of state that stand on disk; what is added later takes their place. */
  know(texts: Readonly<Record<string, string>>): void {
    for (const [key, text] of Object.entries(texts)) if (isToldInAudit(key)) this.#texts.set(key, text);
  }

  status(): StoreStatus {
    const oldest = this.#waiting[0];
    const waitedMs = oldest === undefined ? 0 : this.#options.clock.monoMs() - oldest.sinceMonoMs;
    return {
      state: this.#fault !== null ? 'failing' : waitedMs > DELAYED_AFTER_MS ? 'delayed' : 'ok',
      detail: this.#fault?.message ?? null,
      pendingScans: this.#waiting.length,
    };
  }

  /** What was given up since the last time this was asked, once storing works again; null when nothing. */
  takeDropped(): Dropped | null {
    if (this.#fault !== null) return null;
    const dropped = this.#dropped;
    this.#dropped = null;
    return dropped;
  }

  /** Lets no scan go to disk until `release`; resolves when none is on its way any more. Scans wait in order meanwhile. */
  async hold(): Promise<void> {
    this.#held = true;
    this.#cancelRetry();
    if (this.#busy) await new Promise<void>((resolve) => this.#parked.push(resolve));
  }

  release(): void {
    this.#held = false;
    void this.#pump();
  }

  /** Waits until all is on disk or the time is over; true when all is. */
  async flush(limitMs: number): Promise<boolean> {
    this.#closing = true;
    if (this.#waiting.length === 0) return true;
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(limitMs, resolve);
      this.#idle.push(() => {
        cancel();
        resolve();
      });
      void this.#pump();
    });
    this.#cancelRetry();
    return this.#waiting.length === 0;
  }

  async #pump(): Promise<void> {
    if (this.#busy || this.#held) return;
    this.#busy = true;
    this.#cancelRetry();
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const outcome = await this.#options.historian.commit(next.scan);
      next.settle(outcome);
      if (!outcome.ok) {
        this.#failed(outcome.error);
        break;
      }
      this.#waiting.shift();
      this.#succeeded(next.scan, outcome.value);
      if (this.#held) break;
    }
    this.#busy = false;
    this.#parked.splice(0).forEach((resolve) => resolve());
    if (this.#waiting.length === 0) this.#idle.splice(0).forEach((resolve) => resolve());
  }

  #succeeded(scan: ScanRecord, info: CommitInfo): void {
    if (this.#fault !== null)
      this.#options.log.info({ waiting: this.#waiting.length }, 'storing works again');
    this.#fault = null;
    this.#retryMs = FIRST_RETRY_MS;
    this.gridRows += scan.grid.length;
    this.changeRows += scan.changes.length;
    this.#options.onCommitted(scan, info);
  }

  #failed(fault: HistorianFault): void {
    if (this.#fault === null)
      this.#options.log.error(
        { kind: fault.kind, reason: fault.message },
        'storing failed, trying again',
      );
    this.#fault = fault;
    if (this.#closing && fault.kind === 'closed') return;
    this.#cancelRetry = this.#options.clock.after(this.#retryMs, () => void this.#pump());
    this.#retryMs = Math.min(LONGEST_RETRY_MS, this.#retryMs * 2);
  }

  /** Takes the measured rows out of the oldest scan that has any; what people did and saw stays. */
  #giveUpOldest(): void {
    // The first may be on its way to disk right now.
    const index = this.#waiting.findIndex(
      ({ scan }, i) => i > 0 && scan.grid.length + scan.changes.length > 0,
    );
    const victim = this.#waiting[index];
    if (victim === undefined) return;
    const rows = [...victim.scan.grid, ...victim.scan.changes];
    const times = rows.map(({ tsMs }) => tsMs);
    const before = this.#dropped;
    this.#dropped = {
      rows: (before?.rows ?? 0) + rows.length,
      fromMs: Math.min(before?.fromMs ?? Number.POSITIVE_INFINITY, ...times),
      toMs: Math.max(before?.toMs ?? Number.NEGATIVE_INFINITY, ...times),
    };
    const { events, receipts, entries = [], audit = [] } = victim.scan;
    if (events.length + receipts.length + entries.length + audit.length > 0) {
      this.#waiting[index] = { ...victim, scan: { ...victim.scan, grid: [], changes: [], derived: [] } };
      return;
    }
    this.#waiting.splice(index, 1);
    victim.settle(ok({ eventSeqs: [], entrySeqs: [], durationMs: 0 }));
  }
}
