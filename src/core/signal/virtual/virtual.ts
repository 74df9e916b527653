import type { MinuteRow } from '../qa/finding.ts';
import { MINUTE_MS } from '../trend.ts';
import { advanceBasins, firstBasins, fitsBasins, oxygenIn } from './basins/observer.ts';
import type { BasinState } from './basins/observer.ts';
import type { BasinPlan } from './basins/plan.ts';
import type { Estimate, Silence, TrustByTag } from './estimate.ts';
import {
  advanceFeatures,
  AIR_EXPONENT,
  featureAt,
  goodValue,
  LEAST_DEFICIT,
  saturationOf,
  tagsOf,
} from './features.ts';
import type { FeatureBank } from './features.ts';
import { anchorModel, estimateOf, firstModel, learn } from './model.ts';
import type { ModelPlan, ModelState, Moment } from './model.ts';
import { VIRTUAL_NUMBERS } from './parameters.ts';
import type { SensorPlan, Steering, VirtualPlan } from './plan.ts';

export { compileVirtual } from './plan.ts';
export type { VirtualPlan } from './plan.ts';

/** What the virtual sensors have learned and the memory of their inputs; plain data. */
export interface VirtualState {
  /** Which list of features the bank belongs to; absent in states of before there was another. */
  readonly layout?: number;
  readonly bank: FeatureBank;
  /** By tag, in the order of the plan's models. */
  readonly models: Readonly<Record<string, readonly ModelState[]>>;
  readonly loops: Readonly<Record<string, LoopState>>;
  /** Last good temperature and set value by tag, held where they are read seldom. */
  readonly held: Readonly<Record<string, number>>;
  /** Good minutes learned by tag. */
  readonly minutes: Readonly<Record<string, number>>;
  /** Absent in a state of before there were any, and where the plan has none. */
  readonly basins?: BasinState;
}

/** Whether a loop still holds its value, from how its speed moves. */
interface LoopState {
  readonly speedHz: number | null;
  /** Share of the time at a limit and mean change per minute, over about two hours. */
  readonly atLimit: number;
  readonly moving: number;
}
const FIRST_LOOP: LoopState = { speedHz: null, atLimit: 0, moving: 1 };
/** A loop that stands at a limit, or does not move at all, for longer than this does not hold its value. */
const LOOP_MIN = 120;
const MOST_AT_LIMIT = 0.8;
const LEAST_HZ_PER_MIN = 0.005;
const AT_LIMIT_HZ = 0.25;

/** Number of the way features are listed; a saved state of another one fills its inputs anew. */
const LAYOUT = 2;

export const firstVirtualSensors = (plan: VirtualPlan): VirtualState => ({
  layout: LAYOUT,
  bank: plan.features.map(() => null),
  models: Object.fromEntries(
    plan.sensors.map(({ tag, models }) => [
      tag,
      models.map((model) => firstModel(model.inputs.length)),
    ]),
  ),
  loops: Object.fromEntries(
    plan.sensors.flatMap(({ tag, steering }) => (steering === null ? [] : [[tag, FIRST_LOOP]])),
  ),
  held: {},
  minutes: Object.fromEntries(plan.sensors.map(({ tag }) => [tag, 0])),
  ...(plan.basins === null ? {} : { basins: firstBasins(plan.basins) }),
});

export interface VirtualAnswer {
  readonly state: VirtualState;
  readonly estimates: ReadonlyMap<string, Estimate>;
  /** Sensors without an estimate, and why. */
  readonly silent: ReadonlyMap<string, Silence>;
}

/**
 * Moves all virtual sensors on by one minute of the grid and estimates each (seed R-12). A sensor
 * teaches only in a minute in which it was read and it and all its inputs are good; its own value
 * is never an input. An input that is not good is left out, at the price of a wider band; without
 * those it needs, or without more than half of them, the virtual sensor says nothing.
 */
export function advanceVirtual(
  plan: VirtualPlan,
  state: VirtualState,
  row: MinuteRow,
  trust: TrustByTag,
): VirtualAnswer {
  const known = state.layout === LAYOUT ? state.bank : plan.features.map(() => null);
  const bank = advanceFeatures(plan.features, known, row, trust);
  const values = plan.features.map((feature, i) => featureAt(feature, bank[i] ?? null, row.tsMs));
  const held = holdValues(plan, state.held, row, trust);
  const basins =
    plan.basins === null
      ? undefined
      : advanceBasins(plan.basins, basinsOf(plan.basins, state.basins), row, trust);
  const loops = Object.fromEntries(
    plan.sensors.flatMap(({ tag, steering }) =>
      steering === null
        ? []
        : [[tag, advanceLoop(state.loops[tag] ?? FIRST_LOOP, steering, row, trust)]],
    ),
  );
  const models: Record<string, readonly ModelState[]> = {};
  const minutes: Record<string, number> = {};
  const estimates = new Map<string, Estimate>();
  const silent = new Map<string, Silence>();
  for (const sensor of plan.sensors) {
    const moment = momentOf(plan, sensor, held, row.tsMs);
    // A set value that was not known before changes what is learned: a new beginning.
    const setTag = sensor.steering?.setTag;
    const anew = setTag !== undefined && setTag in held && !(setTag in state.held);
    const now = {
      models: anew ? [] : (state.models[sensor.tag] ?? []),
      minutes: anew ? 0 : (state.minutes[sensor.tag] ?? 0),
      value: teaches(row, trust, sensor.tag),
    };
    const here = {
      values,
      moment,
      basins,
      loopHolds: holds(loops[sensor.tag]),
    };
    const answer = advanceSensor(plan, sensor, now, here);
    models[sensor.tag] = answer.models;
    minutes[sensor.tag] = answer.minutes;
    if (answer.estimate !== null) estimates.set(sensor.tag, answer.estimate);
    if (answer.silence !== null) silent.set(sensor.tag, answer.silence);
  }
  const next = { layout: LAYOUT, bank, models, loops, held, minutes };
  return {
    state: basins === undefined ? next : { ...next, basins },
    estimates,
    silent,
  };
}

