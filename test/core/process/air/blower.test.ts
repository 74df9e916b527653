import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  adiabaticPowerKw,
  blowerPoint,
  leastUsefulHz,
  wheelEfficiency,
} from '#core/process/blower.ts';
import { driveInputKw } from '#core/process/motor.ts';
import {
  headShare,
  motorInputKw,
  pumpEfficiencyShare,
  pumpShaftShare,
  ratedPumpShaftKw,
} from '#core/process/pump-power.ts';

// Seed B.2: 22.0 m3/min (here at 20 degC), 4,000 mmAq, 21.7 kW.
const NORMAL_SHARE = 273.15 / 293.15;
const rating = { airNm3PerH: 22 * 60 * NORMAL_SHARE, riseM: 4, powerKw: 21.7, ratedHz: 60 };
const DESIGN_M = 3.2;
const KPA = 101.325;
const at = (hz: number, submergence = DESIGN_M, count = 1) =>
  blowerPoint(rating, hz, submergence, DESIGN_M, KPA, count);

describe('turbo blower', () => {
  test('golden point: 12.7 kW of ideal compression, wire to air 0.59', () => {
    const ideal = adiabaticPowerKw(rating.airNm3PerH, 20, KPA, 39.2);
    expect(ideal).toBeCloseTo(12.7, 1);
    expect(ideal / rating.powerKw).toBeCloseTo(0.585, 2);
  });

  test('gives its rated air and takes its name plate at rated speed and design level', () => {
    const rated = at(60);
    expect(rated.airNm3PerH).toBeCloseTo(rating.airNm3PerH, 6);
    expect(rated.riseKPa).toBeCloseTo(4 * 9.80665, 6);
    expect(rated.powerKw).toBeCloseTo(21.7, 6);
    expect(rated.surging).toBe(false);
  });

  test('air and power rise with speed above the surge line, air falls with the water level', () => {
    const useful = leastUsefulHz(rating, DESIGN_M);
    fc.assert(
      fc.property(
        fc.double({ min: useful + 2, max: 60, noNaN: true }),
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        (hz, more) => {
          const [low, high] = [at(hz), at(hz + more)];
          expect(high.airNm3PerH).toBeGreaterThan(low.airNm3PerH);
          expect(high.powerKw).toBeGreaterThan(low.powerKw);
          expect(at(hz, DESIGN_M + 0.1).airNm3PerH).toBeLessThan(low.airNm3PerH);
        },
      ),
    );
  });

  test('power rises with the flow it delivers along the pipe', () => {
    const points = Array.from({ length: 60 }, (_, i) => at(47 + (i * 13) / 59));
    const flowing = points.filter(({ surging }) => !surging);
    expect(flowing.length).toBeGreaterThan(40);
    for (let i = 1; i < flowing.length; i++)
      expect(flowing[i]!.powerKw).toBeGreaterThan(flowing[i - 1]!.powerKw);
  });

  test('below the surge line it vents, says so, and never blows backwards', () => {
    const low = at(40);
    expect(low).toMatchObject({ surging: true, airNm3PerH: 0 });
    expect(low.ventedNm3PerH).toBeGreaterThan(0);
    expect(low.powerKw).toBeGreaterThan(1);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 66, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.integer({ min: 1, max: 3 }),
        (hz, submergence, count) => {
          const point = at(hz, submergence, count);
          for (const value of [point.airNm3PerH, point.ventedNm3PerH, point.powerKw, point.riseKPa])
            expect(value).toBeGreaterThanOrEqual(0);
          expect(
            Object.values(point).every((value) => value === true || Number.isFinite(Number(value))),
          ).toBe(true);
          if (!point.surging) expect(point.ventedNm3PerH).toBe(0);
        },
      ),
    );
  });

  test('passes the surge line without a jump', () => {
    let before = at(44);
    for (let hz = 44.01; hz < 60; hz += 0.01) {
      const now = at(hz);
      expect(Math.abs(now.airNm3PerH - before.airNm3PerH)).toBeLessThan(40);
      expect(Math.abs(now.powerKw - before.powerKw)).toBeLessThan(0.5);
      before = now;
    }
  });

  test('two on one header give more together, less each', () => {
    const [one, two] = [at(55), at(55, DESIGN_M, 2)];
    expect(two.airNm3PerH).toBeLessThan(one.airNm3PerH);
    expect(2 * two.airNm3PerH).toBeGreaterThan(one.airNm3PerH);
  });

  test('is best near its rated flow and falls off at part load', () => {
    expect(wheelEfficiency(0.9)).toBe(1);
    expect(wheelEfficiency(0.5)).toBeLessThan(0.9);
    expect(wheelEfficiency(0.5)).toBeLessThan(wheelEfficiency(0.7));
  });

  test('stands still without speed', () => {
    expect(at(0)).toEqual({
      airNm3PerH: 0,
      ventedNm3PerH: 0,
      riseKPa: 0,
      powerKw: 0,
      surging: false,
    });
  });
});

describe('motors and pumps', () => {
  test('a motor loses its rated losses at full load and a part of them at no load', () => {
    expect(driveInputKw(10, 10, 0.9, 0.4)).toBeCloseTo(10 / 0.9, 12);
    expect(driveInputKw(0, 10, 0.9, 0.4)).toBeCloseTo(0.4 * 10 * (1 / 0.9 - 1), 12);
    expect(motorInputKw(3, 5.5)).toBeGreaterThan(3);
  });

  test('shaft power is flow times head over efficiency, rises with flow, two thirds at shut-off', () => {
    expect(pumpShaftShare(0)).toBeCloseTo(2 / 3, 12);
    expect(pumpShaftShare(1)).toBe(1);
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 1.4, noNaN: true }), (q) => {
        expect(pumpShaftShare(q)).toBeCloseTo((q * headShare(q)) / pumpEfficiencyShare(q), 9);
        expect(pumpShaftShare(q + 0.05)).toBeGreaterThan(pumpShaftShare(q));
      }),
    );
  });

  test('rated shaft power is hydraulic power over efficiency, within the name plate', () => {
    // 18 m3/h against 50 m: 2.45 kW of water.
    expect(ratedPumpShaftKw(18, 50, 20)).toBeGreaterThan(2.45 / 0.75);
    expect(ratedPumpShaftKw(18, 50, 3)).toBe(3);
    expect(ratedPumpShaftKw(1, 1, 10)).toBeGreaterThan(0);
  });
});
