/**
 * What a cubic metre of water in the plant carries. The first thirteen are the state
 * variables of ASM1 in its usual order (Henze et al. 1987), so that the full model can
 * take the place of the reduced one without touching tanks and flows; the rest is what
 * the chemical stage adds. A `Load` holds amounts (g, mol or degC m3), not concentrations:
 * amounts are what mixing conserves.
 */
export const COMPONENTS = [
  'SI', // soluble inert COD, g
  'SS', // readily biodegradable COD, g
  'XI', // particulate inert COD, g
  'XS', // slowly biodegradable COD, g
  'XBH', // heterotrophic biomass, g COD
  'XBA', // nitrifying biomass, g COD
  'XU', // particulate products of decay, g COD (XP in ASM1)
  'SO', // dissolved oxygen, g
  'SNO', // nitrate and nitrite nitrogen, g
  'SNH', // ammonium nitrogen, g
  'SND', // soluble organic nitrogen, g
  'XND', // particulate organic nitrogen, g
  'SALK', // alkalinity, mol of charge
  'SIC', // inorganic carbon, mol
  'SPO', // orthophosphate phosphorus, g
  'XPO', // precipitated phosphorus, g
  'XMIN', // mineral suspended solids, g
  'XAL', // aluminium of the coagulant, g (as floc)
  'SPY', // polymer, g active
  'HEAT', // water volume times temperature, m3 degC
  'XSI', // soluble inert COD bound to aluminium floc, g COD
  'XFL', // part of the suspended solids that is caught in floc, g (a mark on solids counted elsewhere)
] as const;
export type Component = (typeof COMPONENTS)[number];

const indexOf = (name: Component): number => COMPONENTS.indexOf(name);
export const C = {
  SI: indexOf('SI'),
  SS: indexOf('SS'),
  XI: indexOf('XI'),
  XS: indexOf('XS'),
  XBH: indexOf('XBH'),
  XBA: indexOf('XBA'),
  XU: indexOf('XU'),
  SO: indexOf('SO'),
  SNO: indexOf('SNO'),
  SNH: indexOf('SNH'),
  SND: indexOf('SND'),
  XND: indexOf('XND'),
  SALK: indexOf('SALK'),
  SIC: indexOf('SIC'),
  SPO: indexOf('SPO'),
  XPO: indexOf('XPO'),
  XMIN: indexOf('XMIN'),
  XAL: indexOf('XAL'),
  SPY: indexOf('SPY'),
  HEAT: indexOf('HEAT'),
  XSI: indexOf('XSI'),
  XFL: indexOf('XFL'),
} as const;
export const COMPONENT_COUNT = COMPONENTS.length;

/** Amount of each component, in the order of COMPONENTS. */
export type Load = number[];

/** Components that a membrane or a flotation cell holds back. */
export const PARTICULATE: readonly boolean[] = COMPONENTS.map((name) => name.startsWith('X'));

/** Particulates and the polymer, which sits on the floc and goes where it goes. */
export const RETAINED: readonly boolean[] = COMPONENTS.map(
  (name, i) => PARTICULATE[i] === true || name === 'SPY',
);

export const emptyLoad = (): Load => new Array<number>(COMPONENT_COUNT).fill(0);

/** Load of `volumeM3` of water with these concentrations (g/m3, mol/m3, degC). */
export const loadOf = (concentrations: readonly number[], volumeM3: number): Load =>
  concentrations.map((c) => c * volumeM3);

/** Concentrations from names, the others zero. */
export function concentrations(values: Partial<Record<Component, number>>): number[] {
  return COMPONENTS.map((name) => values[name] ?? 0);
}

/** Adds `share` of `from` to `to` and takes it from `from`. */
export function moveShare(from: Load, to: Load, share: number): void {
  for (let i = 0; i < COMPONENT_COUNT; i++) {
    const amount = (from[i] ?? 0) * share;
    from[i] = (from[i] ?? 0) - amount;
    to[i] = (to[i] ?? 0) + amount;
  }
}

const at = (load: Load, i: number): number => load[i] ?? 0;

