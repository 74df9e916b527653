import type { Book } from './book.ts';
import { meanOf, noteSpread, stillStands } from './companion-errors.ts';
import { COMPANION } from './companion-state.ts';
import type { CompanionState, Watch } from './companion-state.ts';
import { drop, largest, learn } from './extremes.ts';
import {
  healed,
  learnVector,
  misfit,
  reconstruct,
  solveJoint,
  unexplained,
} from './joint-model.ts';
import type { JointModel, JointState } from './joint-model.ts';
import type { MonitorSettings } from './settings.ts';

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
  if (model === null) state.waiting.push(vector.map(six));
  else {
    const missing = new Set(distrusted);
    settings.sensors.forEach((_, i) => {
      if ((hourly[i] ?? null) === null) missing.add(i);
    });
    noteHour(settings, state, model, vector, missing);
    vote(settings, state, model, missing, atMs, book);
  }
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

/** Distances from the mean in standard deviations; a machine that seldom runs counts so much at most. */
function standardised(
  settings: MonitorSettings,
  joint: JointState,
  model: JointModel,
  vector: readonly number[],
): Float64Array {
  const out = new Float64Array(vector.length);
  vector.forEach((value, i) => {
    const u = (value - (joint.mean[i] ?? 0)) / (model.sd[i] ?? 1);
    out[i] =
      i < settings.sensors.length ? u : Math.max(-COMPANION.clip, Math.min(COMPANION.clip, u));
  });
  return out;
}

/** Writes the hour's errors down and lets the vector wait, what is known to be wrong healed. */
function noteHour(
  settings: MonitorSettings,
  state: CompanionState,
  model: JointModel,
  vector: number[],
  missing: ReadonlySet<number>,
): void {
  const size = vector.length;
  const pull = unexplained(model, standardised(settings, state.joint, model, vector));
  const known = [...new Set([...missing, ...guilty(state)])].sort((a, b) => a - b);
  const errors = reconstruct(model, pull, known);
  const clean = healed(model, pull, known, errors);
  settings.sensors.forEach((_, i) => {
    const watch = state.watch[i];
    if (watch === undefined || missing.has(i)) return;
    const at = known.indexOf(i);
    const own =
      at >= 0 ? (errors[at] ?? 0) : (clean[i] ?? 0) / (model.precision[i * size + i] ?? 1);
    watch.errors.push(six(own * (model.sd[i] ?? 0)));
    if (watch.errors.length > 24) watch.errors.shift();
    watch.hours++;
  });
  known.forEach((i, a) => {
    vector[i] = (vector[i] ?? 0) - (errors[a] ?? 0) * (model.sd[i] ?? 0);
    // What was not read, or read wrong, must not linger in the smoothing when the sensor is back.
    if (missing.has(i)) state.smooth[i] = vector[i] ?? 0;
  });
  state.waiting.push(vector.map(six));
}

/** Bound of a window, tag's unit. */
function limitOf(settings: MonitorSettings, watch: Watch, i: number, window: number): number {
  const sensor = settings.sensors[i];
  const usual = watch.usual[window];
  if (sensor === undefined || usual === undefined) return Number.POSITIVE_INFINITY;
  const age = (watch.hours - COMPANION.historyH) / (COMPANION.matureH - COMPANION.historyH);
  const young = 1 + (COMPANION.youngTimes - 1) * Math.min(1, Math.max(0, 1 - age));
  return Math.max(
    COMPANION.spanShare * sensor.span,
    watch.wary * COMPANION.times * largest(usual),
    watch.wary * young * COMPANION.sigmas * Math.sqrt(watch.variance[window] ?? 0),
  );
}

interface WindowView {
  readonly standardised: Float64Array;
  /** Precision times the mean vector of the window. */
  readonly pull: Float64Array;
  /** Mean errors and their bounds by sensor, tag's unit. */
  readonly errors: readonly number[];
  readonly limits: readonly number[];
}

