import { firstRidge, fitRidge, learnRidge, predictRidge } from '../regression/ridge.ts';
import type { RidgeFit, RidgeState } from '../regression/ridge.ts';
import { assertNever } from '../../result.ts';
import { DAY_MS } from '../trend.ts';
import type { Estimate } from './estimate.ts';
import { LEAST_DEFICIT } from './features.ts';
import type { VirtualNumbers } from './parameters.ts';

/** In which form a quantity is learned. */
export type Shape =
  | { readonly kind: 'plain' }
  /** By its ratio: ln(value + floor). */
  | { readonly kind: 'log'; readonly floor: number }
  /** Oxygen by its deficit: ln(saturation - value), for kLa (saturation - DO) = uptake. */
  | { readonly kind: 'deficit' }
  /** Oxygen by the uptake: ln(saturation - value) + exponent ln(air), so that the air is not learned but known. */
  | { readonly kind: 'uptake' }
  /** Oxygen by what its deficit is over that of the reckoned basin: ln((saturation - value) / deficit). */
  | { readonly kind: 'balance'; readonly basin: number };

/** What a model needs to know of a minute beside its inputs. */
export interface Moment {
  readonly tsMs: number;
  /** Oxygen saturation of the water, mg/L; for `deficit` and `uptake` only. */
  readonly saturation: number;
  /** What the air adds to the logarithm of the deficit; for `uptake` only. */
  readonly airTerm: number;
  /** Oxygen deficit of the reckoned basin, mg/L; for `balance` only. */
  readonly reckonedDeficit: number;
  /** Set value that the value is held at by the PLC; 0 where it plays no part. */
  readonly setValue: number;
}

export interface ModelState {
  readonly ridge: RidgeState;
  /** Mean square of what the model was off before it learned the minute; forgets in about a week. */
  readonly errorVar: number;
  readonly errorWeight: number;
  readonly learnedMs: number | null;
  /** Shift that a portable or laboratory reading told while the sensor was lost, in the learned form. */
  readonly anchor: {
    readonly shift: number;
    readonly variance: number;
    readonly tsMs: number;
  } | null;
  /** Fit at the last time it was worked out, and how much was learned then. */
  readonly fit: RidgeFit | null;
  readonly fitWeight: number;
}

export const firstModel = (inputs: number): ModelState => ({
  ridge: firstRidge(inputs),
  errorVar: 0,
  errorWeight: 0,
  learnedMs: null,
  anchor: null,
  fit: null,
  fitWeight: 0,
});

const toForm = (shape: Shape, value: number, moment: Moment): number => {
  switch (shape.kind) {
    case 'plain':
      return value - moment.setValue;
    case 'log':
      return Math.log(Math.max(0, value) + shape.floor);
    case 'deficit':
      return Math.log(Math.max(LEAST_DEFICIT, moment.saturation - value));
    case 'uptake':
      return Math.log(Math.max(LEAST_DEFICIT, moment.saturation - value)) + moment.airTerm;
    case 'balance':
      return Math.log(Math.max(LEAST_DEFICIT, moment.saturation - value) / moment.reckonedDeficit);
    default:
      return assertNever(shape, 'shape');
  }
};

const fromForm = (shape: Shape, form: number, moment: Moment): number => {
  switch (shape.kind) {
    case 'plain':
      return form + moment.setValue;
    case 'log':
      return Math.exp(form) - shape.floor;
    case 'deficit':
      return moment.saturation - Math.exp(form);
    case 'uptake':
      return moment.saturation - Math.exp(form - moment.airTerm);
    case 'balance':
      return moment.saturation - moment.reckonedDeficit * Math.exp(form);
    default:
      return assertNever(shape, 'shape');
  }
};

/** A model as the plan describes it. */
export interface ModelPlan {
  readonly shape: Shape;
  /** Places of its inputs in the list of features. */
  readonly inputs: readonly number[];
  /** Features it cannot do without, inputs or not. */
  readonly required: readonly number[];
  /** Feature with the logarithm of the air; for `uptake` only. */
  readonly air: number | null;
  /** Penalty of the slopes in units of the correlation matrix. */
  readonly ridge: number;
  readonly structuralSd: number;
}

/** Error and weight memory: about a week of minutes; fits are renewed after this share more was learned. */
const ERROR_MINUTES = 7 * 1440;
const REFIT_MINUTES = 60;
const REFIT_SHARE = 0.01;

/**
 * Learns a minute in which the sensor and all its inputs are good.
 * @param minutes that this reading stands for (sampling period of a slow analyser)
 */