/** The basins as they were; anew where a state of another plan or version has others. */
const basinsOf = (plan: BasinPlan, state: BasinState | undefined): BasinState =>
  state !== undefined && fitsBasins(plan, state) ? state : firstBasins(plan);

/** The sensor's own value of this minute when it may teach; a held value says nothing new. */
function teaches(row: MinuteRow, trust: TrustByTag, tag: string): number | null {
  return row.samples.get(tag)?.fresh === true ? goodValue(row, trust, tag) : null;
}

/** What all sensors look at in a minute, and the sensor's own moment. */
interface Surroundings {
  readonly values: readonly (number | null)[];
  readonly moment: Moment;
  readonly basins: BasinState | undefined;
  readonly loopHolds: boolean;
}

function advanceSensor(
  plan: VirtualPlan,
  sensor: SensorPlan,
  now: {
    readonly models: readonly ModelState[];
    readonly minutes: number;
    readonly value: number | null;
  },
  { values, moment, basins, loopHolds }: Surroundings,
): {
  readonly models: readonly ModelState[];
  readonly minutes: number;
  readonly estimate: Estimate | null;
  readonly silence: Silence | null;
} {
  const choice = sensor.models.length > 1 && !loopHolds ? 1 : 0;
  let estimate: Estimate | null = null;
  let lacking: readonly string[] = [];
  let taught = false;
  const models = sensor.models.map((model, i) => {
    const state = fitting(now.models[i], model);
    const inputs = model.inputs.map((place) => values[place] ?? null);
    const deficit = reckonedDeficit(plan, model, basins, moment);
    const at = {
      ...moment,
      airTerm: airTerm(model, values),
      reckonedDeficit: deficit ?? 0,
    };
    if (i === choice) {
      lacking =
        deficit === null
          ? (plan.basins?.tags.slice(0, plan.basins.vital) ?? [])
          : missingTags(plan, model, values);
      if (lacking.length === 0) estimate = estimateOf(state, model, inputs, at, VIRTUAL_NUMBERS);
    }
    const complete = inputs.filter((each) => each !== null);
    const ready =
      deficit !== null && model.required.every((place) => (values[place] ?? null) !== null);
    if (now.value === null || !ready || complete.length < inputs.length) return state;
    taught = true;
    return learn(state, model, complete, now.value, sensor.periodMin, at, VIRTUAL_NUMBERS);
  });
  const minutes = now.minutes + (taught ? sensor.periodMin : 0);
  const needed = VIRTUAL_NUMBERS.leastMinutes - minutes;
  if (needed > 0)
    return {
      models,
      minutes,
      estimate: null,
      silence: { why: 'learning', neededMinutes: needed },
    };
  if (lacking.length > 0)
    return {
      models,
      minutes,
      estimate: null,
      silence: { why: 'inputs', tags: lacking },
    };
  return { models, minutes, estimate: within(sensor, estimate), silence: null };
}

/** An estimate stays in what the sensor could show. */
function within({ sensor }: SensorPlan, estimate: Estimate | null): Estimate | null {
  if (estimate === null) return null;
  const { min, max } = sensor.range;
  return {
    value: Math.min(max, Math.max(min, estimate.value)),
    sd: estimate.sd,
  };
}

/** Tags that are missing where the estimate cannot do without them; empty when it can go on. */
function missingTags(
  plan: VirtualPlan,
  { inputs, required, shape }: ModelPlan,
  values: readonly (number | null)[],
): readonly string[] {
  const gone = (at: number): boolean => (values[at] ?? null) === null;
  const signals = inputs.filter((at) => plan.features[at]?.kind !== 'hour');
  const missing = [...new Set([...signals, ...required])].filter(gone);
  // The reckoned basins have said most already.
  const most = shape.kind === 'balance' ? signals.length : signals.length / 2;
  const vital = required.some(gone) || signals.filter(gone).length > most;
  if (!vital) return [];
  return [
    ...new Set(
      missing.flatMap((at) => {
        const feature = plan.features[at];
        return feature === undefined ? [] : tagsOf(feature);
      }),
    ),
  ];
}

