import { COMPONENT_COUNT, RETAINED, suspendedSolids } from '#core/process/water.ts';
import type { PlantModel } from './model.ts';
import type { PlantState, TankState } from './state.ts';

/** At most this share of the sludge that goes in leaves as cake, however thick it came. */
const MOST_CAKE_SHARE = 0.5;

/**
 * Dewatering: of the solids `capture` go into the cake, with the water the cake holds; the rest is
 * press water and goes where the press drains to, or over the fence where it drains to nothing.
 * @returns volume taken in, m3
 */
export function feedPress(
  model: PlantModel,
  state: PlantState,
  press: number,
  from: TankState,
  volumeM3: number,
): number {
  if (!(volumeM3 > 0)) return 0;
  const { capture, cakeSolids } = model.values.sludge;
  const to = model.machines[press]?.to ?? null;
  const target = to === null ? null : (state.tanks[to] ?? null);
  const share = volumeM3 / from.volumeM3;
  const solidsKg = (suspendedSolids(from.load) * share * capture) / 1000;
  const cakeM3 = Math.min(solidsKg / cakeSolids, MOST_CAKE_SHARE * volumeM3);
  const wetShare = cakeM3 / volumeM3;
  const drain = target === null ? state.fence.effluent : target.load;
  for (let i = 0; i < COMPONENT_COUNT; i++) {
    const amount = (from.load[i] ?? 0) * share;
    const kept = amount * (RETAINED[i] === true ? capture : wetShare);
    from.load[i] = (from.load[i] ?? 0) - amount;
    drain[i] = (drain[i] ?? 0) + (amount - kept);
    state.fence.sludgeCake[i] = (state.fence.sludgeCake[i] ?? 0) + kept;
  }
  from.volumeM3 -= volumeM3;
  if (target === null) state.account.effluent += volumeM3 - cakeM3;
  else target.volumeM3 += volumeM3 - cakeM3;
  state.account.sludgeCake += cakeM3;
  return volumeM3;
}
