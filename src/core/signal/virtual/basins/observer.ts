import type { Biology } from '../../../process/activated-sludge.ts';
import { fractionate } from '../../../process/influent.ts';
import { C } from '../../../process/water.ts';
import type { MinuteRow } from '../../qa/finding.ts';
import { packedAt, packedSize } from '../../regression/cholesky.ts';
import { DAY_MS, MINUTE_MS } from '../../trend.ts';
import type { TrustByTag } from '../estimate.ts';
import { BASIN_FACTORS, biologyOf, drawSolids, mixStage, stepBasins } from './model.ts';
import type { Drive, Factors, Waters } from './model.ts';
import { BASIN_NUMBERS } from './numbers.ts';
import type { BasinPlan, FlowSource, Gauge, Volume } from './plan.ts';

/**
 * The basins as they are reckoned beside the plant: a balance of oxygen, carbon and nitrogen (ASM1)
 * driven by the measured air, flows, temperature and raw water. Factors of the site are found by
 * recursive prediction error (Ljung and Soederstroem 1983): beside the model as it is run models
 * with one factor raised each; what they differ in is the sensitivity by which the errors of the
 * healthy gauges move the factors (gain of an extended Kalman filter).
 */
export interface BasinState {
  /** End of the last step, ms UTC. */
  readonly atMs: number | null;
  /** Sum and count of each signal since then. */
  readonly sums: readonly number[];
  readonly counts: readonly number[];
  /** Last mean of each signal and when it was had. */
  readonly held: readonly (number | null)[];
  readonly heldMs: readonly number[];
  /** Water of the stages before the basins. */
  readonly stages: Waters;
  /** Water of the basins as they are, then with each factor raised. */
  readonly waters: readonly Waters[];
  readonly volumeM3: readonly number[];
  readonly factors: Factors;
  /** Covariance of the factors, packed. */
  readonly covariance: readonly number[];
  /** By gauge, over the hour: error and sensitivities, sums of the steps counted. */
  readonly hour: readonly (readonly number[])[];
  readonly steps: number;
}

const FACTOR_COUNT = BASIN_FACTORS.length;

export function firstBasins(plan: BasinPlan): BasinState {
  const start = plan.basins.map((basin) => basin.start);
  const raw = fractionate(plan.usualRaw, plan.codMethod);
  return {
    atMs: null,
    sums: plan.tags.map(() => 0),
    counts: plan.tags.map(() => 0),
    held: plan.tags.map(() => null),
    heldMs: plan.tags.map(() => 0),
    stages: plan.stages.map(() => raw),
    waters: Array.from({ length: 1 + FACTOR_COUNT }, () => start),
    volumeM3: plan.basins.map(({ volume }) => volume.usualM3),
    factors: BASIN_FACTORS.map(() => 0),
    covariance: priorCovariance(),
    hour: emptyHour(plan),
    steps: 0,
  };
}

/** Whether a saved state is of this plan and of these factors. */
export const fitsBasins = (plan: BasinPlan, state: BasinState): boolean =>
  state.factors.length === FACTOR_COUNT &&
  state.sums.length === plan.tags.length &&
  state.volumeM3.length === plan.basins.length;

const emptyHour = (plan: BasinPlan): number[][] =>
  plan.gauges.map(() => new Array<number>(2 + FACTOR_COUNT).fill(0));

function priorCovariance(): number[] {
  const packed = new Array<number>(packedSize(FACTOR_COUNT)).fill(0);
  BASIN_FACTORS.forEach((factor, i) => {
    packed[packedAt(i, i)] = BASIN_NUMBERS.factorSd[factor] ** 2;
  });
  // Temperature, fouling and what is dissolved change the transfer in all basins alike.
  const { airAeration, airMembrane } = BASIN_NUMBERS.factorSd;
  packed[packedAt(BASIN_FACTORS.indexOf('airAeration'), BASIN_FACTORS.indexOf('airMembrane'))] =
    BASIN_NUMBERS.airTogether * airAeration * airMembrane;
  return packed;
}

