import type { Book } from './book.ts';
import { largest, learn, noExtremes } from './extremes.ts';
import type { Extremes } from './extremes.ts';
import {
  firstJoint,
  healed,
  learnVector,
  reconstruct,
  solveJoint,
  unexplained,
} from './joint-model.ts';
import type { JointModel, JointState } from './joint-model.ts';
import type { MonitorSettings } from './settings.ts';

/**
 * Drift and bias of a sensor from all other signals (tier 2). Each hour every sensor is held against
 * what its companions say of it; a mean error over hours beyond all that was usual makes it a
 * suspect. Of several suspects the one is guilty without which the others are explained.
 */
export const COMPANION = {
  /** Time constant of the smoothing of the hourly vector, h. */
  smoothH: 12,
  /** Hours a vector waits before it is learned, so that a drift is found before it counts as usual. */
  waitH: 72,
  /** Time constant of the learning, h, and hours before the model is used. */
  memoryH: 720,
  leastH: 216,
  ridge: 0.3,
  /** A companion counts at most so many standard deviations. */
  clip: 5,
  /** Windows of the mean error, h. */
  windowsH: [6, 24],
  /** The bound stands so many times beyond the largest usual error and the spread of the past. */
  times: 1.25,
  sigmas: 4.5,
  /** And at this share of the span, or so many stated accuracies. */
  spanShare: 0.015,
  /** Hours of errors before a bound counts. */
  historyH: 168,
  /** Hours in a row that open, and below half the bound that close. */
  openH: 2,
  closeH: 3,
  /** Guilty at once at most; more is a change of the plant. */
  mostGuilty: 3,
  /** Off by more than this share of the span: bad. */
  badShare: 0.1,
  /** An error that stays this long is learned as the new state of things, h. */
  giveUpH: 336,
} as const;

interface Watch {
  /** Errors of the last hours, newest last, tag's unit. */
  readonly errors: number[];
  hours: number;
  readonly variance: number[];
  readonly usual: Extremes[];
  over: number;
  under: number;
  /** Since when it is found guilty, ms; null: it is not. */
  guiltyMs: number | null;
  code: 'drift' | 'bias';
}

/** Plain data. */
export interface CompanionState {
  readonly joint: JointState;
  /** Smoothed vector of the last hour; empty before the first. */
  readonly smooth: number[];
  /** Vectors that wait to be learned, oldest first. */
  readonly waiting: number[][];
  hour: number;
  readonly watch: Watch[];
}

const companionSize = ({ sensors, machines, drives }: MonitorSettings): number =>
  sensors.length + machines.length + drives.length + 4;

export const firstCompanion = (settings: MonitorSettings): CompanionState => ({
  joint: firstJoint(companionSize(settings)),
  smooth: [],
  waiting: [],
  hour: 0,
  watch: settings.sensors.map(() => ({
    errors: [],
    hours: 0,
    variance: COMPANION.windowsH.map(() => 0),
    usual: COMPANION.windowsH.map(noExtremes),
    over: 0,
    under: 0,
    guiltyMs: null,
    code: 'drift',
  })),
});

/** The model follows from the state; it is kept beside it so that it is solved once a day only. */
const models = new WeakMap<CompanionState, { readonly n: number; readonly model: JointModel }>();

function modelOf(settings: MonitorSettings, state: CompanionState): JointModel | null {
  const { joint } = state;
  if (joint.n < COMPANION.leastH) return null;
  const known = models.get(state);
  if (known?.n === joint.n) return known.model;
  const leastSd = joint.mean.map((_, i) => {
    const sensor = settings.sensors[i];
    return sensor === undefined ? 1e-3 : 2e-4 * sensor.span;
  });
  const model = solveJoint(joint, leastSd, COMPANION.ridge);
  models.set(state, { n: joint.n, model });
  return model;
}

const six = (x: number): number => Number(x.toPrecision(6));

/**
 * One hour of all signals. Moves `state` on and tells the book.
 * @param hourly means of the hour: sensors, machines' running shares, drives, in the order of the
 *   settings; null where there was nothing
 * @param distrusted sensors (by place) that another test has put out of use in this hour
 */
