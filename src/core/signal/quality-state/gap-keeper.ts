import { SPLINE_MIN, fillGap } from '../gaps/fill.ts';
import type { FilledMinute, GoodMinute } from '../gaps/fill.ts';
import { patternAt } from '../gaps/pattern.ts';
import type { PatternState } from '../gaps/pattern.ts';
import { MINUTE_MS } from '../trend.ts';

/** What is kept of one sensor's row of minutes, so that a gap can be filled when it closes; plain data. */
export interface GapState {
  /** First missing minute; null while the row is whole. */
  fromMs: number | null;
  /** Minute after the last missing one, once it is over and waits for its neighbours. */
  toMs: number | null;
  before: GoodMinute[];
  after: GoodMinute[];
  /** Machine states of the last minutes: [minute, number of the spell, or null at rest]. */
  spells: [number, number | null][];
  spell: number;
  /** Long gaps are filled as they grow: minutes before this one are done. */
  filledMs: number;
}

export const firstGap = (): GapState => ({
  fromMs: null,
  toMs: null,
  before: [],
  after: [],
  spells: [],
  spell: 0,
  filledMs: 0,
});

/** Neighbours kept on each side; the spline is shaped by them. */
const NEIGHBOURS = 6;
const SPELLS = 2 * SPLINE_MIN + 2 * NEIGHBOURS;

export interface GapMinute {
  readonly tsMs: number;
  /** Usable reading of the minute; null when it is missing. */
  readonly value: number | null;
  /** Whether the machines the signal hangs on ran; null where it hangs on none. */
  readonly meaningful: boolean | null;
  readonly range: { readonly min: number; readonly max: number };
  readonly pattern: PatternState;
  /** Slot of the local week of a minute. */
  readonly slotOf: (tsMs: number) => number;
}

/**
 * Takes one minute of the grid in; `state` is changed in place.
 * @returns the minutes that could be filled now: all of a short gap when it has closed and its
 *   neighbours are known, those of a long one as it grows
 */
export function advanceGap(state: GapState, minute: GapMinute): readonly FilledMinute[] {
  const { tsMs, value } = minute;
  noteSpell(state, minute);
  if (value === null) {
    const filled = state.toMs === null ? [] : close(state, minute);
    if (state.fromMs === null) {
      state.fromMs = tsMs;
      state.filledMs = tsMs;
    }
    return [...filled, ...grow(state, minute)];
  }
  const point: GoodMinute = { tsMs, value };
  if (state.fromMs === null) {
    push(state.before, point);
    return [];
  }
  state.toMs ??= tsMs;
  state.after.push(point);
  const short = state.toMs - state.fromMs <= 5 * MINUTE_MS;
  // A straight line needs one neighbour, a spline is better with some.
  return short || state.after.length >= NEIGHBOURS ? close(state, minute) : [];
}

function push(list: GoodMinute[], point: GoodMinute): void {
  list.push(point);
  if (list.length > NEIGHBOURS) list.shift();
}

function noteSpell(state: GapState, { tsMs, meaningful }: GapMinute): void {
  if (meaningful === null) return;
  const last = state.spells.at(-1)?.[1] ?? null;
  if (meaningful && last === null) state.spell++;
  state.spells.push([tsMs, meaningful ? state.spell : null]);
  if (state.spells.length > SPELLS) state.spells.shift();
}

const patternOf =
  ({ pattern, slotOf }: GapMinute) =>
  (tsMs: number) =>
    patternAt(pattern, slotOf(tsMs));

/** Fills what a gap of more than 30 min has grown by. */
function grow(state: GapState, minute: GapMinute): readonly FilledMinute[] {
  const { fromMs } = state;
  const untilMs = minute.tsMs + MINUTE_MS;
  if (fromMs === null || untilMs - fromMs <= SPLINE_MIN * MINUTE_MS) return [];
  const { filled } = fillGap({
    // The length of the whole gap decides how it is filled.
    ...neighbours(state, minute),
    fromMs,
    toMs: untilMs,
  });
  const fresh = filled.filter((each) => each.tsMs >= state.filledMs);
  state.filledMs = untilMs;
  // What is done need not be worked out again with each further minute.
  if (untilMs - fromMs > 4 * SPLINE_MIN * MINUTE_MS)
    state.fromMs = untilMs - 2 * SPLINE_MIN * MINUTE_MS;
  return fresh;
}

function neighbours(state: GapState, minute: GapMinute) {
  const spells = new Map(state.spells);
  return {
    before: state.before,
    after: state.after,
    range: minute.range,
    pattern: patternOf(minute),
    ...(state.spells.length === 0
      ? {}
      : // Minutes of which no state is known any more are taken for running ones.
        { spell: (tsMs: number) => (spells.has(tsMs) ? (spells.get(tsMs) ?? null) : 0) }),
  };
}

function close(state: GapState, minute: GapMinute): readonly FilledMinute[] {
  const { fromMs, toMs, filledMs } = state;
  const { filled } =
    fromMs === null || toMs === null
      ? { filled: [] }
      : fillGap({ ...neighbours(state, minute), fromMs, toMs });
  state.before = state.after.slice(-NEIGHBOURS);
  state.after = [];
  state.fromMs = null;
  state.toMs = null;
  return filled.filter((each) => each.tsMs >= filledMs);
}