/** Takes in a minute; every few minutes the water moves on, every hour the factors. */
export function advanceBasins(
  plan: BasinPlan,
  state: BasinState,
  row: MinuteRow,
  trust: TrustByTag,
): BasinState {
  const sums = [...state.sums];
  const counts = [...state.counts];
  plan.tags.forEach((tag, i) => {
    if ((trust.get(tag) ?? 'good') !== 'good') return;
    const value = row.samples.get(tag)?.value ?? null;
    if (value === null) return;
    const above = plan.runsAboveA[i] ?? null;
    sums[i] = (sums[i] ?? 0) + (above === null ? value : value > above ? 1 : 0);
    counts[i] = (counts[i] ?? 0) + 1;
  });
  const gathered = { ...state, sums, counts };
  const stepMs = BASIN_NUMBERS.stepMin * MINUTE_MS;
  if (row.tsMs % stepMs !== stepMs - MINUTE_MS) return gathered;
  return moveOn(plan, gathered, row.tsMs);
}

function moveOn(plan: BasinPlan, state: BasinState, tsMs: number): BasinState {
  const stepMs = BASIN_NUMBERS.stepMin * MINUTE_MS;
  const held = state.held.map((before, i) => {
    const count = state.counts[i] ?? 0;
    return count > 0 ? (state.sums[i] ?? 0) / count : before;
  });
  const heldMs = state.heldMs.map((before, i) => ((state.counts[i] ?? 0) > 0 ? tsMs : before));
  const fresh = state.counts.map((count) => count > 0);
  const idle = {
    ...state,
    atMs: tsMs,
    held,
    heldMs,
    sums: plan.tags.map(() => 0),
    counts: plan.tags.map(() => 0),
  };
  const missing = held.slice(0, plan.vital).includes(null);
  if (missing) return { ...idle, atMs: state.atMs };
  // A hole is gone through with what is read now, up to a limit: the water forgets it soon.
  const elapsed = state.atMs === null ? stepMs : tsMs - state.atMs;
  const times = Math.min(BASIN_NUMBERS.mostSteps, Math.max(1, Math.round(elapsed / stepMs)));
  let at: BasinState = idle;
  for (let i = 0; i < times; i++) at = step(plan, at, tsMs);
  return weigh(plan, at, fresh);
}

/** Value of a signal; null where it has never been read or not for long. */
function signal(plan: BasinPlan, state: BasinState, tag: string, tsMs: number): number | null {
  const at = plan.tags.indexOf(tag);
  const age = tsMs - (state.heldMs[at] ?? 0);
  return age > BASIN_NUMBERS.holdHours * 60 * MINUTE_MS ? null : (state.held[at] ?? null);
}

function step(plan: BasinPlan, state: BasinState, tsMs: number): BasinState {
  const hours = BASIN_NUMBERS.stepMin / 60;
  const read = (tag: string): number | null => signal(plan, state, tag, tsMs);
  const flowOf = (source: FlowSource): number =>
    source.kind === 'meter'
      ? Math.max(0, read(source.tag) ?? plan.usualRaw.flowM3PerH)
      : source.m3PerH * source.tags.reduce((sum, tag) => sum + (read(tag) ?? 0), 0);
  const volumeIn = ({ levelTag, areaM2, usualM3 }: Volume): number => {
    const level = levelTag === null ? null : read(levelTag);
    return level === null ? usualM3 : Math.max(0.2 * usualM3, level * areaM2);
  };
  let coming: readonly number[] = rawWater(plan, read);
  const stages = plan.stages.map(({ inflow, volume }, i) => {
    const water = mixStage(state.stages[i] ?? [], coming, flowOf(inflow), volumeIn(volume), hours);
    coming = water;
    return water;
  });
  const volumeM3 = plan.basins.map(({ volume }) => volumeIn(volume));
  const drive: Drive = {
    hours,
    airNm3PerH: Math.max(
      0,
      plan.airTags.reduce((sum, tag) => sum + (read(tag) ?? 0), 0),
    ),
    temperatureC: Math.min(40, Math.max(1, read(plan.temperatureTag) ?? 15)),
    feedM3PerH: flowOf(plan.feed),
    returnM3PerH: plan.returns.map(({ flow }) => flowOf(flow)),
    volumeM3,
    volumeBeforeM3: state.volumeM3,
    feed: coming.map((value, c) => value * (plan.passes[c] ?? 1)),
  };
  const share = -Math.expm1(-hours / BASIN_NUMBERS.solidsHours);
  const biologies = biologiesOf(plan, state.factors);
  const waters = state.waters.map((before, k) => {
    const { factors, biology } = biologies[k] ?? {
      factors: state.factors,
      biology: null,
    };
    if (biology === null) return before;
    let after = stepBasins(plan, biology, factors, before, drive);
    for (const { tag, basin } of plan.solids) {
      const solids = read(tag);
      if (solids !== null) after = drawSolids(after, basin, solids, share);
    }
    return after;
  });
  return { ...state, stages, waters, volumeM3 };
}

