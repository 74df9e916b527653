import { effluentTargets, limitShare } from '#core/plant/derived.ts';
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
  const targets = effluentTargets(limits);
  return limits.readings.flatMap(({ item, tag }) => {
    const limit = targets.find((each) => each.item === item);
    if (limit === undefined) return [];
    const { unit, min, max, target } = limit;
    const value = valueOf(tag);
    const share = value === null ? null : limitShare(limit, value);
    return [{ item, tag, unit, min, max, target, value, share, level: levelOf(share, limits.levels) }];
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
