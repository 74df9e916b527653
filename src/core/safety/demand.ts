/**
 * A write that the safety layer allowed. Only `authorise.ts` makes one: the brand is
 * not exported for building, and `isDemand` knows those that were made here.
 */
declare const demandBrand: unique symbol;

export interface Demand {
  readonly [demandBrand]: true;
  readonly purpose: 'command' | 'setpoint' | 'heartbeat';
  readonly tag: string;
  readonly slave: number;
  readonly table: 'holding' | 'coil';
  readonly address: number;
  readonly words: readonly number[];
  /**
   * Words to be written first because the PLC acts on change and the register may
   * already hold `words`; null when not needed.
   */
  readonly resetFirst: readonly number[] | null;
  /** Engineering value the words stand for. */
  readonly value: number;
}

export type DemandFields = Omit<Demand, typeof demandBrand>;

const made = new WeakSet<object>();

/** For `authorise.ts` alone; lint and review keep it there, `isDemand` finds forgeries. */
export function makeDemand(fields: DemandFields): Demand {
  const demand = Object.freeze({ ...fields }) as DemandFields as Demand;
  made.add(demand);
  return demand;
}

/** True for a demand that came out of the safety layer of this process, unchanged. */
export const isDemand = (value: object): value is Demand => made.has(value);