/** Nitrogen in biomass and in products of decay, g N per g COD (ASM1 i_XB, i_XP). */
export const NITROGEN_IN_BIOMASS = 0.086;
export const NITROGEN_IN_PRODUCTS = 0.06;
/** Phosphorus in biomass and in other organic particulates, g P per g COD (ASM2d has 0.02 and 0.01; trade effluent is poorer). */
export const PHOSPHORUS_IN_BIOMASS = 0.02;
export const PHOSPHORUS_IN_PARTICULATES = 0.005;
/** g suspended solids per g particulate COD (BSM1 definition of TSS, Alex et al. 2008). */
const SOLIDS_PER_COD = 0.75;
/** Aluminium hydroxide solids per g aluminium: Al(OH)3 78/27. */
const SOLIDS_PER_ALUMINIUM = 2.89;
/**
 * Solids a gram of bound P adds to the hydroxide that binds it: AlPO4 instead of Al(OH)3,
 * (121.95 - 78.00)/30.97; the aluminium is counted with its hydroxide.
 */
const SOLIDS_PER_PHOSPHORUS = 1.42;
/** Polymer sits on the floc; a gram of it is a gram of solids. */
const SOLIDS_PER_POLYMER = 1;
const UNBIODEGRADABLE_SHARE_OF_DECAY = 0.08;
/** Volatile solids per g particulate COD: 1/1.48 (ASM2d, Henze et al. 1999, table of conversion factors). */
const VOLATILE_PER_COD = 1 / 1.48;

/** Sums that the instruments and the law know, as amounts (g) of a load; divide by the volume for mg/L. */
export const totalCod = (l: Load): number =>
  at(l, C.SI) +
  at(l, C.SS) +
  at(l, C.XI) +
  at(l, C.XS) +
  at(l, C.XBH) +
  at(l, C.XBA) +
  at(l, C.XU) +
  at(l, C.XSI);

/** Part of the refractory soluble COD of treated water (products of the sludge) that five days in the bottle still use. */
const REFRACTORY_IN_BOTTLE = 0.06;

/**
 * BOD5. Substrate counts with 0.65 and living biomass after treatment with 0.25, the factors of
 * BSM1 (Alex et al. 2008) for raw and treated water, each put to what it stands for: raw water has
 * little biomass, and what substrate is left in a filtrate is as degradable as it was before. In
 * treated water the products of the sludge add a little: permeates show BOD5 of 0.05 to 0.15 of
 * their COD although their substrate is all but gone.
 */
export const bod5 = (l: Load, treated: boolean): number =>
  0.65 * (at(l, C.SS) + at(l, C.XS)) +
  (treated ? 0.25 : 0.65) * (1 - UNBIODEGRADABLE_SHARE_OF_DECAY) * (at(l, C.XBH) + at(l, C.XBA)) +
  (treated ? REFRACTORY_IN_BOTTLE * at(l, C.SI) : 0);

const particulateCod = (l: Load): number =>
  at(l, C.XI) + at(l, C.XS) + at(l, C.XBH) + at(l, C.XBA) + at(l, C.XU) + at(l, C.XSI);

/** Suspended solids: organic, mineral, aluminium hydroxide and phosphate, polymer. */
export const suspendedSolids = (l: Load): number =>
  SOLIDS_PER_COD * particulateCod(l) +
  at(l, C.XMIN) +
  SOLIDS_PER_ALUMINIUM * at(l, C.XAL) +
  SOLIDS_PER_PHOSPHORUS * at(l, C.XPO) +
  SOLIDS_PER_POLYMER * at(l, C.SPY);

/** Solids as they came, without what the coagulant added: what it has to bring together. */
export const rawSolids = (l: Load): number =>
  SOLIDS_PER_COD * (particulateCod(l) - at(l, C.XSI)) + at(l, C.XMIN);

/** Volatile suspended solids: what of the solids burns. */
export const volatileSolids = (l: Load): number =>
  VOLATILE_PER_COD * particulateCod(l) + SOLIDS_PER_POLYMER * at(l, C.SPY);

export const totalNitrogen = (l: Load): number =>
  at(l, C.SNO) +
  at(l, C.SNH) +
  at(l, C.SND) +
  at(l, C.XND) +
  NITROGEN_IN_BIOMASS * (at(l, C.XBH) + at(l, C.XBA)) +
  NITROGEN_IN_PRODUCTS * (at(l, C.XU) + at(l, C.XI));

export const totalPhosphorus = (l: Load): number =>
  at(l, C.SPO) +
  at(l, C.XPO) +
  PHOSPHORUS_IN_BIOMASS * (at(l, C.XBH) + at(l, C.XBA)) +
  PHOSPHORUS_IN_PARTICULATES * (at(l, C.XS) + at(l, C.XI) + at(l, C.XU));
