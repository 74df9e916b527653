import { C, COMPONENT_COUNT, RETAINED } from '#core/process/water.ts';
import type { Load } from '#core/process/water.ts';
import type { PlantState, TankState, WaterAccount } from './state.ts';

/**
 * Water with all it carries from one account into another. Nothing is made or lost here: what a
 * tank gives another gets, or it is booked as gone over the fence. A tank cannot give more than
 * it holds.
 */

/** Adds `share` of a load to an account. */
function book(account: Load, load: Load, share: number): void {
  for (let i = 0; i < COMPONENT_COUNT; i++) account[i] = (account[i] ?? 0) + (load[i] ?? 0) * share;
}

/** Moves water into another tank; returns the volume moved, m3. */
export function moveWater(from: TankState, to: TankState, volumeM3: number): number {
  if (!(volumeM3 > 0) || from.volumeM3 <= 0) return 0;
  const volume = Math.min(volumeM3, from.volumeM3);
  const share = volume / from.volumeM3;
  const source = from.load;
  const target = to.load;
  for (let i = 0; i < COMPONENT_COUNT; i++) {
    const amount = (source[i] ?? 0) * share;
    source[i] = (source[i] ?? 0) - amount;
    target[i] = (target[i] ?? 0) + amount;
  }
  from.volumeM3 -= volume;
  to.volumeM3 += volume;
  return volume;
}

/** Moves water over the fence; returns the volume moved, m3. */
export function sendAway(
  state: PlantState,
  from: TankState,
  volumeM3: number,
  way: keyof WaterAccount,
): number {
  if (!(volumeM3 > 0) || from.volumeM3 <= 0) return 0;
  const volume = Math.min(volumeM3, from.volumeM3);
  const share = volume / from.volumeM3;
  book(state.fence[way], from.load, share);
  for (let i = 0; i < COMPONENT_COUNT; i++) from.load[i] = (from.load[i] ?? 0) * (1 - share);
  from.volumeM3 -= volume;
  state.account[way] += volume;
  return volume;
}

/** Brings water from outside into a tank: `perM3` per cubic metre. */
export function bringIn(
  state: PlantState,
  to: TankState,
  perM3: Load,
  volumeM3: number,
  way: keyof WaterAccount,
): void {
  book(state.fence[way], perM3, volumeM3);
  book(to.load, perM3, volumeM3);
  to.volumeM3 += volumeM3;
  state.account[way] += volumeM3;
}

/**
 * Filtrate: water and what is dissolved pass, of the solids only `passing`.
 * @returns solids-bearing amounts that passed are in `to`; the volume is at most what is there
 */
export function filter(from: TankState, to: TankState, volumeM3: number, passing: number): void {
  const share = volumeM3 / from.volumeM3;
  for (let i = 0; i < COMPONENT_COUNT; i++) {
    const amount = (from.load[i] ?? 0) * share * (RETAINED[i] === true ? passing : 1);
    from.load[i] = (from.load[i] ?? 0) - amount;
    to.load[i] = (to.load[i] ?? 0) + amount;
  }
  from.volumeM3 -= volumeM3;
  to.volumeM3 += volumeM3;
}

/** Temperature of a tank's water, degC; null for an empty one. */
export const temperatureOf = (tank: TankState): number | null =>
  tank.volumeM3 > 0 ? (tank.load[C.HEAT] ?? 0) / tank.volumeM3 : null;
