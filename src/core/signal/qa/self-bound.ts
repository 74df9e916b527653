import { WEEKS, largest, take } from './extremes.ts';
import type { Extremes } from './extremes.ts';

/** How a sensor sets its own bounds out of the largest sizes of its days. */
export const SELF = {
  /** Days in which the bound is to be passed once by chance. */
  everyDays: 1000,
  /** Tail index believed of a sensor of which little is known, and the days it counts for. */
  tail: 0.12,
  tailDays: 3,
  /** Fewer days than this say nothing of the tail. */
  leastDays: 4,
  /** The bound is never nearer and never further than so many times the largest that counts. */
  nearest: 1.3,
  widest: 3,
  /** A single day so many times beyond all other days is no habit; known from so many days on. */
  lone: 2,
  loneDays: 10,
  /** Days apart that make two episodes, and how many of them (or of days) are a habit of the plant. */
  apartDays: 2,
  habitEpisodes: 2,
  habitDays: 4,
  /** Each episode makes the bound so many times as wide, at most so wide, forgotten with this time constant, days. */
  warier: 1.3,
  wariest: 2,
  waryDays: 30,
  /** Known from so many days on, a bound that did not cry wolf of late may stand so many times as near. */
  keenDays: 28,
  keen: 0.82,
  /** Margin of the first day, share of the bound; it is gone after so many days. */
  young: 0.4,
  grownDays: 28,
} as const;

const DAY_MS = 86_400_000;

/** The two largest days of each week, largest first, without a lone one far beyond all others. */
function topDays(usual: Extremes): number[] {
  const { seconds } = usual;
  if (seconds === undefined) return usual.weeks.filter((size) => size > 0).sort((a, b) => b - a);
  const top = [...usual.weeks, ...seconds].filter((size) => size > 0).sort((a, b) => b - a);
  const [first = 0, next = 0] = top;
  const lone = (usual.days ?? 0) >= SELF.loneDays && next > 0 && first > SELF.lone * next;
  return lone ? top.slice(1) : top;
}

/**
 * Size that is passed once in `everyDays` if the days go on as they did: the tail index of the larger half of the top
 * days (Hill 1975), drawn towards a usual one as long as they are few, and the return level after Weissman (1978).
 */
function returnLevel(top: readonly number[]): number {
  const used = Math.max(3, Math.ceil(top.length / 2));
  const threshold = top[used - 1] ?? 0;
  let sum = SELF.tail * SELF.tailDays;
  for (const size of top.slice(0, used - 1)) sum += Math.log(size / threshold);
  const index = sum / (used - 1 + SELF.tailDays);
  // Two days of each week are known: so often a day lies beyond the threshold.
  const perDay = ((2 / 7) * used) / top.length;
  return threshold * (SELF.everyDays * perDay) ** index;
}

interface Known {
  readonly days: number | undefined;
  readonly core: number;
  readonly tail: number;
}
/** It follows from the state; it is kept beside it so that it is worked out once a day only. */
const knowns = new WeakMap<Extremes, Known>();

function knownOf(usual: Extremes): Known {
  const before = knowns.get(usual);
  if (before !== undefined && before.days === usual.days) return before;
  const top = topDays(usual);
  const known = {
    days: usual.days,
    core: top[0] ?? 0,
    tail: top.length < SELF.leastDays ? 0 : returnLevel(top),
  };
  knowns.set(usual, known);
  return known;
}

/** Largest usual size; a lone day far beyond all others is left out, so that one fault does not blind the test. */
export const usualMost = (usual: Extremes): number => knownOf(usual).core;

/**
 * The bound a sensor sets itself: sharp where its days are even, wide where they are not, and beyond the
 * largest that was usual in any case.
 * @param times factor beyond the largest usual size as long as too few days are known
 * @param least distance beyond it, unit of the sizes
 */
export function selfBound(usual: Extremes, times: number, least: number, atMs: number): number {
  const { core, tail } = knownOf(usual);
  const wide =
    tail === 0 ? times * core : Math.min(SELF.widest * core, Math.max(SELF.nearest * core, tail));
  return waryOf(usual, atMs) * Math.max(wide, core + least);
}

/** Few days say little of the largest that will come: the bound of a young sensor keeps a margin that shrinks with its days. */
export const youthOf = ({ days }: Extremes): number =>
  1 + SELF.young * Math.max(0, 1 - (days ?? 0) / SELF.grownDays);

/** What remembers on which day it cried wolf, and how many times as wide its bounds became. */
export interface Wary {
  wary?: { day: number; times: number };
}

/** How many times as wide a bound is for having been passed by what went by itself. */
export function waryOf({ wary }: Wary, atMs: number): number {
  if (wary === undefined) return 1;
  const days = Math.max(0, atMs / DAY_MS - wary.day);
  return 1 + (wary.times - 1) * Math.exp(-days / SELF.waryDays);
}

/**
 * How much nearer a bound may stand for what it never cried wolf in: each spends what its own record of false alarms
 * allows. Nothing for a young one, nor for one that was as wary as after an alarm.
 * @param wary how many times as wide its bounds are for their record
 */
export function keenOf(usual: Extremes, wary: number, atMs: number): number {
  if ((usual.days ?? 0) < SELF.keenDays) return 1;
  const record = (Math.max(wary, waryOf(usual, atMs)) - 1) / (SELF.warier - 1);
  return SELF.keen + (1 - SELF.keen) * Math.min(1, record);
}

/** One more episode: the bounds widen. Days in a row are one episode. */
export function warn(who: Wary, atMs: number): void {
  const day = Math.floor(atMs / DAY_MS);
  const before = who.wary;
  if (before !== undefined && Math.abs(day - before.day) < SELF.apartDays) return;
  who.wary = { day, times: Math.min(SELF.wariest, SELF.warier * waryOf(who, atMs)) };
}

/**
 * Something beyond the bound. What comes again on days apart, or on some days in a row, or came once before
 * in the weeks that are remembered, is a habit of the plant and counts as usual.
 */
export function doubtSelf(usual: Extremes, size: number, atMs: number): void {
  const day = Math.floor(atMs / DAY_MS);
  const { beyond } = usual;
  const last = beyond.at(-1);
  if (last?.day === day) {
    last.size = Math.max(last.size, size);
    return;
  }
  const isNew = last === undefined || Math.abs(day - last.day) >= SELF.apartDays;
  if (isNew) warn(usual, atMs);
  beyond.push({ day, size });
  while (beyond[0] !== undefined && day - beyond[0].day > 7 * WEEKS) beyond.shift();
  let episodes = 1;
  for (let k = 1; k < beyond.length; k++)
    if ((beyond[k]?.day ?? 0) - (beyond[k - 1]?.day ?? 0) >= SELF.apartDays) episodes++;
  const cameBefore = size <= 1.1 * largest(usual);
  if (beyond.length < SELF.habitDays && episodes < SELF.habitEpisodes && !cameBefore) return;
  const habit = cameBefore ? size : Math.min(...beyond.map((each) => each.size));
  // Twice: it is no lone day any more.
  take(usual, habit, day);
  take(usual, habit, day);
  beyond.length = 0;
}
