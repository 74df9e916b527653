import type { Book } from './book.ts';
import { doubt, largest, learn, noExtremes } from './extremes.ts';
import type { Extremes } from './extremes.ts';
import { LEARNED } from './learned.ts';
import { partOf } from './parts.ts';
import type { Part } from './parts.ts';
import { doubtSelf, keenOf, selfBound, youthOf } from './self-bound.ts';
import type { SensorState } from './sensor-state.ts';
import type { SensorTest } from './settings.ts';
import { bad } from './verdict.ts';

const STILL = {
  /** Hours of the day apart, since a signal that is coarser than its noise moves with the day. */
  hours: 24,
  /** Readings of each hour that make its share of moves: two weeks of them. */
  memoryDays: 14,
  /** Share of moves is taken as if so many readings of the usual share had been seen beside. */
  prior: 20,
  /** Days before the expected moves count. */
  leastDays: 7,
  times: 1.4,
  /** Stays are told only so many times beyond the bound that the sensor sets itself: their tails are long. */
  beyond: 1.2,
  least: 2,
  /** Moves that must have been expected at the least: by chance one stay in a thousand. */
  leastMoves: 10,
  slowMoves: 4,
  /** Of a slow sensor the fewest moves grow so many times as fast as the margin of its youth. */
  slowYoung: 2.5,
} as const;

/**
 * How often a signal moves at all. A signal of coarse resolution may honestly stand for hours: a stay is
 * measured by the moves that were to be expected meanwhile, which follow the hour of the day.
 */
export interface MoveState {
  /** Moves expected since the reading stands. */
  expected: number;
  /** Share of readings that moved, by hour of the UTC day, and readings that went in. */
  readonly share: number[];
  readonly seen: number[];
  /** The same over all hours. */
  usualShare: number;
  usualSeen: number;
  /** Expected moves of the longest stays. */
  readonly stays: Extremes;
}

export const firstMoves = (): MoveState => ({
  expected: 0,
  share: new Array<number>(STILL.hours).fill(0),
  seen: new Array<number>(STILL.hours).fill(0),
  usualShare: 0,
  usualSeen: 0,
  stays: noExtremes(),
});

const HOUR_MS = 3_600_000;
const hourOf = (atMs: number): number => {
  const hour = Math.floor(atMs / HOUR_MS) % STILL.hours;
  return hour < 0 ? hour + STILL.hours : hour;
};

const blended = (share: number, seen: number, usual: number): number =>
  (share * seen + usual * STILL.prior) / (seen + STILL.prior);

/** Chance that the next reading moves, by the hour of the day and the part of the range it stands in. */
function dueMove(moves: MoveState, hour: number, part: Part | undefined): number {
  const { usualShare } = moves;
  const byHour = blended(moves.share[hour] ?? 0, moves.seen[hour] ?? 0, usualShare);
  if (part === undefined || usualShare === 0) return byHour;
  return Math.min(1, (byHour * blended(part.moveShare, part.moveSeen, usualShare)) / usualShare);
}

function learnMove(
  test: SensorTest,
  moves: MoveState,
  hour: number,
  part: Part | undefined,
  moved: boolean,
): void {
  const perHour = 60 / Math.min(60, test.stepMin);
  const most = STILL.memoryDays * perHour;
  const one = moved ? 1 : 0;
  const seen = Math.min(most, (moves.seen[hour] ?? 0) + 1);
  moves.seen[hour] = seen;
  moves.share[hour] = (moves.share[hour] ?? 0) + (one - (moves.share[hour] ?? 0)) / seen;
  moves.usualSeen = Math.min(most * STILL.hours, moves.usualSeen + 1);
  moves.usualShare += (one - moves.usualShare) / moves.usualSeen;
  if (part === undefined) return;
  part.moveSeen = Math.min(most * STILL.hours, part.moveSeen + 1);
  part.moveShare += (one - part.moveShare) / part.moveSeen;
}

/** A living signal moves: the stay of a reading against the stays that were usual, in moves that were due. */
export function testStill(
  test: SensorTest,
  state: SensorState,
  value: number,
  trusted: boolean,
  ready: boolean,
  atMs: number,
  book: Book,
): void {
  if (test.stuckForMin === null) return;
  const moves = (state.moves ??= firstMoves());
  const within = test.stuckWithin + 1e-9 * test.span;
  const hour = hourOf(atMs);
  const part = partOf(state.parts ?? null, state.stillValue ?? value);
  if (state.stillValue !== null && Math.abs(value - state.stillValue) <= within) {
    state.stillN++;
    moves.expected += dueMove(moves, hour, part);
    if (trusted) learnMove(test, moves, hour, part, false);
  } else {
    if (state.stillN > 0) {
      if (book.isOpen(test.tag, 'stuck')) {
        doubt(state.usual.still, state.stillN, atMs);
        doubtSelf(moves.stays, moves.expected, atMs);
        if (part !== undefined) doubtSelf(part.stays, moves.expected, atMs);
      } else if (trusted) {
        learn(state.usual.still, state.stillN, atMs);
        learn(moves.stays, moves.expected, atMs);
        if (part !== undefined) learn(part.stays, moves.expected, atMs);
      }
      if (trusted) learnMove(test, moves, hour, part, true);
    }
    state.stillValue = value;
    state.stillFromMs = atMs;
    state.stillN = 1;
    moves.expected = dueMove(moves, hour, partOf(state.parts ?? null, value));
  }
  const least = test.stepMin < 10 ? LEARNED.stillLeastFast : LEARNED.stillLeastSlow;
  if (ready && (moves.stays.days ?? 0) >= STILL.leastDays) {
    const stays =
      part !== undefined && (part.stays.days ?? 0) >= STILL.leastDays ? part.stays : moves.stays;
    const isSlow = test.stepMin >= 10;
    const own = keenOf(stays, 1, atMs) * selfBound(stays, STILL.times, STILL.least, atMs);
    const limit = isSlow
      ? Math.max(STILL.slowMoves * (1 + STILL.slowYoung * (youthOf(stays) - 1)), own)
      : Math.max(STILL.leastMoves, Math.max(STILL.beyond, youthOf(stays)) * own);
    const over = state.stillN > least && moves.expected > limit;
    book.hold(
      test.tag,
      'stuck',
      over ? bad(value, null, state.stillN * test.stepMin) : null,
      state.stillFromMs,
      atMs,
    );
    return;
  }
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
