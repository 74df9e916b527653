import type { Book } from './book.ts';
import { noteCurve, onCurve } from './curve.ts';
import { doubt, largest, learn } from './extremes.ts';
import type { Extremes } from './extremes.ts';
import { LEARNED } from './learned.ts';
import type { MinuteSample } from './finding.ts';
import { testRolling } from './rolling.ts';
import { testRest } from './rest.ts';
import { breakRow, mayTell } from './sensor-state.ts';
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
  speed: number | null = null,
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
  if (regime === 'mixed') {
    breakRow(state);
    return;
  }
  if (regime === 'rest') {
    breakRow(state);
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
  testSteps(test, state, value, explained ?? 0, trusted, ready, atMs, book);
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
  state.bottomN = ended(state.bottomN, bottom, usual.bottom, trusted, atMs);
  state.topN = ended(state.topN, top, usual.top, trusted, atMs);
  // A machine may run and move nothing for a while: its flow or pressure at zero is no lost signal yet.
  const patience = test.restsWithout.length > 0 ? LEARNED.idleN : 0;
  const tooLow = bottom && ready && state.bottomN > Math.max(patience, endLimit(usual.bottom));
  const tooHigh = top && ready && state.topN > endLimit(usual.top);
  if (tooLow && state.bottomN > 3) doubt(usual.bottom, state.bottomN, atMs);
  if (tooHigh && state.topN > 3) doubt(usual.top, state.topN, atMs);
  // Past the top the signal may be right: a full tank, more than the analyser can measure.
  const verdict: Verdict | null = tooLow
    ? bad(value, state.last, test.min)
    : tooHigh
      ? { severity: 'note', value, expected: state.last, limit: test.max }
      : null;
  book.hold(test.tag, 'signal', verdict, atMs, atMs);
  return tooLow ? 'lost' : top ? 'top' : null;
}

const endLimit = (usual: Extremes): number => {
  const longest = largest(usual);
  return longest === 0 ? 0 : LEARNED.endTimes * longest + 2;
};

/** Counts readings at an end and learns how many in a row are usual. */
function ended(n: number, there: boolean, usual: Extremes, trusted: boolean, atMs: number): number {
  if (there) return n + 1;
  if (n > 0 && trusted) learn(usual, n, atMs);
  return 0;
}

/** A living signal moves. */
function testStill(
  test: SensorTest,
  state: SensorState,
  value: number,
  trusted: boolean,
  ready: boolean,
  atMs: number,
  book: Book,
): void {
  if (test.stuckForMin === null) return;
  const within = test.stuckWithin + 1e-9 * test.span;
  if (state.stillValue !== null && Math.abs(value - state.stillValue) <= within) state.stillN++;
  else {
    if (state.stillN > 0) {
      if (book.isOpen(test.tag, 'stuck')) doubt(state.usual.still, state.stillN, atMs);
      else if (trusted) learn(state.usual.still, state.stillN, atMs);
    }
    state.stillValue = value;
    state.stillFromMs = atMs;
    state.stillN = 1;
  }
  const least = test.stepMin < 10 ? LEARNED.stillLeastFast : LEARNED.stillLeastSlow;
  const longest = largest(state.usual.still);
  const times = longest > LEARNED.stillCoarseN ? LEARNED.stillCoarseTimes : LEARNED.stillTimes;
  // A signal coarser than its noise is never called stuck before the time its profile gives.
  const coarse = longest > LEARNED.stillCoarseN ? test.stuckForMin / test.stepMin : 0;
  const limit = ready
    ? Math.max(least, coarse, times * longest + 2)
    : Math.max(least, test.stuckForMin / test.stepMin);
  book.hold(
    test.tag,
    'stuck',
    state.stillN > limit ? bad(value, null, Math.ceil(limit * test.stepMin)) : null,
    state.stillFromMs,
    atMs,
  );
}

/**
 * Spikes, jumps and noise: the reading before against its neighbours.
 * @param explained what the speed of its machine explains of the reading; 0 where it follows none
 */
