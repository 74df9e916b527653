import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  alkalinityFor,
  carbonDioxideAt,
  dissociationAt,
  dissociationTable,
  inorganicCarbonAt,
  phOf,
} from '#core/process/acid-base.ts';
import { inorganicCarbonFor, pHOf, pHOfLoad } from '#core/process/carbonate.ts';
import { baseMolPerL, CHEMICAL_PARAMETERS, dose } from '#core/process/chemicals.ts';
import { defaultsOf } from '#core/process/parameters.ts';
import { C, concentrations, loadOf } from '#core/process/water.ts';

const PURE = dissociationAt(25, 0);
const water = (
  alkalinity: number,
  inorganicCarbon = 0,
  phosphate = 0,
  ammonia = 0,
): Parameters<typeof phOf>[0] => ({ alkalinity, inorganicCarbon, phosphate, ammonia });

describe('constants', () => {
  // Stumm and Morgan 1996, tables of the carbonate system: pK1, pK2, pKw, pKH.
  test.each([
    [0, 6.58, 10.63, 14.94, 1.11],
    [10, 6.46, 10.49, 14.53, 1.27],
    [20, 6.38, 10.38, 14.17, 1.41],
    [25, 6.35, 10.33, 14.0, 1.47],
  ])('at %i degC are those of the tables', (temperature, pK1, pK2, pKw, pKh) => {
    const k = dissociationAt(temperature, 0);
    expect(-Math.log10(k.carbonic1)).toBeCloseTo(pK1, 1.7);
    expect(-Math.log10(k.carbonic2)).toBeCloseTo(pK2, 1.7);
    expect(-Math.log10(k.water)).toBeCloseTo(pKw, 1.7);
    expect(-Math.log10(k.henryCarbonDioxide)).toBeCloseTo(pKh, 1.7);
  });

  test('ammonium at 10 degC has the pKa of Emerson et al. 1975, 0.09018 + 2729.92/T', () => {
    expect(-Math.log10(dissociationAt(10, 0).ammonium)).toBeCloseTo(0.09018 + 2729.92 / 283.15, 1);
  });

  test('of the table differ from the exact ones by less than 0.002 in pK', () => {
    const table = dissociationTable(0.01);
    for (const temperature of [-3, 0, 4.449, 17.77, 31.05, 60, 71]) {
      const [a, b] = [table(temperature), dissociationAt(temperature, 0.01)];
      expect(Math.abs(Math.log10(a.carbonic1 / b.carbonic1))).toBeLessThan(2e-3);
      expect(Math.abs(Math.log10(a.ammonium / b.ammonium))).toBeLessThan(2e-3);
    }
  });
});

// By the closed formulas of the textbooks: acid and salt sqrt(K C), ampholyte sqrt(K1 (K2 C + Kw)/(K1 + C)).
describe('pH of known solutions at 25 degC', () => {
  test.each([
    ['1 mM hydrochloric acid', water(-1), 3.0],
    ['1 mM caustic soda', water(1), 11.0],
    ['1 mM carbon dioxide', water(0, 1), 4.68],
    ['1 mM sodium bicarbonate', water(1, 1), 8.3],
    ['10 mM sodium carbonate', water(20, 10), 11.13],
    ['10 mM sodium dihydrogen phosphate', water(0, 0, 10), 4.79],
    ['10 mM disodium hydrogen phosphate', water(10, 0, 10), 9.52],
    ['10 mM ammonium chloride', water(0, 0, 0, 10), 5.62],
    ['10 mM ammonia', water(10, 0, 0, 10), 10.61],
    ['water', water(0), 7.0],
  ])('%s', (_, acids, pH) => {
    expect(phOf(acids, PURE)).toBeCloseTo(pH, 1.7);
  });
});

