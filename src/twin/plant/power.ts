import { motorCurrentA, pumpPowerShare } from '#core/process/hydraulics.ts';
import type { Air } from './air.ts';
import type { MachineModel, PlantModel } from './model.ts';
import type { Actuators, MotorTrouble, PlantState } from './state.ts';

/** Panels, instruments, lights and ventilation, kW. */
const BASE_LOAD_KW = 0.8;

/** Power and energy of every machine over `dtS`. */
export function takePower(
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
