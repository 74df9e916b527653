import { assertNever } from '../../result.ts';
import type { CrossCheck } from '../../plant/quality.ts';
import type { Book } from './book.ts';
import type { MinuteRow } from './finding.ts';

/** What a cross check keeps between minutes; plain data. */
export interface CrossState {
  /** Means over the check's window, by exponential forgetting, and how much went in, min. */
  a: number;
  b: number;
  minutes: number;
  /** Means over weeks: the point a line goes through. */
  anchorA: number;
  anchorB: number;
  anchored: number;
  /** Agreement over hours: means of both by hour, and the water held back at the end of each, m3. */
  readonly hours: { a: number; b: number; heldM3: number; doubted?: boolean }[];
  hourN: number;
  /** Since when it does not hold, ms; null while it does. */
  brokenMs: number | null;
  /** Share of the time in which it did not hold, over weeks, and the minutes that went in. */
  brokenShare: number;
  counted: number;
}

export const firstCross = (): CrossState => ({
  a: 0,
  b: 0,
  minutes: 0,
  anchorA: 0,
  anchorB: 0,
  anchored: 0,
  hours: [],
  hourN: 0,
  brokenMs: null,
  brokenShare: 0,
  counted: 0,
});

/** Memory of how often a check is broken, min (three weeks). */
const HABIT_MIN = 30_240;
/** Broken for more than this share of the time it says more about its bound than about a sensor. */
const HABIT_SHARE = 0.2;

/** The line's point is known after this long, min (two days). */
const ANCHOR_LEAST_MIN = 2880;

function anchor(state: CrossState): void {
  state.anchored++;
  const weight = 1 / Math.min(HABIT_MIN, state.anchored);
  state.anchorA += weight * (state.a - state.anchorA);
  state.anchorB += weight * (state.b - state.anchorB);
}

interface Held {
  readonly tagA: string;
  readonly tagB: string;
  readonly windowMin: number;
  readonly forMin: number;
}

function heldOf(check: CrossCheck): Held {
  switch (check.kind) {
    case 'ratio':
      return { tagA: check.over, tagB: check.under, windowMin: 60, forMin: check.forMin };
    case 'agree':
    case 'line':
      return {
        tagA: check.a,
        tagB: check.b,
        windowMin: check.windowMin,
        forMin: Math.min(60, check.windowMin),
      };
    default:
      return assertNever(check, 'cross check');
  }
}

/**
 * One check of two sensors against each other over its window: ratio (seed 6.2 tier 1), agreement of
 * two readings of one quantity (seed 8.3.1 layer 3), a line. Both sensors are named, since the check
 * alone cannot say which of them is wrong; `other` is the partner. A bound that the plant breaks
 * habitually does not fit the site: it is told as a note, and so is one of which a partner is known
 * to be wrong already.
 */
export function testCross(
  check: CrossCheck,
  state: CrossState,
  row: MinuteRow,
  areaM2: ReadonlyMap<string, number>,
  inCare: ReadonlySet<string>,
  distrusted: ReadonlySet<string>,
  book: Book,
): void {
  const { tagA, tagB, windowMin, forMin } = heldOf(check);
  if (inCare.has(tagA) || inCare.has(tagB)) {
    state.minutes = 0;
    state.hourN = 0;
    state.hours.length = 0;
    state.brokenMs = null;
    book.hold(tagA, check.kind, null, row.tsMs, row.tsMs, tagB);
    book.hold(tagB, check.kind, null, row.tsMs, row.tsMs, tagA);
    return;
  }
  const a = row.samples.get(tagA)?.value ?? null;
  const b = row.samples.get(tagB)?.value ?? null;
  if (a === null || b === null || !Number.isFinite(a) || !Number.isFinite(b)) return;
  if (check.kind === 'agree') {
    if (!gatherHours(check, state, row, areaM2, distrusted, a, b)) return;
  } else {
    state.minutes++;
    const weight = 1 / Math.min(windowMin, state.minutes);
    state.a += weight * (a - state.a);
    state.b += weight * (b - state.b);
    if (state.minutes < windowMin) return;
  }
  const bound = boundOf(check, state);
  if (bound === null) return;
  const step = check.kind === 'agree' ? 60 : 1;
  state.counted += step;
  state.brokenShare +=
    (step * ((bound.broken ? 1 : 0) - state.brokenShare)) / Math.min(HABIT_MIN, state.counted);
  if (!bound.broken) {
    anchor(state);
    state.brokenMs = null;
    book.hold(tagA, check.kind, null, row.tsMs, row.tsMs, tagB);
    book.hold(tagB, check.kind, null, row.tsMs, row.tsMs, tagA);
    return;
  }
  state.brokenMs ??= row.tsMs;
  if (row.tsMs - state.brokenMs < forMin * 60_000) return;
  const held = check.kind === 'agree' ? (check.heldIn ?? []) : [];
  // What was wrong in an hour of the window is in its mean, also when it is right again.
  const known =
    [tagA, tagB, ...held].some((tag) => distrusted.has(tag)) ||
    state.hours.some(({ doubted }) => doubted === true);
  const habit = state.counted < HABIT_MIN / 3 || state.brokenShare > HABIT_SHARE;
  const severity = known || habit ? 'note' : 'suspect';
  book.hold(
    tagA,
    check.kind,
    { severity, value: state.a, expected: bound.expectedA, limit: bound.limitA },
    state.brokenMs,
    row.tsMs,
    tagB,
  );
  book.hold(
    tagB,
    check.kind,
    { severity, value: state.b, expected: bound.expectedB, limit: bound.limitB },
    state.brokenMs,
    row.tsMs,
    tagA,
  );
}

