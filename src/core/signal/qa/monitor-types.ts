import type { Finding, QaCheck, QaSeverity } from './finding.ts';

/** What the plant does in a minute, as far as the tests must know it. */
export interface MinuteContext {
  /** Sensors that are being cleaned, calibrated or serviced: their readings say nothing and give no finding. */
  readonly inCare: ReadonlySet<string>;
  /**
   * Machines of the profile (by id) that ran through the whole minute (true), stood through all of
   * it (false); one that is left out started or stopped in between, or is not known.
   */
  readonly running: ReadonlyMap<string, boolean>;
  /** Local time of the plant minus UTC in this minute, min. */
  readonly utcOffsetMin: number;
}

/** A finding that began, grew or ended in this minute; stored as a version of its entry. */
export interface FindingChange {
  readonly change: 'opened' | 'updated' | 'closed';
  readonly finding: Finding;
}

/** How a sensor stands after the minute. */
export interface TagStatus {
  /** Worst of the findings that are open; null when none is. */
  readonly severity: QaSeverity | null;
  readonly checks: readonly QaCheck[];
  /** The tests that learn from the sensor's own past have not seen enough of it yet. */
  readonly learning: boolean;
}