/** Raw water as the analysers read it; what is not read follows what is, in the usual proportion. */
function rawWater(plan: BasinPlan, read: (tag: string) => number | null): number[] {
  const { usualRaw, rawTags } = plan;
  const at = (tag: string | undefined, usual: number): number | null => {
    const value = tag === undefined ? null : read(tag);
    return value === null ? null : Math.min(5 * usual, Math.max(0, value));
  };
  const bod = at(rawTags.bod, usualRaw.bod);
  const strength = bod === null ? 1 : bod / usualRaw.bod;
  const nh4n = at(rawTags.nh4n, usualRaw.nh4n) ?? strength * usualRaw.nh4n;
  return fractionate(
    {
      ...usualRaw,
      cod: at(rawTags.cod, usualRaw.cod) ?? strength * usualRaw.cod,
      bod: bod ?? usualRaw.bod,
      ss: at(rawTags.ss, usualRaw.ss) ?? strength * usualRaw.ss,
      nh4n,
      tn: (usualRaw.tn / usualRaw.nh4n) * nh4n,
    },
    plan.codMethod,
  );
}

interface Raised {
  readonly factors: Factors;
  readonly biology: Biology;
}
/** Biologies of these factors, worked out once as long as the factors stand. */
const known = new WeakMap<Factors, readonly Raised[]>();

function biologiesOf(plan: BasinPlan, factors: Factors): readonly Raised[] {
  const before = known.get(factors);
  if (before !== undefined) return before;
  const all = [factors, ...factors.map((_, k) => raised(factors, k))].map((each) => ({
    factors: each,
    biology: biologyOf(plan, each),
  }));
  known.set(factors, all);
  return all;
}

const raised = (factors: Factors, k: number): Factors =>
  factors.map((value, i) => (i === k ? value + BASIN_NUMBERS.raisedBy : value));

/** What a gauge would read of a water; ammonium by its ratio. */
function reckoned(gauge: Gauge, waters: Waters | undefined): number {
  const water = waters?.[gauge.basin] ?? [];
  return gauge.quantity === 'DO' ? (water[C.SO] ?? 0) : ammoniumForm(water[C.SNH] ?? 0);
}
const ammoniumForm = (value: number): number =>
  Math.log(Math.max(0, value) + BASIN_NUMBERS.ammoniumFloor);

/** Counts what the gauges say against the model; at the end of an hour the factors are moved. */
function weigh(plan: BasinPlan, state: BasinState, fresh: readonly boolean[]): BasinState {
  const hour = plan.gauges.map((gauge, g) => {
    const sums = state.hour[g] ?? [];
    const at = plan.tags.indexOf(gauge.tag);
    const value = fresh[at] === true ? (state.held[at] ?? null) : null;
    if (value === null) return sums;
    const is = reckoned(gauge, state.waters[0]);
    const said = gauge.quantity === 'DO' ? value : ammoniumForm(value);
    return sums.map((sum, i) =>
      i === 0
        ? sum + 1
        : i === 1
          ? sum + said - is
          : sum + (reckoned(gauge, state.waters[i - 1]) - is) / BASIN_NUMBERS.raisedBy,
    );
  });
  const steps = state.steps + 1;
  const perHour = Math.round(60 / BASIN_NUMBERS.stepMin);
  if (steps < perHour) return { ...state, hour, steps };
  const moved = moveFactors(plan, state, hour, perHour);
  return { ...state, ...moved, hour: emptyHour(plan), steps: 0 };
}

