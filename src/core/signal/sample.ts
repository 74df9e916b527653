/**
 * A reading as everything in the product sees it: a number never stands without
 * how good it is, how it was obtained and when it was true.
 */

/**
 * Grade of a reading, worst last. The numbers are stored on disk and sent over
 * the wire, so they never change meaning.
 */
export const QUALITY_CODE = {
  good: 0,
  uncertain: 1,
  outOfRange: 2,
  stale: 3,
  commFault: 4,
  configError: 5,
  notYetRead: 6,
} as const;
export type Quality = keyof typeof QUALITY_CODE;
export const QUALITIES = Object.keys(QUALITY_CODE) as readonly Quality[];

/** How a value came to be (reading 11 of the scope: BOD and COD are often slow or laboratory values). */
export const PROVENANCE_CODE = {
  measured: 0,
  held: 1,
  interpolated: 2,
  virtual: 3,
  laboratory: 4,
  manual: 5,
  recorded: 6,
} as const;
export type Provenance = keyof typeof PROVENANCE_CODE;
export const PROVENANCES = Object.keys(PROVENANCE_CODE) as readonly Provenance[];

export interface Sample {
  /** Engineering value in the tag's unit; booleans are 0 or 1; null when nothing was ever read. */
  readonly value: number | null;
  readonly quality: Quality;
  readonly provenance: Provenance;
  /** When the plant had this value, ms UTC; 0 when never read. */
  readonly sourceTimeMs: number;
}

export const NEVER_READ: Sample = Object.freeze({
  value: null,
  quality: 'notYetRead',
  provenance: 'measured',
  sourceTimeMs: 0,
});

/** Qualities whose number may be used for a decision. */
export const isUsable = (sample: Sample): boolean =>
  sample.value !== null && (sample.quality === 'good' || sample.quality === 'uncertain');
