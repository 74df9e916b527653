import { dose, floatShare, flotationRemoval } from '#core/process/flotation.ts';
import { pumpFlowShare, weirVolumeM3 } from '#core/process/hydraulics.ts';
import { solidsPassing, tmpKPa } from '#core/process/membrane.ts';
import {
  C,
  COMPONENT_COUNT,
  moveShare,
  PARTICULATE,
  suspendedSolids,
} from '#core/process/water.ts';
import type { GravityWay, MachineModel, PlantModel } from './model.ts';
import { siteValues } from './site-values.ts';
import type { Actuators, PlantState, TankState } from './state.ts';

/**
 * Water from basin to basin in one step. Every volume is taken from one account and put
 * into another, so that what comes in is always what goes out plus what is stored.
 */
const FLOW = {
  weirTimeConstantS: 10,
  /** Below this depth a pump draws air and gives nothing, m. */
  dryDepthM: 0.05,
  /** Scraper: scum leaves with this time constant, at this solids content, kg/m3. */
  scumTimeConstantS: 600,
  scumKgPerM3: 30,
  /** Belt press: share of the solids caught, cake solids, kg/m3. */
  pressCapture: 0.97,
  cakeKgPerM3: 200,
  /** Excess sludge is drawn above this content of the mixed liquor, g/L, in m3/h per g/L. */
  mlssTargetGPerL: 11,
  wasteM3PerHPerGPerL: 1.5,
  wasteMostM3PerH: 3,
  designTmpKPa: 15,
} as const;

/** Volume a tank can still give, m3. */
const canGive = (tank: TankState, areaM2: number): number =>
  Math.max(0, tank.volumeM3 - FLOW.dryDepthM * areaM2);

/** Moves water with all it carries; `to` null means over the fence. Returns the volume moved. */
function moveWater(from: TankState, to: TankState | null, volumeM3: number): number {
  if (volumeM3 <= 0 || from.volumeM3 <= 0) return 0;
  const volume = Math.min(volumeM3, from.volumeM3);
  const share = volume / from.volumeM3;
  for (let i = 0; i < COMPONENT_COUNT; i++) {
    const amount = (from.load[i] ?? 0) * share;
    from.load[i] = (from.load[i] ?? 0) - amount;
    if (to !== null) to.load[i] = (to.load[i] ?? 0) + amount;
  }
  from.volumeM3 -= volume;
  if (to !== null) to.volumeM3 += volume;
  return volume;
}

/** Filtrate: water and what is dissolved pass, solids stay but for a trace. */
function filter(from: TankState, to: TankState, volumeM3: number, solids: number): void {
  const share = volumeM3 / from.volumeM3;
  for (let i = 0; i < COMPONENT_COUNT; i++) {
    const passes = PARTICULATE[i] === true || i === C.SPY ? solids : 1;
    const amount = (from.load[i] ?? 0) * share * passes;
    from.load[i] = (from.load[i] ?? 0) - amount;
    to.load[i] = (to.load[i] ?? 0) + amount;
  }
  from.volumeM3 -= volumeM3;
  to.volumeM3 += volumeM3;
}

export function takeInfluent(model: PlantModel, state: PlantState, dtS: number): void {
  const tank = state.tanks[model.influentTank];
  if (tank === undefined) return;
  const volume = (state.influentM3PerH * dtS) / 3600;
  for (let i = 0; i < COMPONENT_COUNT; i++)
    tank.load[i] = (tank.load[i] ?? 0) + (state.influentLoad[i] ?? 0) * volume;
  tank.volumeM3 += volume;
  state.account.influent += volume;
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
      if (machine.role.kind === 'suction') rest(state, machine, dtS);
      continue;
    }
    const volume = runMachine(model, state, machine, actuators, running, dtS);
    state.flowM3PerH[machine.index] = (volume * 3600) / dtS;
  }
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
  return flow * pumpFlowShare(headM, lift);
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
  const available =
    from === undefined ? 0 : canGive(from, model.tanks[machine.from ?? 0]?.areaM2 ?? 1);
  switch (machine.role.kind) {
    case 'transfer':
      if (from === undefined || to === undefined) return 0;
      return moveWater(
        from,
        to,
        Math.min(available, running * pumpM3PerH(model, state, machine, 0) * hours),
      );
    case 'discharge': {
      if (from === undefined) return 0;
      const volume = moveWater(
        from,
        null,
        Math.min(available, running * pumpM3PerH(model, state, machine, 0) * hours),
      );
      state.account.effluent += volume;
      state.effluentM3PerH += volume / hours;
      return volume;
    }
    case 'suction':
      if (from === undefined || to === undefined) return 0;
      return runSuction(
        model,
        state,
        machine,
        from,
        to,
        Math.min(available, running * suctionM3PerH(model, state, machine) * hours),
        dtS,
      );
    case 'pressFeed':
      if (from === undefined) return 0;
      return feedPress(
        model,
        state,
        machine.role.press,
        from,
        Math.min(available, pressFlow(model, machine) * hours),
      );
    case 'serviceWater': {
      if (to === undefined) return 0;
      const volume = running * (machine.def.rating.flow ?? 0) * hours;
      to.volumeM3 += volume;
      to.load[C.HEAT] = (to.load[C.HEAT] ?? 0) + 15 * volume;
      state.account.serviceWater += volume;
      return volume;
    }
    case 'dosing':
      return doseChemical(
        state,
        machine,
        to,
        (running * (actuators.rateMlPerMin[machine.index] ?? 0) * dtS) / 60_000,
      );
    case 'recycle':
      return (machine.def.rating.flow ?? 0) * running * hours;
    case 'blower':
    case 'compressor':
    case 'power':
      return 0;
  }
}

