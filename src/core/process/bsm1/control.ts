import { CONTROL } from './layout.ts';
import type { Bsm1Plant } from './plant.ts';
import type { RightHandSide } from '../ode/types.ts';
import { nextGaussian } from '../../random.ts';
import type { RandomState } from '../../random.ts';

/**
 * How the loops see and move the plant: `ideal` without delay or noise, `lagged` with the response
 * of sensors and blower, `noisy` with the noise of the sensors besides.
 */
export type Instrumentation = 'ideal' | 'lagged' | 'noisy';

/** Control states behind those of the plant: two integrals, oxygen sensor, air, nitrate sensor. */
const OXYGEN_INTEGRAL = 0;
const NITRATE_INTEGRAL = 1;
const OXYGEN_SENSOR = 2;
const AIR = OXYGEN_SENSOR + CONTROL.oxygen.sensorLags;
const NITRATE_SENSOR = AIR + CONTROL.oxygen.actuatorLags;
export const CONTROL_STATES = NITRATE_SENSOR + CONTROL.nitrate.sensorLags;

/** Where the loops look: oxygen of the fifth reactor, nitrate of the second. */
const MEASURED_OXYGEN = 4 * 13 + 7;
const MEASURED_NITRATE = 13 + 8;
const AIR_REACTOR = 4;

export interface Bsm1Control {
  /** States of plant and control, then the integrals of the plant. */
  readonly rhs: RightHandSide;
  /** Control states for a start from a settled plant in open loop. */
  start(y: Float64Array): Float64Array;
  /** Draws the noise of the next minute; nothing without noise. */
  newNoise(random: RandomState): void;
  /** Air of the fifth reactor, 1/d, and internal recycle, m3/d, for a state. */
  handles(y: Float64Array): { readonly kLa5: number; readonly internalM3PerD: number };
}

const within = (value: number, low: number, high: number): number =>
  value < low ? low : value > high ? high : value;

/**
 * Default control of BSM1. PI with tracking: u = u0 + K e + I, dI/dt = K/Ti e + (u limited - u)/Tt
 * (Alex et al. 2008, chapter 6).
 */
export function closeLoops(
  plant: Bsm1Plant,
  instrumentation: Instrumentation,
  integrals: boolean,
): Bsm1Control {
  const { oxygen, nitrate } = CONTROL;
  const at = plant.size;
  const end = at + CONTROL_STATES;
  const integralsAt = integrals ? end : -1;
  const ideal = instrumentation === 'ideal';
  let oxygenNoise = 0;
  let nitrateNoise = 0;

  const oxygenSeen = (y: Float64Array): number =>
    ideal
      ? (y[MEASURED_OXYGEN] as number)
      : within((y[at + AIR - 1] as number) + oxygenNoise, 0, oxygen.sensorRange);
  const nitrateSeen = (y: Float64Array): number =>
    ideal
      ? (y[MEASURED_NITRATE] as number)
      : within((y[end - 1] as number) + nitrateNoise, 0, nitrate.sensorRange);
  const airWanted = (y: Float64Array): number =>
    oxygen.offset +
    oxygen.gain * (oxygen.setpoint - oxygenSeen(y)) +
    (y[at + OXYGEN_INTEGRAL] as number);
  const recycleWanted = (y: Float64Array): number =>
    nitrate.offset +
    nitrate.gain * (nitrate.setpoint - nitrateSeen(y)) +
    (y[at + NITRATE_INTEGRAL] as number);

  const lags = (
    y: Float64Array,
    dy: Float64Array,
    first: number,
    count: number,
    input: number,
    lagD: number,
  ): void => {
    let before = input;
    for (let i = first; i < first + count; i++) {
      const own = y[at + i] as number;
      dy[at + i] = (before - own) / lagD;
      before = own;
    }
  };

  const move = (y: Float64Array, air: number, recycle: number): void => {
    plant.inputs.kLaPerD[AIR_REACTOR] = ideal ? air : (y[at + NITRATE_SENSOR - 1] as number);
    plant.inputs.internalM3PerD = recycle;
  };

  return {
    rhs(_t, y, dy) {
      const airAsked = airWanted(y);
      const air = within(airAsked, 0, oxygen.max);
      const recycleAsked = recycleWanted(y);
      const recycle = within(recycleAsked, 0, nitrate.max);
      move(y, air, recycle);
      plant.changes(y, dy, integralsAt);
      dy[at + OXYGEN_INTEGRAL] =
        (oxygen.gain / oxygen.integralD) * (oxygen.setpoint - oxygenSeen(y)) +
        (air - airAsked) / oxygen.trackingD;
      dy[at + NITRATE_INTEGRAL] =
        (nitrate.gain / nitrate.integralD) * (nitrate.setpoint - nitrateSeen(y)) +
        (recycle - recycleAsked) / nitrate.trackingD;
      lags(
        y,
        dy,
        OXYGEN_SENSOR,
        oxygen.sensorLags,
        y[MEASURED_OXYGEN] as number,
        oxygen.sensorLagD,
      );
      lags(y, dy, AIR, oxygen.actuatorLags, air, oxygen.actuatorLagD);
      lags(
        y,
        dy,
        NITRATE_SENSOR,
        nitrate.sensorLags,
        y[MEASURED_NITRATE] as number,
        nitrate.sensorLagD,
      );
    },
    start(y) {
      const states = new Float64Array(CONTROL_STATES);
      states.fill(y[MEASURED_OXYGEN] as number, OXYGEN_SENSOR, AIR);
      states.fill(oxygen.offset, AIR, NITRATE_SENSOR);
      states.fill(y[MEASURED_NITRATE] as number, NITRATE_SENSOR);
      return states;
    },
    newNoise(random) {
      if (instrumentation !== 'noisy') return;
      oxygenNoise = oxygen.noiseShare * oxygen.sensorRange * nextGaussian(random);
      nitrateNoise = nitrate.noiseShare * nitrate.sensorRange * nextGaussian(random);
    },
    handles(y) {
      const recycle = within(recycleWanted(y), 0, nitrate.max);
      const air = within(airWanted(y), 0, oxygen.max);
      return {
        kLa5: ideal ? air : (y[at + NITRATE_SENSOR - 1] as number),
        internalM3PerD: recycle,
      };
    },
  };
}
