/**
 * Timers of the PLC at any length of scan. At the scan of a real PLC they run out to the
 * scan; in the coarse steps of a run ahead a time that ends inside a step ends at the
 * nearer edge of it, and what is over or short goes to the timer that follows, so that
 * over many cycles the times come out as they are set.
 */

/** Whether a timer has run out: the end of its time is nearer than the next scan. */
export const elapsed = (waitedMs: number, limitMs: number, scanMs: number): boolean =>
  waitedMs + scanMs / 2 > limitMs || waitedMs >= limitMs;

/** What the next timer begins with, ms; less than a scan either way, also after a long stand. */
export const carried = (waitedMs: number, limitMs: number, scanMs: number): number =>
  waitedMs - limitMs >= scanMs ? 0 : waitedMs - limitMs;