function suctionM3PerH(model: PlantModel, state: PlantState, machine: MachineModel): number {
  if (machine.role.kind !== 'suction') return 0;
  const tmp = state.series[machine.role.series]?.tmpKPa ?? 0;
  return pumpM3PerH(model, state, machine, (tmp - FLOW.designTmpKPa) / 9.80665);
}

/** Pressure follows the flux with the inertia of the pipe. */
const PRESSURE_TIME_CONSTANT_S = 8;

function runSuction(
  model: PlantModel,
  state: PlantState,
  machine: MachineModel,
  from: TankState,
  to: TankState,
  volume: number,
  dtS: number,
): number {
  if (machine.role.kind !== 'suction' || volume <= 0) return 0;
  const series = state.series[machine.role.series];
  if (series === undefined) return 0;
  const temperature = from.volumeM3 > 0 ? (from.load[C.HEAT] ?? 0) / from.volumeM3 : 15;
  const { membrane } = siteValues(model);
  filter(from, to, volume, solidsPassing(series, membrane));
  series.fluxMPerS = volume / dtS / machine.role.areaM2;
  const target = tmpKPa(series, series.fluxMPerS, temperature, membrane);
  series.tmpKPa += (target - series.tmpKPa) * (1 - Math.exp(-dtS / PRESSURE_TIME_CONSTANT_S));
  return volume;
}

function rest(state: PlantState, machine: MachineModel, dtS: number): void {
  if (machine.role.kind !== 'suction') return;
  const series = state.series[machine.role.series];
  if (series === undefined) return;
  series.fluxMPerS = 0;
  series.tmpKPa =
    series.tmpKPa < 1e-6 ? 0 : series.tmpKPa * Math.exp(-dtS / PRESSURE_TIME_CONSTANT_S);
}

/** The press takes what it can, whatever the pump would give. */
function pressFlow(model: PlantModel, machine: MachineModel): number {
  const press = machine.role.kind === 'pressFeed' ? model.machines[machine.role.press] : undefined;
  return Math.min(machine.def.rating.flow ?? 0, press?.def.rating.flow ?? Number.POSITIVE_INFINITY);
}

function feedPress(
  model: PlantModel,
  state: PlantState,
  press: number,
  from: TankState,
  volume: number,
): number {
  if (volume <= 0) return 0;
  const to = model.machines[press]?.to ?? null;
  const target = to === null ? null : (state.tanks[to] ?? null);
  const share = volume / from.volumeM3;
  const solidsKg = (suspendedSolids(from.load) * share * FLOW.pressCapture) / 1000;
  const cake = Math.min(solidsKg / FLOW.cakeKgPerM3, 0.5 * volume);
  const wet = 1 - cake / volume;
  for (let i = 0; i < COMPONENT_COUNT; i++) {
    const amount = (from.load[i] ?? 0) * share;
    from.load[i] = (from.load[i] ?? 0) - amount;
    if (target !== null)
      target.load[i] =
        (target.load[i] ?? 0) + amount * (PARTICULATE[i] === true ? 1 - FLOW.pressCapture : wet);
  }
  from.volumeM3 -= volume;
  if (target !== null) target.volumeM3 += volume - cake;
  else state.account.effluent += volume - cake;
  state.account.sludgeCake += cake;
  return volume;
}

