import type { GasExchange } from '#core/process/activated-sludge.ts';
import { ASM1_PARAMETERS } from '#core/process/asm1/parameters.ts';
import {
  balance,
  CONSERVED,
  CONSERVED_UNIT,
  contentsOf,
  goneAsGas,
  held,
} from '#core/process/conservation.ts';
import type { Balance } from '#core/process/conservation.ts';
import { C, COMPONENT_COUNT, emptyLoad } from '#core/process/water.ts';
import type { Load } from '#core/process/water.ts';
import type { PlantModel } from './model.ts';
import type { FenceLoads, PlantState, WaterAccount } from './state.ts';
import { groupValues } from './values.ts';

const CAME = ['influent', 'chemicals', 'serviceWater'] as const;
const WENT = ['effluent', 'sludgeCake', 'spilled'] as const;

/** What a balance starts from. */
export interface Snapshot {
  readonly stored: Load;
  readonly volumeM3: number;
  readonly fence: FenceLoads;
  readonly account: WaterAccount;
  readonly exchange: GasExchange;
}

const addTo = (sum: Load, load: Load): void => {
  for (let i = 0; i < COMPONENT_COUNT; i++) sum[i] = (sum[i] ?? 0) + (load[i] ?? 0);
};

/** All that tanks, scum and the carbon hold. */
export function storedIn(state: PlantState): Load {
  const sum = emptyLoad();
  for (const tank of state.tanks) {
    addTo(sum, tank.load);
    if (tank.scum !== null) addTo(sum, tank.scum);
    if (tank.carbon === null) continue;
    addTo(sum, tank.carbon.held);
    for (const layer of tank.carbon.layers) {
      sum[C.SI] = (sum[C.SI] ?? 0) + layer.inert;
      sum[C.SS] = (sum[C.SS] ?? 0) + layer.biodegradable;
    }
  }
  return sum;
}

const storedM3 = (state: PlantState): number =>
  state.tanks.reduce((sum, tank) => sum + tank.volumeM3, 0);

export const snapshotOf = (state: PlantState): Snapshot => ({
  stored: storedIn(state),
  volumeM3: storedM3(state),
  fence: copyOf(state.fence),
  account: { ...state.account },
  exchange: { ...state.exchange },
});

const copyOf = (fence: FenceLoads): FenceLoads => ({
  influent: [...fence.influent],
  chemicals: [...fence.chemicals],
  serviceWater: [...fence.serviceWater],
  effluent: [...fence.effluent],
  sludgeCake: [...fence.sludgeCake],
  spilled: [...fence.spilled],
});

/**
 * Accounts of water, COD, nitrogen, phosphorus, carbon and aluminium over the whole line since a
 * snapshot. A tank whose content was set back by a fault leaves its defect here.
 */
export function balancesSince(model: PlantModel, before: Snapshot, state: PlantState): Balance[] {
  const asm1 = groupValues('asm1', ASM1_PARAMETERS, model.overrides);
  const contents = contentsOf(asm1);
  const stored = storedIn(state);
  const gas: GasExchange = {
    oxygenG: state.exchange.oxygenG - before.exchange.oxygenG,
    nitrogenG: state.exchange.nitrogenG - before.exchange.nitrogenG,
    carbonMol: state.exchange.carbonMol - before.exchange.carbonMol,
  };
  const water = (ways: readonly (keyof WaterAccount)[]): number =>
    ways.reduce((sum, way) => sum + state.account[way] - before.account[way], 0);
  return [
    balance(
      'water',
      'm3',
      { came: water(CAME), went: water(WENT), gas: 0 },
      before.volumeM3,
      storedM3(state),
    ),
    ...CONSERVED.map((of) => {
      const over = (ways: readonly (keyof WaterAccount)[]): number =>
        ways.reduce(
          (sum, way) =>
            sum + held(of, state.fence[way], contents) - held(of, before.fence[way], contents),
          0,
        );
      return balance(
        of,
        CONSERVED_UNIT[of],
        { came: over(CAME), went: over(WENT), gas: goneAsGas(of, gas, asm1) },
        held(of, before.stored, contents),
        held(of, stored, contents),
      );
    }),
  ];
}
