import type { Biology } from '#core/process/activated-sludge.ts';
import { aerationOf } from './air.ts';
import { recordFault } from './faults.ts';
import type { PlantModel } from './model.ts';
import type { PlantState } from './state.ts';

/** Biology of the basins over `dtS`, each as a mixed reactor. What it cannot work with is noted and left as it is. */
export function treat(model: PlantModel, state: PlantState, biology: Biology, dtS: number): void {
  for (let i = 0; i < model.tanks.length; i++) {
    const tank = state.tanks[i];
    const def = model.tanks[i];
    if (tank === undefined || def?.bioreactor !== true || tank.volumeM3 <= 0) continue;
    const { kLaPerH, saturationMgPerL } = aerationOf(model, state, i);
    const fault = biology.react(
      tank.load,
      tank.volumeM3,
      dtS,
      kLaPerH,
      saturationMgPerL,
      state.exchange,
    );
    if (fault !== null) recordFault(state, { ...fault, place: def.def.id });
  }
}
