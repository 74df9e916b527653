import {
  C,
  NITROGEN_IN_BIOMASS,
  NITROGEN_IN_PRODUCTS,
  PHOSPHORUS_IN_BIOMASS,
  PHOSPHORUS_IN_PARTICULATES,
} from './water.ts';
import type { Load } from './water.ts';

/**
 * Biology of one mixed basin. The process takes the load of a basin and moves it on in
 * time; the tanks and flows around it know nothing of its kinetics, so another model can
 * stand behind the same port.
 */
export interface Biology {
  /**
   * Moves `load` on by `dtS` in place. Any `dtS` up to five minutes must be accurate.
   * @param transferPerH volumetric oxygen transfer of the basin, 1/h
   * @param saturationMgPerL oxygen saturation in the process water, mg/L
   * @param exchange adds what went through the surface, for the balances
   */
  react(
    load: Load,
    volumeM3: number,
    dtS: number,
    transferPerH: number,
    saturationMgPerL: number,
    exchange?: GasExchange,
  ): void;
}

/** What basins took from and gave to the air since the start: oxygen taken up and nitrogen freed, g; carbon dioxide freed, mol. */
export interface GasExchange {
  oxygenG: number;
  nitrogenG: number;
  carbonMol: number;
}

/** Kinetic and stoichiometric values at 20 degC with their temperature factors (ASM1 defaults, Henze et al. 1987, as used by BSM1). */
const SLUDGE_PARAMETERS = {
  growthHeterotrophsPerD: 6.0, // theta 1.072
  growthNitrifiersPerD: 0.8, // theta 1.103
  decayHeterotrophsPerD: 0.62, // theta 1.12
  decayNitrifiersPerD: 0.15, // theta 1.116
  hydrolysisPerD: 3.0, // theta 1.116
  ammonificationM3PerGD: 0.08, // theta 1.072
  halfSubstrate: 20,
  // 0.2 in ASM1; doubled for the thick flocs of a membrane plant, which breathe inside below 1 mg/L.
  halfOxygenHeterotrophs: 0.4,
  halfOxygenNitrifiers: 0.4,
  halfNitrate: 0.5,
  halfAmmonium: 1.0,
  halfHydrolysis: 0.03,
  anoxicGrowth: 0.8,
  anoxicHydrolysis: 0.4,
  yieldHeterotrophs: 0.67,
  yieldNitrifiers: 0.24,
  productsOfDecay: 0.08,
} as const;

const DAY_S = 86_400;

/**
 * ASM1 in short form: growth with oxygen, growth with nitrate, nitrification, decay,
 * hydrolysis and ammonification, with phosphorus taken up by biomass and CO2 set free.
 * Left out against the full model: the coupling of organic nitrogen to hydrolysis is by
 * shares. Nitrogen and phosphorus are conserved to rounding; the test shows it.
 */
