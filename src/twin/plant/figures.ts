import {
  foodToMass,
  mlssGPerL,
  retentionH,
  settledMlPerL,
  sludgeAgeD,
  sludgeVolumeIndex,
  volatileShare,
} from '#core/process/sludge.ts';
import { COMPONENT_COUNT, emptyLoad, volatileSolids } from '#core/process/water.ts';
import { heldKg } from './gravity.ts';
import type { PlantModel } from './model.ts';
import { bodKgPerD, influentM3PerD, lostKgPerD } from './sludge-record.ts';
import type { PlantState } from './state.ts';

/** What a technician derives from the plant's sludge and water; null where there is nothing to divide by. */
export interface PlantFigures {
  /** Solids of the mixed liquor by basin, g/L. */
  readonly mlssGPerL: Readonly<Record<string, number>>;
  /** Share of the solids in the basins that burns. */
  readonly volatileShare: number;
  /** Diluted sludge volume index, mL/g, and the volume after half an hour, mL/L, of the densest basin. */
  readonly sviMlPerG: number;
  readonly settledMlPerL: number;
  /** Sludge age over the last seven days, d. */
  readonly sludgeAgeD: number | null;
  /** Load over the last day, kg BOD per kg MLVSS and day. */
  readonly foodToMass: number | null;
  /** Stay of the water by tank and in all of them, h, at the flow of the last day. */
  readonly retentionH: Readonly<Record<string, number | null>>;
  readonly totalRetentionH: number | null;
  readonly influentM3PerD: number | null;
  readonly bodKgPerD: number | null;
  readonly lostKgPerD: number | null;
  readonly solidsHeldKg: number;
  /** pH of the tanks in which chemistry is followed. */
  readonly pH: Readonly<Record<string, number>>;
}

/** Derived figures of the plant as it stands. */
export function plantFigures(model: PlantModel, state: PlantState): PlantFigures {
  const sludge = emptyLoad();
  const mlss: Record<string, number> = {};
  const pH: Record<string, number> = {};
  const retention: Record<string, number | null> = {};
  const flow = influentM3PerD(state.sludge);
  let volume = 0;
  let densest = 0;
  model.tanks.forEach(({ def, bioreactor, stage }, i) => {
    const tank = state.tanks[i];
    if (tank === undefined) return;
    retention[def.id] = flow === null ? null : retentionH(tank.volumeM3, flow);
    volume += tank.volumeM3;
    if (stage !== 'none') pH[def.id] = tank.pH;
    if (!bioreactor) return;
    const solids = mlssGPerL(tank.load, tank.volumeM3);
    mlss[def.id] = solids;
    densest = Math.max(densest, solids);
    for (let c = 0; c < COMPONENT_COUNT; c++) sludge[c] = (sludge[c] ?? 0) + (tank.load[c] ?? 0);
  });
  const held = heldKg(model, state);
  const lost = lostKgPerD(state.sludge);
  const bod = bodKgPerD(state.sludge);
  const burning = volatileShare(sludge);
  const svi = sludgeVolumeIndex(state.sludge.filaments, burning, model.values.sludge);
  return {
    mlssGPerL: mlss,
    volatileShare: burning,
    sviMlPerG: svi,
    settledMlPerL: settledMlPerL(svi, densest),
    sludgeAgeD: lost === null ? null : sludgeAgeD(held, lost),
    foodToMass: bod === null ? null : foodToMass(bod, volatileSolids(sludge) / 1000),
    retentionH: retention,
    totalRetentionH: flow === null ? null : retentionH(volume, flow),
    influentM3PerD: flow,
    bodKgPerD: bod,
    lostKgPerD: lost,
    solidsHeldKg: held,
    pH,
  };
}
