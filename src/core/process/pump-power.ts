import { driveInputKw } from './motor.ts';
import { POWER_PARAMETERS } from './power-parameters.ts';
import type { PowerValues } from './power-parameters.ts';
import { defaultsOf } from './parameters.ts';

const DEFAULTS: PowerValues = defaultsOf(POWER_PARAMETERS);
const WATER_KN_PER_M3 = 9.80665;
/** Flow share beyond which the curves of a pump have no meaning. */
const RUN_OUT = 1.5;

/** Head of a radial pump over the rated head at flow share q: (4 - q2)/3 (parabola, Karassik). */
export const headShare = (flowShare: number): number => (4 - flowShare ** 2) / 3;

/** Efficiency over that at the rated point: parabola through no flow, 2q - q2. */
export const pumpEfficiencyShare = (flowShare: number): number => flowShare * (2 - flowShare);

/**
 * Shaft power of a radial pump over that at the rated point: q (4 - q2)/3 over (2q - q2), which is
 * (2 + q)/3: two thirds at shut-off (Karassik, Pump Handbook, 2.3: 0.5 to 0.7 for radial wheels).
 */
export const pumpShaftShare = (flowShare: number): number =>
  (2 + Math.min(RUN_OUT, Math.max(0, flowShare))) / 3;

/**
 * Shaft power at the rated point, kW: hydraulic power over the pump's efficiency, but not less than
 * the least share of the name plate and not more than the name plate.
 */
export function ratedPumpShaftKw(
  flowM3PerH: number,
  headM: number,
  plateKw: number,
  p: PowerValues = DEFAULTS,
): number {
  const hydraulicKw = (WATER_KN_PER_M3 * flowM3PerH * headM) / 3600;
  return Math.min(plateKw, Math.max(p.leastMotorShare * plateKw, hydraulicKw / p.pumpEfficiency));
}

/** Electrical power of a motor of `plateKw` at a shaft power, kW. */
export const motorInputKw = (shaftKw: number, plateKw: number, p: PowerValues = DEFAULTS): number =>
  driveInputKw(shaftKw, plateKw, p.motorEfficiency, p.fixedLossShare);
