import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  criticalFluxMPerS,
  foul,
  newMembrane,
  scourShare,
  solidsPassing,
  tmpKPa,
} from '#core/process/membrane.ts';
import type { FoulingDrive, FoulingState } from '#core/process/membrane.ts';
import { MEMBRANE_PARAMETERS } from '#core/process/membrane-parameters.ts';
import { liquorViscosityPaS, viscosityPaS } from '#core/process/membrane-viscosity.ts';
import { defaultsOf } from '#core/process/parameters.ts';
import { suctionFlowShare } from '#core/process/suction.ts';

const p = defaultsOf(MEMBRANE_PARAMETERS);
const LMH = 1e-3 / 3600;
const range = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyFouling: fc.Arbitrary<FoulingState> = fc.record({
  cakeKgPerM2: range(0, 0.5),
  organic: range(0, 1e13),
  deep: range(0, 1e13),
  permanent: range(0, 5e12),
  filteredM: range(0, 1000),
  chlorinePpmH: range(0, 1e6),
  breachShare: range(0, 0.01),
});
const drive = (change: Partial<FoulingDrive> = {}): FoulingDrive => ({
  fluxMPerS: 20 * LMH,
  mlssGPerL: 10,
  sadNm3PerHM2: 0.4,
  temperatureC: 17,
  ...change,
});

describe('viscosity', () => {
  // Water: NIST, 1.0016 mPa s at 20 degC, 1.3059 at 10, 0.7972 at 30.
  test.each([
    [10, 1.3059e-3],
    [20, 1.0016e-3],
    [30, 0.7972e-3],
  ])('of water at %d degC is %d Pa s', (temperature, viscosity) => {
    expect(Math.abs(viscosityPaS(temperature) / viscosity - 1)).toBeLessThan(0.005);
  });

  test('of mixed liquor rises with solids, falls with shear and is never below water', () => {
    // exp(2 x 10^0.41) x 100^(-0.23 x 10^0.37) mPa s = 13.9 at 10 g/L and 100 1/s.
    const byHand = Math.exp(2 * 10 ** 0.41) * 100 ** (-0.23 * 10 ** 0.37) * 1e-3;
    expect(liquorViscosityPaS(10, 100, 20)).toBeCloseTo(byHand, 12);
    expect(liquorViscosityPaS(12, 100, 20)).toBeGreaterThan(liquorViscosityPaS(8, 100, 20));
    expect(liquorViscosityPaS(10, 300, 20)).toBeLessThan(liquorViscosityPaS(10, 100, 20));
    expect(liquorViscosityPaS(0, 100, 5)).toBeGreaterThanOrEqual(viscosityPaS(5));
  });
});

describe('transmembrane pressure', () => {
  test('of a clean membrane is mu J Rm', () => {
    const clean = { ...newMembrane(), organic: 0, deep: 0 };
    expect(tmpKPa(clean, 20 * LMH, 20)).toBeCloseTo(
      (viscosityPaS(20) * 20 * LMH * p.cleanResistance) / 1000,
      9,
    );
    expect(tmpKPa(clean, 0, 20)).toBe(0);
  });

  test('solves its own equation and rises with flux, cold and every resistance', () => {
    fc.assert(
      fc.property(anyFouling, range(1, 60), range(4, 30), (s, lmh, temperature) => {
        const at = tmpKPa(s, lmh * LMH, temperature);
        expect(Number.isFinite(at)).toBe(true);
        const relief = 1 / (1 - s.breachShare + s.breachShare * p.breachFlow);
        const resistance =
          p.cleanResistance * (1 + p.cleanAgeingPerM * s.filteredM) +
          s.organic +
          s.deep +
          s.permanent +
          p.specificCake * s.cakeKgPerM2 * (1 + at / p.pressureScale) ** p.compressibility;
        const back = (viscosityPaS(temperature) * lmh * LMH * relief * resistance) / 1000;
        expect(Math.abs(back - at)).toBeLessThanOrEqual(1e-6 * (1 + at));
        expect(tmpKPa(s, 1.1 * lmh * LMH, temperature)).toBeGreaterThan(at);
        expect(tmpKPa(s, lmh * LMH, temperature - 2)).toBeGreaterThan(at);
        expect(tmpKPa({ ...s, organic: s.organic + 1e12 }, lmh * LMH, temperature)).toBeGreaterThan(
          at,
        );
        expect(
          tmpKPa({ ...s, cakeKgPerM2: s.cakeKgPerM2 + 0.01 }, lmh * LMH, temperature),
        ).toBeGreaterThan(at);
      }),
      { numRuns: 300 },
    );
  });
});

