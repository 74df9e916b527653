import type { Truth } from '../plant/condition.ts';

/** A condition that must hold for a while before it counts, and stands until its clear condition has held for a while. */
export interface Latch {
  readonly active: boolean;
  /** How long `raise` has been seen true, ms. */
  readonly heldMs: number;
  /** How long `clear` has been seen true while active, ms; left out at 0. */
  readonly clearMs?: number | undefined;
}
export const OPEN_LATCH: Latch = Object.freeze({ active: false, heldMs: 0 });

export interface LatchInput {
  readonly raise: Truth;
  readonly clear: Truth;
  /** On-delay, s. */
  readonly forS: number;
  /** Off-delay, s; without it the first scan that sees `clear` ends it. */
  readonly offS?: number;
}

/** The scan that first sees a condition starts its delay, it does not count as time passed. */
const held = (beforeMs: number, elapsedMs: number): number =>
  beforeMs === 0 ? Number.EPSILON : beforeMs + elapsedMs;

/**
 * Moves a latch by one scan. What is unknown neither raises nor clears, and does not
 * count towards a delay: a lost sensor freezes the state, it does not hide it.
 */
export function advanceLatch(latch: Latch, input: LatchInput, elapsedMs: number): Latch {
  if (latch.active) {
    const { clearMs = 0 } = latch;
    if (input.clear === 'unknown') return latch;
    if (input.clear === 'false')
      return clearMs === 0 ? latch : { active: true, heldMs: latch.heldMs };
    const next = held(clearMs, elapsedMs);
    return next >= (input.offS ?? 0) * 1000 ? OPEN_LATCH : { ...latch, clearMs: next };
  }
  if (input.raise === 'false') return latch.heldMs === 0 ? latch : OPEN_LATCH;
  if (input.raise === 'unknown') return latch;
  const heldMs = held(latch.heldMs, elapsedMs);
  return heldMs >= input.forS * 1000 ? { active: true, heldMs } : { active: false, heldMs };
}

export const negate = (truth: Truth): Truth =>
  truth === 'unknown' ? 'unknown' : truth === 'true' ? 'false' : 'true';
