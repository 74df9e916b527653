import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activatedSludge } from '#core/process/activated-sludge.ts';
import { alkalinityAt, inorganicCarbonFor, pHOf } from '#core/process/carbonate.ts';
import {
  motorCurrentA,
  pumpFlowShare,
  pumpPowerShare,
  weirVolumeM3,
} from '#core/process/hydraulics.ts';
import {
  C,
  COMPONENTS,
  concentrations,
  loadOf,
  moveShare,
  suspendedSolids,
  totalCod,
  totalNitrogen,
  totalPhosphorus,
} from '#core/process/water.ts';
import type { Load } from '#core/process/water.ts';
import { nextGaussian, nextUniform, seedRandom } from '#core/random.ts';

const positive = (max: number) => fc.double({ min: 0, max, noNaN: true });
const anyLoad: fc.Arbitrary<Load> = fc.array(positive(5000), {
  minLength: COMPONENTS.length,
  maxLength: COMPONENTS.length,
});
const near = (a: number, b: number, relative: number): void => {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(a), Math.abs(b)));
};

describe('random numbers', () => {
  test('are the same for the same seed, differ by seed and stream, and resume from their state', () => {
    const take = (seed: number, stream: number): number[] => {
      const state = seedRandom(seed, stream);
      return Array.from({ length: 5 }, () => nextUniform(state));
    };
    expect(take(1, 0)).toEqual(take(1, 0));
    expect(take(1, 0)).not.toEqual(take(2, 0));
    expect(take(1, 0)).not.toEqual(take(1, 1));
    const state = seedRandom(9);
    nextUniform(state);
    const saved = JSON.parse(JSON.stringify(state)) as typeof state;
    expect(nextGaussian(saved)).toBe(nextGaussian(state));
  });

  test('have the moments of their distributions', () => {
    const state = seedRandom(42);
    const n = 20_000;
    const normal = Array.from({ length: n }, () => nextGaussian(state));
    const mean = normal.reduce((a, b) => a + b, 0) / n;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(normal.reduce((a, b) => a + (b - mean) ** 2, 0) / n - 1)).toBeLessThan(0.05);
  });
});

describe('hydraulics', () => {
  test('a pump gives its rated flow at the lift it was chosen for, less against more lift, nothing beyond its shut-off head', () => {
    expect(pumpFlowShare(10, 0)).toBe(1);
    expect(pumpFlowShare(10, 2)).toBeLessThan(1);
    expect(pumpFlowShare(10, -2)).toBeGreaterThan(1);
    expect(pumpFlowShare(10, 8)).toBe(0);
    expect(pumpPowerShare(1)).toBe(1);
    expect(motorCurrentA(10, 1)).toBeCloseTo(10, 9);
    expect(motorCurrentA(10, 0)).toBeLessThan(7);
  });

  test('a weir passes only what stands above its crest', () => {
    fc.assert(
      fc.property(
        positive(100),
        positive(100),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        (volume, crest, dt) => {
          const passed = weirVolumeM3(volume, crest, 10, dt);
          expect(passed).toBeGreaterThanOrEqual(0);
          expect(passed).toBeLessThanOrEqual(Math.max(0, volume - crest));
        },
      ),
    );
  });
});

describe('carbonate', () => {
  test('pH and alkalinity are inverse to each other', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 5, max: 9, noNaN: true }),
        fc.double({ min: 0.5, max: 10, noNaN: true }),
        (pH, carbon) => {
          expect(pHOf(alkalinityAt(pH, carbon), carbon)).toBeCloseTo(pH, 3);
        },
      ),
    );
    expect(pHOf(4, inorganicCarbonFor(6.6, 4))).toBeCloseTo(6.6, 3);
  });

  test('acid lowers, base raises', () => {
    expect(pHOf(3, 5)).toBeLessThan(pHOf(4, 5));
    expect(pHOf(9.5, 5)).toBeGreaterThan(9);
  });
});

describe('biology', () => {
  const basin = fc.record({
    SS: positive(200),
    XS: positive(300),
    XBH: fc.double({ min: 1, max: 4000, noNaN: true }),
    XBA: positive(300),
    XU: positive(3000),
    SO: positive(8),
    SNO: positive(30),
    SNH: positive(50),
    SND: positive(10),
    XND: positive(20),
    SALK: positive(8),
    SIC: positive(10),
    SPO: positive(8),
    HEAT: fc.double({ min: 5, max: 30, noNaN: true }),
  });

  test('phosphorus is conserved, nitrogen lost only as gas, COD grows by nitrifiers alone', () => {
    fc.assert(
      fc.property(basin, positive(20), (values, kLa) => {
        const load = loadOf(concentrations(values), 30);
        const before = [...load];
        for (let i = 0; i < 200; i++) activatedSludge.react(load, 30, 5, kLa, 9);
        near(totalPhosphorus(load), totalPhosphorus(before), 1e-9);
        expect(totalNitrogen(load)).toBeLessThanOrEqual(totalNitrogen(before) * (1 + 1e-9));
        // Nitrifiers make 0.24 g COD of carbon dioxide per g of nitrogen.
        const fromNitrogen = 0.24 * totalNitrogen(before);
        expect(totalCod(load)).toBeLessThanOrEqual(
          totalCod(before) * (1 + 1e-9) + fromNitrogen + 1e-6,
        );
        // Alkalinity below zero is acid; everything else is an amount.
        load.forEach((amount, i) => {
          if (i !== C.SALK) expect(amount).toBeGreaterThan(-1e-6);
        });
      }),
      { numRuns: 60 },
    );
  });

  test('with air ammonium becomes nitrate and solids stay; without air nitrate goes', () => {
    const liquor = concentrations({
      SS: 60,
      XBH: 1300,
      XBA: 100,
      XU: 1500,
      XI: 1500,
      SNH: 15,
      SNO: 8,
      SALK: 5,
      SIC: 6,
      SPO: 2,
      HEAT: 20,
    });
    const aerated = loadOf(liquor, 30);
    const still = loadOf(liquor, 30);
    for (let i = 0; i < 3600; i++) {
      activatedSludge.react(aerated, 30, 5, 8, 9);
      activatedSludge.react(still, 30, 5, 0, 9);
    }
    expect(aerated[C.SNH]! / 30).toBeLessThan(2);
    expect(aerated[C.SNO]! / 30).toBeGreaterThan(12);
    expect(aerated[C.SO]! / 30).toBeGreaterThan(1);
    expect(still[C.SNO]! / 30).toBeLessThan(2);
    expect(still[C.SO]).toBe(0);
    expect(suspendedSolids(aerated) / 30).toBeGreaterThan(2500);
  });
});

describe('mixing', () => {
  test('moving a share conserves every component', () => {
    fc.assert(
      fc.property(anyLoad, anyLoad, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, share) => {
        const [from, to] = [[...a], [...b]];
        moveShare(from, to, share);
        a.forEach((amount, i) => near(from[i]! + to[i]!, amount + b[i]!, 1e-12));
      }),
    );
  });
});
