import type { ParameterTable, ValuesOf } from './parameters.ts';
import { C } from './water.ts';
import type { Load } from './water.ts';

/** Destabilisation of what floats in the raw water, and what aluminium floc binds. */
export const COAGULATION_PARAMETERS = {
  demandPerSolids: {
    name: 'aluminium that neutralises the charge of a gram of raw solids',
    unit: 'g/g',
    value: 0.03,
    min: 0.002,
    max: 0.15,
    source:
      'assumed; jar tests on sewage find their optimum at 3 to 10 mg/L Al for 100 to 300 mg/L of solids',
  },
  demandBase: {
    name: 'aluminium that dissolved matter takes before the solids',
    unit: 'g/m3',
    value: 0.6,
    min: 0,
    max: 10,
    source: 'assumed; demand of humic matter, Edzwald 2010 (Water Research 44:2077)',
  },
  width: {
    name: 'steepness of the dose response',
    unit: '-',
    value: 1.8,
    min: 0.5,
    max: 6,
    source: 'assumed; bell of jar tests: half effect at a third and at three times the optimum',
  },
  sweepGPerM3: {
    name: 'aluminium at which half of the particles is swept by hydroxide',
    unit: 'g/m3',
    value: 30,
    min: 5,
    max: 200,
    source: 'assumed; sweep domain of Amirtharajah and Mills 1982 (J. AWWA 74(4):210)',
  },
  phLow: {
    name: 'pH below which half of the aluminium stays dissolved',
    unit: 'pH',
    value: 4.8,
    min: 3.5,
    max: 6,
    source: 'solubility of Al(OH)3, Stumm and Morgan 1996: least at pH 6 to 6.5',
  },
  phHigh: {
    name: 'pH above which half of the aluminium dissolves as aluminate',
    unit: 'pH',
    value: 8.6,
    min: 7.5,
    max: 10,
    source: 'as before',
  },
  organicsPerAluminium: {
    name: 'most soluble inert COD a gram of aluminium binds',
    unit: 'g/g',
    value: 1.5,
    min: 0,
    max: 6,
    source:
      'assumed; Langmuir after Edwards 1997 (J. AWWA 89(5):78), put on COD and the weaker matter of sewage',
  },
  organicsHalf: {
    name: 'soluble inert COD at which half of that is bound',
    unit: 'g/m3',
    value: 20,
    min: 1,
    max: 200,
    source: 'as before',
  },
  organicsTime: {
    name: 'time constant of that binding',
    unit: 's',
    value: 300,
    min: 5,
    max: 86_400,
    source: 'assumed; minutes in jar tests',
  },
} as const satisfies ParameterTable;
export type CoagulationValues = ValuesOf<typeof COAGULATION_PARAMETERS>;

/** Share of the aluminium that is hydroxide at a pH, 0 to 1. */
export const hydroxideShare = (pH: number, p: CoagulationValues): number =>
  1 / (1 + 10 ** (p.phLow - pH) + 10 ** (pH - p.phHigh));

/**
 * Share of the particles that lost their charge and stick, 0 to 1.
 * With x = dose / demand the charge left is z = (1 - x)/(1 + x): 1 without coagulant, 0 at the
 * optimum, towards -1 when too much turns the charge round and the particles repel each other
 * again. a = exp(-(w z)^2) - what sticks by itself; hydroxide in excess sweeps the rest.
 */
export function destabilisedShare(
  aluminiumGPerM3: number,
  rawSolidsGPerM3: number,
  pH: number,
  p: CoagulationValues,
): number {
  const active = aluminiumGPerM3 * hydroxideShare(pH, p);
  if (active <= 0) return 0;
  const demand = p.demandBase + p.demandPerSolids * rawSolidsGPerM3;
  const charge = demand > 0 ? (demand - active) / (demand + active) : -1;
  const byItself = Math.exp(-(p.width * p.width));
  const neutralised = (Math.exp(-((p.width * charge) ** 2)) - byItself) / (1 - byItself);
  const quartic = (active / p.sweepGPerM3) ** 4;
  const swept = quartic / (1 + quartic);
  return 1 - (1 - neutralised) * (1 - swept);
}

/** Coagulant (g/m3 of aluminium) at which a water coagulates best at a pH. */
export const bestAluminiumGPerM3 = (
  rawSolidsGPerM3: number,
  pH: number,
  p: CoagulationValues,
): number => (p.demandBase + p.demandPerSolids * rawSolidsGPerM3) / hydroxideShare(pH, p);

/**
 * What of `total` a solid binds in balance with what stays dissolved (Langmuir):
 * bound = capacity * free / (half + free), free = total - bound; all in one unit.
 */
export function boundAtBalance(total: number, capacity: number, half: number): number {
  if (total <= 0 || capacity <= 0) return 0;
  const sum = half + total + capacity;
  // The smaller root of b^2 - sum b + capacity total, in the form that loses no digits.
  return (2 * capacity * total) / (sum + Math.sqrt(sum * sum - 4 * capacity * total));
}

/** Soluble inert COD that aluminium floc binds and gives back, moved on by `dtS` in place. */
export function bindOrganics(
  load: Load,
  volumeM3: number,
  dtS: number,
  p: CoagulationValues,
): void {
  const aluminium = load[C.XAL] ?? 0;
  const bound = load[C.XSI] ?? 0;
  if ((aluminium <= 0 && bound <= 0) || volumeM3 <= 0) return;
  const total = (load[C.SI] ?? 0) + bound;
  const balance = boundAtBalance(
    total,
    p.organicsPerAluminium * aluminium,
    p.organicsHalf * volumeM3,
  );
  const next = bound + (balance - bound) * (1 - Math.exp(-dtS / p.organicsTime));
  load[C.XSI] = next;
  load[C.SI] = total - next;
}
