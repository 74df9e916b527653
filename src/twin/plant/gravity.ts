import { passCarbon } from '#core/process/carbon.ts';
import { floatShare, flotationRemoval } from '#core/process/flotation.ts';
import { weirVolumeM3 } from '#core/process/hydraulics.ts';
import { drawOffM3PerH, mlssGPerL } from '#core/process/sludge.ts';
import { C, emptyLoad, moveShare, suspendedSolids } from '#core/process/water.ts';
import type { GravityWay, PlantModel } from './model.ts';
import { moveWater, sendAway } from './moves.ts';
import { addToRecord } from './sludge-record.ts';
import type { PlantState, TankState } from './state.ts';

/** Water a scraper may take with the scum in one step, share of the tank. */
const MOST_SCRAPED_SHARE = 0.01;

/** Weirs, scum and excess sludge, in the order of the ways of the site, then what spills over a rim. */
export function runGravity(model: PlantModel, state: PlantState, dtS: number): void {
  for (const way of model.gravity) {
    const from = state.tanks[way.from];
    const to = way.to === null ? null : (state.tanks[way.to] ?? null);
    if (from === undefined) continue;
    if (way.medium === 'sludge') drawSludge(model, state, way, from, to, dtS);
    else if (way.medium === 'scum') scrapeScum(model, way, from, to, dtS);
    else overflow(model, state, way, from, to, dtS);
  }
  spill(model, state);
}

function overflow(
  model: PlantModel,
  state: PlantState,
  way: GravityWay,
  from: TankState,
  to: TankState | null,
  dtS: number,
): void {
  const tank = model.tanks[way.from];
  if (tank === undefined) return;
  if (from.carbon !== null && !from.carbon.inUse) {
    drain(model, from, to, dtS);
    return;
  }
  const volume = weirVolumeM3(
    from.volumeM3,
    tank.crestM3 ?? tank.rimM3,
    model.values.hydraulics.weirTime,
    dtS,
  );
  if (volume <= 0) return;
  if (to === null) {
    sendAway(state, from, volume, 'effluent');
    state.effluentM3PerH += (volume * 3600) / dtS;
  } else if (from.scum !== null) float(model, state, way.from, from, to, from.scum, volume, dtS);
  else if (from.carbon !== null) filterThrough(model, way.from, from, to, volume, dtS);
  else moveWater(from, to, volume);
}

/** Over the weir of the flotation: what the bubbles lift stays behind as scum. */
function float(
  model: PlantModel,
  state: PlantState,
  index: number,
  from: TankState,
  to: TankState,
  scum: number[],
  volumeM3: number,
  dtS: number,
): void {
  const solids = suspendedSolids(from.load);
  let recycle = 0;
  for (const machine of model.machines)
    if (machine.role.kind === 'recycle' && machine.from === index)
      recycle += state.flowM3PerH[machine.index] ?? 0;
  const removal = flotationRemoval(
    {
      feedM3PerH: (volumeM3 * 3600) / dtS,
      recycleM3PerH: recycle,
      saturatorKPa: state.saturatorKPa,
      temperatureC: (from.load[C.HEAT] ?? 0) / from.volumeM3,
      areaM2: model.tanks[index]?.areaM2 ?? 1,
      solidsGPerM3: solids / from.volumeM3,
      // Marked solids may outnumber what is left of the solids by a rounding.
      flocShare: solids > 0 ? Math.min(1, (from.load[C.XFL] ?? 0) / solids) : 0,
    },
    model.values.flotation,
  );
  floatShare(from.load, to.load, scum, volumeM3 / from.volumeM3, removal);
  from.volumeM3 -= volumeM3;
  to.volumeM3 += volumeM3;
}