describe('charge balance', () => {
  const amount = (max: number) => fc.double({ min: 0, max, noNaN: true });

  test('pH and alkalinity are inverse to each other, from any guess', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 13, noNaN: true }),
        amount(50),
        amount(5),
        amount(20),
        fc.double({ min: 0, max: 40, noNaN: true }),
        fc.double({ min: -5, max: 20, noNaN: true }),
        (pH, inorganicCarbon, phosphate, ammonia, temperature, guess) => {
          const k = dissociationAt(temperature);
          const acids = { inorganicCarbon, phosphate, ammonia };
          const alkalinity = alkalinityFor(pH, acids, k);
          expect(phOf({ ...acids, alkalinity }, k, guess)).toBeCloseTo(pH, 5);
          const carbon = inorganicCarbonAt(pH, { alkalinity, phosphate, ammonia }, k);
          // Near pK1 + pK2 carbonate hardly moves the balance of strong acid or base.
          if (pH > 5 && pH < 9.5) expect(carbon).toBeCloseTo(inorganicCarbon, 4);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('acid lowers, base raises, in any water', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 20, noNaN: true }),
        amount(20),
        amount(2),
        amount(5),
        (alkalinity, inorganicCarbon, phosphate, ammonia) => {
          const k = dissociationAt(15);
          const at = (more: number) =>
            phOf({ alkalinity: alkalinity + more, inorganicCarbon, phosphate, ammonia }, k);
          expect(at(-0.1)).toBeLessThan(at(0));
          expect(at(0.1)).toBeGreaterThan(at(0));
        },
      ),
    );
  });

  test('water that cannot be has no pH: NaN, infinite or negative amounts, impossible charge', () => {
    for (const acids of [
      water(Number.NaN, 1),
      water(1, Number.NaN),
      water(1, 1, Number.POSITIVE_INFINITY),
      water(1, -1),
      water(1, 1, -0.1),
      water(1e9, 1),
      water(-1e9, 1),
    ])
      expect(phOf(acids, PURE)).toBeNaN();
    expect(inorganicCarbonAt(12, { alkalinity: 0.1, phosphate: 0, ammonia: 0 }, PURE)).toBeNaN();
  });

  test('stripping carbon dioxide raises pH and leaves alkalinity', () => {
    const k = dissociationAt(20);
    const before = phOf(water(4, 5), k);
    expect(phOf(water(4, 4.2), k)).toBeGreaterThan(before);
    expect(carbonDioxideAt(before, 5, k)).toBeCloseTo(1, 1);
  });
});

describe('plant water', () => {
  const sewage = concentrations({ SALK: 4.4, SIC: 6.5, SPO: 2.2, SNH: 20, HEAT: 16 });

  test('its pH needs no volume of its own and starts from any guess', () => {
    const one = pHOfLoad(sewage, 1);
    expect(pHOfLoad(loadOf(sewage, 7.5), 7.5, 3)).toBeCloseTo(one, 7);
    expect(one).toBeGreaterThan(6.3);
    expect(one).toBeLessThan(7.5);
  });

  test('the carbon that gives a pH gives it back', () => {
    const carbon = inorganicCarbonFor(6.6, 4.4, {
      temperatureC: 16,
      ammoniumGPerM3: 20,
      phosphateGPerM3: 2.2,
    });
    const load = [...sewage];
    load[C.SIC] = carbon;
    expect(pHOfLoad(load, 1)).toBeCloseTo(6.6, 6);
    expect(pHOf(4, inorganicCarbonFor(6.6, 4))).toBeCloseTo(6.6, 6);
  });

  test('caustic soda gives the pH the balance of charges says, not a fit', () => {
    const p = defaultsOf(CHEMICAL_PARAMETERS);
    const load = loadOf(sewage, 10);
    dose(load, 'alkali', 2, p);
    const expected = [...sewage];
    expected[C.SALK] = 4.4 + (2 * baseMolPerL(p)) / 10;
    expected[C.HEAT] = (160 + 0.002 * 15) / 10;
    expect(pHOfLoad(load, 10)).toBeCloseTo(pHOfLoad(expected, 1), 9);
    expect(baseMolPerL(p)).toBeCloseTo(9.975, 2);
  });
});
