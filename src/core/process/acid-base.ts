import type { ParameterTable } from './parameters.ts';

/**
 * pH from the balance of charges. What mixing conserves is the alkalinity
 *   Alk = strong cations - strong anions + all ammonia - all phosphate
 * (mol charge per m3), that is the charge that the weak acids have to balance:
 *   Alk = [HCO3] + 2 [CO3] + [HPO4] + 2 [PO4] - [H3PO4] + [NH3] + [OH] - [H].
 * The right-hand side rises strictly with pH, so that there is one solution.
 */
export const ACID_BASE_PARAMETERS = {
  ionicStrength: {
    name: 'ionic strength of the water',
    unit: 'mol/L',
    value: 0.01,
    min: 0,
    max: 0.5,
    source:
      'assumed: about 600 mg/L of dissolved salts (1.6e-5 mol/L per mg/L, Stumm and Morgan 1996)',
  },
} as const satisfies ParameterTable;

/** Concentrations the pH depends on, mol/m3; alkalinity as mol charge/m3. */
export interface WeakAcids {
  readonly alkalinity: number;
  readonly inorganicCarbon: number;
  readonly phosphate: number;
  readonly ammonia: number;
}

/** Dissociation constants for concentrations (mol/L) with pH as an activity, at one temperature. */
export interface Dissociation {
  readonly carbonic1: number;
  readonly carbonic2: number;
  readonly phosphoric1: number;
  readonly phosphoric2: number;
  readonly phosphoric3: number;
  readonly ammonium: number;
  readonly water: number;
  /** Activity coefficient of a single charge. */
  readonly gamma1: number;
  /** Henry's constant of carbon dioxide, mol/(L atm). */
  readonly henryCarbonDioxide: number;
}

const GAS_CONSTANT = 8.314462;
const LN10 = Math.LN10;

/** ln K at 25 degC shifted by the heat of reaction (van 't Hoff), as K. */
const vantHoff = (pK25: number, heatKJPerMol: number, kelvin: number): number =>
  10 ** -pK25 * Math.exp(((heatKJPerMol * 1000) / GAS_CONSTANT) * (1 / 298.15 - 1 / kelvin));

/**
 * Constants at a temperature. Carbonic acid, water's and CO2's: Plummer and Busenberg 1982
 * (Geochim. Cosmochim. Acta 46:1011) as in the data base of PHREEQC; phosphoric acid and ammonium:
 * pK and heat of Goldberg, Kishore and Lennen 2002 (J. Phys. Chem. Ref. Data 31:231). Activity
 * coefficients by Davies, log gamma = -0.509 z^2 (sqrt I/(1 + sqrt I) - 0.3 I), good to 0.5 mol/L.
 */
export function dissociationAt(
  temperatureC: number,
  ionicStrengthMolPerL: number = ACID_BASE_PARAMETERS.ionicStrength.value,
): Dissociation {
  const t = temperatureC + 273.15;
  const log10T = Math.log10(t);
  const root = Math.sqrt(ionicStrengthMolPerL);
  const davies = -0.509 * (root / (1 + root) - 0.3 * ionicStrengthMolPerL);
  const gamma1 = 10 ** davies;
  const gamma2 = 10 ** (4 * davies);
  const gamma3 = 10 ** (9 * davies);
  const logK1 = -356.3094 - 0.06091964 * t + 21834.37 / t + 126.8339 * log10T - 1684915 / (t * t);
  const logK2 = -107.8871 - 0.03252849 * t + 5151.79 / t + 38.92561 * log10T - 563713.9 / (t * t);
  const logKw = -283.971 - 0.05069842 * t + 13323 / t + 102.24447 * log10T - 1119669 / (t * t);
  const logKh = 108.3865 + 0.01985076 * t - 6919.53 / t - 40.45154 * log10T + 669365 / (t * t);
  return {
    carbonic1: 10 ** logK1 / gamma1,
    carbonic2: (10 ** logK2 * gamma1) / gamma2,
    phosphoric1: vantHoff(2.148, -8, t) / gamma1,
    phosphoric2: (vantHoff(7.198, 3.6, t) * gamma1) / gamma2,
    phosphoric3: (vantHoff(12.35, 16, t) * gamma2) / gamma3,
    ammonium: vantHoff(9.245, 51.95, t) * gamma1,
    water: 10 ** logKw / gamma1,
    gamma1,
    henryCarbonDioxide: 10 ** logKh,
  };
}

/** Where `chargeAt` puts its two results: charge, and how it rises with pH. */
const charge = new Float64Array(2);