/** The last hours as one mean vector, in which all that is known to be wrong is healed already. */
function view(
  settings: MonitorSettings,
  state: CompanionState,
  model: JointModel,
  window: number,
): WindowView | null {
  const hours = COMPANION.windowsH[window] ?? 1;
  if (state.waiting.length < hours) return null;
  const size = state.smooth.length;
  const mean = new Array<number>(size).fill(0);
  for (const vector of state.waiting.slice(-hours))
    for (let i = 0; i < size; i++) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0) / hours;
  const distance = standardised(settings, state.joint, model, mean);
  const pull = unexplained(model, distance);
  return {
    standardised: distance,
    pull,
    errors: state.watch.map(
      (_, i) => ((pull[i] ?? 0) / (model.precision[i * size + i] ?? 1)) * (model.sd[i] ?? 0),
    ),
    limits: state.watch.map((watch, i) => limitOf(settings, watch, i, window)),
  };
}

/**
 * A plant that does what it never did fits no model: where the signals disagree more than they usually do, even
 * without the sensors that are accused, the bounds of all of them stand further off by the root of it.
 */
function widened(
  state: CompanionState,
  model: JointModel,
  each: WindowView,
  window: number,
  able: (sensor: number) => boolean,
): WindowView {
  const usual = ((state.misfit ??= [])[window] ??= { n: 0, mean: 0 });
  const left = misfit(model, each.standardised, each.pull, accuse(model, each, able));
  const known = usual.n > COMPANION.historyH;
  const most = known ? COMPANION.misfitClip * usual.mean : left;
  const times = known && left > usual.mean ? Math.sqrt(left / usual.mean) : 1;
  usual.n++;
  usual.mean += (Math.min(left, most) - usual.mean) / Math.min(COMPANION.memoryH, usual.n);
  return times === 1 ? each : { ...each, limits: each.limits.map((limit) => limit * times) };
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
  const hasOthers = state.smooth.length > CLOCK_SIGNALS + 1;
  const able = (i: number): boolean => {
    const watch = state.watch[i];
    return (
      watch !== undefined &&
      hasOthers &&
      !missing.has(i) &&
      watch.guiltyMs === null &&
      watch.hours > COMPANION.historyH
    );
  };
  const views = COMPANION.windowsH.map((_, w) => {
    const each = view(settings, state, model, w);
    return each === null ? null : widened(state, model, each, w, able);
  });
  const accused = new Set<number>();
  for (const each of views)
    if (each !== null) for (const i of accuse(model, each, able)) accused.add(i);
  state.watch.forEach((watch, i) => {
    const sensor = settings.sensors[i];
    watch.wary += (1 - watch.wary) / COMPANION.waryH;
    if (sensor === undefined || missing.has(i)) return;
    watch.over = accused.has(i) ? watch.over + 1 : 0;
    if (
      watch.guiltyMs === null &&
      watch.over >= COMPANION.openH &&
      !manyAccused(state, atMs) &&
      stillStands(watch, views, i)
    ) {
      watch.guiltyMs = atMs;
      watch.accusedMs = atMs;
      watch.under = 0;
      watch.code = isStep(watch.errors) ? 'bias' : 'drift';
      watch.usual.forEach(drop);
      cleanQueue(settings, state, model, i);
    }
    if (watch.guiltyMs === null) {
      const quiet = views.every((each) => Math.abs(each?.errors[i] ?? 0) < (each?.limits[i] ?? 1));
      if (quiet) remember(watch, views, i, atMs);
      if (quiet || watch.hours <= COMPANION.historyH) noteSpread(watch, views, i);
      return;
    }
    const error = meanOf(watch.errors, Math.min(6, watch.errors.length));
    if (atMs - watch.guiltyMs >= COMPANION.giveUpH * 3_600_000) {
      book.hold(sensor.tag, watch.code, null, watch.guiltyMs, atMs);
      settle(state, i);
      return;
    }
    const limit = Math.min(...views.map((each) => each?.limits[i] ?? Number.POSITIVE_INFINITY));
    watch.under = Math.abs(error) < 0.5 * limit ? watch.under + 1 : 0;
    if (watch.under >= COMPANION.closeH) {
      book.hold(sensor.tag, watch.code, null, watch.guiltyMs, atMs);
      watch.guiltyMs = null;
      // It went by itself; what does so again and again is a habit of the plant.
      watch.wary = Math.min(COMPANION.wariest, watch.wary * COMPANION.warier);
      return;
    }
    const value = state.smooth[i] ?? 0;
    const severity =
      Math.abs(error) > COMPANION.badShare * sensor.span ? 'bad' : ('suspect' as const);
    book.hold(
      sensor.tag,
      watch.code,
      { severity, value, expected: value - error, limit },
      watch.guiltyMs,
      atMs,
    );
  });
}

