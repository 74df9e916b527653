import type { ProcessFault } from '#core/process/fault.ts';
import { C, COMPONENT_COUNT, COMPONENTS } from '#core/process/water.ts';
import type { Load } from '#core/process/water.ts';
import type { PlantModel } from './model.ts';
import type { Actuators, PlantState, TankState } from './state.ts';

/** So many different faults are kept; the one not seen for longest goes first. */
const MOST_FAULTS = 40;
/** Below zero by no more than this share of a cubic metre's gram is the rounding of a balance. */
const ROUNDING = 1e-6;

/** Notes a fault: a known one (same place and quantity) is counted, a new one listed. */
export function recordFault(state: PlantState, fault: ProcessFault): void {
  const known = state.faults.find(
    (each) => each.fault.place === fault.place && each.fault.quantity === fault.quantity,
  );
  if (known !== undefined) {
    known.count++;
    known.lastS = state.elapsedS;
    return;
  }
  if (state.faults.length >= MOST_FAULTS) {
    const oldest = state.faults.reduce((a, b) => (b.lastS < a.lastS ? b : a));
    state.faults.splice(state.faults.indexOf(oldest), 1);
  }
  state.faults.push({ fault, firstS: state.elapsedS, lastS: state.elapsedS, count: 1 });
}

/** Number of the first component that cannot be, or -1. Alkalinity may be negative: that is acid. */
export function badComponent(load: Load, volumeM3: number): number {
  let sum = 0;
  let lowest = 0;
  for (let i = 0; i < COMPONENT_COUNT; i++) {
    const amount = load[i] ?? Number.NaN;
    sum += amount;
    if (amount < lowest && i !== C.SALK) lowest = amount;
  }
  const least = -ROUNDING * volumeM3 - 1e-9;
  if (sum < Number.POSITIVE_INFINITY && sum > Number.NEGATIVE_INFINITY && lowest >= least)
    return -1;
  return COMPONENTS.findIndex((_, i) => {
    const amount = load[i] ?? Number.NaN;
    return !Number.isFinite(amount) || (i !== C.SALK && amount < least);
  });
}

/**
 * Looks at every tank: a content that cannot be is replaced by the last one that could, with a
 * fault that says where and what; a content in order is kept for that.
 */
export function guardTanks(model: PlantModel, state: PlantState): void {
  for (let i = 0; i < state.tanks.length; i++) {
    const tank = state.tanks[i];
    if (tank === undefined) continue;
    const place = model.tanks[i]?.def.id ?? String(i);
    if (!(tank.volumeM3 >= 0 && tank.volumeM3 < Number.POSITIVE_INFINITY)) {
      recordFault(state, {
        place,
        quantity: 'volume, m3',
        value: String(tank.volumeM3),
        allowed: '0 or more',
        advice: 'the tank goes on with its last good content; check what was set from outside',
      });
      restore(tank);
      continue;
    }
    const bad = badComponent(tank.load, tank.volumeM3);
    if (bad < 0) keep(tank);
    else {
      recordFault(state, {
        place,
        quantity: `${COMPONENTS[bad] ?? ''}, g/m3`,
        value: String((tank.load[bad] ?? Number.NaN) / Math.max(tank.volumeM3, 1e-9)),
        allowed: bad === C.SALK ? 'a number' : '0 or more',
        advice: 'the tank goes on with its last good content; check its inflow and doses',
      });
      restore(tank);
    }
  }
}

function keep(tank: TankState): void {
  const { good, load } = tank;
  good.volumeM3 = tank.volumeM3;
  for (let i = 0; i < COMPONENT_COUNT; i++) good.load[i] = load[i] ?? 0;
}

function restore(tank: TankState): void {
  tank.volumeM3 = tank.good.volumeM3;
  tank.load = [...tank.good.load];
}

/** A machine that draws from a tank without water enough. */
export const dryFault = (
  tank: string,
  levelM: number,
  dryM: number,
  machine: string,
): ProcessFault => ({
  place: tank,
  quantity: `level for ${machine}, m`,
  value: levelM.toFixed(3),
  allowed: `above ${String(dryM)}`,
  advice: `the pump draws air and gives nothing; stop ${machine} or let water come`,
});

/** What the drives can do: a rate or speed that is no number, or below zero, counts as standing still. */
export function soundActuators(
  model: PlantModel,
  state: PlantState,
  actuators: Actuators,
): Actuators {
  let sound = true;
  for (const machine of model.machines) {
    const rate = actuators.rateMlPerMin[machine.index] ?? 0;
    const speed = actuators.speedHz[machine.index] ?? 0;
    if (usable(rate) && usable(speed)) continue;
    sound = false;
    const dosing = !usable(rate);
    recordFault(state, {
      place: machine.def.id,
      quantity: dosing ? 'dose, mL/min' : 'speed, Hz',
      value: String(dosing ? rate : speed),
      allowed: '0 or more',
      advice: 'the machine stands still; check its set-point',
    });
  }
  if (sound) return actuators;
  const still = (values: readonly number[]): number[] =>
    values.map((value) => (usable(value) ? value : 0));
  return {
    unitRun: actuators.unitRun,
    speedHz: still(actuators.speedHz),
    rateMlPerMin: still(actuators.rateMlPerMin),
  };
}

const usable = (value: number): boolean => value >= 0 && value < Number.POSITIVE_INFINITY;
