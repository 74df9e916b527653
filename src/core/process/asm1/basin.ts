import { extensionChanges, processRates, stateChanges } from './kernel.ts';

/**
 * Reactions and gas of one mixed basin over a step of the plant, by the explicit pair of Bogacki
 * and Shampine (1989), order 3 with an estimate of order 2 and the first stage of a step taken
 * from the last. Explicit, because the fastest thing in a basin is oxygen with a time constant of
 * seconds: few stages of a cheap right-hand side cost less than one factorisation.
 *
 * A Runge-Kutta step is a sum of multiples of rates, and every rate moves the states along the
 * rows of the model matrix; what the matrix conserves the step therefore conserves to rounding,
 * whatever its error. A step that would make a concentration negative is taken again at half its
 * length: the rates vanish with what they consume, so that short steps stay positive.
 */
export const BASIN_STATES = 18;
/** Thirteen states of ASM1, inorganic carbon, phosphate: what a cubic metre holds. */
export const HELD_STATES = 15;
const SALK = 12;
const SIC = 13;
const NO_FLOW = new Float64Array(1);
/** Nitrogen set free, oxygen taken up, carbon dioxide set free in this step, per m3. */
export const FREED_NITROGEN = 15;
export const TAKEN_OXYGEN = 16;
export const FREED_CARBON = 17;

/** Error allowed per step: share of a concentration and g/m3 (mol/m3). */
const RELATIVE = 1e-4;
const ABSOLUTE = 1e-4;
/** Below this an overshoot under zero is rounding and is set to zero, g/m3. */
const ROUNDING = 1e-12;
const MAX_STEPS = 50_000;

export interface BasinWork {
  readonly y: Float64Array;
  readonly trial: Float64Array;
  readonly k1: Float64Array;
  readonly k2: Float64Array;
  readonly k3: Float64Array;
  readonly k4: Float64Array;
  readonly rates: Float64Array;
}

export const basinWork = (): BasinWork => {
  const vector = (): Float64Array => new Float64Array(BASIN_STATES);
  return {
    y: vector(),
    trial: vector(),
    k1: vector(),
    k2: vector(),
    k3: vector(),
    k4: vector(),
    rates: new Float64Array(8),
  };
};

/** Gas side of a basin: oxygen and carbon dioxide transfer per day, oxygen saturation, CO2 in balance with the bubbles. */
export interface BasinGas {
  kLaPerD: number;
  carbonPerD: number;
  saturation: number;
  carbonEquilibrium: number;
}

function slopes(
  c: Float64Array,
  gas: BasinGas,
  y: Float64Array,
  dy: Float64Array,
  rates: Float64Array,
): void {
  processRates(c, y, 0, y, SIC, rates);
  stateChanges(c, rates, y, dy, 0, NO_FLOW, y, 0);
  extensionChanges(c, rates, dy, SIC);
  const oxygen = gas.kLaPerD * (gas.saturation - (y[7] as number));
  dy[7] = (dy[7] as number) + oxygen;
  dy[TAKEN_OXYGEN] = oxygen;
  // Below pH 8.3 the dissolved gas is the inorganic carbon that alkalinity does not bind.
  const alkalinity = y[SALK] as number;
  const excess = (y[SIC] as number) - (alkalinity > 0 ? alkalinity : 0) - gas.carbonEquilibrium;
  const carbon = excess > 0 ? gas.carbonPerD * excess : 0;
  dy[SIC] = (dy[SIC] as number) - carbon;
  dy[FREED_CARBON] = carbon;
}

/**
 * Fastest rate of change of oxygen, 1/d: transfer, and uptake by how steeply it falls with
 * oxygen. Only a first guess of the step comes from it.
 */
function oxygenSpeed(c: Float64Array, gas: BasinGas, work: BasinWork): number {
  const so = Math.max(work.y[7] as number, 1e-3);
  const uptake = (work.k1[TAKEN_OXYGEN] as number) - (work.k1[7] as number);
  const half = c[2] as number;
  return gas.kLaPerD + (Math.max(0, uptake) * half) / (so * (half + so));
}

/**
 * Moves `work.y` on by `days`; the last three start at zero.
 * @returns null, or the number of the state that could not be followed (its work is then void)
 */
export function moveBasin(
  c: Float64Array,
  gas: BasinGas,
  work: BasinWork,
  days: number,
): number | null {
  const { y, trial, rates } = work;
  let { k1, k4 } = work;
  const { k2, k3 } = work;
  slopes(c, gas, y, k1, rates);
  let left = days;
  let h = Math.min(days, 1.6 / oxygenSpeed(c, gas, work));
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    if (h >= left) h = left;
    for (let i = 0; i < HELD_STATES; i++) trial[i] = (y[i] as number) + 0.5 * h * (k1[i] as number);
    slopes(c, gas, trial, k2, rates);
    for (let i = 0; i < HELD_STATES; i++)
      trial[i] = (y[i] as number) + 0.75 * h * (k2[i] as number);
    slopes(c, gas, trial, k3, rates);
    for (let i = 0; i < BASIN_STATES; i++)
      trial[i] =
        (y[i] as number) +
        h *
          ((2 / 9) * (k1[i] as number) + (1 / 3) * (k2[i] as number) + (4 / 9) * (k3[i] as number));
    slopes(c, gas, trial, k4, rates);

    let worst = 0;
    let lowest = 0;
    for (let i = 0; i < HELD_STATES; i++) {
      const next = trial[i] as number;
      const error =
        h *
        ((-5 / 72) * (k1[i] as number) +
          (1 / 12) * (k2[i] as number) +
          (1 / 9) * (k3[i] as number) -
          (1 / 8) * (k4[i] as number));
      const share = Math.abs(error) / (ABSOLUTE + RELATIVE * Math.abs(next));
      // Written so that NaN counts as too large.
      if (!(share <= worst)) worst = share;
      if (next < lowest && next < (y[i] as number) && i !== SALK) lowest = next;
    }
    if (worst <= 1 && lowest >= -ROUNDING) {
      let zeroed = false;
      for (let i = 0; i < HELD_STATES; i++) {
        const next = trial[i] as number;
        const rounded = next < 0 && next >= -ROUNDING && i !== SALK;
        if (rounded) zeroed = true;
        y[i] = rounded ? 0 : next;
      }
      for (let i = HELD_STATES; i < BASIN_STATES; i++) y[i] = trial[i] as number;
      left -= h;
      if (left <= 1e-12 * days) return null;
      if (zeroed) slopes(c, gas, y, k1, rates);
      else [k1, k4] = [k4, k1];
    }
    if (lowest < -ROUNDING) h *= 0.5;
    else if (worst <= 1) h *= Math.min(4, 0.9 / Math.cbrt(Math.max(worst, 1e-3)));
    else h *= Number.isFinite(worst) ? Math.max(0.2, 0.9 / Math.cbrt(worst)) : 0.1;
    if (!(h > 1e-14 * days)) break;
  }
  return worstState(trial);
}

function worstState(y: Float64Array): number {
  for (let i = 0; i < HELD_STATES; i++) if (!Number.isFinite(y[i])) return i;
  return 7;
}
