import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headrooms, levelOf, worstOf } from '#renderer/model/headroom.ts';
import { shippedProfile } from './profile.ts';

const levels = [0.7, 0.8, 0.9, 1] as const;

describe('warning levels', () => {
  it('counts the levels reached, the level itself included', () => {
    expect([0.69, 0.7, 0.8, 0.95, 1.2].map((share) => levelOf(share, levels))).toEqual([0, 1, 2, 3, 4]);
    expect(levelOf(null, levels)).toBe(0);
  });
});

describe('effluent of the shipped profile', () => {
  const { limits } = shippedProfile();
  const active = limits.sets.find((set) => set.id === limits.active);

  it('gives one entry per reading that has a limit, with the target derived', () => {
    const rooms = headrooms(limits, () => null);
    expect(rooms.length).toBeGreaterThan(3);
    for (const room of rooms) {
      expect(room.share).toBeNull();
      const limit = active?.items.find((item) => item.item === room.item);
      if (limit?.max != null && limit.min === null) expect(room.target).toBeCloseTo(limit.max * limits.aiTargetShare, 9);
      else expect(room.target).toBeNull();
    }
    expect(worstOf(rooms)).toBeNull();
  });

  it('names the item nearest to its limit as the worst', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 60, noNaN: true }), { minLength: limits.readings.length, maxLength: limits.readings.length }), (values) => {
      const rooms = headrooms(limits, (tag) => values[limits.readings.findIndex((reading) => reading.tag === tag)] ?? null);
      const worst = worstOf(rooms);
      for (const room of rooms) expect(room.share ?? 0).toBeLessThanOrEqual(worst?.share ?? 0);
    }));
  });
});