export const reducedSludgeModel: Biology = {
  react(load, volumeM3, dtS, transferPerH, saturationMgPerL) {
    if (volumeM3 <= 0) return;
    const p = SLUDGE_PARAMETERS;
    const v = volumeM3;
    const g = (i: number): number => (load[i] ?? 0) / v;
    const ss = g(C.SS);
    const xs = g(C.XS);
    const xbh = g(C.XBH);
    const xba = g(C.XBA);
    const so = g(C.SO);
    const sno = g(C.SNO);
    const snh = g(C.SNH);
    const snd = g(C.SND);
    const xnd = g(C.XND);
    const spo = g(C.SPO);
    const dT = g(C.HEAT) - 20;
    const dt = dtS / DAY_S;
    const warm = 1.072 ** dT;
    const warmDecay = 1.12 ** dT;

    const withOxygen = so / (p.halfOxygenHeterotrophs + so);
    const withNitrate = ((1 - withOxygen) * sno) / (p.halfNitrate + sno);
    const substrate = ss / (p.halfSubstrate + ss);
    // Growth stops where ammonium or phosphate for new cells is missing.
    const withPhosphate = spo / (0.02 + spo);
    const nutrients = (snh / (0.05 + snh)) * withPhosphate;
    // However much biomass there is, one step takes at most half of a nutrient.
    const most = (0.5 / dt) * Math.min(snh / NITROGEN_IN_BIOMASS, spo / PHOSPHORUS_IN_BIOMASS);
    const wanted = p.growthHeterotrophsPerD * warm * substrate * xbh * nutrients;
    const growth = Math.max(0, Math.min(wanted, most));
    const aerobic = growth * withOxygen;
    const anoxic = growth * withNitrate * p.anoxicGrowth;
    const nitrifying =
      p.growthNitrifiersPerD *
      1.103 ** dT *
      (snh / (p.halfAmmonium + snh)) *
      (so / (p.halfOxygenNitrifiers + so)) *
      withPhosphate *
      xba;
    const decayH = p.decayHeterotrophsPerD * warmDecay * xbh;
    const decayA = p.decayNitrifiersPerD * warmDecay * xba;
    const perBiomass = xbh > 0 ? xs / xbh : 0;
    const hydrolysis =
      p.hydrolysisPerD *
      1.116 ** dT *
      (perBiomass / (p.halfHydrolysis + perBiomass)) *
      xbh *
      (withOxygen + p.anoxicHydrolysis * withNitrate);
    const hydrolysedN = xs > 0 ? (hydrolysis * xnd) / xs : 0;
    const ammonified = p.ammonificationM3PerGD * warm * snd * xbh;

    const yH = p.yieldHeterotrophs;
    const yA = p.yieldNitrifiers;
    const fp = p.productsOfDecay;
    const iB = NITROGEN_IN_BIOMASS;
    const denitrified = ((1 - yH) / (2.86 * yH)) * anoxic;
    const nitrified = nitrifying / yA;
    const oxygenUse = ((1 - yH) / yH) * aerobic + ((4.57 - yA) / yA) * nitrifying;
    const decay = decayH + decayA;
    const newBiomass = aerobic + anoxic;

    const add = (i: number, perDay: number): void => {
      load[i] = (load[i] ?? 0) + perDay * dt * v;
    };
    add(C.SS, hydrolysis - newBiomass / yH);
    add(C.XS, (1 - fp) * decay - hydrolysis);
    add(C.XBH, newBiomass - decayH);
    add(C.XBA, nitrifying - decayA);
    add(C.XU, fp * decay);
    add(C.SNO, nitrified - denitrified);
    const ammonium = ammonified - iB * (newBiomass + nitrifying) - nitrified;
    add(C.SNH, ammonium);
    add(C.SND, hydrolysedN - ammonified);
    add(C.XND, (iB - fp * NITROGEN_IN_PRODUCTS) * decay - hydrolysedN);
    // Cells bind phosphorus at growth and give back at decay what their remains do not keep.
    const phosphorusKept =
      PHOSPHORUS_IN_PARTICULATES * decay - PHOSPHORUS_IN_PARTICULATES * hydrolysis;
    add(C.SPO, -PHOSPHORUS_IN_BIOMASS * (newBiomass + nitrifying - decay) - phosphorusKept);
    // One charge per mol N: ammonium freed +1, nitrified -2 (one by loss of NH4+), denitrified +1.
    add(C.SALK, (ammonium - (nitrified - denitrified)) / 14);
    // One mol CO2 per 32 g of oxygen (or its equivalent in nitrate) used on carbon.
    const carbonOxygen = ((1 - yH) / yH) * newBiomass;
    add(C.SIC, carbonOxygen / 32);
    aerate(load, v, dtS, oxygenUse / DAY_S, transferPerH / 3600, saturationMgPerL);
    stripCarbonDioxide(load, v, dtS, transferPerH / 3600);
  },
};

/** Dissolved oxygen with constant use over the step: dC/dt = kLa (Cs - C) - use, solved exactly; never below zero. */
function aerate(
  load: Load,
  volumeM3: number,
  dtS: number,
  usePerS: number,
  kLaPerS: number,
  saturation: number,
): void {
  const oxygen = (load[C.SO] ?? 0) / volumeM3;
  let next: number;
  if (kLaPerS * dtS < 1e-9) {
    next = oxygen - usePerS * dtS;
  } else {
    const target = saturation - usePerS / kLaPerS;
    next = target + (oxygen - target) * Math.exp(-kLaPerS * dtS);
  }
  load[C.SO] = Math.max(0, next) * volumeM3;
}

/** Dissolved CO2 in balance with the bubbles of a basin at about 1.5 % CO2 (Henry, 20 degC), mol/m3. */
const CARBON_DIOXIDE_IN_BUBBLES = 0.5;
/** kLa of CO2 over kLa of oxygen, from the diffusivities (0.89, Sperandio and Paul 1997). */
const CARBON_DIOXIDE_TRANSFER = 0.89;

/** Below pH 8.3 the dissolved gas is the inorganic carbon that alkalinity does not bind. */
function stripCarbonDioxide(load: Load, volumeM3: number, dtS: number, kLaPerS: number): void {
  const carbon = (load[C.SIC] ?? 0) / volumeM3;
  const gas = carbon - (load[C.SALK] ?? 0) / volumeM3;
  const excess = gas - CARBON_DIOXIDE_IN_BUBBLES;
  if (excess <= 0) return;
  load[C.SIC] =
    (carbon - excess * (1 - Math.exp(-CARBON_DIOXIDE_TRANSFER * kLaPerS * dtS))) * volumeM3;
}