/** An error that has stayed for weeks is how things are now: the usual reading moves to where it is. */
function settle(state: CompanionState, sensor: number): void {
  const errors = state.watch[sensor]?.errors ?? [];
  const off = meanOf(errors, errors.length);
  state.joint.mean[sensor] = (state.joint.mean[sensor] ?? 0) + off;
  for (const vector of state.waiting) vector[sensor] = six((vector[sensor] ?? 0) + off);
  forgetErrors(state, sensor);
}

/** Signals of the vector that are the time of day: they are no companion of anybody. */
const CLOCK_SIGNALS = 4;

/** Sensors do not go wrong in a row within hours: the plant has changed. */
function manyAccused(state: CompanionState, atMs: number): boolean {
  let recent = 0;
  for (const { accusedMs } of state.watch)
    if (accusedMs !== undefined && Math.abs(atMs - accusedMs) < COMPANION.togetherH * 3_600_000)
      recent++;
  return recent >= COMPANION.together;
}

/** Sensors without which the rest of the window is explained; none where too many would be needed. */
function accuse(
  model: JointModel,
  { pull, errors, limits }: WindowView,
  able: (sensor: number) => boolean,
): readonly number[] {
  const size = pull.length;
  const suspects = errors.flatMap((error, i) =>
    able(i) && Math.abs(error) >= (limits[i] ?? Number.POSITIVE_INFINITY) ? [i] : [],
  );
  const faulty: number[] = [];
  while (suspects.length > 0) {
    const rest = healed(model, pull, faulty, reconstruct(model, pull, faulty));
    let best = -1;
    let most = 0;
    let rival = 0;
    for (let i = 0; i < errors.length; i++) {
      if (faulty.includes(i) || !able(i)) continue;
      const own = model.precision[i * size + i] ?? 1;
      const left = Math.abs(((rest[i] ?? 0) / own) * (model.sd[i] ?? 0));
      // By how much the misfit of all signals falls when this one is taken out.
      const explains = (rest[i] ?? 0) ** 2 / own;
      rival = Math.max(rival, explains);
      if (!suspects.includes(i)) continue;
      if (left >= (limits[i] ?? Number.POSITIVE_INFINITY) && explains > most) {
        most = explains;
        best = i;
      }
    }
    if (best < 0 || rival > COMPANION.rival * most) break;
    faulty.push(best);
    if (faulty.length > COMPANION.mostGuilty) return [];
  }
  return faulty;
}

/** A step stands out in the last hours only; a drift was there half a day ago already. */
function isStep(errors: readonly number[]): boolean {
  const recent = meanOf(errors, Math.min(3, errors.length));
  const older = errors.slice(0, Math.max(1, errors.length - 12));
  return Math.abs(meanOf(older, older.length)) < 0.25 * Math.abs(recent);
}

/** What waits to be learned may hold the beginning of the drift already. */
function cleanQueue(
  settings: MonitorSettings,
  state: CompanionState,
  model: JointModel,
  sensor: number,
): void {
  for (const vector of state.waiting) {
    const pull = unexplained(model, standardised(settings, state.joint, model, vector));
    const [error = 0] = reconstruct(model, pull, [sensor]);
    vector[sensor] = six((vector[sensor] ?? 0) - error * (model.sd[sensor] ?? 0));
  }
}

function remember(
  watch: Watch,
  views: readonly (WindowView | null)[],
  sensor: number,
  atMs: number,
): void {
  views.forEach((each, w) => {
    const error = each?.errors[sensor];
    const usual = watch.usual[w];
    if (error === undefined || usual === undefined) return;
    learn(usual, Math.abs(error), atMs);
  });
}
