import type { Result } from '#core/result.ts';
import type { BusFault } from '#engine/ports/fieldbus.ts';
import type { WireQuestion } from './pdu.ts';

/**
 * One wire: a serial line, a TCP connection or a function call. A link carries one
 * exchange at a time, keeps itself connected and knows nothing of queues or slaves' health.
 */
export interface Link {
  readonly id: string;
  readonly timeoutMs: number;
  state(): LinkCondition;
  onChange(listener: () => void): void;
  /** Starts connecting and keeps reconnecting until closed. */
  open(): void;
  close(): Promise<void>;
  /**
   * Sends one question and waits for its answer, at most about `timeoutMs` (a slave that
   * comes back after a fault may use it twice). Never rejects.
   */
  exchange(question: WireQuestion): Promise<Result<LinkAnswer, BusFault>>;
}

export interface LinkAnswer {
  readonly pdu: Uint8Array;
  /** When the last byte of the answer came in. */
  readonly wallMs: number;
  readonly monoMs: number;
}

export interface LinkCondition {
  /** `connecting` only until the first attempt after `open` has an outcome. */
  readonly phase: 'closed' | 'connecting' | 'connected' | 'disconnected';
  /** The system's reason while disconnected, e.g. ENOENT. */
  readonly detail: string | null;
  readonly reconnects: number;
}

/** Pause before the nth attempt (1 = first retry), ms: doubles from `baseMs` up to `maxMs`. */
export const backOffMs = (attempt: number, baseMs: number, maxMs: number): number =>
  Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 20));

/** Short system reason of an error for `notConnected.detail`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  // serialport puts the errno into the text only: "Error: No such file or directory, cannot open ...".
  if (/no such file/i.test(error.message)) return 'ENOENT';
  if (/permission denied/i.test(error.message)) return 'EACCES';
  if (/cannot lock port|busy|temporarily unavailable|access denied/i.test(error.message)) return 'EBUSY';
  return error.message.replace(/^Error: /, '');
}