/** Through the carbon bed into the next tank. */
function filterThrough(
  model: PlantModel,
  index: number,
  from: TankState,
  to: TankState,
  volumeM3: number,
  dtS: number,
): void {
  if (from.carbon === null) return;
  const water = emptyLoad();
  moveShare(from.load, water, volumeM3 / from.volumeM3);
  const filterM3 = model.tanks[index]?.def.volumeM3 ?? 0;
  passCarbon(water, volumeM3, dtS, from.carbon, filterM3, model.values.carbon);
  moveShare(water, to.load, 1);
  from.volumeM3 -= volumeM3;
  to.volumeM3 += volumeM3;
}

/** A filter out of use runs empty, against frost. */
function drain(model: PlantModel, from: TankState, to: TankState | null, dtS: number): void {
  if (to === null || from.volumeM3 <= 0) return;
  const share = 1 - Math.exp(-dtS / model.values.carbon.drainTime);
  moveWater(from, to, from.volumeM3 < 1e-6 ? from.volumeM3 : share * from.volumeM3);
}

/** Whether the tank a way leads to stands at a mark (or at its rim where it has none). */
function standsAt(model: PlantModel, way: GravityWay, to: TankState, mark: 'HH' | 'HHAL'): boolean {
  const def = way.to === null ? undefined : model.tanks[way.to];
  if (def === undefined) return false;
  return to.volumeM3 / def.areaM2 >= (def.def.marksM[mark] ?? def.def.depthM);
}

/**
 * Scum goes to the store by and by, unless that is full to the alarm; then it thickens, and what
 * is more than a blanket falls back into the water.
 */
function scrapeScum(
  model: PlantModel,
  way: GravityWay,
  from: TankState,
  to: TankState | null,
  dtS: number,
): void {
  if (from.scum === null || to === null) return;
  const values = model.values.flotation;
  if (!standsAt(model, way, to, 'HHAL')) {
    const share = 1 - Math.exp(-dtS / values.scumTime);
    const solidsKg = (suspendedSolids(from.scum) * share) / 1000;
    moveShare(from.scum, to.load, share);
    const water = Math.min(solidsKg / values.scumSolids, MOST_SCRAPED_SHARE * from.volumeM3);
    moveWater(from, to, water);
  }
  const blanketKg = suspendedSolids(from.scum) / 1000;
  const mostKg = values.blanketMost * (model.tanks[way.from]?.areaM2 ?? 1);
  if (blanketKg > mostKg) moveShare(from.scum, from.load, 1 - mostKg / blanketKg);
}

/** The technician draws excess sludge so that the mixed liquor keeps its content, unless the store is full. */
function drawSludge(
  model: PlantModel,
  state: PlantState,
  way: GravityWay,
  from: TankState,
  to: TankState | null,
  dtS: number,
): void {
  if (to === null || from.volumeM3 <= 0 || standsAt(model, way, to, 'HH')) return;
  const values = model.values.sludge;
  const flow = drawOffM3PerH(
    mlssGPerL(from.load, from.volumeM3),
    values.srtTarget > 0 ? heldKg(model, state) : 0,
    values,
  );
  if (flow <= 0) return;
  const perM3 = suspendedSolids(from.load) / from.volumeM3;
  const moved = moveWater(from, to, (flow * dtS) / 3600);
  addToRecord(state.sludge.lostG, state.sludge, perM3 * moved);
}

/** Solids in all biological basins, kg. */
export function heldKg(model: PlantModel, state: PlantState): number {
  let grams = 0;
  for (let i = 0; i < model.tanks.length; i++) {
    const tank = state.tanks[i];
    if (tank !== undefined && model.tanks[i]?.bioreactor === true)
      grams += suspendedSolids(tank.load);
  }
  return grams / 1000;
}

function spill(model: PlantModel, state: PlantState): void {
  for (let i = 0; i < state.tanks.length; i++) {
    const tank = state.tanks[i];
    const rim = model.tanks[i]?.rimM3;
    if (tank === undefined || rim === undefined) continue;
    const over = tank.volumeM3 - rim;
    if (over > 0) {
      if (!tank.spilling) tank.spills++;
      sendAway(state, tank, over, 'spilled');
    }
    tank.spilling = over > 0;
  }
}
