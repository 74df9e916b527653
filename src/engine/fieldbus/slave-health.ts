import type { BusFault, SlaveStatus } from '#engine/ports/fieldbus.ts';
import { backOffMs } from './link.ts';

/**
 * How one slave is doing and when it may be asked again. Silence costs the others a
 * whole timeout, so a silent slave is asked only after a pause that doubles, up to the
 * point where its probes take a twentieth of the bus time.
 */
export class SlaveHealth {
  readonly #slave: number;
  readonly #baseMs: number;
  readonly #maxMs: number;
  #state: SlaveStatus['state'] = 'unknown';
  #lastGoodWallMs: number | null = null;
  #faults = 0;
  #lastFault: BusFault | null = null;
  #pauses = 0;
  #retryAtMonoMs = -Infinity;

  constructor(slave: number, timeoutMs: number) {
    this.#slave = slave;
    this.#baseMs = Math.max(500, timeoutMs);
    this.#maxMs = 20 * this.#baseMs;
  }

  /** Milliseconds until the slave may be asked again; 0 when it may be now. */
  retryInMs(monoMs: number): number {
    return Math.max(0, this.#retryAtMonoMs - monoMs);
  }

  /** Answered, if only to say no. Returns whether the state changed. */
  answered(wallMs: number, exception: BusFault | null): boolean {
    this.#lastGoodWallMs = wallMs;
    this.#faults = 0;
    this.#lastFault = exception;
    this.allowNow();
    return this.#become('answering');
  }

  /**
   * Did not answer, or not properly. A garbled answer costs little time and is tried
   * again at once; three in a row are treated like silence.
   */
  failed(fault: BusFault, monoMs: number): boolean {
    this.#faults++;
    this.#lastFault = fault;
    const silent = fault.kind === 'timeout' || fault.kind === 'exception';
    if (silent || this.#faults >= 3) {
      this.#pauses++;
      this.#retryAtMonoMs = monoMs + backOffMs(this.#pauses, this.#baseMs, this.#maxMs);
    }
    return this.#become(silent ? 'silent' : 'faulty');
  }

  /** The wire itself is gone; that says nothing about the slave's own back-off. */
  unreachable(fault: BusFault): boolean {
    if (this.#state === 'unknown') return false;
    this.#lastFault = fault;
    return this.#become('silent');
  }

  /** Forgets the pause, e.g. because the wire has just come back. */
  allowNow(): void {
    this.#pauses = 0;
    this.#retryAtMonoMs = -Infinity;
  }

  status(monoMs: number): SlaveStatus {
    const retryInMs = this.retryInMs(monoMs);
    return {
      slave: this.#slave,
      state: this.#state,
      lastGoodWallMs: this.#lastGoodWallMs,
      consecutiveFaults: this.#faults,
      lastFault: this.#lastFault,
      retryInMs: retryInMs > 0 ? retryInMs : null,
    };
  }

  #become(state: SlaveStatus['state']): boolean {
    const changed = this.#state !== state;
    this.#state = state;
    return changed;
  }
}

/** A gateway's "target did not respond": the slave behind it is silent (exceptions 0x0A and 0x0B). */
export const isGatewaySilence = (fault: BusFault): boolean =>
  fault.kind === 'exception' && (fault.code === 0x0a || fault.code === 0x0b);