export function advanceCompanion(
  settings: MonitorSettings,
  state: CompanionState,
  hourly: readonly (number | null)[],
  distrusted: ReadonlySet<number>,
  localHour: number,
  atMs: number,
  book: Book,
): void {
  smoothIn(state, hourly, localHour);
  const model = modelOf(settings, state);
  const vector = [...state.smooth];
  if (model !== null) {
    const pull = unexplained(model, standardised(state.joint, model, vector));
    const missing = new Set(distrusted);
    hourly.forEach((value, i) => {
      if (value === null && i < settings.sensors.length) missing.add(i);
    });
    const known = [...new Set([...missing, ...guilty(state)].sort((a, b) => a - b))];
    const errors = reconstruct(model, pull, known);
    const clean = healed(model, pull, known, errors);
    note(settings, state, model, clean, known, errors, missing);
    vote(settings, state, model, missing, atMs, book);
    // What is known to be wrong is learned as its companions say.
    known.forEach((i, a) => {
      const since = state.watch[i]?.guiltyMs ?? atMs;
      if (atMs - since < COMPANION.giveUpH * 3_600_000)
        vector[i] = (vector[i] ?? 0) - (errors[a] ?? 0) * (model.sd[i] ?? 0);
    });
  }
  state.waiting.push(vector.map(six));
  state.hour++;
  if (state.hour % 24 !== 0) return;
  while (state.waiting.length > COMPANION.waitH) {
    const oldest = state.waiting.shift();
    if (oldest !== undefined) learnVector(state.joint, oldest, COMPANION.memoryH);
  }
}

const guilty = (state: CompanionState): number[] =>
  state.watch.flatMap((each, i) => (each.guiltyMs === null ? [] : [i]));

/** Somebody worked on the sensor: its errors begin anew. */
export function forgetErrors(state: CompanionState, sensor: number): void {
  const watch = state.watch[sensor];
  if (watch === undefined) return;
  watch.errors.length = 0;
  watch.over = 0;
  watch.under = 0;
  watch.guiltyMs = null;
}

function smoothIn(
  state: CompanionState,
  hourly: readonly (number | null)[],
  localHour: number,
): void {
  const angle = (Math.PI / 12) * localHour;
  const full = [
    ...hourly,
    Math.cos(angle),
    Math.sin(angle),
    Math.cos(2 * angle),
    Math.sin(2 * angle),
  ];
  const { smooth } = state;
  full.forEach((value, i) => {
    const before = smooth[i];
    if (before === undefined) smooth[i] = value ?? 0;
    else if (value !== null) smooth[i] = before + (value - before) / COMPANION.smoothH;
  });
}

function standardised(
  joint: JointState,
  model: JointModel,
  vector: readonly number[],
): Float64Array {
  const out = new Float64Array(vector.length);
  vector.forEach((value, i) => {
    const u = (value - (joint.mean[i] ?? 0)) / (model.sd[i] ?? 1);
    out[i] = Math.max(-COMPANION.clip * 4, Math.min(COMPANION.clip * 4, u));
  });
  return out;
}

/** Writes the hour's errors down, in the tags' units. */
function note(
  settings: MonitorSettings,
  state: CompanionState,
  model: JointModel,
  clean: Float64Array,
  known: readonly number[],
  errors: readonly number[],
  missing: ReadonlySet<number>,
): void {
  const size = clean.length;
  settings.sensors.forEach((_, i) => {
    const watch = state.watch[i];
    if (watch === undefined) return;
    if (missing.has(i)) return;
    const at = known.indexOf(i);
    const own =
      at >= 0 ? (errors[at] ?? 0) : (clean[i] ?? 0) / (model.precision[i * size + i] ?? 1);
    watch.errors.push(six(own * (model.sd[i] ?? 0)));
    if (watch.errors.length > 24) watch.errors.shift();
    watch.hours++;
  });
}

const meanOf = (errors: readonly number[], hours: number): number => {
  const from = errors.length - hours;
  let sum = 0;
  for (let k = from; k < errors.length; k++) sum += errors[k] ?? 0;
  return sum / hours;
};

