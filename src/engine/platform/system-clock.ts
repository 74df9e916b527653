import type { Clock } from '#core/time/clock.ts';

/** The computer's clocks: wall time as set, monotonic time that never goes back. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monoMs: () => performance.now(),
  after(delayMs, fn) {
    const timer = setTimeout(fn, delayMs);
    return () => clearTimeout(timer);
  },
};
