import { ASM1_STATE_NAMES, contentOf } from '../asm1/table.ts';
import { BSM1 } from './layout.ts';
import { SETTLER_AT } from './plant.ts';
import type { Bsm1Plant } from './plant.ts';

/** COD and nitrogen, g. */
export interface Bsm1Stock {
  readonly cod: number;
  readonly nitrogen: number;
}

/** What reactors and settler hold, with the contents of the model table (oxygen and nitrate as negative COD). */
export function stockOf(plant: Bsm1Plant, y: Float64Array): Bsm1Stock {
  const last = 13 * (BSM1.volumesM3.length - 1);
  const held = plant.settler.holds(y, SETTLER_AT, y, last);
  BSM1.volumesM3.forEach((volume, reactor) => {
    for (let i = 0; i < 13; i++) held[i] = (held[i] ?? 0) + volume * (y[13 * reactor + i] ?? 0);
  });
  const sum = (quantity: 'cod' | 'nitrogen'): number =>
    ASM1_STATE_NAMES.slice(0, 13).reduce(
      (total, state, i) => total + contentOf(state, quantity, plant.values) * (held[i] ?? 0),
      0,
    );
  return { cod: sum('cod'), nitrogen: sum('nitrogen') };
}

/**
 * What is missing in a balance between two moments, as a share of what came in:
 * stock after - stock before - (in - out + through the surface).
 * @param integrals of the run between the two moments: COD in, out, oxygen taken up, nitrogen in, out, gas; g
 */
export function balanceDefect(
  plant: Bsm1Plant,
  before: Bsm1Stock,
  after: Bsm1Stock,
  integrals: Float64Array,
): Bsm1Stock {
  const [codIn = 0, codOut = 0, oxygen = 0, nitrogenIn = 0, nitrogenOut = 0, gas = 0] = integrals;
  // Oxygen brings COD -1 per gram in; nitrogen gas takes out what denitrification did not use.
  const codOfGas = contentOf('SN2', 'cod', plant.values) * gas;
  return {
    cod: (after.cod - before.cod - (codIn - codOut - oxygen - codOfGas)) / codIn,
    nitrogen: (after.nitrogen - before.nitrogen - (nitrogenIn - nitrogenOut - gas)) / nitrogenIn,
  };
}
