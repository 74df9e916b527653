import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CARBON_PARAMETERS,
  freundlichGPerKg,
  newCarbonBed,
  passCarbon,
} from '#core/process/carbon.ts';
import type { CarbonBed } from '#core/process/carbon.ts';
import { defaultsOf } from '#core/process/parameters.ts';
import { C, concentrations, loadOf, totalCod } from '#core/process/water.ts';

const p = defaultsOf(CARBON_PARAMETERS);
const FILTER_M3 = 3;
const bedCod = (bed: CarbonBed): number =>
  bed.layers.reduce((sum, layer) => sum + layer.inert + layer.biodegradable, 0);

/** COD behind a bed after each of `hours` of 12 m3/h with `SI` g/m3. */
function run(bed: CarbonBed, hours: number, SI: number, stepS = 600): number[] {
  return Array.from({ length: hours }, () => {
    let last = 0;
    for (let t = 0; t < 3600; t += stepS) {
      const volume = (12 * stepS) / 3600;
      const water = loadOf(concentrations({ SI, SS: 2 }), volume);
      passCarbon(water, volume, stepS, bed, FILTER_M3, p);
      last = totalCod(water) / volume;
    }
    return last;
  });
}

describe('activated carbon', () => {
  test('takes COD out at first, fills up and breaks through', () => {
    const bed = newCarbonBed(true);
    const behind = run(bed, 24 * 60, 22, 3600);
    expect(behind[0]!).toBeLessThan(0.6 * 24);
    expect(behind.at(-1)!).toBeGreaterThan(0.9 * 24);
    for (let i = 1; i < behind.length; i++)
      expect(behind[i]!).toBeGreaterThanOrEqual(behind[i - 1]! - 1e-6);
    const capacity = p.bedKgPerM3 * FILTER_M3 * freundlichGPerKg(24 * (1 - p.unadsorbable), p);
    expect(bedCod(bed)).toBeLessThan(capacity);
    expect(bedCod(bed)).toBeGreaterThan(0.7 * capacity);
  });

  test('a laden bed gives back to clean water, no more than it holds', () => {
    const bed = newCarbonBed(true);
    run(bed, 240, 60, 3600);
    const before = bedCod(bed);
    const [first] = run(bed, 24, 0);
    expect(first!).toBeGreaterThan(2);
    expect(bedCod(bed)).toBeLessThan(before);
  });

  test('steps of a minute and of ten agree', () => {
    const [fine, coarse] = [newCarbonBed(true), newCarbonBed(true)];
    run(fine, 12, 22, 60);
    run(coarse, 12, 22, 600);
    expect(Math.abs(bedCod(fine) / bedCod(coarse) - 1)).toBeLessThan(0.01);
  });

  test('what the water loses the bed holds', () => {
    const share = fc.double({ min: 0, max: 80, noNaN: true });
    fc.assert(
      fc.property(
        share,
        share,
        share,
        fc.double({ min: 0.001, max: 2, noNaN: true }),
        (SI, SS, XI, volume) => {
          const bed = newCarbonBed(true);
          bed.layers.forEach((layer, i) => {
            layer.inert = 1000 * i;
            layer.biodegradable = 50;
          });
          const before = bedCod(bed);
          const load = loadOf(concentrations({ SI, SS, XI }), volume);
          const whole = totalCod(load);
          passCarbon(load, volume, 30, bed, FILTER_M3, p);
          const after = totalCod(load) + (bedCod(bed) - before) + bed.held[C.XI]!;
          expect(Math.abs(after - whole)).toBeLessThanOrEqual(1e-9 * (whole + before));
          load.forEach((amount) => expect(amount).toBeGreaterThanOrEqual(-1e-9));
        },
      ),
    );
  });

  test('nothing happens without flow', () => {
    const bed = newCarbonBed(true);
    const load = loadOf(concentrations({ SI: 20 }), 1);
    passCarbon(load, 0, 30, bed, FILTER_M3, p);
    expect(load[C.SI]).toBe(20);
  });
});
