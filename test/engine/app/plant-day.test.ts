import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plantDay, plantDays } from '#engine/app/plant-day.ts';

const HOUR = 3_600_000;

describe('the plant day', () => {
  it('begins at its local hour, whatever the time zone', () => {
    const noonInSeoul = Date.UTC(2026, 10, 21, 3);
    expect(plantDay(noonInSeoul, 'Asia/Seoul', '00:00')).toEqual({
      startMs: Date.UTC(2026, 10, 20, 15),
      yesterdayStartMs: Date.UTC(2026, 10, 19, 15),
    });
    expect(plantDay(noonInSeoul, 'Asia/Seoul', '13:00').startMs).toBe(Date.UTC(2026, 10, 20, 4));
    expect(plantDay(noonInSeoul, 'Asia/Seoul', '12:00').startMs).toBe(noonInSeoul);
  });

  it('is 23 or 25 hours long where clocks are changed', () => {
    const afterChange = Date.UTC(2026, 2, 29, 12);
    const day = plantDay(afterChange + 24 * HOUR, 'Europe/Berlin', '00:00');
    expect(day.startMs - day.yesterdayStartMs).toBe(23 * HOUR);
  });

  it('asked scan by scan is the same as asked afresh, also when the clock jumps', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1.7e12, max: 1.9e12 }), { maxLength: 20 }),
        (instants) => {
          const dayOf = plantDays('Asia/Seoul', '07:30');
          for (const ms of instants) expect(dayOf(ms)).toEqual(plantDay(ms, 'Asia/Seoul', '07:30'));
        },
      ),
    );
  });
});
