import { dose } from '#core/process/chemicals.ts';
import { pumpFlowShare } from '#core/process/hydraulics.ts';
import { solidsPassing, tmpKPa } from '#core/process/membrane.ts';
import { suctionFlowShare } from '#core/process/suction.ts';
import { bod5, concentrations, suspendedSolids } from '#core/process/water.ts';
import { dryFault, recordFault } from './faults.ts';
import type { MachineModel, PlantModel } from './model.ts';
import { bringIn, filter, moveWater, sendAway, temperatureOf } from './moves.ts';
import { feedPress } from './press.ts';
import { siteValues } from './site-values.ts';
import { addToRecord } from './sludge-record.ts';
import type { Actuators, PlantState, TankState } from './state.ts';

/**
 * Water that comes and water that machines move in one step. Every volume is taken from one
 * account and put into another, one machine after the other, so that what comes in is always what
 * goes out plus what is stored, whatever the step.
 */
export function takeInfluent(model: PlantModel, state: PlantState, dtS: number): void {
  const tank = state.tanks[model.influentTank];
  if (tank === undefined) return;
  const volume = (state.influentM3PerH * dtS) / 3600;
  bringIn(state, tank, state.influentLoad, volume, 'influent');
  addToRecord(state.sludge.influentM3, state.sludge, volume);
}

/** Water that machines move, one machine after the other in the order of the profile. */
export function runPumps(
  model: PlantModel,
  state: PlantState,
  actuators: Actuators,
  dtS: number,
): void {
  state.effluentM3PerH = 0;
  for (const machine of model.machines) {
    let running = 0;
    for (const unit of machine.unitIndices) if (actuators.unitRun[unit] === true) running++;
    state.flowM3PerH[machine.index] = 0;
    if (running === 0) {
      if (machine.role.kind === 'suction') rest(model, state, machine, dtS);
      continue;
    }
    const volume = runMachine(model, state, machine, actuators, running, dtS);
    state.flowM3PerH[machine.index] = (volume * 3600) / dtS;
  }
}

/** Volume a tank can still give before its pump draws air, m3; an attempt on less is noted. */
function canGive(model: PlantModel, state: PlantState, machine: MachineModel): number {
  const index = machine.from;
  const tank = index === null ? undefined : state.tanks[index];
  const def = index === null ? undefined : model.tanks[index];
  if (tank === undefined || def === undefined) return 0;
  const { dryDepth } = model.values.hydraulics;
  const left = tank.volumeM3 - dryDepth * def.areaM2;
  if (left > 0) return left;
  recordFault(state, dryFault(def.def.id, tank.volumeM3 / def.areaM2, dryDepth, machine.def.id));
  return 0;
}

/** Flow of one pump against its pipe, m3/h. */
function pumpM3PerH(
  model: PlantModel,
  state: PlantState,
  machine: MachineModel,
  extraLiftM: number,
): number {
  const { flow, headM } = machine.def.rating;
  if (flow === null || headM === null) return flow ?? 0;
  let lift = extraLiftM;
  if (machine.from !== null) {
    const tank = state.tanks[machine.from];
    const area = model.tanks[machine.from]?.areaM2 ?? 1;
    lift += machine.designLevelM - (tank?.volumeM3 ?? 0) / area;
  }
  return flow * pumpFlowShare(headM, lift, model.values.hydraulics);
}

function runMachine(
  model: PlantModel,
  state: PlantState,
  machine: MachineModel,
  actuators: Actuators,
  running: number,
  dtS: number,
): number {
  const from = machine.from === null ? undefined : state.tanks[machine.from];
  const to = machine.to === null ? undefined : state.tanks[machine.to];
  const hours = dtS / 3600;
  switch (machine.role.kind) {
    case 'transfer': {
      if (from === undefined || to === undefined) return 0;
      const wanted = running * pumpM3PerH(model, state, machine, 0) * hours;
      return transfer(model, state, machine, from, to, wanted);
    }
    case 'discharge': {
      if (from === undefined) return 0;
      const wanted = running * pumpM3PerH(model, state, machine, 0) * hours;
      const volume = Math.min(canGive(model, state, machine), wanted);
      state.effluentM3PerH += volume / hours;
      return sendAway(state, from, volume, 'effluent');
    }
    case 'suction': {
      if (from === undefined || to === undefined) return 0;
      const wanted = running * suctionM3PerH(model, state, machine) * hours;
      const volume = Math.min(canGive(model, state, machine), wanted);
      return runSuction(model, state, machine, from, to, volume, dtS);
    }
    case 'pressFeed': {
      if (from === undefined) return 0;
      const wanted = pressFlow(model, machine) * hours;
      const volume = Math.min(canGive(model, state, machine), wanted);
      return feedPress(model, state, machine.role.press, from, volume);
    }
    case 'serviceWater': {
      if (to === undefined) return 0;
      const volume = running * (machine.def.rating.flow ?? 0) * hours;
      bringIn(state, to, serviceWater(model), volume, 'serviceWater');
      return volume;
    }
    case 'dosing':
      return doseChemical(model, state, machine, to, running, actuators, dtS);
    case 'recycle':
      return (machine.def.rating.flow ?? 0) * running * hours;
    case 'blower':
    case 'compressor':
    case 'power':
      return 0;
  }
}

