/** Air for the biology: what the blower takes and what the water gets. */

const STANDARD_PRESSURE_KPA = 101.325;
const WATER_KPA_PER_M = 9.80665;
/** kappa-1 over kappa for air, 1.4. */
const ADIABATIC_EXPONENT = 0.2857;
const GAS_CONSTANT_AIR = 0.287;
const NORMAL_DENSITY = 1.293;
/** Mass of oxygen in a normal cubic metre of air, kg: 0.232 x 1.293. */
const OXYGEN_KG_PER_NM3 = 0.3;

/** Air pressure at an altitude, kPa (international barometric formula). */
export const airPressureKPa = (altitudeM: number): number =>
  STANDARD_PRESSURE_KPA * (1 - 2.25577e-5 * altitudeM) ** 5.2559;

/**
 * Power of ideal adiabatic compression, kW.
 * P = w R T1 / n ((p2/p1)^n - 1), w in kg/s (refs: Metcalf and Eddy, Wastewater Engineering, eq. 5-77).
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

export interface BlowerRating {
  readonly airNm3PerH: number;
  /** Pressure rise at the rated air flow, m water column. */
  readonly riseM: number;
  readonly powerKw: number;
  readonly ratedHz: number;
}

export interface BlowerPoint {
  readonly airNm3PerH: number;
  readonly riseKPa: number;
  readonly powerKw: number;
}

/**
 * A speed-controlled blower that blows to a submergence: air in proportion to the speed, pressure
 * = submergence + pipe loss (square of the flow, what is left of the rated rise at rated flow).
 * The wire-to-air efficiency is the one the name plate implies and is kept over the range.
 */
export function blowerPoint(
  rating: BlowerRating,
  speedHz: number,
  submergenceM: number,
  inletC: number,
  inletKPa: number,
): BlowerPoint {
  const share = Math.max(0, speedHz) / rating.ratedHz;
  const lossM = Math.max(0, rating.riseM - submergenceM) * share * share;
  const riseKPa = (submergenceM + lossM) * WATER_KPA_PER_M;
  const airNm3PerH = rating.airNm3PerH * share;
  const ratedIdeal = adiabaticPowerKw(
    rating.airNm3PerH,
    20,
    STANDARD_PRESSURE_KPA,
    rating.riseM * WATER_KPA_PER_M,
  );
  const efficiency = ratedIdeal / rating.powerKw;
  return {
    airNm3PerH,
    riseKPa,
    powerKw: adiabaticPowerKw(airNm3PerH, inletC, inletKPa, riseKPa) / efficiency,
  };
}

/** Oxygen saturation of clean water at sea level, mg/L: 13.89 - 0.3825 T + 0.007311 T2 - 0.00006588 T3 (BSM-MBR, Maere et al. 2011). */
export const oxygenSaturationMgPerL = (temperatureC: number, pressureKPa: number): number =>
  ((13.89 - 0.3825 * temperatureC + 0.007311 * temperatureC ** 2 - 0.00006588 * temperatureC ** 3) *
    pressureKPa) /
  STANDARD_PRESSURE_KPA;

/** alpha = exp(-omega MLSS): transfer in sludge over transfer in clean water (Guender 2001; omega 0.083 fine, 0.05 coarse bubbles in Maere et al. 2011). */
export const alphaFactor = (mlssGPerL: number, omegaLPerG: number): number =>
  Math.exp(-omegaLPerG * mlssGPerL);

export interface Diffuser {
  /** Standard oxygen transfer per metre of submergence, share. */
  readonly transferPerM: number;
  readonly omegaLPerG: number;
  /** Fouling of the diffusers, 0 to 1. */
  readonly fouling: number;
}

/**
 * Volumetric transfer coefficient of the process, 1/h:
 * kLa = alpha F SOTE q O2 / (V C20) theta^(T-20), theta 1.024, C20 9.09 mg/L.
 */
export function transferPerH(
  airNm3PerH: number,
  volumeM3: number,
  submergenceM: number,
  mlssGPerL: number,
  temperatureC: number,
  diffuser: Diffuser,
): number {
  if (volumeM3 <= 0 || submergenceM <= 0) return 0;
  const oxygenGPerH =
    airNm3PerH * OXYGEN_KG_PER_NM3 * 1000 * Math.min(1, diffuser.transferPerM * submergenceM);
  const field =
    alphaFactor(mlssGPerL, diffuser.omegaLPerG) * diffuser.fouling * 1.024 ** (temperatureC - 20);
  return (field * oxygenGPerH) / (volumeM3 * 9.09);
}
