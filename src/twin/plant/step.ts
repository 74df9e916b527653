import { blowerPoint, oxygenSaturationMgPerL, transferPerH } from '#core/process/air.ts';
import type { BlowerRating } from '#core/process/air.ts';
import { reducedSludgeModel } from '#core/process/activated-sludge.ts';
import type { Biology } from '#core/process/activated-sludge.ts';
import { precipitatePhosphorus } from '#core/process/flotation.ts';
import { fractionate } from '#core/process/influent.ts';
import type { InfluentPoint } from '#core/process/influent.ts';
import { motorCurrentA, pumpPowerShare } from '#core/process/hydraulics.ts';
import { cleanMembrane, foul } from '#core/process/membrane.ts';
import { C, suspendedSolids } from '#core/process/water.ts';
import { runGravity, runPumps, takeInfluent } from './flows.ts';
import type { MachineModel, PlantModel } from './model.ts';
import type { Actuators, MotorTrouble, PlantState } from './state.ts';

export const PLANT_STEP_S = 1;
const BIOLOGY_STEP_S = 5;

/** Transfer of the diffusers, per metre of submergence: medium bubbles in aeration, coarse scour at the membranes, both some years old. */
const DIFFUSERS = {
  aeration: { transferPerM: 0.018, omegaLPerG: 0.083, fouling: 0.58 },
  membrane: { transferPerM: 0.008, omegaLPerG: 0.05, fouling: 0.47 },
} as const;
/** Diffusers lie this high above the floor, m. */
const DIFFUSER_HEIGHT_M = 0.3;
/** Saturation of process water over clean water. */
const BETA = 0.95;
/** Panels, instruments, lights and ventilation, kW. */
const BASE_LOAD_KW = 0.8;
/** Air vessel of the flotation: volume, Nm3/h of air a recycle of 1 m3/h takes at 500 kPa (18.7 mL/L per bar, f 0.8). */
const SATURATOR_M3 = 0.5;
const AIR_PER_RECYCLE = 0.09;
/** A cleaning counts when at least this share of its chemical arrived. */
const LEAST_CHEMICAL_SHARE = 0.6;

/**
 * Moves the plant on by `dtS` in place: water, chemicals, air, biology, membranes, power.
 * No clock and no chance inside: influent and actuators are handed in.
 */
export function stepPlant(
  model: PlantModel,
  state: PlantState,
  actuators: Actuators,
  influent: InfluentPoint,
  dtS: number,
  biology: Biology = reducedSludgeModel,
): void {
  state.influentM3PerH = influent.flowM3PerH;
  const air = blow(model, state, actuators);
  const airShare = saturate(model, state, actuators, dtS);
  takeInfluent(model, state, dtS);
  runPumps(model, state, actuators, dtS);
  runGravity(model, state, airShare, dtS);
  state.biologyDueS -= dtS;
  if (state.biologyDueS <= 0) {
    state.biologyDueS += BIOLOGY_STEP_S;
    treat(model, state, biology, BIOLOGY_STEP_S);
  }
  foulMembranes(model, state, dtS);
  takePower(model, state, actuators, air, dtS);
}

/** Load of the incoming water; fractionation is done when the influent changes, not at every step. */
export function setInfluentQuality(
  model: PlantModel,
  state: PlantState,
  influent: InfluentPoint,
): void {
  state.influentLoad = fractionate(influent, model.codMethod);
}

interface Air {
  readonly powerKwByMachine: Map<number, number>;
}

function ratingOf(machine: MachineModel): BlowerRating {
  const { control, rating } = machine.def;
  return {
    airNm3PerH: rating.flow ?? 0,
    riseM: rating.headM ?? 4,
    powerKw: rating.powerKw ?? 0,
    ratedHz: control.type === 'speedPi' ? control.maxHz : 60,
  };
}

/** All blowers blow into one header against the deepest aerated basin. */
function blow(model: PlantModel, state: PlantState, actuators: Actuators): Air {
  const powerKwByMachine = new Map<number, number>();
  state.airNm3PerH = 0;
  for (const machine of model.machines) {
    if (machine.role.kind !== 'blower') continue;
    const rating = ratingOf(machine);
    const hz =
      machine.def.control.type === 'speedPi'
        ? (actuators.speedHz[machine.index] ?? 0)
        : rating.ratedHz;
    const point = blowerPoint(rating, hz, headerDepthM(model, state), 20, model.airKPa);
    powerKwByMachine.set(machine.index, point.powerKw);
    for (const unit of machine.unitIndices)
      if (actuators.unitRun[unit] === true) state.airNm3PerH += point.airNm3PerH;
  }
  return { powerKwByMachine };
}