describe('fouling', () => {
  const run = (s: FoulingState, seconds: number, stepS: number, by: FoulingDrive): FoulingState => {
    let faults = 0;
    for (let t = 0; t < seconds; t += stepS) if (foul(s, by, stepS) !== null) faults++;
    expect(faults).toBe(0);
    return s;
  };

  test('fine and coarse steps agree over a day of suction and rest', () => {
    const day = (stepS: number): FoulingState => {
      const s = newMembrane();
      for (let cycle = 0; cycle < 160; cycle++) {
        run(s, 420, stepS, drive());
        run(s, 120, stepS, drive({ fluxMPerS: 0 }));
      }
      return s;
    };
    const fine = day(1);
    for (const stepS of [10, 30, 60]) {
      const coarse = day(stepS);
      for (const key of ['cakeKgPerM2', 'organic', 'deep', 'permanent', 'filteredM'] as const)
        expect(Math.abs(coarse[key] / fine[key] - 1), `${key} at ${String(stepS)} s`).toBeLessThan(
          2e-5,
        );
    }
  });

  test('cake grows in suction, goes at rest, less of it with more air and thinner liquor', () => {
    const after = (change: Partial<FoulingDrive>): FoulingState =>
      run(newMembrane(), 420, 10, drive(change));
    const full = after({});
    expect(full.cakeKgPerM2).toBeGreaterThan(0);
    expect(run({ ...full }, 120, 10, drive({ fluxMPerS: 0 })).cakeKgPerM2).toBeLessThan(
      0.2 * full.cakeKgPerM2,
    );
    expect(after({ sadNm3PerHM2: 0.1 }).cakeKgPerM2).toBeGreaterThan(full.cakeKgPerM2);
    expect(after({ sadNm3PerHM2: 0.6 }).cakeKgPerM2).toBeLessThan(full.cakeKgPerM2);
    expect(after({ mlssGPerL: 14 }).cakeKgPerM2).toBeGreaterThan(full.cakeKgPerM2);
    expect(after({ temperatureC: 8 }).cakeKgPerM2).toBeGreaterThan(full.cakeKgPerM2);
  });

  test('more air than needed scours little more', () => {
    expect(scourShare(p.designSad)).toBeCloseTo(1, 12);
    expect(scourShare(0)).toBe(p.scourBase);
    const [low, mid, high] = [0.2, 0.5, 0.8].map((sad) => scourShare(sad));
    expect(mid! - low!).toBeGreaterThan(2 * (high! - mid!));
  });

  test('fouling per metre of filtrate rises steeply over the critical flux', () => {
    const perM = (lmh: number): number => {
      const s = { ...newMembrane(), organic: 0, deep: 0 };
      foul(s, drive({ fluxMPerS: lmh * LMH }), 10);
      return s.organic / s.filteredM;
    };
    const critical = criticalFluxMPerS(10, 0.4) / LMH;
    expect(critical).toBeGreaterThan(20);
    expect(perM(0.6 * critical) / perM(0.3 * critical)).toBeLessThan(1.1);
    expect(perM(1.6 * critical) / perM(0.6 * critical)).toBeGreaterThan(5);
    expect(criticalFluxMPerS(14, 0.4)).toBeLessThan(criticalFluxMPerS(8, 0.4));
    expect(criticalFluxMPerS(10, 0.05)).toBeLessThan(criticalFluxMPerS(10, 0.4));
  });

  test('only grows, stays finite and leaves the parts that cannot change', () => {
    fc.assert(
      fc.property(
        anyFouling,
        range(0, 60),
        range(0, 20),
        range(0, 1),
        range(4, 30),
        range(1, 60),
        (s, lmh, mlssGPerL, sadNm3PerHM2, temperatureC, dtS) => {
          const before = { ...s };
          const by = { fluxMPerS: lmh * LMH, mlssGPerL, sadNm3PerHM2, temperatureC };
          expect(foul(s, by, dtS)).toBeNull();
          for (const key of ['organic', 'deep', 'permanent', 'filteredM'] as const)
            expect(s[key]).toBeGreaterThanOrEqual(before[key]);
          expect(s.cakeKgPerM2).toBeGreaterThanOrEqual(0);
          expect(Object.values(s).every(Number.isFinite)).toBe(true);
          expect(s.breachShare).toBe(before.breachShare);
        },
      ),
    );
  });

  test.each([
    ['fluxMPerS', Number.NaN],
    ['fluxMPerS', -1e-6],
    ['mlssGPerL', -1],
    ['sadNm3PerHM2', Number.POSITIVE_INFINITY],
    ['temperatureC', 90],
  ] as const)('says what is wrong with %s = %d and leaves the state alone', (key, value) => {
    const s = newMembrane();
    const before = { ...s };
    expect(foul(s, drive({ [key]: value }), 10)).toMatchObject({
      place: 'membrane',
      value: String(value),
    });
    expect(foul(s, drive({ [key]: value }), 10)?.quantity).toContain(key);
    expect(s).toEqual(before);
  });
});

