import { PROVENANCES, QUALITIES } from '#core/signal/sample.ts';
import type { Provenance, Quality } from '#core/signal/sample.ts';
import type { WireSample } from '#contract/snapshot.ts';

/** A reading ready to be drawn. `ageMs` is null when it was never read or stems from a recording. */
export interface Reading {
  readonly value: number | null;
  readonly quality: Quality;
  readonly provenance: Provenance;
  readonly sourceTimeMs: number;
}

export const NO_READING: Reading = { value: null, quality: 'notYetRead', provenance: 'measured', sourceTimeMs: 0 };

/** Turns the four numbers of the wire into a reading; unknown codes count as the worst that fits. */
export function readingOf(sample: WireSample | undefined): Reading {
  if (sample === undefined) return NO_READING;
  const [value, quality, provenance, sourceTimeMs] = sample;
  return {
    value,
    quality: QUALITIES[quality] ?? 'configError',
    provenance: PROVENANCES[provenance] ?? 'measured',
    sourceTimeMs,
  };
}

export type Trust = 'good' | 'doubt' | 'old' | 'none';

/** Four looks of a value on screen: as is, with a question mark, greyed with its age, or a dash. */
export function trustOf(reading: Reading): Trust {
  if (reading.value === null || reading.quality === 'notYetRead' || reading.quality === 'configError') return 'none';
  if (reading.quality === 'stale' || reading.quality === 'commFault') return 'old';
  return reading.quality === 'good' ? 'good' : 'doubt';
}

/** Age at `nowMs`, or null when the reading has no time of its own. Never negative. */
export const ageMs = (reading: Reading, nowMs: number): number | null =>
  reading.sourceTimeMs === 0 ? null : Math.max(0, nowMs - reading.sourceTimeMs);
