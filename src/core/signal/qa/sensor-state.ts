import { drop, noExtremes } from './extremes.ts';
import type { Extremes } from './extremes.ts';
import type { CurveState } from './curve.ts';
import { extremesOf } from './parts.ts';
import type { Parts } from './parts.ts';
import type { Wary } from './self-bound.ts';
import type { MoveState } from './still.ts';

/** What a test has to say of a sensor in a minute. */
export interface Verdict {
  readonly severity: 'note' | 'suspect' | 'bad';
  readonly value: number | null;
  readonly expected: number | null;
  readonly limit: number | null;
}

/** Kinds of behaviour whose usual size is learned from the sensor's own past. */
export interface Usual {
  /** Single readings off both neighbours, up and down. */
  readonly spikeUp: Extremes;
  readonly spikeDown: Extremes;
  /** Changes from one reading to the next that stayed. */
  readonly jumpUp: Extremes;
  readonly jumpDown: Extremes;
  readonly noise: Extremes;
  /** Readings in a row without a move, at the bottom and at the top of the range. */
  readonly still: Extremes;
  readonly bottom: Extremes;
  readonly top: Extremes;
  /** Smoothed reading above the bottom and below the top of the range. */
  readonly high: Extremes;
  readonly low: Extremes;
  /** Distance of the reading at rest from its usual one. */
  readonly rest: Extremes;
}

/** Rolling window of readings, with what is worked out of it when one is added. */
export interface Rolling {
  readonly values: number[];
  next: number;
  dueMs: number;
  mean: number;
  sd: number;
  q1: number;
  q3: number;
  /** Readings in a row outside (above 0) or inside (below 0) of each test. */
  sigmaRun: number;
  iqrRun: number;
}

/** All that is kept of one sensor between minutes; plain data. */
export interface SensorState {
  lastFreshMs: number | null;
  lastValue: number | null;
  /** Since when nothing came, while a loss is open. */
  lostMs: number | null;
  /** The two accepted readings before, null where the row is broken. */
  before: number | null;
  last: number | null;
  lastMs: number;
  stillValue: number | null;
  stillFromMs: number;
  stillN: number;
  bottomN: number;
  topN: number;
  /** When a spike and a jump were last told, ms. */
  spikeToldMs: number;
  jumpToldMs: number;
  /** Mean size of the second differences: now, and over days. */
  noise: number;
  noiseUsual: number;
  noiseN: number;
  /** Smoothed reading and how many went into it. */
  level: number;
  levelN: number;
  restLevel: number | null;
  restN: number;
  restRun: number;
  /** Sums of the hour: readings while running. */
  hourSum: number;
  hourN: number;
  /** When a test last found it suspect or bad, ms; null: never. */
  doubtedMs: number | null;
  /** When the first reading was trusted, ms; null: none was yet. */
  trustedMs: number | null;
  /** Readings that were trusted since the beginning. */
  trusted: number;
  readonly rolling: Rolling;
  /** Hourly means of the last day, oldest first. */
  readonly hours: number[];
  /** Mean square of an hour's distance from the day before it. */
  hourVariance: number;
  hourVarianceN: number;
  usual: Usual;
  /** Moves that are to be expected, and the parts of the range; states saved by earlier versions have neither. */
  moves?: MoveState;
  parts?: Parts;
  /** When a step was last large by its own measure, ms. */
  stirredMs?: number;
  /** When its noise was last large by its own measure, ms. */
  noisyMs?: number;
  /** Whether it slid to the bottom of its range where it lies. */
  slid?: boolean;
  /** How wary the bounds of its steps have become, all together. */
  steps?: Wary;
  /** Curve over the speed of its machine; null where it follows none. */
  readonly curve: CurveState | null;
}

const HOUR_MS = 3_600_000;
/** A noisy signal is full of spikes: one is told an hour, which is enough to see it. */
export const mayTell = (toldMs: number, atMs: number): boolean =>
  Math.abs(atMs - toldMs) >= HOUR_MS;

const firstSteps = (): Pick<Usual, 'spikeUp' | 'spikeDown' | 'jumpUp' | 'jumpDown' | 'noise'> => ({
  spikeUp: noExtremes(),
  spikeDown: noExtremes(),
  jumpUp: noExtremes(),
  jumpDown: noExtremes(),
  noise: noExtremes(),
});

export const firstSensor = (curve: CurveState | null = null): SensorState => ({
  curve,
  lastFreshMs: null,
  lastValue: null,
  lostMs: null,
  before: null,
  last: null,
  lastMs: 0,
  stillValue: null,
  stillFromMs: 0,
  stillN: 0,
  bottomN: 0,
  topN: 0,
  spikeToldMs: -HOUR_MS,
  jumpToldMs: -HOUR_MS,
  noise: 0,
  noiseUsual: 0,
  noiseN: 0,
  level: 0,
  levelN: 0,
  restLevel: null,
  restN: 0,
  restRun: 0,
  hourSum: 0,
  hourN: 0,
  doubtedMs: null,
  trustedMs: null,
  trusted: 0,
  rolling: {
    values: [],
    next: 0,
    dueMs: 0,
    mean: 0,
    sd: 0,
    q1: 0,
    q3: 0,
    sigmaRun: 0,
    iqrRun: 0,
  },
  hours: [],
  hourVariance: 0,
  hourVarianceN: 0,
  usual: {
    ...firstSteps(),
    still: noExtremes(),
    bottom: noExtremes(),
    top: noExtremes(),
    high: noExtremes(),
    low: noExtremes(),
    rest: noExtremes(),
  },
});

/** After a fault a sensor is learned from again only this much later, ms. */
const SHY_MS = 86_400_000;

/** A test found the sensor suspect or bad: what was learned of late may be part of the fault. */
export function distrust(state: SensorState, atMs: number): void {
  const fresh = state.doubtedMs === null || atMs - state.doubtedMs > SHY_MS;
  state.doubtedMs = atMs;
  if (!fresh) return;
  for (const each of Object.values(state.usual)) drop(each);
  if (state.moves !== undefined) drop(state.moves.stays);
  for (const part of state.parts?.parts ?? []) extremesOf(part).forEach(drop);
}

export const isTrusted = (state: SensorState, atMs: number): boolean =>
  state.doubtedMs === null || atMs - state.doubtedMs > SHY_MS || atMs < state.doubtedMs;

/** What follows is not held against the readings before. */
export function breakSteps(state: SensorState): void {
  state.before = null;
  state.last = null;
}

/** The row of readings is broken: what follows is not held against what was before. */
export function breakRow(state: SensorState): void {
  breakSteps(state);
  state.stillValue = null;
  state.stillN = 0;
}

/** After care the sensor reads anew: what was smoothed over the time before says nothing any more. */
export function startAnew(state: SensorState): void {
  breakRow(state);
  state.levelN = 0;
  state.bottomN = 0;
  state.topN = 0;
  state.restRun = 0;
  state.rolling.values.length = 0;
  state.rolling.next = 0;
  state.rolling.sigmaRun = 0;
  state.rolling.iqrRun = 0;
  state.hours.length = 0;
}

/** From now on steps are held against the curve of its machine: what was usual without it says nothing. */
export function stepsAnew(state: SensorState): void {
  state.usual = { ...state.usual, ...firstSteps() };
  delete state.parts;
  state.before = null;
  state.last = null;
  state.noise = 0;
  state.noiseUsual = 0;
  state.noiseN = 0;
}
