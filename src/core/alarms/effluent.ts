import type { PlantProfile } from '../plant/profile.ts';

type LimitSet = PlantProfile['limits']['sets'][number];
export type LimitItem = LimitSet['items'][number];

/** The rule set in force at this plant. */
export function activeLimits(limits: PlantProfile['limits']): readonly LimitItem[] {
  return limits.sets.find((set) => set.id === limits.active)?.items ?? [];
}

/**
 * How much of its limit a value uses, 1 at the limit. With an upper limit alone it is
 * value over limit; with both bounds (pH) the distance from the middle of the allowed
 * band over half its width; with a lower bound alone limit over value.
 */
export function limitShare(value: number, item: Pick<LimitItem, 'min' | 'max'>): number | null {
  const { min, max } = item;
  if (min !== null && max !== null) return Math.abs(value - (min + max) / 2) / ((max - min) / 2);
  if (max !== null) return value / max;
  if (min !== null) return value > 0 ? min / value : Number.POSITIVE_INFINITY;
  return null;
}
