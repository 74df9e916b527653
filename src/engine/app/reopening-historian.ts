import { err } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Historian, HistorianFault } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';

export interface ReopeningOptions {
  readonly first: Historian;
  readonly open: () => Promise<Result<Historian, HistorianFault>>;
  readonly clock: Clock;
  readonly log: Log;
}

const LEAST_PAUSE_MS = 5000;

/**
 * A historian that outlives the death of its threads: after a fault that says its inside
 * is gone it is closed and opened again, at most every five seconds. What was asked in
 * between fails as any fault does; the store queue keeps scans and tries again.
 */
export class ReopeningHistorian implements Historian {
  readonly #options: ReopeningOptions;
  #inner: Historian;
  #reopening = false;
  #lastMonoMs: number | null = null;
  #closed = false;

  constructor(options: ReopeningOptions) {
    this.#options = options;
    this.#inner = options.first;
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
  stats: Historian['stats'] = () => this.#watch((inner) => inner.stats());

  async close(): Promise<void> {
    this.#closed = true;
    await this.#inner.close();
  }

  /**
   * Closes the history, lets `work` exchange its files, and opens it again, also when `work` failed.
   * What is asked meanwhile fails as any fault does.
   */
  async exchange(
    work: () => Promise<Result<null, HistorianFault>>,
  ): Promise<Result<null, HistorianFault>> {
    if (this.#reopening)
      return err({ kind: 'closed', message: 'the history is being opened again; try in a moment' });
    this.#reopening = true;
    try {
      await this.#inner.close().catch(() => undefined);
      const done = await work().catch((error: unknown) =>
        err<HistorianFault>({ kind: 'io', message: String(error) }),
      );
      const opened = await this.#options.open();
      if (!opened.ok) return opened;
      this.#inner = opened.value;
      if (this.#closed) await opened.value.close();
      return done;
    } finally {
      this.#reopening = false;
    }
  }

  async #watch<T>(
    ask: (inner: Historian) => Promise<Result<T, HistorianFault>>,
  ): Promise<Result<T, HistorianFault>> {
    if (this.#reopening)
      return err({ kind: 'closed', message: 'the history is being opened again' });
    const answer = await ask(this.#inner);
    if (!answer.ok && (answer.error.kind === 'closed' || answer.error.kind === 'io'))
      void this.#reopen(answer.error);
    return answer;
  }

  async #reopen(cause: HistorianFault): Promise<void> {
    const { clock, log, open } = this.#options;
    const monoMs = clock.monoMs();
    const tooSoon = this.#lastMonoMs !== null && monoMs - this.#lastMonoMs < LEAST_PAUSE_MS;
    if (this.#closed || this.#reopening || tooSoon) return;
    this.#reopening = true;
    this.#lastMonoMs = monoMs;
    log.error({ kind: cause.kind, reason: cause.message }, 'history lost, opening it again');
    await this.#inner.close().catch(() => undefined);
    const opened = await open();
    if (opened.ok) {
      this.#inner = opened.value;
      // Closed meanwhile: the new one must not stay open behind everybody's back.
      if (this.#closed) await opened.value.close();
    } else {
      log.error(
        { kind: opened.error.kind, reason: opened.error.message },
        'history cannot be opened again yet',
      );
    }
    this.#reopening = false;
  }
}
