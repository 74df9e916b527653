import { err } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Historian, HistorianFault } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import type { HistoryKeeping, KeptHistorian } from '#engine/ports/recovery.ts';

type Opened = Result<KeptHistorian, HistorianFault>;

export interface ReopeningOptions {
  /** The open history, or the opening that is still under way: until it ends every question fails as `closed`. */
  readonly first: KeptHistorian | Promise<Opened>;
  /** @param suspect damage that was met in the file while it was open; it is then brought back, not tried again */
  readonly open: (suspect?: string) => Promise<Opened>;
  readonly clock: Clock;
  readonly log: Log;
  /** The history is there again after it was gone for a while. */
  readonly onBack?: () => void;
}

const LEAST_PAUSE_MS = 5000;
const OPENING: HistorianFault = {
  kind: 'closed',
  message: 'the history is being opened again; try in a moment',
};

/**
 * A historian that outlives the death of its threads and damage of its file: after a fault that
 * says its inside is gone, or that the file is damaged, it is closed and opened again, at most every
 * five seconds. What was asked in between fails as any fault does; the store queue keeps scans
 * and tries again, so the plant is polled and controlled meanwhile.
 */
export class ReopeningHistorian implements KeptHistorian {
  readonly #options: ReopeningOptions;
  #inner: KeptHistorian | null;
  #reopening = false;
  #lastMonoMs: number | null = null;
  #closed = false;

  constructor(options: ReopeningOptions) {
    this.#options = options;
    this.#inner = null;
    if (options.first instanceof Promise) {
      this.#reopening = true;
      void options.first.then((opened) => this.#take(opened)).finally(() => this.#back());
    } else {
      this.#inner = options.first;
    }
  }

  commit: Historian['commit'] = (scan) => this.#watch((inner) => inner.commit(scan));
  trend: Historian['trend'] = (query) => this.#watch((inner) => inner.trend(query));
  raw: Historian['raw'] = (query) => this.#watch((inner) => inner.raw(query));
  latest: Historian['latest'] = (tags, atMs) => this.#watch((inner) => inner.latest(tags, atMs));
  events: Historian['events'] = (filter) => this.#watch((inner) => inner.events(filter));
  receipts: Historian['receipts'] = (filter) => this.#watch((inner) => inner.receipts(filter));
  entries: Historian['entries'] = (query) => this.#watch((inner) => inner.entries(query));
  derived: Historian['derived'] = (query) => this.#watch((inner) => inner.derived(query));
  loadState: Historian['loadState'] = () => this.#watch((inner) => inner.loadState());
  audit: Historian['audit'] = (filter) => this.#watch((inner) => inner.audit(filter));
  auditCheck: Historian['auditCheck'] = () => this.#watch((inner) => inner.auditCheck());
  stats: Historian['stats'] = () => this.#watch((inner) => inner.stats());
  purge: HistoryKeeping['purge'] = (order) => this.#watch((inner) => inner.purge(order));
  check: HistoryKeeping['check'] = (cursor) => this.#watch((inner) => inner.check(cursor));
  releaseJournal: HistoryKeeping['releaseJournal'] = (seq) =>
    this.#watch((inner) => inner.releaseJournal(seq));

  async close(): Promise<void> {
    this.#closed = true;
    await this.#inner?.close();
  }

  /** Brings the history back from its copies and journal because of damage that was found in it. */
  async recover(damage: string): Promise<void> {
    await this.#reopen({ kind: 'corrupt', message: damage }, true);
  }

  /**
   * Closes the history, lets `work` exchange its files, and opens it again, also when `work` failed.
   * What is asked meanwhile fails as any fault does.
   */
  async exchange(
    work: () => Promise<Result<null, HistorianFault>>,
  ): Promise<Result<null, HistorianFault>> {
    if (this.#reopening) return err(OPENING);
    this.#reopening = true;
    try {
      await this.#inner?.close().catch(() => undefined);
      const done = await work().catch((error: unknown) =>
        err<HistorianFault>({ kind: 'io', message: String(error) }),
      );
      const opened = await this.#options.open();
      await this.#take(opened);
      return opened.ok ? done : opened;
    } finally {
      this.#reopening = false;
    }
  }

  async #watch<T>(
    ask: (inner: KeptHistorian) => Promise<Result<T, HistorianFault>>,
  ): Promise<Result<T, HistorianFault>> {
    if (this.#reopening) return err(OPENING);
    const inner = this.#inner;
    const answer = inner === null ? err(OPENING) : await ask(inner);
    const isGone = !answer.ok && ['closed', 'io', 'corrupt'].includes(answer.error.kind);
    // An answer of a history that was exchanged meanwhile says nothing of the present one.
    if (isGone && inner === this.#inner) void this.#reopen(answer.error);
    return answer;
  }

  async #reopen(cause: HistorianFault, atOnce = false): Promise<void> {
    const { clock, log, open } = this.#options;
    const monoMs = clock.monoMs();
    const tooSoon = this.#lastMonoMs !== null && monoMs - this.#lastMonoMs < LEAST_PAUSE_MS;
    if (this.#closed || this.#reopening || (tooSoon && !atOnce)) return;
    this.#reopening = true;
    this.#lastMonoMs = monoMs;
    log.error({ kind: cause.kind, reason: cause.message }, 'history lost, opening it again');
    await this.#inner?.close().catch(() => undefined);
    await this.#take(await open(cause.kind === 'corrupt' ? cause.message : undefined));
    this.#back();
  }

  async #take(opened: Opened): Promise<void> {
    if (opened.ok) {
      this.#inner = opened.value;
      // Closed meanwhile: the new one must not stay open behind everybody's back.
      if (this.#closed) await opened.value.close();
      return;
    }
    const { kind, message } = opened.error;
    this.#options.log.error({ kind, reason: message }, 'history cannot be opened again yet');
  }

  #back(): void {
    this.#reopening = false;
    if (!this.#closed && this.#inner !== null) this.#options.onBack?.();
  }
}
