import type { FloodSetting } from './definition.ts';

/** Span in which new alarms are counted (EEMUA 191, IEC 62682 clause 16: per 10 min). */
export const FLOOD_WINDOW_MS = 600_000;
/** A flood is over when fewer than this many came within the span (EEMUA 191). */
const OVER_BELOW = 5;
/** More raisings than this within the span need not be kept: the flood is known. */
const MOST_KEPT = 120;

export interface FloodState {
  /** When alarms were raised within the last 10 min, oldest first, ms UTC. */
  readonly recent: readonly number[];
  /** Beginning of the flood that is on; null when there is none. */
  readonly sinceMs: number | null;
  /** Raised since the flood began. */
  readonly raised: number;
  /** The alarm it began with. */
  readonly first: string | null;
}
export const NO_FLOOD: FloodState = Object.freeze({
  recent: [],
  sinceMs: null,
  raised: 0,
  first: null,
});

export interface FloodStep {
  readonly state: FloodState;
  readonly change: 'began' | 'ended' | null;
  /** The flood that ended, for its event. */
  readonly ended: FloodState | null;
}

/** Counts the alarms raised in this scan (ids in order) and tells when a flood begins or ends. */
export function advanceFlood(
  before: FloodState,
  raised: readonly string[],
  setting: FloodSetting,
  nowMs: number,
): FloodStep {
  const stale = before.recent[0] !== undefined && before.recent[0] <= nowMs - FLOOD_WINDOW_MS;
  if (raised.length === 0 && !stale && before.sinceMs === null)
    return { state: before, change: null, ended: null };
  const recent = [
    ...before.recent.filter((ms) => ms > nowMs - FLOOD_WINDOW_MS && ms <= nowMs),
    ...raised.map(() => nowMs),
  ].slice(-MOST_KEPT);
  if (before.sinceMs === null) {
    if (recent.length <= setting.above)
      return { state: { ...NO_FLOOD, recent }, change: null, ended: null };
    const state = { recent, sinceMs: nowMs, raised: recent.length, first: raised[0] ?? null };
    return { state, change: 'began', ended: null };
  }
  const state = { ...before, recent, raised: before.raised + raised.length };
  if (recent.length >= OVER_BELOW) return { state, change: null, ended: null };
  return { state: { ...NO_FLOOD, recent }, change: 'ended', ended: state };
}
