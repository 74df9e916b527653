import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitShare } from '#core/alarms/effluent.ts';
import { headrooms, levelOf, shareOfLimit, worstOf } from '#renderer/model/headroom.ts';
import { shippedProfile } from './profile.ts';

const levels = [0.7, 0.8, 0.9, 1] as const;

describe('share of a limit', () => {
  it('agrees with what the engine raises its alarms on', () => {
    const bound = fc.double({ min: 0.1, max: 500, noNaN: true });
    fc.assert(fc.property(fc.double({ min: 0.01, max: 1000, noNaN: true }), bound, bound, fc.constantFrom('max', 'both', 'min'), (value, a, b, kind) => {
      const item = { min: kind === 'max' ? null : Math.min(a, b), max: kind === 'min' ? null : Math.max(a, b) + 0.1 };
      expect(shareOfLimit(value, item.min, item.max)).toBeCloseTo(limitShare(value, item) ?? NaN, 9);
    }));
  });

  it('tells pH by its distance from the middle of the allowed band', () => {
    expect(shareOfLimit(7.2, 5.8, 8.6)).toBeCloseTo(0, 9);
    expect(shareOfLimit(8.6, 5.8, 8.6)).toBeCloseTo(1, 9);
    expect(shareOfLimit(5.1, 5.8, 8.6)).toBeCloseTo(1.5, 9);
  });

  it('knows nothing where there is no limit', () => {
    expect(shareOfLimit(5, null, null)).toBeNull();
  });
});

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
