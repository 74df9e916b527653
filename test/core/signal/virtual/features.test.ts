import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MinuteRow } from '#core/signal/qa/finding.ts';
import type { Trust } from '#core/signal/virtual/estimate.ts';
import { advanceFeatures, featureAt, saturationOf } from '#core/signal/virtual/features.ts';
import type { Feature, FeatureBank } from '#core/signal/virtual/features.ts';

const MIN = 60_000;
const row = (minute: number, values: Readonly<Record<string, number | null>>): MinuteRow => ({
  tsMs: minute * MIN,
  samples: new Map(Object.entries(values).map(([tag, value]) => [tag, { value, fresh: true }])),
});
const GOOD = new Map<string, Trust>();
const run = (feature: Feature, rows: readonly MinuteRow[], trust = GOOD): FeatureBank =>
  rows.reduce<FeatureBank>((bank, each) => advanceFeatures([feature], bank, each, trust), [null]);

const signal = (more: Partial<Extract<Feature, { kind: 'tags' }>>): Feature => ({
  name: 'signal',
  kind: 'tags',
  tags: ['a'],
  combine: 'sum',
  factor: 1,
  shape: 'plain',
  floor: 0,
  tauMin: 0,
  ...more,
});
const tank: Feature = {
  name: 'tank',
  kind: 'mixed',
  doseTags: ['dose'],
  doseLPerMin: 0.001,
  flows: [{ tags: ['pump'], m3PerMin: 0.5 }],
  volumeM3: 7,
};

describe('inputs of virtual sensors', () => {
  it('follow a step by their lag and stand at a steady value', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: 1, max: 500, noNaN: true }),
        (to, tauMin) => {
          const rows = [
            row(0, { a: 0 }),
            ...Array.from({ length: 30 }, (_, i) => row(i + 1, { a: to })),
          ];
          const [memory] = run(signal({ tauMin }), rows);
          expect(memory?.value).toBeCloseTo(to * (1 - Math.exp(-30 / tauMin)), 9);
        },
      ),
    );
  });

  it('are gone when their signal has been gone for longer than the lag bridges', () => {
    const [memory] = run(signal({ tauMin: 3 }), [row(0, { a: 4 }), row(1, { a: null })]);
    expect(featureAt(signal({ tauMin: 3 }), memory ?? null, 10 * MIN)).toBe(4);
    expect(featureAt(signal({ tauMin: 3 }), memory ?? null, 11 * MIN)).toBeNull();
    expect(featureAt(signal({ tauMin: 60 }), memory ?? null, 60 * MIN)).toBe(4);
  });

  it('take no value that is not good, and no part of a sum', () => {
    const two = signal({ tags: ['a', 'b'] });
    expect(run(two, [row(0, { a: 1, b: 2 })])[0]?.value).toBe(3);
    expect(
      run(two, [row(0, { a: 1, b: 2 })], new Map<string, Trust>([['b', 'suspect']]))[0],
    ).toBeNull();
    expect(run(two, [row(0, { a: 1 })])[0]).toBeNull();
  });

  it('mix a dose into a tank and conserve it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 40 })), {
          minLength: 2,
          maxLength: 60,
        }),
        (minutes) => {
          let bank: FeatureBank = advanceFeatures(
            [tank],
            [null],
            row(0, { dose: 0, pump: 0 }),
            GOOD,
          );
          let inside = 0;
          let added = 0;
          let carried = 0;
          minutes.forEach(([pump, dose], i) => {
            bank = advanceFeatures([tank], bank, row(i + 1, { dose, pump }), GOOD);
            const next = (bank[0]?.value ?? 0) * 7;
            added += dose * 0.001;
            // What left is what came less what is left; it is never negative and nothing leaves standing water.
            const left = inside + dose * 0.001 - next;
            expect(left).toBeGreaterThan(-1e-12);
            if (pump === 0) expect(left).toBeCloseTo(0, 12);
            carried += left;
            inside = next;
          });
          expect(inside + carried).toBeCloseTo(added, 9);
        },
      ),
    );
  });

  it('reach dose over flow in a tank that is run long', () => {
    const rows = Array.from({ length: 400 }, (_, i) => row(i, { dose: 40, pump: 1 }));
    expect(run(tank, rows)[0]?.value).toBeCloseTo(0.04 / 0.5, 9);
  });

  it('know the oxygen deficit and, with the air, the uptake', () => {
    const deficit: Feature = {
      name: 'd',
      kind: 'deficit',
      tag: 'o',
      airTags: [],
      temperatureTag: 't',
      airKPa: 101.325,
      tauMin: 0,
    };
    const at20 = saturationOf(20, 101.325);
    expect(at20).toBeCloseTo(0.95 * 9.09, 1);
    expect(run(deficit, [row(0, { o: 2, t: 20 })])[0]?.value).toBeCloseTo(Math.log(at20 - 2), 9);
    expect(run(deficit, [row(0, { o: 14, t: 20 })])[0]?.value).toBeCloseTo(Math.log(0.3), 9);
    const uptake = { ...deficit, airTags: ['q'] };
    // Twice the air at the same deficit is 2^0.88 times the uptake.
    const [one, two] = [600, 1200].map(
      (q) => run(uptake, [row(0, { o: 2, t: 20, q })])[0]?.value ?? 0,
    );
    expect((two ?? 0) - (one ?? 0)).toBeCloseTo(0.88 * Math.LN2, 9);
  });

  it('turn with the day', () => {
    const hour: Feature = { name: 'h', kind: 'hour', harmonic: 1, phase: 'sin' };
    expect(run(hour, [row(360, {})])[0]?.value).toBeCloseTo(1, 12);
    expect(run(hour, [row(1440, {})])[0]?.value).toBeCloseTo(0, 12);
  });
});
