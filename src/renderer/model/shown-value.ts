import type { SensorTrust } from '#contract/data-quality.ts';
import type { Reading } from './reading.ts';
import { trustOf } from './reading.ts';

/** Why a shown number is not simply what the sensor says; null when it is. */
export type ShownMark = 'suspect' | 'bad' | 'lost' | 'maintenance' | 'corrected' | 'duplicate' | 'virtual' | 'pattern';

export interface Shown {
  /** What counts now: the reading, less an accepted correction, or what stands in for it. */
  readonly value: number | null;
  readonly mark: ShownMark | null;
  /** True when the number is not the sensor's own, so that its age and quality no longer apply. */
  readonly replaced: boolean;
  readonly sd: number | null;
}

/**
 * Joins a live reading with what is known of its sensor. What stands in comes before a correction,
 * a correction before a doubt: the most telling word is the one shown.
 */
export function shownOf(reading: Reading, trust: SensorTrust | undefined): Shown {
  const own: Shown = { value: reading.value, mark: null, replaced: false, sd: null };
  if (trust === undefined) return own;
  const { effective, state } = trust;
  if (effective.substitute !== null && effective.value !== null)
    return { value: effective.value, mark: effective.substitute, replaced: true, sd: effective.sd };
  const doubt = state === 'suspect' || state === 'bad' || state === 'lost' || state === 'maintenance' ? state : null;
  if (effective.correction !== 0 && reading.value !== null && trustOf(reading) !== 'none')
    return { value: reading.value - effective.correction, mark: doubt ?? 'corrected', replaced: false, sd: effective.sd };
  return { ...own, mark: doubt };
}
