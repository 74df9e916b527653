import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextGaussian, seedRandom } from '#core/random.ts';
import { fillGap } from '#core/signal/gaps/fill.ts';
import type { Gap } from '#core/signal/gaps/fill.ts';
import { advancePattern, EMPTY_PATTERN, patternAt, weekSlot } from '#core/signal/gaps/pattern.ts';
import type { PatternState } from '#core/signal/gaps/pattern.ts';
import { naturalSpline } from '#core/signal/gaps/spline.ts';

const MIN = 60_000;
const T0 = Date.UTC(2026, 4, 4);
const number = fc.double({ min: -1000, max: 1000, noNaN: true });

/** A gap of so many minutes in a course that is known. */
const gapIn = (
  course: (minute: number) => number,
  minutes: number,
  more: Partial<Gap> = {},
): Gap => ({
  fromMs: T0,
  toMs: T0 + minutes * MIN,
  before: [-6, -5, -4, -3, -2, -1].map((i) => ({ tsMs: T0 + i * MIN, value: course(i) })),
  after: [0, 1, 2, 3, 4, 5].map((i) => ({
    tsMs: T0 + (minutes + i) * MIN,
    value: course(minutes + i),
  })),
  range: { min: null, max: null },
  pattern: () => null,
  ...more,
});

describe('filling a gap', () => {
  it('of one minute is the middle of its neighbours, to the bit', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        const { filled } = fillGap(gapIn((i) => (i < 0 ? a : b), 1));
        expect(filled).toHaveLength(1);
        expect(filled[0]?.how).toBe('linear');
        expect(filled[0]?.value).toBe(a + (b - a) * 0.5);
      }),
    );
  });

  it('of up to 5 min is a straight line, of up to 30 a spline, of more the pattern', () => {
    const usual = { value: 4, sd: 0.5 };
    for (const [minutes, how] of [
      [2, 'linear'],
      [5, 'linear'],
      [6, 'spline'],
      [30, 'spline'],
      [31, 'pattern'],
      [600, 'pattern'],
    ] as const) {
      const { filled, open } = fillGap(gapIn((i) => i, minutes, { pattern: () => usual }));
      expect(filled).toHaveLength(minutes);
      expect(new Set(filled.map((each) => each.how))).toEqual(new Set([how]));
      expect(open).toEqual([]);
      if (how === 'pattern') expect(filled[7]).toEqual({ tsMs: T0 + 7 * MIN, how, ...usual });
      else filled.forEach((each, i) => expect(each.value).toBeCloseTo(i, 9));
    }
  });

  it('never leaves the physical range and grows less sure towards the middle', () => {
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 12, maxLength: 12 }),
        fc.integer({ min: 6, max: 30 }),
        (values, minutes) => {
          const course = (i: number): number => values[i < 0 ? i + 6 : 6 + i - minutes] ?? 0;
          const { filled } = fillGap(gapIn(course, minutes, { range: { min: -200, max: 300 } }));
          for (const { value } of filled) {
            expect(value).toBeGreaterThanOrEqual(-200);
            expect(value).toBeLessThanOrEqual(300);
          }
          const middle = filled[Math.floor(minutes / 2)];
          expect(middle?.sd ?? 0).toBeGreaterThanOrEqual(filled[0]?.sd ?? 0);
        },
      ),
    );
  });

  it('has an honest band on a random walk', () => {
    const random = seedRandom(2);
    let inside = 0;
    let all = 0;
    for (let round = 0; round < 300; round++) {
      const walk = [0];
      for (let i = 1; i < 40; i++) walk.push((walk[i - 1] ?? 0) + nextGaussian(random));
      const minutes = 4;
      const { filled } = fillGap(gapIn((i) => walk[i + 10] ?? 0, minutes));
      filled.forEach((each, i) => {
        all++;
        if (Math.abs(each.value - (walk[i + 10] ?? 0)) <= 2 * each.sd) inside++;
      });
    }
    expect(inside / all).toBeGreaterThan(0.9);
  });

  it('does not cross a change of the machine state and fills nothing at rest', () => {
    // Suction: on until minute 2 of the gap, at rest for 3 min, on again.
    const spell = (tsMs: number): number | null => {
      const minute = (tsMs - T0) / MIN;
      return minute < 2 ? 1 : minute < 5 ? null : 2;
    };
    const { filled, open } = fillGap(gapIn(() => 10, 8, { spell }));
    expect(filled).toEqual([]);
    expect(open).toEqual(
      expect.arrayContaining([
        { why: 'stateChange', minutes: 5 },
        { why: 'meaningless', minutes: 3 },
      ]),
    );
    expect(fillGap(gapIn(() => 10, 8, { spell: () => 4 })).filled).toHaveLength(8);
    const long = fillGap(gapIn(() => 10, 40, { spell, pattern: () => ({ value: 9, sd: 1 }) }));
    expect(long.filled).toHaveLength(37);
  });

  it('waits where a neighbour or a pattern is missing, and says so', () => {
    expect(fillGap(gapIn((i) => i, 3, { after: [] })).open).toEqual([
      { why: 'noNeighbour', minutes: 3 },
    ]);
    expect(fillGap(gapIn((i) => i, 45)).open).toEqual([{ why: 'noPattern', minutes: 45 }]);
  });
});

