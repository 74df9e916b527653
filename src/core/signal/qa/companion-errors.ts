import { COMPANION } from './companion-state.ts';
import type { Watch } from './companion-state.ts';

/** Errors of all sensors over a window and their bounds, tag's unit. */
interface Errors {
  readonly errors: readonly number[];
  readonly limits: readonly number[];
}

/** Mean of the last hours. */
export const meanOf = (errors: readonly number[], hours: number): number => {
  const from = errors.length - hours;
  let sum = 0;
  for (let k = from; k < errors.length; k++) sum += errors[k] ?? 0;
  return sum / hours;
};

/** The mean of the window may still hold what is over: an error that counts stands in the last hours. */
export function stillStands(watch: Watch, views: readonly (Errors | null)[], i: number): boolean {
  const now = meanOf(watch.errors, Math.min(COMPANION.nowH, watch.errors.length));
  return views.some(
    (each) =>
      each !== null &&
      now * (each.errors[i] ?? 0) > 0 &&
      Math.abs(now) >= COMPANION.nowShare * (each.limits[i] ?? Number.POSITIVE_INFINITY),
  );
}

/**
 * Spread of the errors. A young model is off by more than it will be: until its bounds count every error goes in,
 * and what went in then is forgotten sooner.
 */
export function noteSpread(watch: Watch, views: readonly (Errors | null)[], sensor: number): void {
  const known = watch.hours - COMPANION.historyH + COMPANION.spreadH;
  const memory = Math.min(
    watch.hours,
    Math.max(COMPANION.spreadH, Math.min(COMPANION.memoryH, known)),
  );
  views.forEach((each, w) => {
    const error = each?.errors[sensor];
    if (error === undefined) return;
    const variance = watch.variance[w] ?? 0;
    const most =
      watch.hours > COMPANION.historyH
        ? COMPANION.errorClip ** 2 * variance
        : Number.POSITIVE_INFINITY;
    watch.variance[w] = variance + (Math.min(error * error, most) - variance) / Math.max(1, memory);
  });
}
