import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alarmFigures, energyCost } from '#core/report/figures.ts';
import type { AlarmChange, HourPrice } from '#core/report/figures.ts';

const hour = fc.record<HourPrice>({
  kwh: fc.option(fc.double({ min: 0, max: 500, noNaN: true })),
  wonPerKwh: fc.double({ min: 10, max: 400, noNaN: true }),
  band: fc.constantFrom('offPeak', 'mid', 'peak'),
});

describe('cost of energy', () => {
  it('adds each hour at its own price, and shares the energy out among the bands', () => {
    fc.assert(
      fc.property(fc.array(hour, { minLength: 1, maxLength: 60 }), (hours) => {
        const { costWon, kwhByBand, covered } = energyCost(hours);
        const known = hours.flatMap(({ kwh, wonPerKwh }) =>
          kwh === null ? [] : [{ kwh, wonPerKwh }],
        );
        expect(covered).toBeCloseTo(known.length / hours.length, 12);
        expect(kwhByBand.offPeak + kwhByBand.mid + kwhByBand.peak).toBeCloseTo(
          known.reduce((sum, { kwh }) => sum + kwh, 0),
          6,
        );
        if (costWon === null) expect(covered).toBeLessThan(0.9);
        else
          expect(costWon).toBeCloseTo(
            known.reduce((sum, { kwh, wonPerKwh }) => sum + kwh * wonPerKwh, 0),
            4,
          );
      }),
    );
  });

  it('says nothing about a cost when more than a tenth of the hours is missing', () => {
    const day = (missing: number): HourPrice[] =>
      Array.from({ length: 20 }, (_, i) => ({
        kwh: i < missing ? null : 10,
        wonPerKwh: 100,
        band: 'mid',
      }));
    expect(energyCost(day(2)).costWon).toBe(18_000);
    expect(energyCost(day(3)).costWon).toBeNull();
    expect(energyCost([]).costWon).toBeNull();
  });
});

describe('alarms of a period', () => {
  const change = (tsMs: number, alarm: string, raised: boolean, priority = 2): AlarmChange => ({
    tsMs,
    alarm,
    raised,
    priority,
    code: null,
    params: {},
  });

  it('counts what was raised and how long it stood, to the end where it still stands', () => {
    const { byPriority, total, top } = alarmFigures(
      [
        change(0, 'a', true),
        change(60, 'a', false),
        change(100, 'b', true, 1),
        change(200, 'a', true),
      ],
      1000,
      10,
    );
    expect(total).toBe(3);
    expect(byPriority).toEqual({ 1: 1, 2: 2 });
    expect(top.map(({ alarm, count, standingMs }) => [alarm, count, standingMs])).toEqual([
      ['a', 2, 860],
      ['b', 1, 900],
    ]);
  });

  it('does not count one that was raised before and only ended within', () => {
    expect(alarmFigures([change(50, 'a', false)], 1000, 10)).toEqual({
      byPriority: {},
      total: 0,
      top: [],
    });
  });

  it('lists one that stood already when the period began, with the time it stood in it', () => {
    const { raised: _, ...old } = change(0, 'a', true);
    const other = { ...old, alarm: 'c' };
    const changes = [change(50, 'a', false), change(100, 'b', true), change(200, 'a', true)];
    const { total, top } = alarmFigures(changes, 1000, 10, [old, other]);
    expect(total).toBe(2);
    expect(top.map(({ alarm, count, standingMs }) => [alarm, count, standingMs])).toEqual([
      ['b', 1, 900],
      ['a', 1, 850],
      ['c', 0, 1000],
    ]);
  });

  it('never stands longer than the period, and counts as many as were raised', () => {
    const changes = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.constantFrom('a', 'b', 'c'), fc.boolean()),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(changes, (list) => {
        const ordered = list
          .sort(([a], [b]) => a - b)
          .map(([tsMs, alarm, raised]) => change(tsMs, alarm, raised));
        const { total, top } = alarmFigures(ordered, 1000, 10);
        expect(total).toBe(ordered.filter(({ raised }) => raised).length);
        expect(top.reduce((sum, { count }) => sum + count, 0)).toBe(total);
        for (const { standingMs } of top) expect(standingMs).toBeLessThanOrEqual(1000);
      }),
    );
  });
});
