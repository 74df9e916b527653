import type { Clock } from '#core/time/clock.ts';
import { backOffMs, type LinkCondition } from './link.ts';

const FIRST_RETRY_MS = 50;

/**
 * Keeps a link's condition and brings it back after a loss: tries again after a pause
 * that doubles, and starts over with short pauses once an answer has come through (a
 * connection that opens but never answers does not count as recovered).
 */
export class Reconnector {
  readonly #clock: Clock;
  readonly #maxPauseMs: number;
  readonly #connect: () => void;
  #condition: LinkCondition = { phase: 'closed', detail: null, reconnects: 0 };
  #failures = 0;
  #wasConnected = false;
  #cancelRetry: () => void = () => undefined;
  #changed: () => void = () => undefined;

  constructor(clock: Clock, maxPauseMs: number, connect: () => void) {
    this.#clock = clock;
    this.#maxPauseMs = maxPauseMs;
    this.#connect = connect;
  }

  get condition(): LinkCondition {
    return this.#condition;
  }

  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  /** Returns false when already started. */
  start(): boolean {
    if (this.#condition.phase !== 'closed') return false;
    this.#failures = 0;
    this.#become({ ...this.#condition, phase: 'connecting', detail: null });
    this.#connect();
    return true;
  }

  up(): void {
    const reconnects = this.#condition.reconnects + (this.#wasConnected ? 1 : 0);
    this.#wasConnected = true;
    this.#become({ phase: 'connected', detail: null, reconnects });
  }

  /** An attempt failed or the connection was lost. */
  down(detail: string): void {
    if (this.#condition.phase === 'closed') return;
    this.#failures++;
    this.#cancelRetry();
    this.#cancelRetry = this.#clock.after(backOffMs(this.#failures, FIRST_RETRY_MS, this.#maxPauseMs), this.#connect);
    this.#become({ ...this.#condition, phase: 'disconnected', detail });
  }

  /** A proper answer came in. */
  proven(): void {
    this.#failures = 0;
  }

  stop(): void {
    this.#cancelRetry();
    this.#become({ ...this.#condition, phase: 'closed', detail: null });
  }

  #become(condition: LinkCondition): void {
    const before = this.#condition;
    this.#condition = condition;
    if (before.phase !== condition.phase || before.detail !== condition.detail) this.#changed();
  }
}
