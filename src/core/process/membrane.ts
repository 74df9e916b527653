import type { ProcessFault } from './fault.ts';
import { MEMBRANE_PARAMETERS } from './membrane-parameters.ts';
import type { MembraneValues } from './membrane-parameters.ts';
import { liquorViscosityPaS, viscosityPaS } from './membrane-viscosity.ts';
import { defaultsOf } from './parameters.ts';

export { viscosityPaS } from './membrane-viscosity.ts';

/**
 * Submerged membranes by resistances in series (Darcy), mu and J of the permeate:
 * TMP = mu J (Rm + Rp + alpha(TMP) m). Equations and sources: docs/process-models.md.
 */
export interface FoulingState {
  /** Reversible cake, kg of solids per m2: rest and air take it off. */
  cakeKgPerM2: number;
  /** Resistance in the pores, 1/m, that a maintenance (weekly) cleaning takes off. */
  organic: number;
  /** That only a strong in-line cleaning takes off. */
  deep: number;
  /** That nothing takes off. */
  permanent: number;
  /** Filtered since new, m3 per m2. */
  filteredM: number;
  /** Chlorine contact since new, ppm h. */
  chlorinePpmH: number;
  /** Share of the area that is torn and lets mixed liquor through. */
  breachShare: number;
}

export const newMembrane = (): FoulingState => ({
  cakeKgPerM2: 0,
  organic: 1.5e11,
  deep: 2e11,
  permanent: 0,
  filteredM: 0,
  chlorinePpmH: 0,
  breachShare: 0,
});

const DEFAULTS: MembraneValues = defaultsOf(MEMBRANE_PARAMETERS);
/** Solids at which the figures of the table hold, g/L. */
const REFERENCE_MLSS = 10;
const M_PER_S_PER_LMH = 1e-3 / 3600;

/** Resistance that water meets in clean and pore-fouled membrane, 1/m, without the cake. */
const solidResistance = (s: FoulingState, p: MembraneValues): number =>
  p.cleanResistance * (1 + p.cleanAgeingPerM * s.filteredM) + s.organic + s.deep + s.permanent;

/** Sound area carries less when a tear takes a part of the water: factor on the pressure. */
const breachRelief = (s: FoulingState, p: MembraneValues): number =>
  1 / (1 - s.breachShare + s.breachShare * p.breachFlow);

/**
 * Transmembrane pressure at a flux, kPa. The compressible cake, alpha = alpha0 (1 + P/Pa)^s,
 * makes it implicit; Newton's method, with plain substitution where the slope is too flat.
 */
export function tmpKPa(
  s: FoulingState,
  fluxMPerS: number,
  temperatureC: number,
  p: MembraneValues = DEFAULTS,
): number {
  const perResistance = (viscosityPaS(temperatureC) * fluxMPerS * breachRelief(s, p)) / 1000;
  const base = perResistance * solidResistance(s, p);
  const cake = perResistance * p.specificCake * s.cakeKgPerM2;
  if (!(cake > 0)) return base;
  let pressure = base + cake;
  for (let i = 0; i < 60; i++) {
    const compressed = 1 + pressure / p.pressureScale;
    const wanted = base + cake * compressed ** p.compressibility;
    const slope = 1 - ((wanted - base) * p.compressibility) / (compressed * p.pressureScale);
    const next = slope > 0.1 ? pressure - (pressure - wanted) / slope : wanted;
    if (Math.abs(next - pressure) <= 1e-10 * (1 + pressure)) return next;
    pressure = Math.max(base, next);
  }
  return pressure;
}

/** What acts on the membranes during a step. */
export interface FoulingDrive {
  readonly fluxMPerS: number;
  readonly mlssGPerL: number;
  /** Scouring air per membrane area, Nm3/(h m2). */
  readonly sadNm3PerHM2: number;
  readonly temperatureC: number;
}

/** Scour by air as a share of that with the design air: saturates (Ueda et al. 1997). */
export function scourShare(sadNm3PerHM2: number, p: MembraneValues = DEFAULTS): number {
  const saturation = sadNm3PerHM2 / (sadNm3PerHM2 + p.sadHalf);
  const atDesign = p.designSad / (p.designSad + p.sadHalf);
  return p.scourBase + ((1 - p.scourBase) * saturation) / atDesign;
}

/** Flux over which fouling rises steeply, m/s. */
export const criticalFluxMPerS = (
  mlssGPerL: number,
  sadNm3PerHM2: number,
  p: MembraneValues = DEFAULTS,
): number =>
  p.criticalFlux *
  M_PER_S_PER_LMH *
  (Math.max(1, mlssGPerL) / REFERENCE_MLSS) ** -p.criticalMlssExponent *
  Math.sqrt(scourShare(sadNm3PerHM2, p));

/**
 * How much faster than far below the critical flux it fouls, less one: (J'/Jc)^n, at most the
 * figure of the table. Blocked pores leave less open area, so that the local flux J' is
 * J (1 + b Rp/Rm) (Ognier et al. 2004): pressure that rises makes itself rise faster.
 */
