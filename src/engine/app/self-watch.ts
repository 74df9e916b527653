import type { EventCode } from '#core/control/codes.ts';
import type { Instant, Params } from '#core/control/record.ts';
import type { ScanCounters } from './scan-loop.ts';
import type { StoreQueue } from './store-queue.ts';

export interface SelfWatchOptions {
  readonly store: StoreQueue;
  readonly scans: () => ScanCounters;
  readonly tell: (code: EventCode, params: Params, priority: number) => void;
}

const CLOCK_JUMP_MS = 2000;
/** Overruns are told together, so that a busy PC does not fill the event list. */
const OVERRUNS_EVERY_MS = 600_000;

/** What the engine notices of itself and its computer: a clock that was set, missed scans, a disk that fails. */
export class SelfWatch {
  readonly #options: SelfWatchOptions;
  #lastOffsetMs: number | null = null;
  #toldOverruns = 0;
  #overrunsDueMs = 0;
  #wasFailing = false;

  constructor(options: SelfWatchOptions) {
    this.#options = options;
  }

  /** To be called once a scan. */
  check(now: Instant): void {
    this.#clock(now);
    this.#overruns(now.monoMs);
    this.#store();
  }

  #clock({ wallMs, monoMs }: Instant): void {
    const offsetMs = wallMs - monoMs;
    const jumpMs = this.#lastOffsetMs === null ? 0 : offsetMs - this.#lastOffsetMs;
    this.#lastOffsetMs = offsetMs;
    if (Math.abs(jumpMs) <= CLOCK_JUMP_MS) return;
    this.#options.tell('system.clockJump', { seconds: Math.round(jumpMs / 1000) }, 4);
  }

  #overruns(monoMs: number): void {
    const { overruns } = this.#options.scans();
    if (overruns === this.#toldOverruns || monoMs < this.#overrunsDueMs) return;
    this.#options.tell('system.scanOverrun', { seconds: overruns - this.#toldOverruns }, 4);
    this.#toldOverruns = overruns;
    this.#overrunsDueMs = monoMs + OVERRUNS_EVERY_MS;
  }

  #store(): void {
    const { store, tell } = this.#options;
    const { state, detail } = store.status();
    const failing = state === 'failing';
    if (failing !== this.#wasFailing) {
      this.#wasFailing = failing;
      if (failing) tell('system.historianFailing', { detail }, 2);
      else tell('system.historianRecovered', {}, 5);
    }
    const dropped = store.takeDropped();
    if (dropped !== null) tell('system.rowsDropped', { ...dropped }, 2);
  }
}
