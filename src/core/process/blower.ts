import { BLOWER_PARAMETERS } from './blower-parameters.ts';
import type { BlowerValues } from './blower-parameters.ts';
import { driveInputKw } from './motor.ts';
import { defaultsOf } from './parameters.ts';

/**
 * Turbo blower with inverter by affinity laws: at speed share n the rise is n2 h(q/n) with
 * h(x) = A - B x2 through the surge point and the rated point; the efficiency is a function of
 * x = q/n. Power is adiabatic compression over the efficiencies of wheel, motor and inverter.
 */
export interface BlowerRating {
  readonly airNm3PerH: number;
  /** Pressure rise at the rated air flow, m water column. */
  readonly riseM: number;
  /** Electrical power at the rated point, kW. */
  readonly powerKw: number;
  readonly ratedHz: number;
}

export interface BlowerPoint {
  /** Air one blower sends into the header, Nm3/h. */
  readonly airNm3PerH: number;
  /** Air the open blow-off lets out, Nm3/h. */
  readonly ventedNm3PerH: number;
  readonly riseKPa: number;
  /** Electrical power of one blower, kW. */
  readonly powerKw: number;
  /** Flow below the surge line: the blow-off is open. */
  readonly surging: boolean;
}

const STANDARD_PRESSURE_KPA = 101.325;
const WATER_KPA_PER_M = 9.80665;
/** (kappa - 1)/kappa of air, kappa 1.4. */
const ADIABATIC_EXPONENT = 0.2857;
const GAS_CONSTANT_AIR = 0.287;
const NORMAL_DENSITY = 1.293;
/** Conditions of a name plate: air at 20 degC. */
const RATED_INLET_C = 20;

const DEFAULTS: BlowerValues = defaultsOf(BLOWER_PARAMETERS);

/**
 * Power of ideal adiabatic compression, kW.
 * P = w R T1 / n ((p2/p1)^n - 1), w in kg/s (Metcalf and Eddy, Wastewater Engineering, eq. 5-77).
 */
export function adiabaticPowerKw(
  airNm3PerH: number,
  inletC: number,
  inletKPa: number,
  riseKPa: number,
): number {
  const massKgPerS = (airNm3PerH * NORMAL_DENSITY) / 3600;
  const ratio = (inletKPa + riseKPa) / inletKPa;
  return (
    ((massKgPerS * GAS_CONSTANT_AIR * (inletC + 273.15)) / ADIABATIC_EXPONENT) *
    (ratio ** ADIABATIC_EXPONENT - 1)
  );
}

/** Shut-off and slope of the head curve, in multiples of the rated rise. */
function curve(p: BlowerValues): { readonly shutOff: number; readonly slope: number } {
  const slope = (p.riseAtSurge - 1) / (1 - p.flowAtSurge ** 2);
  return { shutOff: 1 + slope, slope };
}

/** Efficiency of the wheel over its best, at flow x = q/n. */
export const wheelEfficiency = (x: number, p: BlowerValues = DEFAULTS): number =>
  Math.max(p.leastEfficiency, 1 - p.efficiencyFall * (x - p.bestFlow) ** 2);

/** Shaft efficiency at the best flow that the name plate implies: ideal power over shaft power at the rated point. */
function bestEfficiency(rating: BlowerRating, p: BlowerValues): number {
  const ideal = adiabaticPowerKw(
    rating.airNm3PerH,
    RATED_INLET_C,
    STANDARD_PRESSURE_KPA,
    rating.riseM * WATER_KPA_PER_M,
  );
  const shaft = rating.powerKw * p.motorEfficiency * p.inverterEfficiency;
  return ideal / shaft / wheelEfficiency(1, p);
}

/**
 * Operating point of one of `count` equal blowers on a common header.
 * The header asks for submergence + loss; loss grows with the square of the total flow and is, at
 * the rated flow of one blower, what the rated rise leaves over the design submergence.
 * Below the surge line the blow-off opens and holds the wheel on the line; what the header does not
 * take at that pressure is vented, and the check valve keeps water out when it takes nothing.
 * @param designSubmergenceM submergence at which one blower gives its rated flow at rated speed
 */
export function blowerPoint(
  rating: BlowerRating,
  speedHz: number,
  submergenceM: number,
  designSubmergenceM: number,
  inletKPa: number,
  count = 1,
  p: BlowerValues = DEFAULTS,
): BlowerPoint {
  const n = speedHz / rating.ratedHz;
  if (!(n > 0) || rating.airNm3PerH <= 0)
    return { airNm3PerH: 0, ventedNm3PerH: 0, riseKPa: 0, powerKw: 0, surging: false };
  const { shutOff, slope } = curve(p);
  const lift = submergenceM / rating.riseM;
  const loss = Math.max(0.02, 1 - designSubmergenceM / rating.riseM) * count * count;
  const square = (shutOff * n * n - lift) / (slope + loss);
  const free = square > 0 ? Math.sqrt(square) : 0;
  const surgeFlow = p.flowAtSurge * n;
  const surging = free < surgeFlow;
  const wheel = surging ? surgeFlow : free;
  const rise = n * n * (shutOff - slope * (wheel / n) ** 2);
  const taken = surging ? Math.min(wheel, Math.sqrt(Math.max(0, (rise - lift) / loss))) : free;
  const riseKPa = rise * rating.riseM * WATER_KPA_PER_M;
  const shaftKw =
    adiabaticPowerKw(wheel * rating.airNm3PerH, p.inletC, inletKPa, riseKPa) /
    (bestEfficiency(rating, p) * wheelEfficiency(wheel / n, p));
  const ratedShaftKw = rating.powerKw * p.motorEfficiency * p.inverterEfficiency;
  return {
    airNm3PerH: taken * rating.airNm3PerH,
    ventedNm3PerH: (wheel - taken) * rating.airNm3PerH,
    riseKPa,
    powerKw: driveInputKw(
      shaftKw,
      ratedShaftKw,
      p.motorEfficiency * p.inverterEfficiency,
      p.fixedLossShare,
    ),
    surging,
  };
}

/** Speed below which the header takes no air any more, Hz. */
export function leastUsefulHz(
  rating: BlowerRating,
  submergenceM: number,
  p: BlowerValues = DEFAULTS,
): number {
  return rating.ratedHz * Math.sqrt(submergenceM / rating.riseM / p.riseAtSurge);
}