/**
 * Means of both over the whole hours of the window; what the tanks between them hold more than at
 * its beginning is added to `b`. True when an hour and the window are complete.
 */
function gatherHours(
  check: Extract<CrossCheck, { kind: 'agree' }>,
  state: CrossState,
  row: MinuteRow,
  areaM2: ReadonlyMap<string, number>,
  distrusted: ReadonlySet<string>,
  a: number,
  b: number,
): boolean {
  const { hours } = state;
  let current: CrossState['hours'][number] | undefined = hours.at(-1);
  if (current === undefined || state.hourN >= 60) {
    current = { a: 0, b: 0, heldM3: 0 };
    hours.push(current);
    state.hourN = 0;
  }
  state.hourN++;
  if ([check.a, check.b, ...(check.heldIn ?? [])].some((tag) => distrusted.has(tag)))
    current.doubted = true;
  current.a += (a - current.a) / state.hourN;
  current.b += (b - current.b) / state.hourN;
  if (state.hourN < 60) return false;
  for (const tag of check.heldIn ?? [])
    current.heldM3 += (areaM2.get(tag) ?? 0) * (row.samples.get(tag)?.value ?? 0);
  const wanted = Math.max(1, Math.round(check.windowMin / 60));
  // One hour more than the window: its end is the beginning of what is held back.
  if (hours.length > wanted + 1) hours.shift();
  if (hours.length <= wanted) return false;
  const first = hours[0] ?? current;
  state.a = 0;
  state.b = (current.heldM3 - first.heldM3) / wanted;
  for (const hour of hours.slice(1)) {
    state.a += hour.a / wanted;
    state.b += hour.b / wanted;
  }
  return true;
}

interface Bound {
  readonly broken: boolean;
  readonly expectedA: number;
  readonly limitA: number;
  readonly expectedB: number;
  readonly limitB: number;
}

/** Null where the check says nothing of such readings. */
function boundOf(check: CrossCheck, state: CrossState): Bound | null {
  const { a, b } = state;
  switch (check.kind) {
    case 'ratio': {
      if (a < check.overFloor || b < check.underFloor || b <= 0) return null;
      const ratio = a / b;
      const near = ratio < check.min ? check.min : check.max;
      const middle = (check.min + check.max) / 2;
      return {
        broken: ratio < check.min || ratio > check.max,
        expectedA: middle * b,
        limitA: near * b,
        expectedB: a / middle,
        limitB: a / near,
      };
    }
    case 'agree': {
      if (Math.max(Math.abs(a), Math.abs(b)) < check.floor) return null;
      const by = (check.percent / 100) * Math.max(Math.abs(a), Math.abs(b));
      return {
        broken: Math.abs(a - b) > by,
        expectedA: b,
        limitA: b + Math.sign(a - b) * by,
        expectedB: a,
        limitB: a + Math.sign(b - a) * by,
      };
    }
    case 'line': {
      // Only the slope is given; the line goes through the means of the weeks before.
      if (state.anchored < ANCHOR_LEAST_MIN) {
        anchor(state);
        return null;
      }
      const expectedA = state.anchorA + check.slope * (b - state.anchorB);
      const off = a - expectedA;
      const expectedB = state.anchorB + (a - state.anchorA) / check.slope;
      return {
        broken: Math.abs(off) > check.by,
        expectedA,
        limitA: expectedA + Math.sign(off) * check.by,
        expectedB,
        limitB: expectedB - Math.sign(off / check.slope) * Math.abs(check.by / check.slope),
      };
    }
    default:
      return assertNever(check, 'cross check');
  }
}
