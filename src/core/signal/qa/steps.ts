import type { Book } from './book.ts';
import { learn } from './extremes.ts';
import type { Extremes } from './extremes.ts';
import { LEARNED } from './learned.ts';
import { PARTS, isKnown, partAt, partsOf, ripened } from './parts.ts';
import type { Part } from './parts.ts';
import { doubtSelf, keenOf, selfBound, warn, waryOf, youthOf } from './self-bound.ts';
import { mayTell } from './sensor-state.ts';
import type { SensorState } from './sensor-state.ts';
import type { SensorTest } from './settings.ts';
import type { Verdict } from './sensor-state.ts';
import { suspect } from './verdict.ts';

type StepKind = 'spikeUp' | 'spikeDown' | 'jumpUp' | 'jumpDown';

interface Minute {
  readonly test: SensorTest;
  readonly state: SensorState;
  readonly trusted: boolean;
  readonly ready: boolean;
  readonly atMs: number;
  readonly book: Book;
  /** Steps beyond their bounds; told once all sensors of the minute are known. */
  readonly steps: Step[];
  /** When several sensors last moved at once, ms; undefined: never. */
  readonly plantMs: number | undefined;
  /** Since when sensors are noisier than usual, ms. */
  readonly noisy: readonly number[];
}

/** Since when each sensor that is noisier than usual is so, ms. */
export const noisySince = (sensors: Readonly<Record<string, SensorState>>): number[] =>
  Object.values(sensors).flatMap(({ noisyMs }) => noisyMs ?? []);

/** A spike or a jump beyond its bound. */
export interface Step {
  readonly tag: string;
  readonly check: 'spike' | 'rate';
  readonly verdict: Verdict;
  readonly fromMs: number;
}

/** A step of this share of its bound stirs a sensor. */
const STIRRED = 0.7;
/** Noise of this share of its bound counts as more than usual; sensors that become so within an hour do at once. */
const NOISY = 0.7;
const NOISY_TOGETHER_MS = 3_600_000;
/** Sensors stirred within this time of one another, and so many of them beside the one in question. */
const TOGETHER_MS = 900_000;
const TOGETHER = 2;

/**
 * Tells the steps of a minute. Where other sensors are stirred at the same time the plant has moved, not a
 * sensor: the step is noted only.
 * @returns whether it was the plant
 */
export function tellSteps(
  steps: readonly Step[],
  sensors: Readonly<Record<string, SensorState>>,
  atMs: number,
  book: Book,
): boolean {
  if (steps.length === 0) return false;
  let stirred = 0;
  for (const { stirredMs } of Object.values(sensors))
    if (stirredMs !== undefined && Math.abs(atMs - stirredMs) <= TOGETHER_MS) stirred++;
  const isPlant = stirred > TOGETHER;
  for (const { tag, check, verdict, fromMs } of steps)
    book.tell(tag, check, isPlant ? { ...verdict, severity: 'note' } : verdict, fromMs, atMs);
  return isPlant;
}

interface Limits {
  /** Bound over the whole range, and within the part; infinite while the part is not known well enough. */
  readonly whole: number;
  readonly own: number;
}

function limitsOf(
  { test, state, atMs }: Minute,
  part: Part | undefined,
  kind: StepKind,
  times: number,
  share: number,
): Limits {
  const least = share * test.span;
  const wide = waryOf((state.steps ??= {}), atMs);
  const isOwn = part !== undefined && isKnown(test, part) && (part[kind].days ?? 0) >= PARTS.days;
  const bound = (usual: Extremes): number =>
    wide * keenOf(usual, wide, atMs) * selfBound(usual, times, least, atMs);
  const usual = state.usual[kind];
  const whole = youthOf(usual) * bound(usual);
  return {
    whole,
    own: isOwn ? ripened(whole, bound(part[kind]), part[kind]) : Number.POSITIVE_INFINITY,
  };
}

/** Each bound learns from what passed it: what is too much for a part may be usual for the range. */
function doubtStep(
  { state, atMs }: Minute,
  part: Part | undefined,
  kind: StepKind,
  size: number,
  { whole, own }: Limits,
): void {
  warn((state.steps ??= {}), atMs);
  if (size > whole) doubtSelf(state.usual[kind], size, atMs);
  if (part !== undefined && size > own) doubtSelf(part[kind], size, atMs);
}

function learnStep(
  { state, trusted, atMs }: Minute,
  part: Part | undefined,
  kind: StepKind,
  size: number,
): void {
  if (!trusted) return;
  learn(state.usual[kind], size, atMs);
  if (part !== undefined) learn(part[kind], size, atMs);
}

/**
 * Spikes, jumps and noise: the reading before against its neighbours.
 * @param explained what the speed of its machine explains of the reading; 0 where it follows none
 */