function overCritical(s: FoulingState, drive: FoulingDrive, p: MembraneValues): number {
  const blocked = (p.blockedShare * (s.organic + s.deep + s.permanent)) / p.cleanResistance;
  const local = drive.fluxMPerS * (1 + blocked);
  const over =
    (local / criticalFluxMPerS(drive.mlssGPerL, drive.sadNm3PerHM2, p)) ** p.criticalPower;
  return over / (1 + over / p.criticalMost);
}

/**
 * Moves fouling on by `dtS`, exactly for the cake (linear in its mass) while flux, solids and air
 * stand; pores change over days, so that one step of a minute is as good as sixty.
 * @returns null, or what was wrong with the drive, the state then being left as it was
 */
export function foul(
  s: FoulingState,
  drive: FoulingDrive,
  dtS: number,
  p: MembraneValues = DEFAULTS,
): ProcessFault | null {
  const fault = badDrive(drive, dtS);
  if (fault !== null) return fault;
  const { fluxMPerS, mlssGPerL, sadNm3PerHM2, temperatureC } = drive;
  const scour =
    scourShare(sadNm3PerHM2, p) *
    (liquorViscosityPaS(REFERENCE_MLSS, p.shearPerS, 20) /
      liquorViscosityPaS(mlssGPerL, p.shearPerS, temperatureC)) **
      p.viscosityExponent;
  if (fluxMPerS === 0) {
    s.cakeKgPerM2 *= Math.exp(-p.restPerS * scour * dtS);
    if (s.cakeKgPerM2 < 1e-12) s.cakeKgPerM2 = 0;
    return null;
  }
  const over = overCritical(s, drive, p);
  const rate = p.scourPerS * scour;
  const arriving = mlssGPerL * fluxMPerS * Math.min(1, p.attachShare * (1 + over));
  const settled = rate > 0 ? arriving / rate : 0;
  s.cakeKgPerM2 =
    rate > 0
      ? settled + (s.cakeKgPerM2 - settled) * Math.exp(-rate * dtS)
      : s.cakeKgPerM2 + arriving * dtS;
  const filtered = fluxMPerS * dtS;
  const pores =
    p.poreFoulingPerM *
    (1 + over) *
    (mlssGPerL / REFERENCE_MLSS) ** p.poreMlssExponent *
    p.poreTheta ** (temperatureC - 20) *
    (1 + (p.chlorineAgeing * s.chlorinePpmH) / 1e6) *
    filtered;
  s.organic += p.poreWeeklyShare * pores;
  s.deep += Math.min(1 - p.poreWeeklyShare, p.poreInlineShare) * pores;
  s.permanent += Math.max(0, 1 - p.poreWeeklyShare - p.poreInlineShare) * pores;
  s.filteredM += filtered;
  return null;
}

const DRIVE_UNITS = {
  fluxMPerS: 'm/s',
  mlssGPerL: 'g/L',
  sadNm3PerHM2: 'Nm3/(h m2)',
  temperatureC: 'degC',
} as const;

function badDrive(drive: FoulingDrive, dtS: number): ProcessFault | null {
  const sound =
    drive.fluxMPerS >= 0 &&
    drive.mlssGPerL >= 0 &&
    drive.sadNm3PerHM2 >= 0 &&
    drive.temperatureC > -5 &&
    drive.temperatureC < 60 &&
    dtS >= 0 &&
    Number.isFinite(drive.fluxMPerS + drive.mlssGPerL + drive.sadNm3PerHM2 + dtS);
  if (sound) return null;
  const temperatureWrong = !(drive.temperatureC > -5 && drive.temperatureC < 60);
  const names = ['fluxMPerS', 'mlssGPerL', 'sadNm3PerHM2'] as const;
  const wrong = temperatureWrong
    ? 'temperatureC'
    : names.find((name) => !(drive[name] >= 0 && Number.isFinite(drive[name])));
  return {
    place: 'membrane',
    quantity: wrong === undefined ? 'step, s' : `${wrong}, ${DRIVE_UNITS[wrong]}`,
    value: String(wrong === undefined ? dtS : drive[wrong]),
    allowed: wrong === 'temperatureC' ? '-5 to 60' : '0 or more, finite',
    advice: 'look at the membrane basin: fouling was left as it was',
  };
}

/** Share of the water that goes through torn area. */
export const breachFlowShare = (s: FoulingState, p: MembraneValues = DEFAULTS): number =>
  s.breachShare * p.breachFlow * breachRelief(s, p);

/**
 * Share of the solids of the mixed liquor that goes with the filtrate: what seals leak and what
 * a breach lets through.
 */
export function solidsPassing(s: FoulingState, p: MembraneValues = DEFAULTS): number {
  const torn = breachFlowShare(s, p);
  return p.leakShare * (1 - torn) + torn;
}