function headerDepthM(model: PlantModel, state: PlantState): number {
  let depth = 0;
  for (let i = 0; i < model.tanks.length; i++) {
    if ((model.airShare[i] ?? 0) > 0) depth = Math.max(depth, submergenceM(model, state, i));
  }
  return depth;
}

const submergenceM = (model: PlantModel, state: PlantState, tank: number): number =>
  Math.max(
    0,
    (state.tanks[tank]?.volumeM3 ?? 0) / (model.tanks[tank]?.areaM2 ?? 1) - DIFFUSER_HEIGHT_M,
  );

/** Air vessel between compressor and recycle; returns how well the recycle is saturated, 0 to 1. */
function saturate(model: PlantModel, state: PlantState, actuators: Actuators, dtS: number): number {
  let recycle = 0;
  let inflow = 0;
  let hasCompressor = false;
  for (const machine of model.machines) {
    let running = 0;
    for (const unit of machine.unitIndices) if (actuators.unitRun[unit] === true) running++;
    if (machine.role.kind === 'recycle') recycle += running * (machine.def.rating.flow ?? 0);
    if (machine.role.kind === 'compressor') {
      hasCompressor = true;
      inflow += running * (machine.def.rating.flow ?? 0);
    }
  }
  const pressureShare = state.saturatorKPa / 500;
  const outflow = recycle * AIR_PER_RECYCLE * pressureShare;
  const balance = ((hasCompressor ? inflow : outflow) - outflow) * (dtS / 3600);
  state.saturatorKPa = Math.max(0, state.saturatorKPa + (balance / SATURATOR_M3) * 101.325);
  return recycle > 0 ? Math.min(1, pressureShare) : 0;
}

/** Reactions in the basins, each as a mixed reactor. */
function treat(model: PlantModel, state: PlantState, biology: Biology, dtS: number): void {
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
    );
  }
}

function foulMembranes(model: PlantModel, state: PlantState, dtS: number): void {
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

function takePower(
  model: PlantModel,
  state: PlantState,
  actuators: Actuators,
  air: Air,
  dtS: number,
): void {
  let total = BASE_LOAD_KW;
  for (const machine of model.machines) {
    let running = 0;
    for (const unit of machine.unitIndices) if (actuators.unitRun[unit] === true) running++;
    const each = running === 0 ? 0 : unitPowerKw(machine, state, actuators, air, running);
    for (const unit of machine.unitIndices)
      state.powerKw[unit] = actuators.unitRun[unit] === true ? each : 0;
    const power = each * running;
    total += power;
    state.energyKwhByMachine[machine.index] =
      (state.energyKwhByMachine[machine.index] ?? 0) + (power * dtS) / 3600;
  }
  state.totalKw = total;
  state.totalKwh += (total * dtS) / 3600;
}

function unitPowerKw(
  machine: MachineModel,
  state: PlantState,
  actuators: Actuators,
  air: Air,
  running: number,
): number {
  const { rating } = machine.def;
  if (machine.role.kind === 'blower') return air.powerKwByMachine.get(machine.index) ?? 0;
  if (machine.role.kind === 'dosing') {
    const most = ((rating.flow ?? 1) * 1000) / 60;
    return (
      machine.ratedElectricalKw *
      (0.4 + (0.6 * (actuators.rateMlPerMin[machine.index] ?? 0)) / most)
    );
  }
  if (machine.def.kind === 'pump' && rating.flow !== null) {
    return (
      machine.ratedElectricalKw *
      pumpPowerShare((state.flowM3PerH[machine.index] ?? 0) / running / rating.flow)
    );
  }
  return machine.ratedElectricalKw;
}

/** Motor currents, A: from the load, or what a trouble brought in from outside makes of it. */
export function motorCurrents(
  model: PlantModel,
  state: PlantState,
  actuators: Actuators,
  trouble: MotorTrouble,
  out: number[],
): void {
  for (const machine of model.machines) {
    const { ratedCurrentA, powerKw, tripCurrentA } = machine.def.rating;
    for (const unit of machine.unitIndices) {
      const runs = actuators.unitRun[unit] === true && ratedCurrentA !== null && powerKw !== null;
      const times = trouble[unit] ?? 0;
      if (!runs) out[unit] = 0;
      else if (times > 0) out[unit] = times * (tripCurrentA ?? ratedCurrentA);
      else out[unit] = motorCurrentA(ratedCurrentA, (state.powerKw[unit] ?? 0) / powerKw);
    }
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