describe('natural cubic spline', () => {
  it('goes through its knots and is straight on straight ones', () => {
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 2, maxLength: 12 }),
        number,
        number,
        (values, a, b) => {
          const knots = values.map((y, x) => ({ x: x * 1.5, y }));
          const curve = naturalSpline(knots);
          for (const { x, y } of knots) expect(curve(x)).toBeCloseTo(y, 6);
          const line = naturalSpline(knots.map(({ x }) => ({ x, y: a + b * x })));
          for (let x = -2; x < 20; x += 0.7) expect(line(x)).toBeCloseTo(a + b * x, 6);
        },
      ),
    );
  });

  it('gives back any curve of cubics with free ends', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 8 }),
        number,
        fc.double({ min: -10, max: 10, noNaN: true }),
        (inner, start, slope) => {
          // Second derivatives at whole x, straight in between, 0 at both ends; integrated twice.
          const bend = [0, ...inner, 0];
          const pieces = [{ y: start, s: slope }];
          for (let i = 0; i + 1 < bend.length; i++) {
            const [at, next, piece] = [bend[i] ?? 0, bend[i + 1] ?? 0, pieces[i] ?? { y: 0, s: 0 }];
            pieces.push({
              y: piece.y + piece.s + at / 3 + next / 6,
              s: piece.s + at / 2 + next / 2,
            });
          }
          const curve = naturalSpline(pieces.map(({ y }, x) => ({ x, y })));
          for (let i = 0; i + 1 < bend.length; i++) {
            const [at, next, piece] = [bend[i] ?? 0, bend[i + 1] ?? 0, pieces[i] ?? { y: 0, s: 0 }];
            for (const u of [0.25, 0.5, 0.9])
              expect(curve(i + u)).toBeCloseTo(
                piece.y + piece.s * u + (at * u * u) / 2 + ((next - at) * u ** 3) / 6,
                6,
              );
          }
        },
      ),
    );
  });

  it('follows a cubic in the middle of a dozen knots', () => {
    fc.assert(
      fc.property(number, number, fc.double({ min: -1, max: 1, noNaN: true }), (a, b, c) => {
        const cubic = (x: number): number => a + b * x + c * (x - 5.5) ** 3;
        const curve = naturalSpline(Array.from({ length: 12 }, (_, x) => ({ x, y: cubic(x) })));
        // What the free ends bend falls by 0.27 with each knot.
        expect(Math.abs(curve(5.5) - cubic(5.5))).toBeLessThan(1e-6 + 33 * Math.abs(c) * 0.27 ** 5);
      }),
    );
  });
});

describe('pattern of the week', () => {
  const value = (tsMs: number): number => {
    const hour = (tsMs / 3_600_000) % 24;
    const day = Math.floor(tsMs / 86_400_000) % 7;
    return 10 + Math.floor(hour) + (day === 3 ? 100 : 0);
  };
  // 1970-01-01 was a Thursday; Monday is 0.
  const slot = (tsMs: number): number => (Math.floor(tsMs / 3_600_000) + 72) % 168;
  const learn = (days: number, from = EMPTY_PATTERN, start = T0): PatternState => {
    let state = from;
    for (let i = 0; i < days * 1440; i++) {
      const tsMs = start + i * MIN;
      state = advancePattern(state, tsMs, slot(tsMs), value(tsMs));
    }
    return state;
  };

  it('knows the hours of yesterday first and those of the weekday after two weeks', () => {
    expect(patternAt(EMPTY_PATTERN, 5)).toBeNull();
    const day = learn(1.1);
    expect(patternAt(day, slot(T0 + 7 * 86_400_000 + 5 * 3_600_000))?.value).toBeCloseTo(
      value(T0 + 5 * 3_600_000),
      9,
    );
    expect(patternAt(day, slot(T0 + 5 * 3_600_000))?.sd).toBeGreaterThan(1);
    const weeks = learn(21.1);
    for (let hour = 0; hour < 168; hour++) {
      const tsMs = T0 + hour * 3_600_000;
      expect(patternAt(weeks, slot(tsMs))?.value).toBeCloseTo(value(tsMs), 9);
      expect(patternAt(weeks, slot(tsMs))?.sd).toBeLessThan(1e-6);
    }
  });

  it('learns from good minutes alone and not from hours that hardly have any', () => {
    let state = learn(15);
    const before = patternAt(state, 3);
    for (let i = 0; i < 60; i++)
      state = advancePattern(state, T0 + 15 * 86_400_000 + i * MIN, 3, i < 10 ? 9999 : null);
    state = advancePattern(state, T0 + 16 * 86_400_000, 27, null);
    expect(patternAt(state, 3)).toEqual(before);
  });

  it('tells the spread between the weeks', () => {
    const random = seedRandom(6);
    let state = EMPTY_PATTERN;
    for (let week = 0; week < 60; week++) {
      const shift = 2 * nextGaussian(random);
      for (let i = 0; i < 60; i++)
        state = advancePattern(state, T0 + week * 7 * 86_400_000 + i * MIN, 0, 50 + shift);
    }
    state = advancePattern(state, T0 + 61 * 7 * 86_400_000, 0, 50);
    const { sd = 0 } = patternAt(state, 0) ?? {};
    expect(sd).toBeGreaterThan(1);
    expect(sd).toBeLessThan(4);
  });

  it('goes on after JSON as if nothing had been', () => {
    const half = JSON.parse(JSON.stringify(learn(5))) as PatternState;
    expect(learn(5, half, T0 + 5 * 86_400_000)).toEqual(learn(10));
  });

  it('names its slots from Monday', () => {
    expect(weekSlot(0, 0)).toBe(0);
    expect(weekSlot(6, 86_399)).toBe(167);
  });
});
