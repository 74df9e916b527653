import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exponential } from '#core/process/settler/exponential.ts';
import { settlingVelocity } from '#core/process/settler/flux.ts';
import { LAYERS, SETTLER_BSM1 } from '#core/process/settler/parameters.ts';
import { carriedSettler, solidsOf, standardSettler } from '#core/process/settler/settler.ts';
import type { Settler } from '#core/process/settler/settler.ts';

const solids = fc.double({ min: 0, max: 9000, noNaN: true });
const water = fc.array(fc.double({ min: 0, max: 3000, noNaN: true }), {
  minLength: 13,
  maxLength: 13,
});
const flow = fc.double({ min: 100, max: 60_000, noNaN: true });

test('the exponential of the settler is the library one to rounding', () => {
  fc.assert(
    fc.property(fc.double({ min: -45, max: 1, noNaN: true }), (x) => {
      const exact = Math.exp(x);
      expect(Math.abs(exponential(x) - exact)).toBeLessThanOrEqual(6e-16 * exact);
    }),
    { numRuns: 20_000 },
  );
  expect(exponential(0)).toBe(1);
  expect(exponential(-0)).toBe(1);
  expect(exponential(NaN)).toBeNaN();
});

test('settling velocity: none in clear water, its limit in the middle, slow in thick sludge', () => {
  fc.assert(
    fc.property(solids, (x) => {
      const v = settlingVelocity(SETTLER_BSM1, x);
      expect(v).toBeGreaterThanOrEqual(0);
      expect(v).toBeLessThanOrEqual(250);
    }),
  );
  expect(settlingVelocity(SETTLER_BSM1, -5)).toBe(0);
  // v0 (e^-0.576 - e^-2.86) at 1000 g/m3 over the minimum: 239.3 m/d.
  expect(settlingVelocity(SETTLER_BSM1, 1000)).toBeCloseTo(
    474 * (Math.exp(-0.576) - Math.exp(-2.86)),
    10,
  );
  expect(settlingVelocity(SETTLER_BSM1, 700)).toBe(250);
  expect(settlingVelocity(SETTLER_BSM1, 6400)).toBeLessThan(13);
});

/** Sum of all amounts and of what crosses the border, per day, for a settler in any state. */
function imbalance(
  settler: Settler,
  states: Float64Array,
  feed: Float64Array,
  out: number,
  under: number,
): { solids: number; soluble: number; scale: number } {
  const dy = new Float64Array(settler.size);
  const [thick, thin] = [new Float64Array(13), new Float64Array(13)];
  settler.outlets(states, 0, feed, 0, thick, thin);
  settler.changes(states, 0, dy, feed, 0, Float64Array.of(out, under));
  // Amounts are linear in the states: the change of what is held is what the changes would hold.
  const change = settler.holds(dy, 0, feed, 0);
  const through = (water: Float64Array): number =>
    (out + under) * solidsOf(feed, 0) - out * solidsOf(thin, 0) - under * solidsOf(water, 0);
  const soluble = (i: number): number =>
    change[i]! - ((out + under) * feed[i]! - out * thin[i]! - under * thick[i]!);
  return {
    solids: solidsOf(change, 0) - through(thick),
    soluble: Math.max(...[0, 1, 7, 8, 9, 10, 12].map((i) => Math.abs(soluble(i)))),
    scale: (out + under) * (9000 + 3000 * 4),
  };
}

describe.each([
  ['as published', standardSettler(SETTLER_BSM1)],
  ['with the mixture carried', carriedSettler(SETTLER_BSM1)],
])('settler %s', (_name, settler) => {
  test('makes and loses nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 3000, noNaN: true }), {
          minLength: settler.size,
          maxLength: settler.size,
        }),
        water,
        flow,
        flow,
        (states, feed, out, under) => {
          fc.pre(solidsOf(Float64Array.from(feed), 0) > 1);
          const {
            solids: left,
            soluble,
            scale,
          } = imbalance(settler, Float64Array.from(states), Float64Array.from(feed), out, under);
          expect(Math.abs(left) / scale).toBeLessThan(1e-9);
          expect(soluble / scale).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('filled with its own feed lets the water through as it came', () => {
    const feed = Float64Array.from({ length: 13 }, (_, i) => 1 + i);
    const states = settler.start(feed);
    const [thick, thin] = [new Float64Array(13), new Float64Array(13)];
    settler.outlets(states, 0, feed, 0, thick, thin);
    thin.forEach((value, i) => {
      expect(value).toBeCloseTo(feed[i]!, 12);
      expect(thick[i]).toBeCloseTo(feed[i]!, 12);
    });
    expect(settler.solids(states, 0)).toHaveLength(LAYERS);
  });
});

test('while the mixture of the solids is the same everywhere both settlers move the same', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1, max: 8000, noNaN: true }), {
        minLength: LAYERS,
        maxLength: LAYERS,
      }),
      flow,
      flow,
      (layers, out, under) => {
        const feed = Float64Array.of(30, 1, 1149, 49, 2559, 150, 452, 0.5, 10, 2, 0.7, 3.5, 4);
        const feedSolids = solidsOf(feed, 0);
        const published = standardSettler(SETTLER_BSM1);
        const carried = carriedSettler(SETTLER_BSM1);
        const [a, b] = [published.start(feed), carried.start(feed)];
        layers.forEach((x, i) => {
          a[i] = x;
          for (const state of [2, 3, 4, 5, 6, 11])
            b[LAYERS * state + i] = (x / feedSolids) * feed[state]!;
        });
        const [da, db] = [new Float64Array(published.size), new Float64Array(carried.size)];
        published.changes(a, 0, da, feed, 0, Float64Array.of(out, under));
        carried.changes(b, 0, db, feed, 0, Float64Array.of(out, under));
        const moved = carried.solids(db, 0);
        for (let i = 0; i < LAYERS; i++)
          expect(Math.abs(da[i]! - moved[i]!)).toBeLessThan(1e-7 * (1 + Math.abs(da[i]!)) + 1e-4);
      },
    ),
    { numRuns: 200 },
  );
});