describe('breach', () => {
  test('lets solids through in proportion to the water it takes, and lowers the pressure', () => {
    const sound = newMembrane();
    const torn = { ...sound, breachShare: 1e-3 };
    expect(solidsPassing(sound)).toBe(p.leakShare);
    expect(solidsPassing(torn)).toBeGreaterThan(0.03);
    expect(solidsPassing(torn)).toBeLessThan(0.05);
    expect(solidsPassing({ ...sound, breachShare: 1 })).toBe(1);
    expect(tmpKPa(torn, 20 * LMH, 17)).toBeLessThan(tmpKPa(sound, 20 * LMH, 17));
  });
});

describe('suction pump on its membranes', () => {
  const pump = {
    ratedM3PerH: 7.2,
    ratedHeadM: 10,
    shutOffHead: 4 / 3,
    staticShare: 0.6,
    designTmpKPa: 15,
    areaM2: 360,
  };
  const flow = (s: FoulingState, lift = 0): number => suctionFlowShare(pump, lift, s, 17, p);

  test('gives the flow at which pump, pipe and membranes agree', () => {
    fc.assert(
      fc.property(anyFouling, range(-1.5, 1.5), (s, lift) => {
        const q = flow(s, lift);
        const ratedFlux = pump.ratedM3PerH / 3600 / pump.areaM2;
        const membraneM = (tmpKPa(s, q * ratedFlux, 17) - pump.designTmpKPa) / 9.80665;
        const room = (pump.shutOffHead - pump.staticShare) * pump.ratedHeadM;
        expect(Math.abs(room * q * q - (room - lift - membraneM))).toBeLessThan(1e-5);
      }),
    );
  });

  test('gives less through fouled membranes and against more lift, nothing beyond its reach', () => {
    const s = newMembrane();
    expect(flow({ ...s, organic: 5e12 })).toBeLessThan(flow(s));
    expect(flow(s, 1)).toBeLessThan(flow(s, -1));
    expect(flow(s, 20)).toBe(0);
  });
});
