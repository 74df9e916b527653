import { blowerPoint } from '#core/process/air.ts';
import type { BlowerRating } from '#core/process/air.ts';
import type { MachineModel, PlantModel } from './model.ts';
import type { Actuators, PlantState } from './state.ts';

/** Diffusers lie this high above the floor, m. */
const DIFFUSER_HEIGHT_M = 0.3;
/** Air vessel of the flotation: volume, Nm3/h of air a recycle of 1 m3/h takes at 500 kPa (18.7 mL/L per bar, f 0.8). */
const SATURATOR_M3 = 0.5;
const AIR_PER_RECYCLE = 0.09;

/** Electrical power each running blower takes, kW, by machine. */
export interface Air {
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
export function blow(model: PlantModel, state: PlantState, actuators: Actuators): Air {
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

/** Water above the diffusers, m. */
export const submergenceM = (model: PlantModel, state: PlantState, tank: number): number =>
  Math.max(
    0,
    (state.tanks[tank]?.volumeM3 ?? 0) / (model.tanks[tank]?.areaM2 ?? 1) - DIFFUSER_HEIGHT_M,
  );

/** Air vessel between compressor and recycle; returns how well the recycle is saturated, 0 to 1. */
export function saturate(
  model: PlantModel,
  state: PlantState,
  actuators: Actuators,
  dtS: number,
): number {
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
