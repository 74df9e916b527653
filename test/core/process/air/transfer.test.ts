import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  airPressureKPa,
  alphaFactor,
  diffuserFouling,
  effectivePressureKPa,
  oxygenSaturationMgPerL,
  transferEfficiency,
  transferPerH,
} from '#core/process/air.ts';
import type { Diffuser } from '#core/process/air.ts';

const diffuser: Diffuser = {
  transferPerM: 0.06,
  alpha: 0.5,
  fouling: 0.7,
  theta: 1.024,
  flowExponent: 0.12,
  flowShare: 1,
  effectiveDepth: 0.33,
};
const range = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('oxygen saturation', () => {
  // Standard Methods 4500-O, table of Benson and Krause 1984, fresh water, 101.325 kPa, mg/L.
  test.each([
    [0, 14.621],
    [5, 12.77],
    [10, 11.288],
    [15, 10.084],
    [20, 9.092],
    [25, 8.263],
    [30, 7.559],
    [35, 6.949],
  ])('at %d degC and sea level is %d mg/L', (temperature, saturation) => {
    expect(Math.abs(oxygenSaturationMgPerL(temperature, 101.325) - saturation)).toBeLessThan(0.005);
  });

  test('the polynomial of the membrane benchmark is 0.95 of it: beta is already inside', () => {
    // 13.89 - 0.3825 T + 0.007311 T2 - 0.00006588 T3 (Maere et al. 2011).
    for (const t of [5, 10, 15, 20, 25, 30]) {
      const polynomial = 13.89 - 0.3825 * t + 0.007311 * t ** 2 - 0.00006588 * t ** 3;
      expect(polynomial / oxygenSaturationMgPerL(t, 101.325)).toBeCloseTo(0.95, 2);
    }
  });

  test('falls with altitude and rises with depth', () => {
    expect(airPressureKPa(0)).toBeCloseTo(101.325, 6);
    expect(airPressureKPa(1000)).toBeCloseTo(89.87, 1);
    expect(oxygenSaturationMgPerL(20, airPressureKPa(1000))).toBeLessThan(8.1);
    expect(effectivePressureKPa(101.325, 3, 0.33)).toBeCloseTo(101.325 + 0.33 * 3 * 9.80665, 9);
  });
});

describe('alpha', () => {
  // refs mbr.md: Guender, Krampe and Krauth, Muller (capped at 1).
  test.each([
    [8, 1, 0.515],
    [8, 2, 0.495],
    [8, 3, 1],
    [12, 1, 0.369],
    [12, 2, 0.348],
    [12, 3, 0.882],
  ])('at %d g/L by law %d is %d', (mlss, law, alpha) => {
    expect(alphaFactor(mlss, 0.05, law)).toBeCloseTo(alpha, 3);
  });

  test('by the own law takes the omega given', () => {
    expect(alphaFactor(10, 0.05)).toBeCloseTo(Math.exp(-0.5), 12);
    expect(alphaFactor(0, 0.083)).toBe(1);
  });
});

describe('transfer', () => {
  test('is by hand alpha F SOTE q O2 / (V C20)', () => {
    // 100 Nm3/h at 3 m: SOTE 0.18, 30 kg/h of oxygen; C20 9.09 at 101.3 + 9.7 kPa.
    const c20 = (9.09 * (101.325 + 0.33 * 3 * 9.80665)) / 101.325;
    expect(transferPerH(100, 30, 3, 20, diffuser)).toBeCloseTo(
      (0.5 * 0.7 * 0.18 * 30_000) / (30 * c20),
      6,
    );
  });

  test('rises with air though its efficiency falls, and with temperature; no air or water, no transfer', () => {
    const at = (air: number, ratio: number, temperature = 20): number =>
      transferPerH(air, 30, 3, temperature, { ...diffuser, flowShare: ratio });
    fc.assert(
      fc.property(range(10, 500), range(1.01, 3), (air, more) => {
        expect(at(air * more, (air * more) / 500)).toBeGreaterThan(at(air, air / 500));
        expect(transferEfficiency(3, { ...diffuser, flowShare: more })).toBeLessThan(
          transferEfficiency(3, diffuser),
        );
      }),
    );
    expect(at(100, 1, 25)).toBeGreaterThan(at(100, 1, 15));
    expect(transferPerH(100, 0, 3, 20, diffuser)).toBe(0);
    expect(transferPerH(100, 30, 0, 20, diffuser)).toBe(0);
    expect(transferPerH(0, 30, 3, 20, diffuser)).toBe(0);
  });

  test('fouling of diffusers grows towards its end and starts from none', () => {
    expect(diffuserFouling(0, 0.6, 365)).toBe(1);
    expect(diffuserFouling(365, 0.6, 365)).toBeCloseTo(0.6 + 0.4 / Math.E, 12);
    expect(diffuserFouling(1e6, 0.6, 365)).toBeCloseTo(0.6, 9);
  });
});