/** What the air adds to the logarithm of the deficit; 0 for models that do not ask. */
const airTerm = ({ air }: ModelPlan, values: readonly (number | null)[]): number =>
  air === null ? 0 : AIR_EXPONENT * (values[air] ?? 0);

/** What a sensor has learned, as long as it was in this form; a plan of a later version begins anew. */
const fitting = (state: ModelState | undefined, model: ModelPlan): ModelState =>
  state?.ridge.mean.length === model.inputs.length + 1 ? state : firstModel(model.inputs.length);

/** Oxygen deficit of the reckoned basin, mg/L; 0 for models that do not ask, null while it is not known. */
function reckonedDeficit(
  plan: VirtualPlan,
  { shape }: ModelPlan,
  basins: BasinState | undefined,
  moment: Moment,
): number | null {
  if (shape.kind !== 'balance') return 0;
  if (plan.basins === null || basins === undefined) return null;
  const oxygen = oxygenIn(plan.basins, basins, shape.basin, moment.tsMs);
  return oxygen === null ? null : Math.max(LEAST_DEFICIT, moment.saturation - oxygen.value);
}

function momentOf(
  plan: VirtualPlan,
  sensor: SensorPlan,
  held: Readonly<Record<string, number>>,
  tsMs: number,
): Moment {
  const water = sensor.temperatureTag === null ? null : (held[sensor.temperatureTag] ?? null);
  const deficit = sensor.models.some(
    (model) => model.shape.kind !== 'plain' && model.shape.kind !== 'log',
  );
  return {
    tsMs,
    airTerm: 0,
    reckonedDeficit: 0,
    saturation: deficit ? saturationOf(water, plan.airKPa) : 0,
    setValue: sensor.steering === null ? 0 : (held[sensor.steering.setTag] ?? 0),
  };
}

function holdValues(
  plan: VirtualPlan,
  before: VirtualState['held'],
  row: MinuteRow,
  trust: TrustByTag,
): VirtualState['held'] {
  const held: Record<string, number> = { ...before };
  for (const { temperatureTag, steering } of plan.sensors)
    for (const tag of [temperatureTag, steering?.setTag ?? null]) {
      const value = tag === null ? null : goodValue(row, trust, tag);
      if (tag !== null && value !== null) held[tag] = value;
    }
  return held;
}

function advanceLoop(
  loop: LoopState,
  steering: Steering,
  row: MinuteRow,
  trust: TrustByTag,
): LoopState {
  const speeds = steering.speedTags.map((tag) => goodValue(row, trust, tag) ?? 0);
  const speedHz = Math.max(0, ...speeds);
  const gain = -Math.expm1(-1 / LOOP_MIN);
  const limit = speedHz >= steering.maxHz - AT_LIMIT_HZ || speedHz <= steering.minHz + AT_LIMIT_HZ;
  const change = loop.speedHz === null ? 1 : Math.min(1, Math.abs(speedHz - loop.speedHz));
  return {
    speedHz,
    atLimit: loop.atLimit + gain * ((limit ? 1 : 0) - loop.atLimit),
    moving: loop.moving + gain * (change - loop.moving),
  };
}

const holds = (loop: LoopState | undefined): boolean =>
  loop === undefined || (loop.atLimit < MOST_AT_LIMIT && loop.moving > LEAST_HZ_PER_MIN);

/** A reading of a person held against what the virtual sensor said at the time of sampling. */
export interface Anchor {
  readonly tag: string;
  readonly sampledMs: number;
  readonly estimated: Estimate;
  readonly reference: Estimate;
}

/**
 * Shifts a virtual sensor by a portable or laboratory reading while its sensor is lost; the shift
 * fades within weeks and ends when the sensor teaches again.
 * @returns the state as it was when the tag has no virtual sensor or it teaches now
 */
export function anchorVirtual(
  plan: VirtualPlan,
  state: VirtualState,
  anchor: Anchor,
): VirtualState {
  const sensor = plan.sensors.find((each) => each.tag === anchor.tag);
  const before = state.models[anchor.tag];
  if (sensor === undefined || before === undefined) return state;
  const moment = momentOf(plan, sensor, state.held, anchor.sampledMs);
  const values = plan.features.map((feature, i) =>
    featureAt(feature, state.bank[i] ?? null, anchor.sampledMs),
  );
  const at = sensor.models.length > 1 && !holds(state.loops[anchor.tag]) ? 1 : 0;
  const models = before.map((model, i) => {
    const own = sensor.models[i];
    const teachesNow =
      model.learnedMs !== null &&
      anchor.sampledMs - model.learnedMs < 2 * sensor.periodMin * MINUTE_MS;
    if (own === undefined || i !== at || teachesNow) return model;
    const { estimated, reference } = anchor;
    const deficit = reckonedDeficit(plan, own, state.basins, moment);
    if (deficit === null) return model;
    const then = {
      ...moment,
      airTerm: airTerm(own, values),
      reckonedDeficit: deficit,
    };
    return anchorModel(model, own, then, estimated, reference, VIRTUAL_NUMBERS);
  });
  return { ...state, models: { ...state.models, [anchor.tag]: models } };
}