/** Charge of the weak acids at a pH, mol/m3 (returned and in `charge[0]`), and its slope per pH unit (`charge[1]`). */
function chargeAt(
  pH: number,
  inorganicCarbon: number,
  phosphate: number,
  ammonia: number,
  k: Dissociation,
): number {
  const h = 10 ** -pH;
  const bicarbonate = k.carbonic1 * h;
  const carbonate = k.carbonic1 * k.carbonic2;
  const perC = 1 / (h * h + bicarbonate + carbonate);
  const carbonMean = (bicarbonate + 2 * carbonate) * perC;
  const carbonSquare = (bicarbonate + 4 * carbonate) * perC;

  // Charges counted from H2PO4: -1, 0, 1, 2.
  const p0 = h * h * h;
  const p1 = k.phosphoric1 * h * h;
  const p2 = k.phosphoric1 * k.phosphoric2 * h;
  const p3 = k.phosphoric1 * k.phosphoric2 * k.phosphoric3;
  const perP = 1 / (p0 + p1 + p2 + p3);
  const phosphateMean = (-p0 + p2 + 2 * p3) * perP;
  const phosphateSquare = (p0 + p2 + 4 * p3) * perP;

  const free = k.ammonium / (k.ammonium + h);
  const proton = (1000 * h) / k.gamma1;
  const hydroxide = (1000 * k.water) / h;
  const value =
    inorganicCarbon * carbonMean + phosphate * phosphateMean + ammonia * free + hydroxide - proton;
  charge[0] = value;
  // The mean charge of an acid rises by the variance of its charges (times ln 10 per pH).
  charge[1] =
    LN10 *
    (inorganicCarbon * (carbonSquare - carbonMean * carbonMean) +
      phosphate * (phosphateSquare - phosphateMean * phosphateMean) +
      ammonia * free * (1 - free) +
      hydroxide +
      proton);
  return value;
}

/** Alkalinity (mol charge/m3) of water with this pH and these acids. */
export const alkalinityFor = (
  pH: number,
  acids: Omit<WeakAcids, 'alkalinity'>,
  k: Dissociation,
): number => chargeAt(pH, acids.inorganicCarbon, acids.phosphate, acids.ammonia, k);

const LOWEST_PH = -1;
const HIGHEST_PH = 15;
/** Newton's error is about the square of its last move: 1e-5 leaves less than 1e-9. */
const LAST_MOVE = 1e-5;
/** Amounts below zero by no more than this (mol/m3) are the rounding of a balance. */
const ROUNDING = 1e-9;

/**
 * pH of water with these acids. Newton from `guess`, inside a bracket that halves where Newton
 * would leave it, so that it always ends.
 * @returns NaN when an amount is not finite, is negative (alkalinity may be), or when no pH
 * between -1 and 15 balances the charges: water that cannot be
 */
export function phOf(acids: WeakAcids, k: Dissociation, guess = 7): number {
  const { alkalinity, inorganicCarbon, phosphate, ammonia } = acids;
  // The sum is NaN or infinite when one of them is.
  if (!Number.isFinite(alkalinity + inorganicCarbon + phosphate + ammonia)) return Number.NaN;
  if (Math.min(inorganicCarbon, phosphate, ammonia) < -ROUNDING) return Number.NaN;
  let low = LOWEST_PH;
  let high = HIGHEST_PH;
  let pH = guess > low && guess < high ? guess : 7;
  for (let i = 0; i < 80; i++) {
    const excess = chargeAt(pH, inorganicCarbon, phosphate, ammonia, k) - alkalinity;
    if (excess > 0) high = pH;
    else low = pH;
    const newton = pH - excess / (charge[1] ?? 1);
    const inside = newton > low && newton < high;
    const next = inside ? newton : (low + high) / 2;
    if (Math.abs(next - pH) < (inside ? LAST_MOVE : 1e-9)) {
      const outside = next < LOWEST_PH + 1e-6 || next > HIGHEST_PH - 1e-6;
      return outside ? Number.NaN : next;
    }
    pH = next;
  }
  return Number.NaN;
}

/**
 * Inorganic carbon (mol/m3) that gives this pH at this alkalinity with the other acids.
 * @returns NaN when no amount of it does: the other acids alone hold the pH higher or lower
 */
export function inorganicCarbonAt(
  pH: number,
  acids: Omit<WeakAcids, 'inorganicCarbon'>,
  k: Dissociation,
): number {
  const without = chargeAt(pH, 0, acids.phosphate, acids.ammonia, k);
  const perMol = chargeAt(pH, 1, 0, 0, k);
  const onlyWater = chargeAt(pH, 0, 0, 0, k);
  const carbon = (acids.alkalinity - without) / (perMol - onlyWater);
  return carbon >= 0 ? carbon : Number.NaN;
}

/** Dissolved carbon dioxide (mol/m3) of water at a pH with this inorganic carbon. */
export function carbonDioxideAt(pH: number, inorganicCarbon: number, k: Dissociation): number {
  const h = 10 ** -pH;
  return (inorganicCarbon * h * h) / (h * h + k.carbonic1 * h + k.carbonic1 * k.carbonic2);
}

const TABLE_STEP_C = 0.1;
const TABLE_TOP_C = 60;

/**
 * Constants by temperature from a table in steps of 0.1 degC (a pK error below 0.002); outside of
 * 0 to 60 degC computed one by one. For plants that ask several times a step.
 */
export function dissociationTable(
  ionicStrengthMolPerL: number,
): (temperatureC: number) => Dissociation {
  const rows = Array.from({ length: Math.round(TABLE_TOP_C / TABLE_STEP_C) + 1 }, (_, i) =>
    dissociationAt(i * TABLE_STEP_C, ionicStrengthMolPerL),
  );
  return (temperatureC) =>
    rows[Math.round(temperatureC / TABLE_STEP_C)] ??
    dissociationAt(temperatureC, ionicStrengthMolPerL);
}