/** One update of the extended Kalman filter by the hour's mean errors, gauge by gauge. */
function moveFactors(
  plan: BasinPlan,
  state: BasinState,
  hour: readonly (readonly number[])[],
  perHour: number,
): Pick<BasinState, 'factors' | 'covariance'> {
  const prior = priorCovariance();
  // What was known fades towards what was known at first (Ornstein-Uhlenbeck).
  const kept = BASIN_FACTORS.map((factor) =>
    Math.exp((-MINUTE_MS * 60) / (BASIN_NUMBERS.memoryDays[factor] * DAY_MS)),
  );
  const p = state.covariance.map(() => 0);
  for (let i = 0; i < FACTOR_COUNT; i++)
    for (let j = 0; j <= i; j++) {
      const at = packedAt(i, j);
      const share = (kept[i] ?? 0) * (kept[j] ?? 0);
      p[at] = share * (state.covariance[at] ?? 0) + (1 - share) * (prior[at] ?? 0);
    }
  const theta = [...state.factors];
  const change = new Array<number>(FACTOR_COUNT).fill(0);
  plan.gauges.forEach((gauge, g) => {
    const [count = 0, off = 0, ...slopes] = hour[g] ?? [];
    if (count < perHour / 2) return;
    const psi = slopes.map((sum) => sum / count);
    const sd = gauge.quantity === 'DO' ? BASIN_NUMBERS.oxygenSd : BASIN_NUMBERS.ammoniumSd;
    const noise = sd * sd * BASIN_NUMBERS.correlationHours;
    const ahead = psi.map((_, i) =>
      psi.reduce((sum, slope, j) => sum + (p[packedAt(i, j)] ?? 0) * slope, 0),
    );
    const spread = noise + psi.reduce((sum, slope, i) => sum + slope * (ahead[i] ?? 0), 0);
    // Gauges before it have moved the factors in this hour already.
    const known = psi.reduce((sum, slope, i) => sum + slope * (change[i] ?? 0), 0);
    const most = BASIN_NUMBERS.mostSds * sd;
    const error = Math.min(most, Math.max(-most, off / count - known));
    for (let i = 0; i < FACTOR_COUNT; i++) {
      change[i] = (change[i] ?? 0) + ((ahead[i] ?? 0) / spread) * error;
      for (let j = 0; j <= i; j++)
        p[packedAt(i, j)] = (p[packedAt(i, j)] ?? 0) - ((ahead[i] ?? 0) * (ahead[j] ?? 0)) / spread;
    }
  });
  const { mostFactor } = BASIN_NUMBERS;
  return {
    factors: theta.map((value, i) =>
      Math.min(mostFactor, Math.max(-mostFactor, value + (change[i] ?? 0))),
    ),
    covariance: p,
  };
}

/** Oxygen the model has in a basin and its standard deviation from the factors, mg/L; null before it runs or when a vital signal is old. */
export function oxygenIn(
  plan: BasinPlan,
  state: BasinState,
  basin: number,
  tsMs: number,
): { readonly value: number; readonly sd: number } | null {
  if (state.atMs === null) return null;
  for (let i = 0; i < plan.vital; i++)
    if (tsMs - (state.heldMs[i] ?? 0) > BASIN_NUMBERS.vitalMin * MINUTE_MS) return null;
  const value = state.waters[0]?.[basin]?.[C.SO] ?? 0;
  const psi = BASIN_FACTORS.map(
    (_, k) => ((state.waters[k + 1]?.[basin]?.[C.SO] ?? value) - value) / BASIN_NUMBERS.raisedBy,
  );
  let variance = 0;
  for (let i = 0; i < FACTOR_COUNT; i++)
    for (let j = 0; j < FACTOR_COUNT; j++)
      variance += (psi[i] ?? 0) * (psi[j] ?? 0) * (state.covariance[packedAt(i, j)] ?? 0);
  return { value, sd: Math.sqrt(Math.max(0, variance)) };
}