/** Bound of a window, tag's unit. */
function limitOf(settings: MonitorSettings, watch: Watch, i: number, window: number): number {
  const sensor = settings.sensors[i];
  if (sensor === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(
    COMPANION.spanShare * sensor.span,
    COMPANION.times * largest(watch.usual[window] ?? noExtremes()),
    COMPANION.sigmas * Math.sqrt(watch.variance[window] ?? 0),
  );
}

interface Judged {
  readonly mean: number;
  readonly limit: number;
  /** Largest mean over its limit of all windows. */
  readonly share: number;
}

function judge(settings: MonitorSettings, watch: Watch, i: number): Judged | null {
  let worst: Judged | null = null;
  COMPANION.windowsH.forEach((hours, w) => {
    if (watch.errors.length < hours) return;
    const mean = meanOf(watch.errors, hours);
    const limit = limitOf(settings, watch, i, w);
    const share = Math.abs(mean) / limit;
    if (worst === null || share > worst.share) worst = { mean, limit, share };
  });
  return worst;
}

/** Who is guilty: suspects one after the other, each time the one that explains most. */
function vote(
  settings: MonitorSettings,
  state: CompanionState,
  model: JointModel,
  missing: ReadonlySet<number>,
  atMs: number,
  book: Book,
): void {
  const judged = state.watch.map((watch, i) => (missing.has(i) ? null : judge(settings, watch, i)));
  const accused = accuse(state, model, judged);
  state.watch.forEach((watch, i) => {
    const own = judged[i] ?? null;
    if (own === null) return;
    const sensor = settings.sensors[i];
    if (sensor === undefined) return;
    const ready = watch.hours > COMPANION.historyH;
    const over = ready && accused.has(i);
    watch.over = over ? watch.over + 1 : 0;
    watch.under = own.share < 0.5 ? watch.under + 1 : 0;
    if (watch.guiltyMs === null && watch.over >= COMPANION.openH) {
      watch.guiltyMs = atMs;
      watch.code = isStep(watch.errors) ? 'bias' : 'drift';
      cleanQueue(state, model, i);
    } else if (watch.guiltyMs !== null && watch.under >= COMPANION.closeH) {
      book.hold(sensor.tag, watch.code, null, watch.guiltyMs, atMs);
      watch.guiltyMs = null;
    }
    if (watch.guiltyMs !== null) {
      const value = state.smooth[i] ?? 0;
      book.hold(
        sensor.tag,
        watch.code,
        {
          severity: Math.abs(own.mean) > COMPANION.badShare * sensor.span ? 'bad' : 'suspect',
          value,
          expected: value - own.mean,
          limit: own.limit,
        },
        watch.guiltyMs,
        atMs,
      );
    } else if (!over && own.share < 1) remember(watch, atMs);
  });
}

function accuse(
  state: CompanionState,
  model: JointModel,
  judged: readonly (Judged | null)[],
): ReadonlySet<number> {
  const size = state.smooth.length;
  const suspects = judged.flatMap((each, i) =>
    each !== null &&
    each.share >= 1 &&
    state.watch[i]?.guiltyMs === null &&
    (state.watch[i]?.hours ?? 0) > COMPANION.historyH
      ? [i]
      : [],
  );
  if (suspects.length <= 1) return new Set(suspects);
  // Mean pull over the window that spoke, as if all suspects were errors of the companions alone.
  const pull = new Float64Array(size);
  judged.forEach((each, i) => {
    if (each === null || state.watch[i]?.guiltyMs !== null) return;
    pull[i] = (each.mean * (model.precision[i * size + i] ?? 0)) / (model.sd[i] ?? 1);
  });
  const faulty: number[] = [];
  for (;;) {
    const errors = reconstruct(model, pull, faulty);
    const rest = healed(model, pull, faulty, errors);
    let best = -1;
    let most = 0;
    for (const i of suspects) {
      if (faulty.includes(i)) continue;
      const own = model.precision[i * size + i] ?? 1;
      const left = Math.abs(((rest[i] ?? 0) / own) * (model.sd[i] ?? 0));
      const explains = (rest[i] ?? 0) ** 2 / own;
      if (left >= (judged[i]?.limit ?? Number.POSITIVE_INFINITY) && explains > most) {
        most = explains;
        best = i;
      }
    }
    if (best < 0) return new Set(faulty);
    faulty.push(best);
    if (faulty.length > COMPANION.mostGuilty) return new Set();
  }
}

/** A step stands out in the last hours only; a drift was there half a day ago already. */
function isStep(errors: readonly number[]): boolean {
  const recent = meanOf(errors, Math.min(3, errors.length));
  const older = errors.slice(0, Math.max(1, errors.length - 12));
  return Math.abs(meanOf(older, older.length)) < 0.25 * Math.abs(recent);
}

/** What waits to be learned may hold the beginning of the drift already. */
function cleanQueue(state: CompanionState, model: JointModel, sensor: number): void {
  for (const vector of state.waiting) {
    const pull = unexplained(model, standardised(state.joint, model, vector));
    const [error = 0] = reconstruct(model, pull, [sensor]);
    vector[sensor] = six((vector[sensor] ?? 0) - error * (model.sd[sensor] ?? 0));
  }
}

function remember(watch: Watch, atMs: number): void {
  COMPANION.windowsH.forEach((hours, w) => {
    if (watch.errors.length < hours) return;
    const mean = meanOf(watch.errors, hours);
    const usual = watch.usual[w];
    if (usual !== undefined) learn(usual, Math.abs(mean), atMs);
    const variance = watch.variance[w] ?? 0;
    watch.variance[w] =
      variance + (mean * mean - variance) / Math.min(COMPANION.memoryH, watch.hours);
  });
}
