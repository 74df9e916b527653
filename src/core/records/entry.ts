/**
 * Records that grow by versions: findings of the quality tests, laboratory readings, corrections,
 * backups and their tests. A change never overwrites; it is a new version under the same id, with
 * who wrote it and when, so that every record shows its own history and can be sent up as it is.
 */

/** Kinds of entries; the body of each is described by the schema of the part that writes it. */
export const ENTRY_KINDS = [
  /** A test of a signal that failed, from when to when. */
  'finding',
  /** Portable, laboratory or other reading of a person. */
  'reading',
  /** A file of readings that was taken in. */
  'import',
  /** Bias of a sensor that was proposed, accepted, turned down or undone. */
  'correction',
  /** A calibration that is due, was done or was dropped. */
  'calibration',
  /** Score of each sensor over an hour. */
  'score',
  /** Another source stood in for a sensor. */
  'substitution',
  /** Monthly report on the quality of the data. */
  'qualityReport',
  /** A copy of the data and what became of it. */
  'backup',
  'restoreTest',
  'restore',
  'integrity',
  'recovery',
  'purge',
  /** Settings of the data keeping a person chose in the window. */
  'dataSetting',
  /** A check list as a person changed it; the profile holds the first version. */
  'checklist',
  /** A round that was begun, done, missed or carried over, with its answers. */
  'round',
  /** A photo or file, small enough to lie in the record itself (base64). */
  'attachment',
  /** Days on which nobody comes, and other settings of the calendar. */
  'calendarSetting',
  'workOrder',
  /** A machine that must not be started until the lock's owner lifts it. */
  'lock',
  /** A part or chemical as a person changed it: minimum, lead time, price. */
  'stockItem',
  /** Something came, was used or was counted. */
  'stockMove',
  /** Money that was spent, by heading of the yearly plan. */
  'cost',
  /** An alarm's occurrence: raised, acknowledged, cleared, shelved, with comments. */
  'alarm',
  /** Settings of an alarm that a person changed. */
  'alarmSetting',
  'incident',
  /** A person with role and secrets (only their hashes). */
  'user',
  'accessSetting',
  /** A report that was produced: its figures, and where the file lies. */
  'report',
  'reportSetting',
  /** Steps and answers of the guided set-up, name and logo of the site. */
  'siteSetting',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export type EntryValue =
  string | number | boolean | null | readonly EntryValue[] | { readonly [key: string]: EntryValue };
export type EntryBody = Readonly<Record<string, EntryValue>>;

/** A version on its way to disk. */
export interface NewEntry {
  readonly kind: EntryKind;
  /** The same for all versions of one record; unique within its kind. */
  readonly id: string;
  /** Instant it concerns (beginning of a finding, time of sampling), ms UTC. */
  readonly tsMs: number;
  /** Tag it concerns, or null. */
  readonly tag: string | null;
  /** `engine` or `person:NAME`. */
  readonly actor: string;
  readonly writtenMs: number;
  readonly body: EntryBody;
}

export interface Entry extends NewEntry {
  readonly seq: number;
  /** False when a later version of the same record stands. */
  readonly latest: boolean;
}

export interface EntryQuery {
  readonly kinds: readonly EntryKind[];
  readonly id?: string;
  readonly tag?: string;
  /** By `tsMs`, from inclusive, to exclusive. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** `latest`: only the newest version of each record; `all`: every version. */
  readonly versions: 'latest' | 'all';
  /** `newest`: by `seq` downwards (default); `time`: by `tsMs` downwards. */
  readonly order?: 'newest' | 'time';
  readonly beforeSeq?: number;
  readonly limit: number;
}

/** How a value that stands beside the raw one came to be. Stored numbers never change meaning. */
export const DERIVED_CODE = {
  /** Gap of at most 5 min. */
  linear: 1,
  /** Gap of 5 to 30 min. */
  spline: 2,
  /** Gap over 30 min, or nothing better: same weekday and hour of the weeks before. */
  pattern: 3,
  duplicate: 4,
  virtual: 5,
} as const;
export type DerivedHow = keyof typeof DERIVED_CODE;
export const DERIVED_HOWS = Object.keys(DERIVED_CODE) as readonly DerivedHow[];

/**
 * One minute's value that stands beside the raw one. Corrections are not stored this way: they are
 * applied when read, out of the correction's own entry, so that undoing one leaves no trace in the values.
 */
export interface DerivedValue {
  readonly tag: string;
  /** Minute of the UTC grid, ms. */
  readonly tsMs: number;
  readonly how: DerivedHow;
  readonly value: number;
  /** Standard uncertainty in the tag's unit; null where unknown. */
  readonly sd: number | null;
  /** Id of the entry (finding or substitution) that called for it; null for a plain gap. */
  readonly entryId: string | null;
}
