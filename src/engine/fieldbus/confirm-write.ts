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
  /** The write itself failed: the PLC most likely holds the old value, after `timeout` it is unknown. */
  | { readonly kind: 'write'; readonly fault: BusFault }
  /** Written, but nobody knows what the PLC holds. */
  | { readonly kind: 'readBack'; readonly fault: BusFault }
  /** The PLC holds something else than was written. */
  | { readonly kind: 'mismatch'; readonly wrote: readonly number[]; readonly read: readonly number[] };

const DEFAULT_AGAIN_MS = 20;

/**
 * Writes, reads back and compares: only an equal read-back counts as done. A read-back
 * that differs is repeated until the time is over, since some PLCs take a written value
 * over with their next scan.
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
  if (!written.ok) return err({ kind: 'write', fault: written.error });

  for (;;) {
    const remainingMs = leftMs();
    if (remainingMs <= 0) return err({ kind: 'readBack', fault: { kind: 'deadline' } });
    const back = await bus.read({
      slave: request.slave, table: request.table, address: request.address, count: request.words.length,
      priority: request.priority, deadlineMs: remainingMs,
    });
    if (!back.ok) return err({ kind: 'readBack', fault: back.error });
    const { words } = back.value;
    const equal = request.words.every((word, i) => (toBit(request.table, word) & mask) === ((words[i] ?? -1) & mask));
    if (equal && leftMs() < 0) return err({ kind: 'readBack', fault: { kind: 'deadline' } });
    if (equal) {
      return ok({
        words, wroteAtWallMs: written.value.wallMs, confirmedAtWallMs: back.value.wallMs, tookMs: clock.monoMs() - startMs,
      });
    }
    const pauseMs = options.againAfterMs ?? DEFAULT_AGAIN_MS;
    if (leftMs() <= pauseMs) return err({ kind: 'mismatch', wrote: request.words, read: words });
    await sleep(clock, pauseMs);
  }
}

/** Any word but 0 switches a coil on. */
const toBit = (table: WriteRequest['table'], word: number): number => (table === 'coil' && word !== 0 ? 1 : word);
