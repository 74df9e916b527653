import { boundAtBalance, hydroxideShare } from './coagulation.ts';
import type { CoagulationValues } from './coagulation.ts';
import type { ParameterTable, ValuesOf } from './parameters.ts';
import { C } from './water.ts';
import type { Load } from './water.ts';

/**
 * Phosphate on aluminium: fresh where the coagulant is given, aged in the sludge. The bond is
 * reversible, so that what the sludge's aluminium holds follows the phosphate around it.
 */
export const PHOSPHORUS_PARAMETERS = {
  capacity: {
    name: 'most phosphate aluminium binds',
    unit: 'mol/mol',
    value: 0.65,
    min: 0.3,
    max: 1.25,
    source:
      'fitted to Al/P 1.38, 1.72, 2.3 for 75, 85, 95 % removal (EPA 625/1-87/001, table of alum doses): 0.75, 0.84, 0.92',
  },
  half: {
    name: 'phosphate at which half of it is bound, as P',
    unit: 'g/m3',
    value: 0.25,
    min: 0.01,
    max: 3,
    source: 'as before, for 5 mg/L of P in the raw water',
  },
  rawShare: {
    name: 'aluminium left to phosphate by the organics of raw water',
    unit: '-',
    value: 0.75,
    min: 0.1,
    max: 1,
    source: 'assumed; competition of organics, Szabo et al. 2008 (Water Environ. Res. 80:407)',
  },
  agedShare: {
    name: 'capacity of aged aluminium in the sludge over fresh',
    unit: '-',
    value: 0.35,
    min: 0,
    max: 1,
    source:
      'assumed; hydroxide loses sites as it ages, Smith et al. 2008 (Water Environ. Res. 80:428)',
  },
  freshTime: {
    name: 'time constant in the reaction tank',
    unit: 's',
    value: 60,
    min: 1,
    max: 3600,
    source: 'assumed; most of it in the first minutes, Szabo et al. 2008',
  },
  agedTime: {
    name: 'time constant in the sludge',
    unit: 's',
    value: 7200,
    min: 60,
    max: 864_000,
    source: 'assumed; slow uptake and release over hours, Smith et al. 2008',
  },
} as const satisfies ParameterTable;
export type PhosphorusValues = ValuesOf<typeof PHOSPHORUS_PARAMETERS>;

const ALUMINIUM_G_PER_MOL = 26.98;
const PHOSPHORUS_G_PER_MOL = 30.97;
/** As the nitrogen and phosphorus of the pH balance are counted (`carbonate.ts`). */
const CHARGE_PER_G = 1 / 31;

/**
 * Moves the bond between phosphate and aluminium on by `dtS` in place. The hydroxide gives one
 * hydroxide for each phosphate, Al(OH)3 + H2PO4- -> AlPO4 + 2 H2O + OH-, so that alkalinity rises
 * by a mol per mol bound and falls when it is given back.
 */
export function bindPhosphorus(
  load: Load,
  volumeM3: number,
  pH: number,
  dtS: number,
  aged: boolean,
  p: PhosphorusValues,
  coagulation: CoagulationValues,
): void {
  const bound = load[C.XPO] ?? 0;
  const aluminium = load[C.XAL] ?? 0;
  if ((aluminium <= 0 && bound <= 0) || volumeM3 <= 0) return;
  const total = (load[C.SPO] ?? 0) + bound;
  const capacity =
    p.capacity *
    (PHOSPHORUS_G_PER_MOL / ALUMINIUM_G_PER_MOL) *
    aluminium *
    (aged ? p.agedShare : p.rawShare) *
    hydroxideShare(pH, coagulation);
  const balance = boundAtBalance(total, capacity, p.half * volumeM3);
  const moved = (balance - bound) * (1 - Math.exp(-dtS / (aged ? p.agedTime : p.freshTime)));
  load[C.XPO] = bound + moved;
  load[C.SPO] = total - (bound + moved);
  load[C.SALK] = (load[C.SALK] ?? 0) + moved * CHARGE_PER_G;
}
