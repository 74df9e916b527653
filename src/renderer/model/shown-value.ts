import type { SensorState } from '#contract/data-quality.ts';
import type { WireEffective } from '#contract/snapshot.ts';
import type { Reading } from './reading.ts';
import { trustOf } from './reading.ts';

/** Why a shown number is not simply what the sensor says; null when it is. */
export type ShownMark = 'suspect' | 'bad' | 'lost' | 'maintenance' | 'corrected' | 'duplicate' | 'virtual' | 'pattern';

export interface Shown {
  /** What counts now: the reading, less an accepted correction, or what stands in for it. */
  readonly value: number | null;
  readonly mark: ShownMark | null;
  /** True when the number is not the sensor's own, so that its age and quality do not apply. */
  readonly replaced: boolean;
  /** True when an accepted correction was taken off, also beside a doubt. */
  readonly corrected: boolean;
  readonly sd: number | null;
}

/**
 * Joins a live reading with what stands for its sensor (snapshot) and how far the sensor is
 * trusted. What stands in comes before a doubt, a doubt before a correction: the most telling word
 * is the one shown.
 */
export function shownOf(reading: Reading, effective: WireEffective | undefined, state: SensorState | undefined): Shown {
  const doubt = state === 'suspect' || state === 'bad' || state === 'lost' || state === 'maintenance' ? state : null;
  if (effective !== undefined) {
    const [value, by, correction, sd] = effective;
    if (by !== 'own' && value !== null) return { value, mark: by, replaced: true, corrected: false, sd };
    if (by === 'own' && correction !== 0 && reading.value !== null && trustOf(reading) !== 'none')
      return { value: reading.value - correction, mark: doubt ?? 'corrected', replaced: false, corrected: true, sd };
  }
  return { value: reading.value, mark: doubt, replaced: false, corrected: false, sd: null };
}

/** Value a total or a limit may be worked out from; null when nothing usable stands. */
export const countingValue = (reading: Reading, effective: WireEffective | undefined): number | null => {
  const shown = shownOf(reading, effective, undefined);
  return shown.replaced || trustOf(reading) !== 'none' ? shown.value : null;
};
