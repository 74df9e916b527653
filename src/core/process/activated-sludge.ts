import {
  BASIN_STATES,
  FREED_CARBON,
  FREED_NITROGEN,
  HELD_STATES,
  TAKEN_OXYGEN,
  basinWork,
  moveBasin,
} from './asm1/basin.ts';
import type { BasinGas } from './asm1/basin.ts';
import { kernelCoefficients, warm, warmingOf } from './asm1/kernel.ts';
import { ASM1_20C, WATER_TEMPERATURE_C } from './asm1/parameters.ts';
import type { Asm1Values } from './asm1/parameters.ts';
import type { ProcessFault } from './fault.ts';
import { C, COMPONENTS } from './water.ts';
import type { Load } from './water.ts';

/**
 * Biology of one mixed basin. The process takes the load of a basin and moves it on in
 * time; the tanks and flows around it know nothing of its kinetics, so another model can
 * stand behind the same port.
 */
export interface Biology {
  /**
   * Moves `load` on by `dtS` in place; accurate for any `dtS` from a second to five minutes.
   * @param transferPerH volumetric oxygen transfer of the basin, 1/h
   * @param saturationMgPerL oxygen saturation in the process water, mg/L
   * @param exchange adds what went through the surface, for the balances
   * @returns null, or what is wrong; then nothing was changed. The caller sets the place.
   */
  react(
    load: Load,
    volumeM3: number,
    dtS: number,
    transferPerH: number,
    saturationMgPerL: number,
    exchange?: GasExchange,
  ): ProcessFault | null;
}

/** What basins took from and gave to the air since the start: oxygen taken up and nitrogen freed, g; carbon dioxide freed, mol. */
export interface GasExchange {
  oxygenG: number;
  nitrogenG: number;
  carbonMol: number;
}

const DAY_S = 86_400;
/** What mixing of amounts leaves below zero by rounding, g/m3 or mol/m3. */
const ROUNDING = 1e-6;
const PLACE = 'activated sludge';

const fault = (quantity: string, value: number, allowed: string, advice: string): ProcessFault => ({
  place: PLACE,
  quantity,
  value: String(value),
  allowed,
  advice,
});

function inputFault(
  load: Load,
  volumeM3: number,
  dtS: number,
  transferPerH: number,
  saturationMgPerL: number,
): ProcessFault | null {
  const positive = (value: number): boolean => value > 0 && value < Infinity;
  const notNegative = (value: number): boolean => value >= 0 && value < Infinity;
  if (!positive(volumeM3))
    return fault('volume, m3', volumeM3, 'above 0', 'leave an empty basin out');
  if (!positive(dtS)) return fault('time step, s', dtS, 'above 0', 'give a step above zero');
  if (!notNegative(transferPerH))
    return fault('oxygen transfer, 1/h', transferPerH, '0 or more', 'check air flow and volume');
  if (!notNegative(saturationMgPerL))
    return fault('oxygen saturation, mg/L', saturationMgPerL, '0 or more', 'check the temperature');
  const [coldest, warmest] = WATER_TEMPERATURE_C;
  const temperature = (load[C.HEAT] ?? NaN) / volumeM3;
  if (!(temperature >= coldest - ROUNDING && temperature <= warmest))
    return fault(
      'temperature, degC',
      temperature,
      `${String(coldest)} to ${String(warmest)}`,
      'check the temperature of the inflow',
    );
  for (let i = 0; i < HELD_STATES; i++) {
    const concentration = (load[i] ?? NaN) / volumeM3;
    const lowest = i === C.SALK ? -Infinity : -ROUNDING;
    if (!(concentration >= lowest && Math.abs(concentration) < Infinity))
      return fault(
        `${COMPONENTS[i] ?? String(i)}, g/m3`,
        concentration,
        i === C.SALK ? 'a number' : '0 or more',
        'check the inflow and the doses',
      );
  }
  return null;
}

/**
 * Full ASM1 with nutrients, inorganic carbon and gas (table in `asm1/table.ts`), integrated with
 * error control (`asm1/basin.ts`). COD, nitrogen, charge, carbon and phosphorus are conserved to
 * rounding, what goes through the surface counted.
 * @param values at 20 degC; the temperature factors of the table are applied per step
 */
export function createActivatedSludge(values: Asm1Values): Biology {
  // Work space, rewritten by every call; no call sees what another left.
  const coefficients = kernelCoefficients(values);
  const warming = warmingOf(values);
  const work = basinWork();
  const gas: BasinGas = {
    kLaPerD: 0,
    carbonPerD: 0,
    saturation: 0,
    carbonEquilibrium: values.CO2eq,
  };
  return {
    react(load, volumeM3, dtS, transferPerH, saturationMgPerL, exchange) {
      const wrong = inputFault(load, volumeM3, dtS, transferPerH, saturationMgPerL);
      if (wrong !== null) return wrong;
      warm(coefficients, warming, (load[C.HEAT] ?? 0) / volumeM3);
      gas.kLaPerD = transferPerH * 24;
      gas.carbonPerD = gas.kLaPerD * values.kCO2;
      gas.saturation = saturationMgPerL;
      const { y } = work;
      for (let i = 0; i < HELD_STATES; i++) y[i] = (load[i] ?? 0) / volumeM3;
      for (let i = HELD_STATES; i < BASIN_STATES; i++) y[i] = 0;
      const lost = moveBasin(coefficients, gas, work, dtS / DAY_S);
      if (lost !== null)
        return fault(
          `${COMPONENTS[lost] ?? String(lost)}, g/m3`,
          y[lost] ?? NaN,
          'changes that can be followed in time',
          'check volume, air flow and concentrations of the basin',
        );
      for (let i = 0; i < HELD_STATES; i++) load[i] = (y[i] as number) * volumeM3;
      if (exchange !== undefined) {
        exchange.nitrogenG += (y[FREED_NITROGEN] as number) * volumeM3;
        exchange.oxygenG += (y[TAKEN_OXYGEN] as number) * volumeM3;
        exchange.carbonMol += (y[FREED_CARBON] as number) * volumeM3;
      }
      return null;
    },
  };
}

/** ASM1 with the values of the table: what a plant without values of its own runs on. */
export const activatedSludge: Biology = createActivatedSludge(ASM1_20C);
