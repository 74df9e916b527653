import type { Clock } from '#core/time/clock.ts';

const LAST_LOOK_MS = 5;

/**
 * A time limit for bytes to arrive. When this process was busy, the timer fires before
 * bytes that came in time have been fetched from the kernel; so the limit is only
 * believed after one more short wait, in which they would be.
 * @returns cancels the limit
 */
export function afterLastLook(clock: Clock, delayMs: number, fn: () => void): () => void {
  let cancel = clock.after(delayMs, () => {
    cancel = clock.after(LAST_LOOK_MS, fn);
  });
  return () => cancel();
}
