/** A step, ms: slow enough that nobody sees it, fast enough that no edge stands on one line of pixels for a shift. */
const STEP_MS = 5 * 60_000;
/** Furthest the picture goes from its place, px; within the space around every screen. */
const REACH_PX = 3;

const triangle = (step: number, reach: number): number => {
  const period = 4 * reach;
  const at = ((step % period) + period) % period;
  return at <= reach ? at : at <= 3 * reach ? 2 * reach - at : at - period;
};

/**
 * Where the picture stands at a time, px right and down of its place: it wanders by one pixel every
 * five minutes, so that a screen that shows the same frame for months does not burn it in. The two
 * ways have lengths without a common divisor, so that every place in reach gets its turn.
 *
 * @param sinceMs time since the window opened; the first step comes after five minutes
 */
export function pictureDrift(sinceMs: number): { readonly xPx: number; readonly yPx: number } {
  const step = Math.floor(Math.max(0, sinceMs) / STEP_MS);
  return { xPx: triangle(step, REACH_PX), yPx: triangle(step, REACH_PX - 1) };
}
