import type { Limits } from '#core/plant/profile.ts';

/** How near one effluent item stands to its legal limit. */
export interface Headroom {
  readonly item: string;
  readonly tag: string;
  readonly unit: string;
  readonly min: number | null;
  readonly max: number | null;
  /** Value the plant aims at (share of the upper limit); null for items with a lower bound too. */
  readonly target: number | null;
  readonly value: number | null;
  /** 1 = at the limit; null when the value is not known. */
  readonly share: number | null;
  /** How many of the four warning levels are reached, 0 to 4. */
  readonly level: 0 | 1 | 2 | 3 | 4;
}

/**
 * Use of the limit by a value: value over the upper limit; with two bounds (pH) the
 * distance from their middle over half their distance; with a lower bound only, limit over value.
 */
export function shareOfLimit(value: number, min: number | null, max: number | null): number | null {
  if (min !== null && max !== null) {
    const middle = (min + max) / 2;
    return max > min ? Math.abs(value - middle) / ((max - min) / 2) : null;
  }
  if (max !== null) return max > 0 ? Math.max(0, value) / max : null;
  if (min !== null) return value > 0 ? min / value : null;
  return null;
}

/** Number of warning levels (rising shares) reached. */
export function levelOf(share: number | null, levels: readonly [number, number, number, number]): Headroom['level'] {
  if (share === null) return 0;
  const reached = levels.filter((level) => share >= level).length;
  return reached as Headroom['level'];
}

/**
 * Headroom of each effluent item that has a reading and a limit in the active rule set.
 * `valueOf` gives the usable value of a tag or null.
 */
export function headrooms(limits: Limits, valueOf: (tag: string) => number | null): readonly Headroom[] {
  const active = limits.sets.find((set) => set.id === limits.active);
  if (active === undefined) return [];
  return limits.readings.flatMap(({ item, tag }) => {
    const limit = active.items.find((each) => each.item === item);
    if (limit === undefined) return [];
    const value = valueOf(tag);
    const share = value === null ? null : shareOfLimit(value, limit.min, limit.max);
    const target = limit.max !== null && limit.min === null ? limit.max * limits.aiTargetShare : null;
    return [{ item, tag, unit: limit.unit, min: limit.min, max: limit.max, target, value, share, level: levelOf(share, limits.levels) }];
  });
}

/** The item nearest to its limit; null when no value is known. pH (two bounds) counts like the rest. */
export function worstOf(rooms: readonly Headroom[]): Headroom | null {
  let worst: Headroom | null = null;
  for (const room of rooms) {
    if (room.share !== null && (worst === null || room.share > (worst.share ?? 0))) worst = room;
  }
  return worst;
}
