import { oxygenSaturationMgPerL, transferPerH } from '#core/process/air.ts';
import type { Biology } from '#core/process/activated-sludge.ts';
import { precipitatePhosphorus } from '#core/process/flotation.ts';
import { C, suspendedSolids } from '#core/process/water.ts';
import { submergenceM } from './air.ts';
import type { PlantModel } from './model.ts';
import type { PlantState } from './state.ts';

/** Transfer of the diffusers, per metre of submergence: medium bubbles in aeration, coarse scour at the membranes, both some years old. */
const DIFFUSERS = {
  aeration: { transferPerM: 0.018, omegaLPerG: 0.083, fouling: 0.58 },
  membrane: { transferPerM: 0.008, omegaLPerG: 0.05, fouling: 0.47 },
} as const;
/** Saturation of process water over clean water. */
const BETA = 0.95;

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
    const temperature = (tank.load[C.HEAT] ?? 0) / volume;
    const kLa = transferPerH(
      state.airNm3PerH * (model.airShare[i] ?? 0),
      volume,
      submergenceM(model, state, i),
      suspendedSolids(tank.load) / volume / 1000,
      temperature,
      kind === 'membrane' ? DIFFUSERS.membrane : DIFFUSERS.aeration,
    );
    biology.react(
      tank.load,
      volume,
      dtS,
      kLa,
      BETA * oxygenSaturationMgPerL(temperature, model.airKPa),
      state.exchange,
    );
  }
}
