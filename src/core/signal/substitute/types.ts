import type { Estimate, Substitute, Trust } from '../virtual/estimate.ts';

/** What there is to work with for one sensor in one minute. */
export interface Sources {
  /** Own reading after corrections; null when nothing usable was read. */
  readonly own: number | null;
  /** Bias that an accepted correction took off it; 0 without one. */
  readonly correction: number;
  readonly ownSd: number | null;
  readonly trust: Trust;
  /** Reading of the duplicate when it is trusted itself. */
  readonly duplicate: Estimate | null;
  readonly virtual: Estimate | null;
  /** Same hour of yesterday or same weekday and hour of the weeks before. */
  readonly pattern: Estimate | null;
}

/** Memory of one sensor's source, plain data. */
export interface SourceState {
  /** What stands now: `own`, a substitute, or `none` when nothing is left. */
  readonly standing: 'own' | Substitute | 'none';
  readonly sinceMs: number;
  /** Minutes in a row that spoke for another source than the one that stands. */
  readonly forAnother: number;
  readonly another: 'own' | Substitute | 'none';
  /** Whether the own reading was there and bad since it was replaced, not only gone. */
  readonly sawBad: boolean;
  /** Whether the own reading is lost for the count of lost sensors. */
  readonly lost: boolean;
}

/** A change of what stands for a sensor, for log and entry kind `substitution`. */
export interface SourceChange {
  readonly tag: string;
  readonly tsMs: number;
  readonly from: SourceState['standing'];
  readonly to: SourceState['standing'];
  /** What it went on with and with what uncertainty; null where nothing is left. */
  readonly value: number | null;
  readonly sd: number | null;
}
