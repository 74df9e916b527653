import { z } from 'zod';

/**
 * Whether the PC's clock may decide what is old enough to be removed. A clock that moved by more
 * than a week since the last look, or went back, is not believed until it has gone on evenly for
 * thirty looks on thirty days: a year set wrong by a slip, or by an empty battery, removes nothing.
 */
export const clockTrustSchema = z.object({
  seenMs: z.number(),
  /** Looks on further days until the clock is believed again; 0: it is. */
  looksLeft: z.int().min(0),
});
export type ClockTrust = z.infer<typeof clockTrustSchema>;

const LOOKS = 30;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Two looks closer than this count as one. */
const LEAST_STEP_MS = 20 * HOUR_MS;
const MOST_STEP_MS = 7 * DAY_MS;

/** @param before what the last look left; null at the first one, which believes the clock */
export function lookAtClock(before: ClockTrust | null, nowMs: number): ClockTrust {
  if (before === null) return { seenMs: nowMs, looksLeft: 0 };
  const stepMs = nowMs - before.seenMs;
  // An hour back is a clock that was put right; a day back is another matter.
  if (stepMs < -DAY_MS || stepMs > MOST_STEP_MS) return { seenMs: nowMs, looksLeft: LOOKS };
  if (stepMs < LEAST_STEP_MS) return before;
  return { seenMs: nowMs, looksLeft: Math.max(0, before.looksLeft - 1) };
}