export function learn(
  state: ModelState,
  { shape, ridge: penalty }: ModelPlan,
  inputs: readonly number[],
  value: number,
  minutes: number,
  moment: Moment,
  numbers: VirtualNumbers,
): ModelState {
  const form = toForm(shape, value, moment);
  let { errorVar, errorWeight } = state;
  if (state.fit !== null) {
    const off = form - predictRidge(state.fit, inputs, numbers.reach).value;
    errorWeight = Math.min(ERROR_MINUTES, errorWeight + minutes);
    errorVar += (minutes / errorWeight) * (off * off - errorVar);
  }
  const keep = Math.exp(-minutes / (numbers.memoryDays * 1440));
  const ridge = learnRidge(state.ridge, inputs, form, minutes, keep);
  const due =
    ridge.weight - state.fitWeight >= Math.max(REFIT_MINUTES, REFIT_SHARE * state.fitWeight);
  const settled = state.fitWeight * (1 + REFIT_SHARE) >= memoryWeight(numbers) * 0.98;
  const fit = due || (settled && moment.tsMs % (REFIT_MINUTES * 60_000) === 0);
  return {
    ridge,
    errorVar,
    errorWeight,
    learnedMs: moment.tsMs,
    anchor: null,
    fit: fit ? fitRidge(ridge, penalty) : state.fit,
    fitWeight: fit ? ridge.weight : state.fitWeight,
  };
}

/** Weight that all of the past comes to once as much is forgotten as learned. */
const memoryWeight = (numbers: VirtualNumbers): number => numbers.memoryDays * 1440;

/** The estimate in the form that is learned, with its variance. */
function formAt(
  state: ModelState,
  inputs: readonly (number | null)[],
  tsMs: number,
  structuralSd: number,
  numbers: VirtualNumbers,
): { readonly form: number; readonly variance: number } | null {
  if (state.fit === null || state.learnedMs === null) return null;
  const { value, leverage, strayVar } = predictRidge(state.fit, inputs, numbers.reach);
  const spread = Math.max(state.errorVar, state.fit.residualVar);
  // Minutes in a row say nearly the same: so many of them count as one observation.
  const observations = Math.max(1, state.fit.weight / numbers.correlationMin);
  const aged = ageing(state, tsMs, structuralSd, numbers);
  return {
    form: value + aged.shift,
    variance: spread * (1 + leverage / observations) + strayVar + aged.variance,
  };
}

/**
 * What the plant may have become since the model last learned: nothing at first, up to the
 * structural spread within days; after an anchor its shift fades and the spread returns slowly.
 */
function ageing(
  state: ModelState,
  tsMs: number,
  structuralSd: number,
  numbers: VirtualNumbers,
): { readonly shift: number; readonly variance: number } {
  const full = structuralSd * structuralSd;
  if (state.anchor !== null) {
    const days = Math.max(0, tsMs - state.anchor.tsMs) / DAY_MS;
    const kept = Math.exp(-days / numbers.anchorDays);
    return {
      shift: state.anchor.shift * Math.sqrt(kept),
      variance: full + (Math.min(full, state.anchor.variance) - full) * kept,
    };
  }
  const days = Math.max(0, tsMs - (state.learnedMs ?? tsMs)) / DAY_MS;
  return { shift: 0, variance: full * -Math.expm1(-days / numbers.ageingDays) };
}

/** Estimate in the sensor's unit; null before the first fit. */
export function estimateOf(
  state: ModelState,
  { shape, structuralSd }: ModelPlan,
  inputs: readonly (number | null)[],
  moment: Moment,
  numbers: VirtualNumbers,
): Estimate | null {
  const at = formAt(state, inputs, moment.tsMs, structuralSd, numbers);
  if (at === null) return null;
  const sd = Math.sqrt(at.variance);
  const value = fromForm(shape, at.form, moment);
  // Half the width of the band of one sd either way: holds where the form bends strongly.
  const width =
    Math.abs(fromForm(shape, at.form + sd, moment) - fromForm(shape, at.form - sd, moment)) / 2;
  return { value, sd: width };
}

/**
 * Takes a portable or laboratory reading of the water while the sensor is lost: the estimate is
 * shifted by what the reading tells, as far as the two uncertainties allow.
 * @param estimated what the virtual sensor said at the time of sampling
 */
export function anchorModel(
  state: ModelState,
  { shape, structuralSd }: ModelPlan,
  moment: Moment,
  estimated: Estimate,
  reference: Estimate,
  numbers: VirtualNumbers,
): ModelState {
  if (state.fit === null) return state;
  const aged = ageing(state, moment.tsMs, structuralSd, numbers);
  const seen = toForm(shape, reference.value, moment);
  const said = toForm(shape, estimated.value, moment);
  const off =
    Math.abs(
      toForm(shape, reference.value + reference.sd, moment) -
        toForm(shape, Math.max(reference.value - reference.sd, 0), moment),
    ) / 2;
  const noise = off * off + Math.max(state.errorVar, state.fit.residualVar);
  const gain = aged.variance / (aged.variance + noise);
  return {
    ...state,
    anchor: {
      shift: aged.shift + gain * (seen - said),
      variance: (1 - gain) * aged.variance,
      tsMs: moment.tsMs,
    },
  };
}
