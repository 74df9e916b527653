import type { ParameterTable, ValuesOf } from './parameters.ts';
import { suspendedSolids, volatileSolids } from './water.ts';
import type { Load } from './water.ts';

/** Excess sludge, dewatering and the sludge volume index. */
export const SLUDGE_PARAMETERS = {
  mlssTarget: {
    name: 'solids of the mixed liquor above which the technician draws excess sludge',
    unit: 'g/L',
    value: 11,
    min: 2,
    max: 25,
    source:
      'seed 4.1.3 no. 8 (draw-off follows MLSS); 8 to 12 g/L is what flat sheets run at, Judd 2011',
  },
  wastePerExcess: {
    name: 'draw-off per g/L above the target',
    unit: 'm3/h per g/L',
    value: 1.5,
    min: 0.05,
    max: 20,
    source: 'assumed; half a gram above the target draws 18 m3/d',
  },
  wasteMost: {
    name: 'most the draw-off valve passes',
    unit: 'm3/h',
    value: 3,
    min: 0.1,
    max: 30,
    source: 'assumed; hand valve DN 50',
  },
  srtTarget: {
    name: 'sludge age to keep by draw-off instead of the solids; 0 keeps the solids',
    unit: 'd',
    value: 0,
    min: 0,
    max: 200,
    source: 'choice of the technician',
  },
  capture: {
    name: 'solids the press keeps, without polymer of its own',
    unit: 'kg/kg',
    value: 0.93,
    min: 0.5,
    max: 0.999,
    source: 'belt presses keep 85 to 98 %, Metcalf and Eddy 2014; the scum brings polymer with it',
  },
  cakeSolids: {
    name: 'solids of the cake',
    unit: 'kg/m3',
    value: 200,
    min: 80,
    max: 400,
    source: 'belt presses: 15 to 25 %, Metcalf and Eddy 2014',
  },
  sviLow: {
    name: 'sludge volume index (diluted) of well fed sludge',
    unit: 'mL/g',
    value: 70,
    min: 30,
    max: 150,
    source: 'usual 50 to 100 without filaments, Jenkins et al. 2004',
  },
  sviHigh: {
    name: 'sludge volume index of sludge full of filaments',
    unit: 'mL/g',
    value: 280,
    min: 120,
    max: 600,
    source: 'bulking sludge, Jenkins et al. 2004',
  },
  lowLoad: {
    name: 'load at which half of the room for filaments of low F/M is taken',
    unit: 'kg BOD/(kg d)',
    value: 0.01,
    min: 0.001,
    max: 0.3,
    source:
      'assumed; membrane plants run at 0.02 to 0.1 without the bulking that 0.05 to 0.2 brings to others (Jenkins et al. 2004)',
  },
  oxygenPerLoad: {
    name: 'oxygen the floc needs against filaments of low oxygen, per load',
    unit: 'mg/L per kg BOD/(kg d)',
    value: 5,
    min: 0.5,
    max: 30,
    source: 'after Palm, Jenkins and Parker 1980 (J. WPCF 52:2484): more load asks for more oxygen',
  },
  filamentTime: {
    name: 'time constant in which filaments come and go',
    unit: 'd',
    value: 8,
    min: 1,
    max: 60,
    source: 'assumed; bulking comes and goes in one to three weeks',
  },
} as const satisfies ParameterTable;
export type SludgeValues = ValuesOf<typeof SLUDGE_PARAMETERS>;

const gPerL = (grams: number, volumeM3: number): number =>
  volumeM3 > 0 ? grams / volumeM3 / 1000 : 0;

/** Solids of a mixed liquor, g/L; 0 for an empty tank. */
export const mlssGPerL = (load: Load, volumeM3: number): number =>
  gPerL(suspendedSolids(load), volumeM3);

/** Share of the solids that burns, 0 to 1; 0 without solids. */
export function volatileShare(load: Load): number {
  const solids = suspendedSolids(load);
  return solids > 0 ? volatileSolids(load) / solids : 0;
}

/** Sludge age: solids held over solids lost in a day, d; null when nothing is lost. */
export const sludgeAgeD = (heldKg: number, lostKgPerD: number): number | null =>
  lostKgPerD > 0 ? heldKg / lostKgPerD : null;

/** Load of the sludge, kg BOD per kg MLVSS and day; null without sludge. */
export const foodToMass = (bodKgPerD: number, volatileKg: number): number | null =>
  volatileKg > 0 ? bodKgPerD / volatileKg : null;

/** Time the water stays, h; null without flow. */
export const retentionH = (volumeM3: number, flowM3PerD: number): number | null =>
  flowM3PerD > 0 ? (24 * volumeM3) / flowM3PerD : null;

/**
 * Filaments that a load and an oxygen content bring in the long run, 0 to 1: more the lower the
 * load lies under `lowLoad`, or the oxygen under what this load needs. A statement of direction,
 * not a measured law; the shape 1/(1 + r^2) is assumed.
 */
export function filamentsInLongRun(
  loadKgPerKgD: number,
  oxygenMgPerL: number,
  p: SludgeValues,
): number {
  const hungry = 1 / (1 + (Math.max(0, loadKgPerKgD) / p.lowLoad) ** 2);
  const need = p.oxygenPerLoad * Math.max(0, loadKgPerKgD);
  const breathless = need > 0 ? 1 / (1 + (Math.max(0, oxygenMgPerL) / need) ** 2) : 0;
  return 1 - (1 - hungry) * (1 - breathless);
}

/** Filaments after `dtS` on the way to their long run. */
export const growFilaments = (
  filaments: number,
  longRun: number,
  dtS: number,
  p: SludgeValues,
): number => longRun + (filaments - longRun) * Math.exp(-dtS / (86_400 * p.filamentTime));

/**
 * Sludge volume index, mL/g (of the diluted test): a line in the filaments between its two ends
 * (the relation is nearly linear, Schuler and Jassby 2007, Water Research 41:4349); mineral matter
 * weighs the floc down in proportion to its share.
 */
export const sludgeVolumeIndex = (
  filaments: number,
  volatileShareOfSolids: number,
  p: SludgeValues,
): number =>
  (p.sviLow + (p.sviHigh - p.sviLow) * filaments) * (0.5 + 0.5 * (volatileShareOfSolids / 0.75));

/** Volume of a litre after half an hour of settling, mL: SVI x MLSS as long as it finds room, at most the litre. */
export const settledMlPerL = (sviMlPerG: number, mlss: number): number =>
  1000 * (1 - Math.exp((-sviMlPerG * mlss) / 1000));

/**
 * Draw-off of excess sludge now, m3/h: in proportion to the solids above the target, or what keeps
 * the sludge age; never more than the valve passes.
 * @param heldKg solids in all biological basins
 */
export function drawOffM3PerH(mlss: number, heldKg: number, p: SludgeValues): number {
  const wanted =
    p.srtTarget > 0
      ? mlss > 0
        ? heldKg / p.srtTarget / 24 / mlss
        : 0
      : Math.max(0, mlss - p.mlssTarget) * p.wastePerExcess;
  return Math.min(p.wasteMost, wanted);
}
