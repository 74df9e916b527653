/** Air for the biology: what reaches the water. Blowers are in `blower.ts`. */

const STANDARD_PRESSURE_KPA = 101.325;
const WATER_KPA_PER_M = 9.80665;
/** Mass of oxygen in a normal cubic metre of air, kg: 0.232 x 1.293. */
const OXYGEN_KG_PER_NM3 = 0.3;
/** Saturation of clean water at 20 degC and sea level, mg/L (Benson and Krause 1984). */
const SATURATION_20 = 9.09;

/** Air pressure at an altitude, kPa (international barometric formula, to 11 km). */
export const airPressureKPa = (altitudeM: number): number =>
  STANDARD_PRESSURE_KPA * (1 - 2.25577e-5 * altitudeM) ** 5.2559;

/** Vapour pressure of water, kPa (Antoine equation, 1 to 60 degC). */
const vapourKPa = (temperatureC: number): number =>
  0.133322 * 10 ** (8.07131 - 1730.63 / (233.426 + temperatureC));

/**
 * Oxygen saturation of clean water in moist air at a total pressure, mg/L: Benson and Krause 1984
 * (Limnol. Oceanogr. 29:620; Standard Methods 4500-O), 0 to 40 degC.
 */
export function oxygenSaturationMgPerL(temperatureC: number, pressureKPa: number): number {
  const t = temperatureC + 273.15;
  const atSeaLevel = Math.exp(
    -139.34411 + 1.575701e5 / t - 6.642308e7 / t ** 2 + 1.2438e10 / t ** 3 - 8.621949e11 / t ** 4,
  );
  const vapour = vapourKPa(temperatureC);
  return (atSeaLevel * (pressureKPa - vapour)) / (STANDARD_PRESSURE_KPA - vapour);
}

/** Published laws of alpha over MLSS in g/L: factor exp(-omega X), at most 1 (refs mbr.md). */
const ALPHA_LAWS = [
  { name: 'Guender 2001', factor: 1, omega: 0.083 },
  { name: 'Krampe and Krauth 2003', factor: 1, omega: 0.08788 },
  { name: 'Muller et al. 1995', factor: 1.507, omega: 0.0446 },
] as const;

/**
 * Transfer in sludge over transfer in clean water.
 * @param law 0 exp(-omega X) with the given omega, 1 Guender, 2 Krampe and Krauth, 3 Muller
 */
export function alphaFactor(mlssGPerL: number, omegaLPerG: number, law = 0): number {
  const published = law >= 1 ? ALPHA_LAWS[Math.round(law) - 1] : undefined;
  const factor = published?.factor ?? 1;
  return Math.min(1, factor * Math.exp(-(published?.omega ?? omegaLPerG) * mlssGPerL));
}

/** Transfer left after `ageD` days of fouling: least + (1 - least) exp(-age/time). */
export const diffuserFouling = (ageD: number, least: number, timeD: number): number =>
  least + (1 - least) * Math.exp(-ageD / timeD);

/** Pressure at which bubbles dissolve on the mean, kPa. */
export const effectivePressureKPa = (
  airKPa: number,
  submergenceM: number,
  effectiveDepth: number,
): number => airKPa + effectiveDepth * submergenceM * WATER_KPA_PER_M;

export interface Diffuser {
  /** Standard oxygen transfer per metre of submergence at the rated air, share. */
  readonly transferPerM: number;
  /** alpha of the mixed liquor. */
  readonly alpha: number;
  /** Fouling of the diffusers, 0 to 1. */
  readonly fouling: number;
  readonly theta: number;
  /** Fall of the transfer with the air per diffuser. */
  readonly flowExponent: number;
  /** Air per diffuser over that at the rated air. */
  readonly flowShare: number;
  /** Depth whose pressure counts for saturation, share of the submergence. */
  readonly effectiveDepth: number;
}

/** Standard transfer efficiency at a depth and an air flow, share of the oxygen blown in. */
export const transferEfficiency = (submergenceM: number, diffuser: Diffuser): number =>
  Math.min(
    1,
    diffuser.transferPerM *
      submergenceM *
      Math.max(0.05, diffuser.flowShare) ** -diffuser.flowExponent,
  );

/**
 * Volumetric transfer coefficient of the process, 1/h:
 * kLa = alpha F SOTE q O2 / (V C20) theta^(T-20), C20 the saturation at 20 degC and effective depth.
 * An empty basin or bare diffusers transfer nothing.
 */
export function transferPerH(
  airNm3PerH: number,
  volumeM3: number,
  submergenceM: number,
  temperatureC: number,
  diffuser: Diffuser,
): number {
  if (volumeM3 <= 0 || submergenceM <= 0 || airNm3PerH <= 0) return 0;
  const oxygenGPerH =
    airNm3PerH * OXYGEN_KG_PER_NM3 * 1000 * transferEfficiency(submergenceM, diffuser);
  const saturation20 =
    (SATURATION_20 *
      effectivePressureKPa(STANDARD_PRESSURE_KPA, submergenceM, diffuser.effectiveDepth)) /
    STANDARD_PRESSURE_KPA;
  const field = diffuser.alpha * diffuser.fouling * diffuser.theta ** (temperatureC - 20);
  return (field * oxygenGPerH) / (volumeM3 * saturation20);
}
