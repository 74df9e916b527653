import type { Clock } from '#core/time/clock.ts';

const PERIOD_MS = 1000;
/** A scan waits this long into its second for the fast poll round, then goes without it. */
const LATEST_MS = 600;

export interface ScanCounters {
  readonly count: number;
  readonly lastMs: number | null;
  /** Seconds that got no scan of their own because the process was held up. */
  readonly overruns: number;
}

/**
 * One scan each second of the wall clock: as soon as the fast poll round of that second
 * is complete, at the latest 600 ms into it. A slow or dead bus never stalls it.
 */
export class ScanLoop {
  readonly #clock: Clock;
  readonly #scan: () => void;
  #lastSlot: number | null = null;
  #cancel: () => void = () => undefined;
  #running = false;
  #count = 0;
  #lastMs: number | null = null;
  #overruns = 0;

  constructor(clock: Clock, scan: () => void) {
    this.#clock = clock;
    this.#scan = scan;
  }

  counters(): ScanCounters {
    return { count: this.#count, lastMs: this.#lastMs, overruns: this.#overruns };
  }

  start(): void {
    this.#running = true;
    this.#arm();
  }

  stop(): void {
    this.#running = false;
    this.#cancel();
  }

  /** The fast round is in: scan now unless this second had its scan. */
  roundDone(): void {
    if (this.#running) this.#scanOnce();
  }

  #slot(): number {
    return Math.floor(this.#clock.wallMs() / PERIOD_MS);
  }

  #scanOnce(): void {
    const slot = this.#slot();
    if (slot === this.#lastSlot) return;
    // A PC clock that jumps is no overrun; the engine tells it as what it is.
    const missed = this.#lastSlot === null ? 0 : slot - this.#lastSlot - 1;
    if (missed > 0 && missed < 60) this.#overruns += missed;
    this.#lastSlot = slot;
    const startMs = this.#clock.monoMs();
    this.#scan();
    this.#count++;
    this.#lastMs = this.#clock.monoMs() - startMs;
  }

  #arm(): void {
    if (!this.#running) return;
    const wallMs = this.#clock.wallMs();
    const due = Math.floor(wallMs / PERIOD_MS) * PERIOD_MS + LATEST_MS;
    const waitMs = due > wallMs ? due - wallMs : due + PERIOD_MS - wallMs;
    this.#cancel = this.#clock.after(Math.max(1, waitMs), () => {
      this.#scanOnce();
      this.#arm();
    });
  }
}
