/** What a model says a sensor should read, with its standard uncertainty, both in the tag's unit. */
export interface Estimate {
  readonly value: number;
  readonly sd: number;
}

/** Order in which something stands in for a lost sensor. */
export const SUBSTITUTES = ['duplicate', 'virtual', 'pattern'] as const;
export type Substitute = (typeof SUBSTITUTES)[number];

/** What the rest of the product works with in place of a sensor's own reading. */
export interface Effective {
  readonly value: number | null;
  /** Null while the sensor's own reading stands. */
  readonly substitute: Substitute | null;
  /** Bias that an accepted correction took off the reading; 0 without one. */
  readonly correction: number;
  readonly sd: number | null;
}

/**
 * How far a minute of a tag may be used: `good` teaches and feeds what learns, `suspect` does
 * neither but is used with caution, `bad` is lost. A tag that is not named is good.
 */
export type Trust = 'good' | 'suspect' | 'bad';
export type TrustByTag = ReadonlyMap<string, Trust>;

/** Why a virtual sensor says nothing now. */
export type Silence =
  /** Fewer good minutes than it needs; `needed` more are missing. */
  | { readonly why: 'learning'; readonly neededMinutes: number }
  /** Inputs it cannot do without are missing or not trusted. */
  | { readonly why: 'inputs'; readonly tags: readonly string[] };