export function testSteps(minute: Minute, reading: number, explained: number): void {
  const { test, state, ready, atMs, steps } = minute;
  const { before: a, last: b } = state;
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
  const parts = partsOf(test, state, atMs);
  const at = partAt(parts, a + explained);
  const between = partAt(parts, (a + value) / 2 + explained);
  const isCalm = at === partAt(parts, b + explained) && at === partAt(parts, reading);
  testNoise(minute, Math.abs(second - first), isCalm ? parts?.parts[at] : undefined);
  if (first * second < 0) {
    // A signal between two others of the same side; what stays of it is no spike.
    const size = Math.min(Math.abs(first), Math.abs(second));
    const kind = first > 0 ? 'spikeUp' : 'spikeDown';
    const part = parts?.parts[between];
    const limits = limitsOf(minute, part, kind, LEARNED.spikeTimes, LEARNED.spikeShare);
    const limit = Math.min(limits.whole, limits.own);
    if (size > STIRRED * limit) state.stirredMs = atMs;
    if (ready && size > limit) {
      doubtStep(minute, part, kind, size, limits);
      if (mayTell(state.spikeToldMs, atMs)) {
        state.spikeToldMs = atMs;
        steps.push({
          tag: test.tag,
          check: 'spike',
          verdict: suspect(b + explained, (a + value) / 2 + explained, limit),
          fromMs: atMs - gapMs,
        });
      }
      // The wrong reading is taken out, so that it is not met again as the neighbour of the next.
      state.before = a;
    } else learnStep(minute, part, kind, size);
  }
  if (first * through <= 0) return;
  const size = Math.min(Math.abs(first), Math.abs(through));
  const kind = first > 0 ? 'jumpUp' : 'jumpDown';
  const part = parts?.parts[at];
  const limits = limitsOf(minute, part, kind, LEARNED.jumpTimes, LEARNED.jumpShare);
  const most = test.mostPerMin === null ? Number.POSITIVE_INFINITY : test.mostPerMin * test.stepMin;
  const limit = ready ? Math.min(limits.whole, limits.own, most) : most;
  if (size > STIRRED * limit) state.stirredMs = atMs;
  if (size > limit) {
    doubtStep(minute, part, kind, size, limits);
    if (mayTell(state.jumpToldMs, atMs)) {
      state.jumpToldMs = atMs;
      steps.push({
        tag: test.tag,
        check: 'rate',
        verdict: suspect(b + explained, a + explained, limit),
        fromMs: atMs - gapMs,
      });
    }
  } else learnStep(minute, part, kind, size);
}

/** Noise over all readings, and over those that stay within one part of the range. */
function testNoise(minute: Minute, size: number, part: Part | undefined): void {
  const { test, state, trusted, ready, atMs, book } = minute;
  const n = test.stepMin < 10 ? LEARNED.noiseN : LEARNED.noiseSlowN;
  const clipped =
    state.noiseN > 10 * n ? Math.min(size, LEARNED.noiseClip * state.noiseUsual) : size;
  state.noiseN++;
  state.noise += (clipped - state.noise) / Math.min(n, state.noiseN);
  if (trusted)
    state.noiseUsual += (clipped - state.noiseUsual) / Math.min(LEARNED.noiseUsualN, state.noiseN);
  const inPart = part === undefined ? null : noteNoise(minute, part, size, n);
  if (state.noiseN < 2 * n) return;
  const open = book.isOpen(test.tag, 'noise');
  const limit = Math.max(
    selfBound(state.usual.noise, LEARNED.noiseTimes, LEARNED.noiseShare * test.span, atMs),
    LEARNED.noiseUsualTimes * state.noiseUsual,
    LEARNED.noiseShare * test.span,
  );
  const over = ready && state.noise > (open ? 0.8 * limit : limit);
  if (state.noise > NOISY * limit || (inPart !== null && inPart.now > NOISY * inPart.limit))
    state.noisyMs ??= atMs;
  else delete state.noisyMs;
  if (over) doubtSelf(state.usual.noise, state.noise, atMs);
  else if (trusted) learn(state.usual.noise, state.noise, atMs);
  const verdict = over
    ? suspect(state.noise, state.noiseUsual, limit)
    : inPart !== null && ready && inPart.over
      ? suspect(inPart.now, inPart.usual, inPart.limit)
      : null;
  // Steps of the whole plant are in the mean for as long as it reaches back.
  const shakenMs = 1.5 * n * test.stepMin * 60_000;
  const isShaken = minute.plantMs !== undefined && Math.abs(atMs - minute.plantMs) < shakenMs;
  // Between the parts the noise within them says nothing: what is open stays.
  if (verdict === null && part === undefined && open) return;
  book.hold(
    test.tag,
    'noise',
    verdict !== null && (isShaken || isNoisyPlant(minute))
      ? { ...verdict, severity: 'note' }
      : verdict,
    atMs,
    atMs,
  );
}

/** Sensors that became noisy at once: the plant. */
function isNoisyPlant({ state, noisy }: Minute): boolean {
  const since = state.noisyMs;
  if (since === undefined) return false;
  return noisy.filter((each) => Math.abs(each - since) <= NOISY_TOGETHER_MS).length > TOGETHER;
}

interface PartNoise {
  readonly over: boolean;
  readonly now: number;
  readonly usual: number;
  readonly limit: number;
}

function noteNoise(minute: Minute, part: Part, size: number, n: number): PartNoise | null {
  const { test, trusted, ready, atMs } = minute;
  const clipped = part.noiseN > 10 * n ? Math.min(size, LEARNED.noiseClip * part.noiseUsual) : size;
  part.noiseN++;
  part.noiseNow += (clipped - part.noiseNow) / Math.min(n, part.noiseN);
  if (trusted)
    part.noiseUsual += (clipped - part.noiseUsual) / Math.min(LEARNED.noiseUsualN, part.noiseN);
  if (part.noiseN < 2 * n) return null;
  const limit = Math.max(
    PARTS.noiseTimes *
      keenOf(part.noise, 1, atMs) *
      selfBound(part.noise, LEARNED.noiseTimes, LEARNED.noiseShare * test.span, atMs),
    LEARNED.noiseUsualTimes * part.noiseUsual,
    LEARNED.noiseShare * test.span,
  );
  const known = ready && (part.noise.days ?? 0) >= PARTS.days;
  const over = known && isKnown(test, part) && part.noiseNow > limit;
  if (over) doubtSelf(part.noise, part.noiseNow, atMs);
  else if (trusted) learn(part.noise, part.noiseNow, atMs);
  return { over, now: part.noiseNow, usual: part.noiseUsual, limit };
}
