import type { Truth } from '../plant/condition.ts';

/** A condition that must hold for a while before it counts, and stands until its clear condition holds. */
export interface Latch {
  readonly active: boolean;
  /** How long `raise` has been seen true, ms. */
  readonly heldMs: number;
}
export const OPEN_LATCH: Latch = Object.freeze({ active: false, heldMs: 0 });

export interface LatchInput {
  readonly raise: Truth;
  readonly clear: Truth;
  readonly forS: number;
}

/**
 * Moves a latch by one scan. What is unknown neither raises nor clears, and does not
 * count towards the delay: a lost sensor freezes the state, it does not hide it.
 */
export function advanceLatch(latch: Latch, input: LatchInput, elapsedMs: number): Latch {
  if (latch.active) return input.clear === 'true' ? OPEN_LATCH : latch;
  if (input.raise === 'false') return latch.heldMs === 0 ? latch : OPEN_LATCH;
  if (input.raise === 'unknown') return latch;
  // The scan that first sees the condition starts the delay, it does not count as time passed.
  const heldMs = latch.heldMs === 0 ? Number.EPSILON : latch.heldMs + elapsedMs;
  return heldMs >= input.forS * 1000 ? { active: true, heldMs } : { active: false, heldMs };
}

export const negate = (truth: Truth): Truth =>
  truth === 'unknown' ? 'unknown' : truth === 'true' ? 'false' : 'true';