function testSteps(
  test: SensorTest,
  state: SensorState,
  reading: number,
  explained: number,
  trusted: boolean,
  ready: boolean,
  atMs: number,
  book: Book,
): void {
  const { before: a, last: b, usual } = state;
  const value = reading - explained;
  const gapMs = atMs - state.lastMs;
  state.lastMs = atMs;
  if (b === null || gapMs > 3 * test.stepMin * 60_000) {
    state.before = null;
    state.last = value;
    return;
  }
  state.before = b;
  state.last = value;
  if (a === null) return;
  const first = b - a;
  const second = value - b;
  const through = value - a;
  testNoise(test, state, Math.abs(second - first), trusted, ready, atMs, book);
  if (first * second < 0) {
    // A signal between two others of the same side; what stays of it is no spike.
    const size = Math.min(Math.abs(first), Math.abs(second));
    const own = first > 0 ? usual.spikeUp : usual.spikeDown;
    const limit = Math.max(
      LEARNED.spikeTimes * largest(own),
      largest(own) + LEARNED.spikeShare * test.span,
    );
    if (ready && size > limit) {
      doubt(own, size, atMs);
      if (mayTell(state.spikeToldMs, atMs)) {
        state.spikeToldMs = atMs;
        book.tell(
          test.tag,
          'spike',
          suspect(b + explained, (a + value) / 2 + explained, limit),
          atMs - gapMs,
          atMs,
        );
      }
      // The wrong reading is taken out, so that it is not met again as the neighbour of the next.
      state.before = a;
    } else if (trusted) learn(own, size, atMs);
  }
  if (first * through <= 0) return;
  const size = Math.min(Math.abs(first), Math.abs(through));
  const own = first > 0 ? usual.jumpUp : usual.jumpDown;
  const learned = Math.max(
    LEARNED.jumpTimes * largest(own),
    largest(own) + LEARNED.jumpShare * test.span,
  );
  const most = test.mostPerMin === null ? Number.POSITIVE_INFINITY : test.mostPerMin * test.stepMin;
  const limit = ready ? Math.min(learned, most) : most;
  if (size > limit) {
    doubt(own, size, atMs);
    if (mayTell(state.jumpToldMs, atMs)) {
      state.jumpToldMs = atMs;
      book.tell(test.tag, 'rate', suspect(b + explained, a + explained, limit), atMs - gapMs, atMs);
    }
  } else if (trusted) learn(own, size, atMs);
}

function testNoise(
  test: SensorTest,
  state: SensorState,
  size: number,
  trusted: boolean,
  ready: boolean,
  atMs: number,
  book: Book,
): void {
  const n = test.stepMin < 10 ? LEARNED.noiseN : LEARNED.noiseSlowN;
  const clipped =
    state.noiseN > 10 * n ? Math.min(size, LEARNED.noiseClip * state.noiseUsual) : size;
  state.noiseN++;
  state.noise += (clipped - state.noise) / Math.min(n, state.noiseN);
  if (trusted)
    state.noiseUsual += (clipped - state.noiseUsual) / Math.min(LEARNED.noiseUsualN, state.noiseN);
  if (state.noiseN < 2 * n) return;
  const limit = Math.max(
    LEARNED.noiseTimes * largest(state.usual.noise),
    LEARNED.noiseUsualTimes * state.noiseUsual,
    LEARNED.noiseShare * test.span,
  );
  const open = book.isOpen(test.tag, 'noise');
  const over = ready && state.noise > (open ? 0.8 * limit : limit);
  if (over) doubt(state.usual.noise, state.noise, atMs);
  else if (trusted) learn(state.usual.noise, state.noise, atMs);
  book.hold(
    test.tag,
    'noise',
    over ? suspect(state.noise, state.noiseUsual, limit) : null,
    atMs,
    atMs,
  );
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
  const open = book.isOpen(test.tag, 'band');
  const slack = open ? 0.8 * margin : margin;
  const limit =
    state.level > top + slack
      ? top + margin
      : state.level < bottom - slack
        ? bottom - margin
        : null;
  const over = ready && limit !== null;
  if (over) {
    doubt(usual.high, state.level - test.min, atMs);
    doubt(usual.low, test.max - state.level, atMs);
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