/** Drinking water: nothing in it but its temperature. */
const serviceWater = (model: PlantModel): number[] =>
  concentrations({ HEAT: model.values.chemicals.deliveryC });

/**
 * From tank to tank. What goes to the discharge tank goes through the carbon filter while that is
 * in use; food for the basins is noted.
 */
function transfer(
  model: PlantModel,
  state: PlantState,
  machine: MachineModel,
  from: TankState,
  to: TankState,
  wantedM3: number,
): number {
  const target = machine.to === model.carbonBefore ? throughCarbon(model, state, to) : to;
  const volume = Math.min(canGive(model, state, machine), wantedM3);
  const feeds =
    machine.to !== null &&
    model.tanks[machine.to]?.bioreactor === true &&
    (machine.from === null || model.tanks[machine.from]?.bioreactor !== true);
  if (feeds && volume > 0)
    addToRecord(state.sludge.bodG, state.sludge, (bod5(from.load, false) * volume) / from.volumeM3);
  return moveWater(from, target, volume);
}

function throughCarbon(model: PlantModel, state: PlantState, to: TankState): TankState {
  const filterTank = model.carbonTank === null ? undefined : state.tanks[model.carbonTank];
  return filterTank?.carbon?.inUse === true ? filterTank : to;
}

function suctionM3PerH(model: PlantModel, state: PlantState, machine: MachineModel): number {
  if (machine.role.kind !== 'suction' || machine.from === null) return 0;
  const series = state.series[machine.role.series];
  const tank = state.tanks[machine.from];
  const { flow, headM } = machine.def.rating;
  if (series === undefined || tank === undefined || flow === null || headM === null)
    return flow ?? 0;
  const temperature = temperatureOf(tank);
  if (temperature === null) return 0;
  const { shutOffHead, staticShare, designTmp } = model.values.hydraulics;
  const level = tank.volumeM3 / (model.tanks[machine.from]?.areaM2 ?? 1);
  const share = suctionFlowShare(
    {
      ratedM3PerH: flow,
      ratedHeadM: headM,
      shutOffHead,
      staticShare,
      designTmpKPa: designTmp,
      areaM2: machine.role.areaM2,
    },
    machine.designLevelM - level,
    series,
    temperature,
    siteValues(model).membrane,
  );
  return flow * share;
}

function runSuction(
  model: PlantModel,
  state: PlantState,
  machine: MachineModel,
  from: TankState,
  to: TankState,
  volumeM3: number,
  dtS: number,
): number {
  if (machine.role.kind !== 'suction') return 0;
  const series = state.series[machine.role.series];
  const temperature = temperatureOf(from);
  if (series === undefined || temperature === null || volumeM3 <= 0) {
    rest(model, state, machine, dtS);
    return 0;
  }
  const { membrane } = siteValues(model);
  const passing = solidsPassing(series, membrane);
  addToRecord(
    state.sludge.lostG,
    state.sludge,
    (passing * suspendedSolids(from.load) * volumeM3) / from.volumeM3,
  );
  filter(from, to, volumeM3, passing);
  series.fluxMPerS = volumeM3 / dtS / machine.role.areaM2;
  const target = tmpKPa(series, series.fluxMPerS, temperature, membrane);
  series.tmpKPa +=
    (target - series.tmpKPa) * (1 - Math.exp(-dtS / model.values.hydraulics.pressureTime));
  return volumeM3;
}

function rest(model: PlantModel, state: PlantState, machine: MachineModel, dtS: number): void {
  if (machine.role.kind !== 'suction') return;
  const series = state.series[machine.role.series];
  if (series === undefined) return;
  series.fluxMPerS = 0;
  series.tmpKPa =
    series.tmpKPa < 1e-6
      ? 0
      : series.tmpKPa * Math.exp(-dtS / model.values.hydraulics.pressureTime);
}

/** The press takes what it can, whatever the pump would give. */
function pressFlow(model: PlantModel, machine: MachineModel): number {
  const press = machine.role.kind === 'pressFeed' ? model.machines[machine.role.press] : undefined;
  return Math.min(machine.def.rating.flow ?? 0, press?.def.rating.flow ?? Number.POSITIVE_INFINITY);
}

function doseChemical(
  model: PlantModel,
  state: PlantState,
  machine: MachineModel,
  to: TankState | undefined,
  running: number,
  actuators: Actuators,
  dtS: number,
): number {
  if (machine.role.kind !== 'dosing') return 0;
  const rate = actuators.rateMlPerMin[machine.index] ?? 0;
  const wantedL = (running * rate * dtS) / 60_000;
  const litres = Math.min(wantedL, state.stockL[machine.index] ?? 0);
  state.stockL[machine.index] = (state.stockL[machine.index] ?? 0) - litres;
  state.usedL[machine.index] = (state.usedL[machine.index] ?? 0) + litres;
  if (to === undefined) {
    // The cleaning chemical goes to its own dilution tank and from there on the membranes.
    state.cleaningL += litres;
    return litres / 1000;
  }
  if (litres <= 0) return 0;
  const { chemical } = machine.role;
  dose(to.load, chemical, litres, model.values.chemicals);
  dose(state.fence.chemicals, chemical, litres, model.values.chemicals);
  to.volumeM3 += litres / 1000;
  state.account.chemicals += litres / 1000;
  return litres / 1000;
}
