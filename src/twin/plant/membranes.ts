import { cleanMembrane, foul } from '#core/process/membrane.ts';
import { suspendedSolids } from '#core/process/water.ts';
import type { PlantModel } from './model.ts';
import type { PlantState } from './state.ts';

/** A cleaning counts when at least this share of its chemical arrived. */
const LEAST_CHEMICAL_SHARE = 0.6;

/** Fouling of every membrane series over `dtS`. */
export function foulMembranes(model: PlantModel, state: PlantState, dtS: number): void {
  for (const machine of model.machines) {
    if (machine.role.kind !== 'suction' || machine.from === null) continue;
    const series = state.series[machine.role.series];
    const tank = state.tanks[machine.from];
    if (series === undefined || tank === undefined || tank.volumeM3 <= 0) continue;
    const rated = model.machines.reduce(
      (sum, each) => sum + (each.role.kind === 'blower' ? (each.def.rating.flow ?? 0) : 0),
      0,
    );
    // 70 % of the rated air is what scours the membranes as designed.
    const airShare = rated > 0 ? state.airNm3PerH / (0.7 * rated) : 1;
    foul(
      series,
      series.fluxMPerS,
      suspendedSolids(tank.load) / tank.volumeM3 / 1000,
      airShare,
      dtS,
    );
  }
}

/** A cleaning of one series has ended: it works as far as its chemical arrived. */
export function applyCleaning(
  model: PlantModel,
  state: PlantState,
  suction: number,
  kind: 'weekly' | 'inline',
  chemicalL: number,
): boolean {
  const role = model.machines[suction]?.role;
  const series = role?.kind === 'suction' ? state.series[role.series] : undefined;
  const worked = state.cleaningL >= LEAST_CHEMICAL_SHARE * chemicalL;
  state.cleaningL = 0;
  if (series !== undefined && worked) cleanMembrane(series, kind);
  return worked;
}
