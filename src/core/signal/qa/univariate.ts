import type { Book } from './book.ts';
import { noteCurve, onCurve } from './curve.ts';
import { largest, learn } from './extremes.ts';
import type { Extremes } from './extremes.ts';
import { LEARNED } from './learned.ts';
import type { MinuteSample } from './finding.ts';
import { testRolling } from './rolling.ts';
import { testRest } from './rest.ts';
import { doubtSelf, selfBound, waryOf } from './self-bound.ts';
import { breakRow, breakSteps } from './sensor-state.ts';
import { testSteps } from './steps.ts';
import type { Step } from './steps.ts';
import { testStill } from './still.ts';
import { bad, suspect } from './verdict.ts';
import type { SensorState, Verdict } from './sensor-state.ts';
import type { SensorTest } from './settings.ts';

/** How the sensor stands in a minute: `mixed` while its machine starts or stops. */
export type Regime = 'running' | 'rest' | 'mixed';

/** Bottom and top of the range within this share of the span: the end of the card's scale. */
const END_SHARE = 1e-4;

/** One sensor in one minute; moves `state` on and tells the book. */
export function testSensor(
  test: SensorTest,
  state: SensorState,
  sample: MinuteSample | undefined,
  regime: Regime,
  trusted: boolean,
  atMs: number,
  book: Book,
  steps: Step[],
  speed: number | null = null,
  plantMs?: number,
  noisy: readonly number[] = [],
): void {
  const fresh = sample?.fresh === true && sample.value !== null && Number.isFinite(sample.value);
  testMissing(test, state, fresh, atMs, book);
  if (!fresh) return;
  const value = sample.value ?? 0;
  // A sensor that is read more often than it looks at the water says the same several times.
  if (state.lastFreshMs !== null && test.stepMin > test.pollMin) {
    const since = Math.floor(atMs / 60_000) % test.stepMin;
    state.lastFreshMs = atMs;
    state.lastValue = value;
    if (since >= test.pollMin) return;
  }
  state.lastFreshMs = atMs;
  state.lastValue = value;
  if (testRange(test, state, value, atMs, book)) {
    breakRow(state);
    return;
  }
  // Through a rest the reading of the running machine goes on where it was: a stay is not broken by it.
  if (regime === 'mixed') {
    breakSteps(state);
    return;
  }
  if (regime === 'rest') {
    breakSteps(state);
    testRest(test, state, value, trusted, atMs, book);
    return;
  }
  const ready = isReady(test, state, atMs);
  const end = testEnds(test, state, value, trusted, ready, atMs, book);
  if (end === 'lost') {
    breakRow(state);
    return;
  }
  // A full tank or an analyser at its top stands still as long as it is there.
  if (end === 'top') state.stillValue = null;
  else testStill(test, state, value, trusted, ready, atMs, book);
  const explained = speed === null || state.curve === null ? null : onCurve(state.curve, speed);
  if (state.curve !== null && speed !== null) noteCurve(state.curve, speed, value);
  testSteps(
    { test, state, trusted, ready, atMs, book, steps, plantMs, noisy },
    value,
    explained ?? 0,
  );
  testLevel(test, state, value, trusted, ready, atMs, book);
  testRolling(test, state, value, atMs, book);
  state.hourSum += value;
  state.hourN++;
  if (!trusted) return;
  state.trusted++;
  state.trustedMs ??= atMs;
}

/** Enough of the sensor's own past is known: days have passed, readings came in them, and they count. */
export function isReady(test: SensorTest, state: SensorState, atMs: number): boolean {
  const days = LEARNED.days;
  const least = (days * 1440) / test.stepMin / (test.restsWithout.length > 0 ? 4 : 1);
  return (
    state.trustedMs !== null &&
    state.trusted >= 0.9 * least &&
    atMs - state.trustedMs >= days * 86_400_000 &&
    largest(state.usual.high) + largest(state.usual.low) > 0
  );
}

/** More than a minute without data (seed 8.3.1 layer 3); slow sensors: more than two of their periods. */
function testMissing(
  test: SensorTest,
  state: SensorState,
  fresh: boolean,
  atMs: number,
  book: Book,
): void {
  if (fresh) {
    if (state.lostMs === null) return;
    book.hold(test.tag, 'missing', null, state.lostMs, atMs);
    book.tell(
      test.tag,
      'gap',
      { severity: 'note', value: null, expected: state.lastValue, limit: null },
      state.lostMs,
      atMs,
    );
    state.lostMs = null;
    breakRow(state);
    return;
  }
  state.lastFreshMs ??= atMs;
  const allowedMs = (test.pollMin === 1 ? 1 : 2 * test.pollMin) * 60_000;
  if (state.lostMs !== null || atMs - state.lastFreshMs <= allowedMs) return;
  state.lostMs = state.lastFreshMs + test.pollMin * 60_000;
  book.hold(
    test.tag,
    'missing',
    bad(null, state.lastValue, allowedMs / 60_000),
    state.lostMs,
    atMs,
  );
}

