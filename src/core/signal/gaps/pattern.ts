import type { Estimate } from '../virtual/estimate.ts';

/**
 * What a signal usually is at an hour of the week: mean and spread per weekday and hour of local
 * time, over about the last six weeks, and per hour of the day for the time until the weekdays are
 * known (seed 4.1.2 no. 2, 5.x). Plain data; learns from good minutes alone.
 */
export interface PatternState {
  /** Minutes of the hour that is being gathered. */
  readonly hour: {
    readonly startMs: number;
    readonly slot: number;
    readonly count: number;
    readonly mean: number;
    readonly m2: number;
  } | null;
  readonly week: readonly (Slot | null)[];
  readonly day: readonly (Slot | null)[];
}

/** Hours seen so far, mean of their means, variance between them and inside them. */
interface Slot {
  readonly hours: number;
  readonly mean: number;
  readonly between: number;
  readonly within: number;
}

export const WEEK_SLOTS = 168;
const DAY_SLOTS = 24;
const HOUR_MS = 3_600_000;
/** Weight of the newest hour once so many have been seen: six weeks, ten days. */
const WEEKS = 6;
const DAYS = 10;
/** An hour with fewer good minutes is not counted. */
const LEAST_MINUTES = 20;

export const EMPTY_PATTERN: PatternState = Object.freeze({
  hour: null,
  week: Object.freeze(Array.from({ length: WEEK_SLOTS }, () => null)),
  day: Object.freeze(Array.from({ length: DAY_SLOTS }, () => null)),
});

/** Slot of a local time: weekday 0 (Monday) to 6, hour 0 to 23. */
export const weekSlot = (weekday: number, secondOfDay: number): number =>
  weekday * DAY_SLOTS + Math.floor(secondOfDay / 3600);

/**
 * Takes one minute in.
 * @param value null when the minute is not good
 * @param slot of the minute in local time, 0 to 167
 */
export function advancePattern(
  state: PatternState,
  tsMs: number,
  slot: number,
  value: number | null,
): PatternState {
  const startMs = Math.floor(tsMs / HOUR_MS) * HOUR_MS;
  const { hour } = state;
  const turned = hour === null || hour.startMs !== startMs;
  if (!turned && value === null) return state;
  const base = turned ? closeHour(state) : state;
  const open = turned || hour === null ? { startMs, slot, count: 0, mean: 0, m2: 0 } : hour;
  if (value === null) return { ...base, hour: open };
  const count = open.count + 1;
  const off = value - open.mean;
  const mean = open.mean + off / count;
  return { ...base, hour: { ...open, count, mean, m2: open.m2 + off * (value - mean) } };
}

function closeHour(state: PatternState): PatternState {
  const { hour } = state;
  if (hour === null || hour.count < LEAST_MINUTES) return { ...state, hour: null };
  const within = hour.m2 / hour.count;
  const put = (slots: readonly (Slot | null)[], at: number, memory: number): (Slot | null)[] =>
    slots.map((slot, i) => (i === at ? learn(slot, hour.mean, within, memory) : slot));
  return {
    hour: null,
    week: put(state.week, hour.slot, WEEKS),
    day: put(state.day, hour.slot % DAY_SLOTS, DAYS),
  };
}

function learn(slot: Slot | null, mean: number, within: number, memory: number): Slot {
  if (slot === null) return { hours: 1, mean, between: 0, within };
  const hours = slot.hours + 1;
  const weight = 1 / Math.min(hours, memory);
  const off = mean - slot.mean;
  return {
    hours,
    mean: slot.mean + weight * off,
    between: (1 - weight) * (slot.between + weight * off * off),
    within: slot.within + weight * (within - slot.within),
  };
}

/**
 * Value to expect in a slot, with its standard uncertainty: from the same weekday and hour of at
 * least two weeks, else from the same hour of the days before (one day is enough; its spread is
 * then that between the hours of all days); null while neither is known.
 */
export function patternAt(state: PatternState, slot: number): Estimate | null {
  const week = state.week[slot] ?? null;
  if (week !== null && week.hours >= 2) return expected(week, WEEKS, 0);
  const day = state.day[slot % DAY_SLOTS] ?? null;
  if (day === null) return null;
  return expected(day, DAYS, day.hours >= 2 ? 0 : spreadOfDay(state));
}

function expected(slot: Slot, memory: number, more: number): Estimate {
  const seen = Math.min(slot.hours, memory);
  // Variance of a new hour about a mean of few: unbiased, and the mean's own error beside it.
  const between = seen > 1 ? (slot.between * (seen + 1)) / (seen - 1) : 0;
  return { value: slot.mean, sd: Math.sqrt(between + slot.within + more) };
}

function spreadOfDay(state: PatternState): number {
  const means = state.day.flatMap((slot) => (slot === null ? [] : [slot.mean]));
  const mean = means.reduce((sum, each) => sum + each, 0) / Math.max(1, means.length);
  return means.reduce((sum, each) => sum + (each - mean) ** 2, 0) / Math.max(1, means.length - 1);
}
