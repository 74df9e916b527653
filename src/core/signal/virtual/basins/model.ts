import type { Biology } from '../../../process/activated-sludge.ts';
import { createActivatedSludge } from '../../../process/activated-sludge.ts';
import {
  alphaFactor,
  diffuserFouling,
  effectivePressureKPa,
  oxygenSaturationMgPerL,
  transferPerH,
} from '../../../process/air.ts';
import { C, COMPONENT_COUNT, PARTICULATE, suspendedSolids } from '../../../process/water.ts';
import type { BasinPlan } from './plan.ts';

/**
 * What the site may differ in from its profile, each as the logarithm of a factor: oxygen transfer
 * in the aeration tanks and at the membranes, organic load, growth of nitrifiers, decay and
 * hydrolysis.
 */
export const BASIN_FACTORS = [
  'airAeration',
  'airMembrane',
  'load',
  'nitrification',
  'decay',
  'hydrolysis',
] as const;
export type BasinFactor = (typeof BASIN_FACTORS)[number];
/** Values in the order of `BASIN_FACTORS`. */
export type Factors = readonly number[];

const factorOf = (factors: Factors, factor: BasinFactor): number =>
  Math.exp(factors[BASIN_FACTORS.indexOf(factor)] ?? 0);

/** Water of all basins, concentrations by component. */
export type Waters = readonly (readonly number[])[];

/** What drives the basins over a step. */
export interface Drive {
  readonly hours: number;
  readonly airNm3PerH: number;
  readonly temperatureC: number;
  readonly feedM3PerH: number;
  /** By return of the plan. */
  readonly returnM3PerH: readonly number[];
  /** Volumes at the end of the step and before it. */
  readonly volumeM3: readonly number[];
  readonly volumeBeforeM3: readonly number[];
  /** Concentrations of the feed. */
  readonly feed: readonly number[];
}

/** Biology with the site's values and these factors. */
export function biologyOf(plan: BasinPlan, factors: Factors): Biology {
  const { asm1 } = plan;
  return createActivatedSludge({
    ...asm1,
    muA: asm1.muA * factorOf(factors, 'nitrification'),
    bH: asm1.bH * factorOf(factors, 'decay'),
    kh: asm1.kh * factorOf(factors, 'hydrolysis'),
  });
}

/**
 * Moves the water of all basins on: first along the chain, then by air and biology in each.
 * @returns the new concentrations; those before where the biology cannot work with them
 */
export function stepBasins(
  plan: BasinPlan,
  biology: Biology,
  factors: Factors,
  before: Waters,
  drive: Drive,
): Waters {
  const moved = move(plan, factors, before, drive);
  return moved.map((water, i) => {
    const { kLaPerH, saturationMgPerL } = aerationIn(plan, factors, i, water, drive);
    const fault = biology.react(water, 1, drive.hours * 3600, kLaPerH, saturationMgPerL);
    return fault === null ? water : (before[i] ?? water);
  });
}

/** Water along the chain: each basin mixed, the last one a membrane that keeps the solids. */
function move(plan: BasinPlan, factors: Factors, before: Waters, drive: Drive): number[][] {
  const { hours, feedM3PerH, returnM3PerH } = drive;
  const last = plan.basins.length - 1;
  const back = before[last] ?? [];
  const load = factorOf(factors, 'load');
  let flow = feedM3PerH;
  let coming: number[] = drive.feed.map((value, i) =>
    i === C.SS || i === C.XS ? load * value : value,
  );
  const after: number[][] = [];
  plan.basins.forEach(({ kind }, i) => {
    const own = before[i] ?? [];
    plan.returns.forEach(({ to }, k) => {
      const returned = returnM3PerH[k] ?? 0;
      if (to !== i || returned <= 0) return;
      const total = flow + returned;
      coming = coming.map((value, c) => (flow * value + returned * (back[c] ?? 0)) / total);
      flow = total;
    });
    const volume = drive.volumeM3[i] ?? 1;
    const old = drive.volumeBeforeM3[i] ?? volume;
    const leaving = i === last ? returnM3PerH.reduce((sum, each) => sum + each, 0) : flow;
    const mixed = -Math.expm1((-flow * hours) / volume);
    const water = own.map((value, c) => {
      const came = coming[c] ?? 0;
      if (kind === 'membrane' && PARTICULATE[c] === true) {
        const held = value * old + hours * (flow * came - leaving * value);
        return Math.max(0, held / volume);
      }
      return value + mixed * (came - value);
    });
    water[C.HEAT] = drive.temperatureC;
    after.push(water);
    coming = water.map((value, c) => (value + (own[c] ?? value)) / 2);
  });
  return after;
}

/** Transfer and saturation of a basin. */
function aerationIn(
  plan: BasinPlan,
  factors: Factors,
  basin: number,
  water: number[],
  drive: Drive,
): { readonly kLaPerH: number; readonly saturationMgPerL: number } {
  const { air } = plan;
  const def = plan.basins[basin];
  const volumeM3 = drive.volumeM3[basin] ?? 0;
  if (def === undefined || volumeM3 <= 0) return { kLaPerH: 0, saturationMgPerL: 0 };
  const membrane = def.kind === 'membrane';
  const submergenceM = Math.max(0, volumeM3 / def.volume.areaM2 - air.diffuserHeight);
  const kLaPerH = transferPerH(
    drive.airNm3PerH * def.airShare,
    volumeM3,
    submergenceM,
    drive.temperatureC,
    {
      transferPerM: membrane ? air.sotePerMMembrane : air.sotePerMAeration,
      alpha: alphaFactor(
        suspendedSolids(water) / 1000,
        membrane ? air.omegaMembrane : air.omegaAeration,
        membrane ? air.alphaLawMembrane : air.alphaLawAeration,
      ),
      fouling: diffuserFouling(
        air.diffuserAgeAtStart,
        membrane ? air.foulingLeastMembrane : air.foulingLeastAeration,
        air.foulingTime,
      ),
      theta: air.theta,
      flowExponent: air.soteFlowExponent,
      flowShare: plan.ratedAirNm3PerH > 0 ? drive.airNm3PerH / plan.ratedAirNm3PerH : 1,
      effectiveDepth: air.effectiveDepth,
    },
  );
  return {
    kLaPerH: kLaPerH * factorOf(factors, membrane ? 'airMembrane' : 'airAeration'),
    saturationMgPerL:
      air.beta *
      oxygenSaturationMgPerL(
        drive.temperatureC,
        effectivePressureKPa(plan.airKPa, submergenceM, air.effectiveDepth),
      ),
  };
}

/** Brings the solids of all basins towards what a meter in one of them reads, by a share of the way. */
export function drawSolids(
  waters: Waters,
  basin: number,
  readMgPerL: number,
  share: number,
): Waters {
  const now = suspendedSolids([...(waters[basin] ?? [])]);
  if (!(now > 0) || !(readMgPerL > 0)) return waters;
  const factor = (readMgPerL / now) ** share;
  return waters.map((water) =>
    water.map((value, c) => (PARTICULATE[c] === true ? factor * value : value)),
  );
}

/** A mixed stage on the way to the basins. */
export function mixStage(
  water: readonly number[],
  coming: readonly number[],
  flowM3PerH: number,
  volumeM3: number,
  hours: number,
): number[] {
  const mixed = volumeM3 > 0 ? -Math.expm1((-flowM3PerH * hours) / volumeM3) : 1;
  return Array.from({ length: COMPONENT_COUNT }, (_, c) => {
    const own = water[c] ?? 0;
    return own + mixed * ((coming[c] ?? 0) - own);
  });
}
