import type { ParameterTable, ValuesOf } from './parameters.ts';
import { C } from './water.ts';
import type { Load } from './water.ts';

/** What a litre of each chemical brings into the water. */
export const CHEMICAL_PARAMETERS = {
  pacAluminaShare: {
    name: 'alumina (Al2O3) in the coagulant as delivered',
    unit: 'kg/kg',
    value: 0.1,
    min: 0.03,
    max: 0.25,
    source: 'seed B.7 (PAC 10 %)',
  },
  pacKgPerL: {
    name: 'density of the coagulant',
    unit: 'kg/L',
    value: 1.2,
    min: 1,
    max: 1.5,
    source: 'data sheets of 10 % Al2O3 poly-aluminium chloride: 1.19 to 1.22',
  },
  pacBasicity: {
    name: 'share of the aluminium charge that comes as hydroxide',
    unit: 'mol/mol',
    value: 0.5,
    min: 0,
    max: 0.85,
    source: 'data sheets: 40 to 60 % for 10 % PAC; 0 alum, 0.83 chlorohydrate',
  },
  naohShare: {
    name: 'NaOH in the caustic soda',
    unit: 'kg/kg',
    value: 0.3,
    min: 0.01,
    max: 0.5,
    source: 'seed B.7 (30 %)',
  },
  naohKgPerL: {
    name: 'density of the caustic soda',
    unit: 'kg/L',
    value: 1.33,
    min: 1,
    max: 1.53,
    source: 'tables of aqueous NaOH, 30 % at 20 degC: 1.328',
  },
  polymerGPerL: {
    name: 'active polymer in the made-up solution',
    unit: 'g/L',
    value: 1,
    min: 0.1,
    max: 5,
    source: 'seed B.7 (0.1 %)',
  },
  hypochloriteKgPerL: {
    name: 'density of the hypochlorite',
    unit: 'kg/L',
    value: 1.2,
    min: 1,
    max: 1.3,
    source: 'data sheets of 12 % NaOCl: 1.17 to 1.21',
  },
  deliveryC: {
    name: 'temperature of chemicals and service water',
    unit: 'degC',
    value: 15,
    min: 0,
    max: 40,
    source: 'assumed: stored and piped indoors',
  },
} as const satisfies ParameterTable;
export type ChemicalValues = ValuesOf<typeof CHEMICAL_PARAMETERS>;

export type Chemical = 'coagulant' | 'alkali' | 'polymer' | 'cleaning';

/** Share of aluminium in alumina, 2 x 26.98 / 101.96. */
const ALUMINIUM_PER_ALUMINA = 0.5293;
const ALUMINIUM_G_PER_MOL = 26.98;
const NAOH_G_PER_MOL = 40;

/** Aluminium of a litre of coagulant, g. */
export const aluminiumGPerL = (p: ChemicalValues): number =>
  1000 * p.pacKgPerL * p.pacAluminaShare * ALUMINIUM_PER_ALUMINA;

/**
 * Acid of a litre of coagulant, mol: Al(OH)b Cl(3-b) becomes Al(OH)3 in water and leaves 3 - b
 * strong anions, b = 3 x basicity.
 */
export const acidMolPerL = (p: ChemicalValues): number =>
  (3 * (1 - p.pacBasicity) * aluminiumGPerL(p)) / ALUMINIUM_G_PER_MOL;

/** Base of a litre of caustic soda, mol. */
export const baseMolPerL = (p: ChemicalValues): number =>
  (1000 * p.naohKgPerL * p.naohShare) / NAOH_G_PER_MOL;

/** Density of a chemical as delivered or made up, kg/L. */
export function kgPerL(chemical: Chemical, p: ChemicalValues): number {
  switch (chemical) {
    case 'coagulant':
      return p.pacKgPerL;
    case 'alkali':
      return p.naohKgPerL;
    case 'polymer':
      return 1;
    case 'cleaning':
      return p.hypochloriteKgPerL;
  }
}

/** What `litres` of a chemical bring, with their water's heat; its volume is the caller's. */
export function dose(load: Load, chemical: Chemical, litres: number, p: ChemicalValues): void {
  const add = (component: number, amount: number): void => {
    load[component] = (load[component] ?? 0) + amount;
  };
  add(C.HEAT, (p.deliveryC * litres) / 1000);
  if (chemical === 'coagulant') {
    add(C.XAL, aluminiumGPerL(p) * litres);
    add(C.SALK, -acidMolPerL(p) * litres);
  } else if (chemical === 'alkali') {
    add(C.SALK, baseMolPerL(p) * litres);
  } else if (chemical === 'polymer') {
    add(C.SPY, p.polymerGPerL * litres);
  }
  // The salt of the cleaning chemical is not followed.
}
