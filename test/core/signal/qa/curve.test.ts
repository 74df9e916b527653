import { describe, expect, it } from 'vitest';
import { nextGaussian, nextUniform, seedRandom } from '#core/random.ts';
import { Book } from '#core/signal/qa/book.ts';
import type { OpenFindings } from '#core/signal/qa/book.ts';
import { firstCurve, noteCurve, onCurve, testCurve } from '#core/signal/qa/curve.ts';
import type { SensorTest } from '#core/signal/qa/settings.ts';

const HOUR_MS = 3_600_000;
const SPAN = 2000;
const sensor: SensorTest = {
  tag: 'FIT-1.pv',
  min: 0,
  max: SPAN,
  span: SPAN,
  accuracyConstant: 0,
  accuracyFactor: 0.03,
  stepMin: 1,
  pollMin: 1,
  mostPerMin: null,
  stuckWithin: 0,
  stuckForMin: 120,
  restsWithout: ['blower'],
  follows: 0,
};

/** A blower whose flow rises as the root of what its speed is above that at which it surges. */
const flowAt = (speed: number): number => 90 * Math.sqrt(Math.max(0, 4 * (speed - 45)) ** 1.3);

interface Course {
  readonly curve: ReturnType<typeof firstCurve>;
  readonly open: OpenFindings;
  /** Hours in which something was told, by what was told. */
  readonly told: {
    readonly hour: number;
    readonly change: string;
    readonly other: string | null;
  }[];
}

function follow(hours: number, offsetAt: (hour: number) => number, seed = 3): Course {
  const curve = firstCurve();
  const open: OpenFindings = {};
  const told: Course['told'] = [];
  const random = seedRandom(seed, 1);
  for (let hour = 0; hour < hours; hour++) {
    const book = new Book(open);
    const trusted = Object.keys(open).length === 0;
    const base = 50 + 6 * nextUniform(random);
    for (let minute = 0; minute < 60; minute++) {
      const speed = base + nextUniform(random);
      noteCurve(curve, speed, flowAt(speed) + 10 * nextGaussian(random) + offsetAt(hour));
    }
    testCurve(sensor, curve, 'B-1.speed', trusted, hour, hour * HOUR_MS, book);
    for (const { change, finding } of book.changes)
      told.push({ hour, change, other: finding.other });
  }
  return { curve, open, told };
}

describe('flow against the speed of its machine', () => {
  it('learns the curve and says nothing of a healthy sensor', () => {
    const { curve, told } = follow(600, () => 0);
    expect(told).toEqual([]);
    for (const speed of [51, 53, 55])
      expect(Math.abs((onCurve(curve, speed) ?? 0) - flowAt(speed))).toBeLessThan(0.01 * SPAN);
  });

  it('tells a drift of 5 % of span that grows in two days, and its end', () => {
    const size = 0.05 * SPAN;
    const { told, open } = follow(700, (hour) =>
      hour < 500 || hour >= 596 ? 0 : size * Math.min(1, (hour - 500) / 48),
    );
    expect(told.map(({ change }) => change)).toEqual(['opened', 'closed']);
    expect(told[0]?.hour).toBeGreaterThan(500);
    expect(told[0]?.hour).toBeLessThan(572);
    expect(told[0]?.other).toBe('B-1.speed');
    expect(open).toEqual({});
  });

  it('holds the curve at the ends of the speeds it knows', () => {
    const { curve } = follow(400, () => 0);
    expect(onCurve(curve, 200)).toBe(onCurve(curve, curve.high));
    expect(onCurve(curve, 0)).toBe(onCurve(curve, curve.low));
  });

  it('goes on from a saved state as if unbroken', () => {
    const { curve } = follow(300, () => 0);
    const saved = JSON.parse(JSON.stringify(curve)) as typeof curve;
    expect(saved).toEqual(curve);
    expect(onCurve(saved, 53)).toBe(onCurve(curve, 53));
  });

  it('knows nothing of a machine that has but one speed', () => {
    const curve = firstCurve();
    for (let hour = 0; hour < 300; hour++) {
      for (let minute = 0; minute < 60; minute++) noteCurve(curve, 50, 800);
      testCurve(sensor, curve, 'B-1.speed', true, hour, hour * HOUR_MS, new Book({}));
    }
    expect(onCurve(curve, 50)).toBeNull();
  });
});
