import { adiabaticPowerKw } from '#core/process/blower.ts';
import { motorCurrentA } from '#core/process/hydraulics.ts';
import { motorInputKw, pumpShaftShare, ratedPumpShaftKw } from '#core/process/pump-power.ts';
import { bookDemand, bookEnergy, setPrice } from '#core/process/tariff.ts';
import type { TariffMoment } from '#core/process/tariff.ts';
import type { Air } from './air.ts';
import type { MachineModel, PlantModel } from './model.ts';
import { siteValues } from './site-values.ts';
import type { Actuators, MotorTrouble, PlantState } from './state.ts';

const WATER_KPA_PER_M = 9.80665;

/** Price of energy at a moment of the site's calendar, from the active tariff; looked up once an hour. */
export const followTariff = (model: PlantModel, state: PlantState, at: TariffMoment): void => {
  setPrice(state.energy, siteValues(model).tariff, at);
};

/** Power, energy and its cost of every machine over `dtS`. */
export function takePower(
  model: PlantModel,
  state: PlantState,
  actuators: Actuators,
  air: Air,
  dtS: number,
): void {
  const baseKw = siteValues(model).power.baseLoad;
  const hours = dtS / 3600;
  let total = baseKw;
  bookEnergy(state.energy, null, baseKw * hours);
  for (const machine of model.machines) {
    let running = 0;
    for (const unit of machine.unitIndices) if (actuators.unitRun[unit] === true) running++;
    const each = running === 0 ? 0 : unitPowerKw(model, machine, state, actuators, air, running);
    for (const unit of machine.unitIndices)
      state.powerKw[unit] = actuators.unitRun[unit] === true ? each : 0;
    if (running === 0) continue;
    const power = each * running;
    total += power;
    const kwh = power * hours;
    state.energyKwhByMachine[machine.index] = (state.energyKwhByMachine[machine.index] ?? 0) + kwh;
    bookEnergy(state.energy, machine.index, kwh);
  }
  state.totalKw = total;
  state.totalKwh += total * hours;
  bookDemand(state.energy, total * hours, dtS);
}

/** Electrical power of one running unit, kW. */
function unitPowerKw(
  model: PlantModel,
  machine: MachineModel,
  state: PlantState,
  actuators: Actuators,
  air: Air,
  running: number,
): number {
  const { power } = siteValues(model);
  const { rating, kind, motorLoad } = machine.def;
  const plate = rating.powerKw ?? 0;
  if (plate <= 0) return 0;
  switch (kind) {
    case 'blower':
      return air.powerKwByMachine.get(machine.index) ?? 0;
    case 'dosingPump': {
      const most = ((rating.flow ?? 1) * 1000) / 60;
      const stroke = (actuators.rateMlPerMin[machine.index] ?? 0) / most;
      return plate * (power.dosingIdle + (1 - power.dosingIdle) * Math.min(1, stroke));
    }
    case 'pump': {
      const { flow, headM } = rating;
      if (flow === null || headM === null) return motorInputKw(plate, plate, power);
      const rated =
        motorLoad === undefined ? ratedPumpShaftKw(flow, headM, plate, power) : motorLoad * plate;
      const share = pumpShaftShare((state.flowM3PerH[machine.index] ?? 0) / running / flow);
      return motorInputKw(rated * share, plate, power);
    }
    case 'compressor': {
      const rated = adiabaticPowerKw(1, 20, model.airKPa, (rating.headM ?? 70) * WATER_KPA_PER_M);
      const now = adiabaticPowerKw(1, 20, model.airKPa, state.saturatorKPa);
      return motorInputKw((motorLoad ?? 1) * plate * (now / rated), plate, power);
    }
    case 'agitator':
    case 'dewatering':
    case 'hoist':
    case 'instrument':
      return motorInputKw((motorLoad ?? power.agitatorLoad) * plate, plate, power);
  }
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
      else out[unit] = motorCurrentA(ratedCurrentA, loadShare(model, machine, unit, state));
    }
  }
}

/** Electrical power over that at full load: the name plate of a blower is its input, of other motors their shaft. */
function loadShare(
  model: PlantModel,
  machine: MachineModel,
  unit: number,
  state: PlantState,
): number {
  const plate = machine.def.rating.powerKw ?? 1;
  const full =
    machine.def.kind === 'blower' ? plate : motorInputKw(plate, plate, siteValues(model).power);
  return (state.powerKw[unit] ?? 0) / full;
}
