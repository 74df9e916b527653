import { err, ok, type Result } from '#core/result.ts';
import { sleep, type Clock } from '#core/time/clock.ts';
import type { BusFault } from '#engine/ports/fieldbus.ts';
import type { Link, LinkAnswer, LinkCondition } from './link.ts';
import type { WireQuestion } from './pdu.ts';

/** Answers a PDU addressed to a unit; an empty answer is silence. The virtual PLC offers this. */
export type PduHandler = (unit: number, pdu: Uint8Array) => Uint8Array;

export interface LoopbackOptions {
  readonly id?: string;
  readonly handle: PduHandler;
  readonly clock: Clock;
  /** Plant time an answer takes; 0 answers at the same instant. */
  readonly latencyMs?: number;
  /** Plant time after which silence is a timeout. */
  readonly timeoutMs?: number;
}

/** The wire of simulated runs: a function call on the simulated clock, with real PDUs. */
export class LoopbackLink implements Link {
  readonly id: string;
  readonly timeoutMs: number;
  readonly #handle: PduHandler;
  readonly #clock: Clock;
  readonly #latencyMs: number;
  #isOpen = false;
  #changed: () => void = () => undefined;

  constructor(options: LoopbackOptions) {
    this.id = options.id ?? 'loopback';
    this.timeoutMs = options.timeoutMs ?? 500;
    this.#handle = options.handle;
    this.#clock = options.clock;
    this.#latencyMs = options.latencyMs ?? 0;
  }

  state(): LinkCondition {
    return { phase: this.#isOpen ? 'connected' : 'closed', detail: null, reconnects: 0 };
  }

  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#changed();
  }

  close(): Promise<void> {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#changed();
    }
    return Promise.resolve();
  }

  async exchange(question: WireQuestion): Promise<Result<LinkAnswer, BusFault>> {
    const pdu = this.#handle(question.unit, question.pdu);
    if (pdu.length === 0) {
      await sleep(this.#clock, this.timeoutMs);
      return err({ kind: 'timeout', afterMs: this.timeoutMs });
    }
    if (this.#latencyMs > 0) await sleep(this.#clock, this.#latencyMs);
    return ok({ pdu, wallMs: this.#clock.wallMs(), monoMs: this.#clock.monoMs() });
  }
}