/** Physical range of the sensor (seed 6.2 tier 1). True: outside. */
function testRange(
  test: SensorTest,
  state: SensorState,
  value: number,
  atMs: number,
  book: Book,
): boolean {
  const limit = value < test.min ? test.min : value > test.max ? test.max : null;
  book.hold(test.tag, 'range', limit === null ? null : bad(value, state.last, limit), atMs, atMs);
  return limit !== null;
}

/**
 * A reading on the very end of the card's scale: at the bottom the signal is gone (below 4 mA), at
 * the top it is past it; unless the signal is used to lying there.
 */
function testEnds(
  test: SensorTest,
  state: SensorState,
  value: number,
  trusted: boolean,
  ready: boolean,
  atMs: number,
  book: Book,
): 'lost' | 'top' | null {
  const { usual } = state;
  const end = END_SHARE * test.span;
  const bottom = value <= test.min + end;
  const top = value >= test.max - end;
  // A signal that is lost falls; one that is used to the bottom and slides there may stay longer than it did.
  if (bottom && state.bottomN === 0)
    state.slid = state.last !== null && state.last - test.min <= largest(usual.jumpDown) + end;
  state.bottomN = ended(state.bottomN, bottom, usual.bottom, trusted, atMs);
  state.topN = ended(state.topN, top, usual.top, trusted, atMs);
  // A machine may run and move nothing for a while: its flow or pressure at zero is no lost signal yet.
  const patience = test.restsWithout.length > 0 ? LEARNED.idleN : 0;
  const tooLow =
    bottom &&
    ready &&
    state.bottomN >
      Math.max(
        patience,
        (state.slid === true ? LEARNED.slidTimes : 1) * endLimit(usual.bottom, atMs),
      );
  const tooHigh = top && ready && state.topN > endLimit(usual.top, atMs);
  if (tooLow && state.bottomN > 3) doubtSelf(usual.bottom, state.bottomN, atMs);
  if (tooHigh && state.topN > 3) doubtSelf(usual.top, state.topN, atMs);
  // Past the top the signal may be right: a full tank, more than the analyser can measure.
  const verdict: Verdict | null = tooLow
    ? bad(value, state.last, test.min)
    : tooHigh
      ? { severity: 'note', value, expected: state.last, limit: test.max }
      : null;
  book.hold(test.tag, 'signal', verdict, atMs, atMs);
  return tooLow ? 'lost' : top ? 'top' : null;
}

const endLimit = (usual: Extremes, atMs: number): number =>
  largest(usual) === 0 ? 0 : selfBound(usual, LEARNED.endTimes, 2, atMs) + 2;

/** Counts readings at an end and learns how many in a row are usual. */
function ended(n: number, there: boolean, usual: Extremes, trusted: boolean, atMs: number): number {
  if (there) return n + 1;
  if (n > 0 && trusted) learn(usual, n, atMs);
  return 0;
}

/** Smoothed reading beyond all that was usual in the weeks before. */
function testLevel(
  test: SensorTest,
  state: SensorState,
  value: number,
  trusted: boolean,
  ready: boolean,
  atMs: number,
  book: Book,
): void {
  const n = test.stepMin < 10 ? LEARNED.levelN : LEARNED.levelSlowN;
  state.levelN++;
  state.level += (value - state.level) / Math.min(n, state.levelN);
  if (state.levelN < n) return;
  const { usual } = state;
  const top = test.min + largest(usual.high);
  const bottom = test.max - largest(usual.low);
  const margin = LEARNED.bandShare * (top - bottom) + LEARNED.bandSpanShare * test.span;
  const slack = book.isOpen(test.tag, 'band') ? 0.8 : 1;
  const above = margin * waryOf(usual.high, atMs);
  const below = margin * waryOf(usual.low, atMs);
  const limit =
    state.level > top + slack * above
      ? top + above
      : state.level < bottom - slack * below
        ? bottom - below
        : null;
  const over = ready && limit !== null;
  if (over) {
    if (limit > top) doubtSelf(usual.high, state.level - test.min, atMs);
    else doubtSelf(usual.low, test.max - state.level, atMs);
  } else if (trusted) {
    learn(usual.high, state.level - test.min, atMs);
    learn(usual.low, test.max - state.level, atMs);
  }
  book.hold(
    test.tag,
    'band',
    over ? suspect(state.level, limit > top ? top : bottom, limit) : null,
    atMs,
    atMs,
  );
}
