import { err, ok, type Result } from '#core/result.ts';
import { sleep, type Clock } from '#core/time/clock.ts';
import type { BusFault, FieldBus, WriteRequest } from '#engine/ports/fieldbus.ts';

export interface ConfirmOptions {
  /** Write and confirming read-back together must be done within this long, ms. */
  readonly withinMs: number;
  readonly clock: Clock;
  /** Bits of each word that must agree; default all 16. Not for coils. */
  readonly mask?: number;
  /** Pause before reading again while the read-back still differs, ms. */
  readonly againAfterMs?: number;
}

export interface ConfirmedWrite {
  /** What the PLC holds now. */
  readonly words: readonly number[];
  readonly wroteAtWallMs: number;
  readonly confirmedAtWallMs: number;
  /** From the call to the confirming answer, ms. */
  readonly tookMs: number;
}

export type ConfirmFault =
  /** The write failed, and the PLC does not hold the value as far as could be seen (see `mayBeWritten`). */
  | { readonly kind: 'write'; readonly fault: BusFault }
  /** Written, but nobody knows what the PLC holds. */
  | { readonly kind: 'readBack'; readonly fault: BusFault }
  /** The PLC holds something else than was written. */
  | { readonly kind: 'mismatch'; readonly wrote: readonly number[]; readonly read: readonly number[] };

/** Whether the question may have reached the PLC although its answer did not arrive well. */
const isUncertain = (fault: BusFault): boolean =>
  fault.kind === 'timeout' || fault.kind === 'badFrame' || fault.kind === 'notConnected' ||
  (fault.kind === 'exception' && (fault.code === ACKNOWLEDGE || fault.code === GATEWAY_TARGET_SILENT));
const ACKNOWLEDGE = 5;
const GATEWAY_TARGET_SILENT = 11;

/** True unless it is certain that the PLC never took the value: count it as done where repeating does harm. */
export const mayBeWritten = (fault: ConfirmFault): boolean => fault.kind !== 'write' || isUncertain(fault.fault);

const tooLate: ConfirmFault = { kind: 'readBack', fault: { kind: 'deadline' } };
const DEFAULT_AGAIN_MS = 20;

/**
 * Writes, reads back and compares: only an equal read-back counts as done, and it does
 * so even when the answer to the write was lost. A read-back that differs is repeated
 * until the time is over, since some PLCs take a written value over with their next scan.
 */
export async function confirmWrite(
  bus: FieldBus,
  request: WriteRequest,
  options: ConfirmOptions,
): Promise<Result<ConfirmedWrite, ConfirmFault>> {
  const { clock, withinMs } = options;
  const mask = request.table === 'coil' ? 1 : (options.mask ?? 0xffff);
  const startMs = clock.monoMs();
  const leftMs = (): number => startMs + withinMs - clock.monoMs();

  const written = await bus.write({ ...request, deadlineMs: Math.min(request.deadlineMs, withinMs) });
  const writeFault: ConfirmFault | null = written.ok ? null : { kind: 'write', fault: written.error };
  if (writeFault !== null && !mayBeWritten(writeFault)) return err(writeFault);
  const wroteAtWallMs = written.ok ? written.value.wallMs : clock.wallMs();

  for (;;) {
    const remainingMs = leftMs();
    if (remainingMs <= 0) return err(writeFault ?? tooLate);
    const { slave, table, address, words: wrote, priority } = request;
    const back = await bus.read({ slave, table, address, count: wrote.length, priority, deadlineMs: remainingMs });
    if (!back.ok) return err(writeFault ?? { kind: 'readBack', fault: back.error });
    const { words: read, wallMs } = back.value;
    if (wrote.every((word, i) => (toBit(table, word) & mask) === ((read[i] ?? -1) & mask))) {
      if (leftMs() < 0) return err(tooLate);
      return ok({ words: read, wroteAtWallMs, confirmedAtWallMs: wallMs, tookMs: clock.monoMs() - startMs });
    }
    const pauseMs = options.againAfterMs ?? DEFAULT_AGAIN_MS;
    if (leftMs() <= pauseMs) return err(writeFault ?? { kind: 'mismatch', wrote, read });
    await sleep(clock, pauseMs);
  }
}

/** Any word but 0 switches a coil on. */
const toBit = (table: WriteRequest['table'], word: number): number => (table === 'coil' && word !== 0 ? 1 : word);
