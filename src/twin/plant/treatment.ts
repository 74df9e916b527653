import type { Biology } from '#core/process/activated-sludge.ts';
import { precipitatePhosphorus } from '#core/process/flotation.ts';
import { C, suspendedSolids } from '#core/process/water.ts';
import { aerationOf } from './air.ts';
import type { PlantModel } from './model.ts';
import type { PlantState } from './state.ts';

/** Reactions in the basins, each as a mixed reactor. */
export function treat(model: PlantModel, state: PlantState, biology: Biology, dtS: number): void {
  for (let i = 0; i < model.tanks.length; i++) {
    const tank = state.tanks[i];
    const def = model.tanks[i];
    if (tank === undefined || def === undefined || tank.volumeM3 <= 0) continue;
    const kind = def.def.kind;
    if (
      kind === 'reaction' ||
      kind === 'neutralisation' ||
      kind === 'flocculation' ||
      kind === 'flotation'
    )
      precipitatePhosphorus(tank.load, dtS);
    if (!def.bioreactor) continue;
    const volume = tank.volumeM3;
    const { kLaPerH, saturationMgPerL } = aerationOf(model, state, i);
    biology.react(tank.load, volume, dtS, kLaPerH, saturationMgPerL, state.exchange);
  }
}