function doseChemical(
  state: PlantState,
  machine: MachineModel,
  to: TankState | undefined,
  wantedL: number,
): number {
  if (machine.role.kind !== 'dosing') return 0;
  const litres = Math.min(wantedL, state.stockL[machine.index] ?? 0);
  state.stockL[machine.index] = (state.stockL[machine.index] ?? 0) - litres;
  state.usedL[machine.index] = (state.usedL[machine.index] ?? 0) + litres;
  if (to === undefined) {
    // The cleaning chemical goes to its own dilution tank and from there on the membranes.
    state.cleaningL += litres;
    return litres / 1000;
  }
  dose(to.load, machine.role.chemical, litres);
  to.load[C.HEAT] = (to.load[C.HEAT] ?? 0) + (15 * litres) / 1000;
  to.volumeM3 += litres / 1000;
  state.account.chemicals += litres / 1000;
  return litres / 1000;
}

/** Weirs, scum and excess sludge, in the order of the ways of the site, then what spills over a rim. */
export function runGravity(
  model: PlantModel,
  state: PlantState,
  airShare: number,
  dtS: number,
): void {
  for (const way of model.gravity) {
    const from = state.tanks[way.from];
    const to = way.to === null ? null : (state.tanks[way.to] ?? null);
    const tank = model.tanks[way.from];
    if (from === undefined || tank === undefined) continue;
    if (way.medium === 'sludge') drawSludge(model, way, from, to, dtS);
    else if (way.medium === 'scum') scrapeScum(from, to, dtS);
    else overflowWeir(state, way, from, to, tank.crestM3 ?? tank.rimM3, airShare, dtS);
  }
  spill(model, state);
}

function overflowWeir(
  state: PlantState,
  way: GravityWay,
  from: TankState,
  to: TankState | null,
  crestM3: number,
  airShare: number,
  dtS: number,
): void {
  const volume = weirVolumeM3(from.volumeM3, crestM3, FLOW.weirTimeConstantS, dtS);
  if (volume <= 0) return;
  if (from.scum !== null && to !== null) {
    const removal = flotationRemoval(
      (from.load[C.XAL] ?? 0) / from.volumeM3,
      (from.load[C.SPY] ?? 0) / from.volumeM3,
      airShare,
    );
    floatShare(from.load, to.load, from.scum, volume / from.volumeM3, removal);
    from.volumeM3 -= volume;
    to.volumeM3 += volume;
    return;
  }
  moveWater(from, to, volume);
  if (way.to === null) {
    state.account.effluent += volume;
    state.effluentM3PerH += (volume * 3600) / dtS;
  }
}

function scrapeScum(from: TankState, to: TankState | null, dtS: number): void {
  if (from.scum === null || to === null) return;
  const share = 1 - Math.exp(-dtS / FLOW.scumTimeConstantS);
  const solidsKg = (suspendedSolids(from.scum) * share) / 1000;
  moveShare(from.scum, to.load, share);
  moveWater(from, to, Math.min(solidsKg / FLOW.scumKgPerM3, 0.01 * from.volumeM3));
}

/** The technician draws excess sludge so that the mixed liquor keeps its content, unless the store is full. */
function drawSludge(
  model: PlantModel,
  way: GravityWay,
  from: TankState,
  to: TankState | null,
  dtS: number,
): void {
  if (to === null || from.volumeM3 <= 0 || way.to === null) return;
  const store = model.tanks[way.to];
  const mark = store?.def.marksM.HH ?? store?.def.depthM ?? 0;
  if (store !== undefined && to.volumeM3 / store.areaM2 >= mark) return;
  const excess = suspendedSolids(from.load) / from.volumeM3 / 1000 - FLOW.mlssTargetGPerL;
  if (excess <= 0) return;
  moveWater(
    from,
    to,
    (Math.min(FLOW.wasteMostM3PerH, FLOW.wasteM3PerHPerGPerL * excess) * dtS) / 3600,
  );
}

function spill(model: PlantModel, state: PlantState): void {
  for (let i = 0; i < state.tanks.length; i++) {
    const tank = state.tanks[i];
    const rim = model.tanks[i]?.rimM3;
    if (tank === undefined || rim === undefined) continue;
    const over = tank.volumeM3 - rim;
    if (over > 0) {
      if (!tank.spilling) tank.spills++;
      state.account.spilled += moveWater(tank, null, over);
    }
    tank.spilling = over > 0;
  }
}
