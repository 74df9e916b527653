import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFigure } from '#core/units/text.ts';
import { ticksOf } from '#core/report/blocks.ts';
import { niceScale } from '#core/report/scale.ts';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 40 });

describe('axis of a chart', () => {
  it('holds every value between rising, evenly spaced marks', () => {
    fc.assert(
      fc.property(values, fc.boolean(), (list, fromZero) => {
        const { min, max, marks } = niceScale(list, fromZero);
        expect(max).toBeGreaterThan(min);
        const room = (max - min) * 1e-6;
        for (const value of list) {
          expect(value).toBeGreaterThanOrEqual(min - room);
          expect(value).toBeLessThanOrEqual(max + room);
        }
        if (fromZero) expect(min <= room && max >= -room).toBe(true);
        expect(marks.length).toBeGreaterThanOrEqual(2);
        expect(marks.length).toBeLessThanOrEqual(8);
        const steps = marks.slice(1).map((mark, i) => mark - (marks[i] ?? 0));
        for (const step of steps) expect(step).toBeCloseTo(steps[0] ?? 0, 4);
      }),
    );
  });

  it('names every mark by a number of its own', () => {
    fc.assert(
      fc.property(values, fc.boolean(), (list, fromZero) => {
        const { marks, decimals } = niceScale(list, fromZero);
        fc.pre(decimals < 6);
        expect(new Set(marks.map((mark) => formatFigure(mark, decimals))).size).toBe(marks.length);
      }),
    );
  });
});

describe('figures in print', () => {
  it('groups thousands, rounds, and shows no negative zero', () => {
    expect(formatFigure(1234567.891, 1)).toBe('1,234,567.9');
    expect(formatFigure(-1234.5, 0)).toBe('-1,235');
    expect(formatFigure(-0.004, 2)).toBe('0.00');
    expect(formatFigure(999, 0)).toBe('999');
  });

  it('reads back as the number it stands for, to its decimals', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.integer({ min: 0, max: 4 }),
        (value, decimals) => {
          expect(Number(formatFigure(value, decimals).replaceAll(',', ''))).toBeCloseTo(
            value,
            decimals > 0 ? decimals - 1 : -1,
          );
        },
      ),
    );
  });
});

describe('marks under a chart', () => {
  const day = 86_400_000;
  // Local time nine hours ahead.
  const context = {
    wall: (ms: number) => ms + 9 * 3_600_000,
    stamp: (ms: number) =>
      new Date(ms + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' '),
  };

  it('rise within the span, have room, and stand at local midnights or months over long ones', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 * day }),
        fc.integer({ min: day / 8, max: 1500 * day }),
        (fromMs, length) => {
          const ticks = ticksOf(context, fromMs, fromMs + length);
          expect(ticks.length).toBeLessThanOrEqual(10);
          ticks.forEach(({ atMs, text }, i) => {
            expect(atMs).toBeGreaterThanOrEqual(fromMs);
            expect(atMs).toBeLessThanOrEqual(fromMs + length);
            if (i > 0) expect(atMs).toBeGreaterThan(ticks[i - 1]?.atMs ?? 0);
            const stamp = context.stamp(atMs);
            expect(stamp).toContain(text);
            if (length > 120 * day) expect(stamp.slice(7)).toBe('-01 00:00');
          });
        },
      ),
    );
  });
});
