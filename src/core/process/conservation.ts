import type { Asm1Values } from './asm1/parameters.ts';
import type { GasExchange } from './activated-sludge.ts';
import { COMPONENTS } from './water.ts';
import type { Component, Load } from './water.ts';

/**
 * What the line conserves, as content of each component: COD and its like (oxygen is negative
 * COD, nitrate the oxygen it stands for), nitrogen, phosphorus, carbon, aluminium.
 */
export const CONSERVED = ['cod', 'nitrogen', 'phosphorus', 'carbon', 'aluminium'] as const;
export type Conserved = (typeof CONSERVED)[number];

/** Unit of each account. */
export const CONSERVED_UNIT: Readonly<Record<Conserved, string>> = {
  cod: 'g COD',
  nitrogen: 'g N',
  phosphorus: 'g P',
  carbon: 'mol C',
  aluminium: 'g Al',
};

const ORGANIC: readonly Component[] = ['SI', 'SS', 'XI', 'XS', 'XBH', 'XBA', 'XU', 'XSI'];

/** Content per unit of each component, in the order of COMPONENTS. */
export type Contents = Readonly<Record<Conserved, readonly number[]>>;

/** Contents with the values of the biology (group `asm1`) that the basins run on. */
export function contentsOf(asm1: Asm1Values): Contents {
  const list = (values: Partial<Record<Component, number>>): number[] =>
    COMPONENTS.map((name) => values[name] ?? 0);
  const organic = (each: number): Partial<Record<Component, number>> =>
    Object.fromEntries(ORGANIC.map((name) => [name, each]));
  return {
    cod: list({ ...organic(1), SO: -1, SNO: -asm1.oNit }),
    nitrogen: list({
      SNO: 1,
      SNH: 1,
      SND: 1,
      XND: 1,
      XBH: asm1.iXB,
      XBA: asm1.iXB,
      XU: asm1.iXP,
      XI: asm1.iXP,
    }),
    phosphorus: list({
      SPO: 1,
      XPO: 1,
      XBH: asm1.iPB,
      XBA: asm1.iPB,
      XS: asm1.iPX,
      XI: asm1.iPX,
      XU: asm1.iPX,
    }),
    carbon: list({ ...organic(asm1.iC), SIC: 1 }),
    aluminium: list({ XAL: 1 }),
  };
}

/** How much of it a load holds. */
export function held(of: Conserved, load: Load, contents: Contents): number {
  const content = contents[of];
  let sum = 0;
  for (let i = 0; i < content.length; i++) sum += (content[i] ?? 0) * (load[i] ?? 0);
  return sum;
}

/**
 * What left through the surface of the basins. Oxygen taken up is negative COD that came;
 * nitrogen gas takes away the oxygen its nitrate had not yet given, (oNit - oDen) per g, as
 * negative COD.
 */
export function goneAsGas(of: Conserved, gas: GasExchange, asm1: Asm1Values): number {
  switch (of) {
    case 'cod':
      return gas.oxygenG - (asm1.oNit - asm1.oDen) * gas.nitrogenG;
    case 'nitrogen':
      return gas.nitrogenG;
    case 'carbon':
      return gas.carbonMol;
    case 'phosphorus':
    case 'aluminium':
      return 0;
  }
}

/** One account over a time: what came and went over the fence, what is stored, what is missing. */
export interface Balance {
  readonly of: Conserved | 'water';
  readonly unit: string;
  readonly came: number;
  readonly went: number;
  readonly gas: number;
  readonly storedBefore: number;
  readonly storedAfter: number;
  /** came - went - gas - growth of the store. */
  readonly defect: number;
  /** Defect over what came or is stored, whichever is more. */
  readonly relative: number;
}

export function balance(
  of: Balance['of'],
  unit: string,
  flows: { came: number; went: number; gas: number },
  storedBefore: number,
  storedAfter: number,
): Balance {
  const defect = flows.came - flows.went - flows.gas - (storedAfter - storedBefore);
  const scale = Math.max(Math.abs(flows.came), Math.abs(storedBefore), Math.abs(storedAfter), 1e-9);
  return { of, unit, ...flows, storedBefore, storedAfter, defect, relative: defect / scale };
}
