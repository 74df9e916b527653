/**
 * Time is always handed in. `wallMs` dates records (ms UTC, may jump when the PC
 * clock is set); `monoMs` measures durations and deadlines (never goes back).
 */
export interface Clock {
  wallMs(): number;
  monoMs(): number;
  /** Calls `fn` once after `delayMs` of monotonic time; the returned function cancels it. */
  after(delayMs: number, fn: () => void): () => void;
}

/** Resolves after `delayMs` of the given clock. */
export const sleep = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });
