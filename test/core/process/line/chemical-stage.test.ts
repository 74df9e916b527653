import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  acidMolPerL,
  aluminiumGPerL,
  CHEMICAL_PARAMETERS,
  dose,
  kgPerL,
} from '#core/process/chemicals.ts';
import {
  bestAluminiumGPerM3,
  bindOrganics,
  boundAtBalance,
  COAGULATION_PARAMETERS,
  destabilisedShare,
  hydroxideShare,
} from '#core/process/coagulation.ts';
import {
  bridging,
  FLOCCULATION_PARAMETERS,
  growFloc,
  velocityGradientPerS,
} from '#core/process/flocculation.ts';
import {
  airSolubilityMlPerL,
  airToSolids,
  FLOTATION_PARAMETERS,
  floatShare,
  flotationRemoval,
} from '#core/process/flotation.ts';
import type { FlotationPoint } from '#core/process/flotation.ts';
import { defaultsOf } from '#core/process/parameters.ts';
import { bindPhosphorus, PHOSPHORUS_PARAMETERS } from '#core/process/phosphorus.ts';
import {
  C,
  COMPONENTS,
  concentrations,
  emptyLoad,
  loadOf,
  totalCod,
  totalPhosphorus,
} from '#core/process/water.ts';
import type { Load } from '#core/process/water.ts';

const chemicals = defaultsOf(CHEMICAL_PARAMETERS);
const coagulation = defaultsOf(COAGULATION_PARAMETERS);
const phosphorus = defaultsOf(PHOSPHORUS_PARAMETERS);
const flocculation = defaultsOf(FLOCCULATION_PARAMETERS);
const flotation = defaultsOf(FLOTATION_PARAMETERS);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const amount = (max: number) => fc.double({ min: 0, max, noNaN: true });

describe('chemicals', () => {
  test('a litre of 10 % PAC brings 63.5 g of aluminium and, at half basicity, 1.5 mol of acid per mol of it', () => {
    expect(aluminiumGPerL(chemicals)).toBeCloseTo(63.5, 1);
    expect(acidMolPerL(chemicals)).toBeCloseTo((1.5 * 63.5) / 26.98, 2);
    expect(acidMolPerL({ ...chemicals, pacBasicity: 0 })).toBeCloseTo(
      2 * acidMolPerL(chemicals),
      9,
    );
    expect(kgPerL('coagulant', chemicals)).toBe(1.2);
  });

  test('a dose is the sum of its parts', () => {
    const load = emptyLoad();
    dose(load, 'coagulant', 2, chemicals);
    dose(load, 'polymer', 3, chemicals);
    expect(load[C.XAL]).toBeCloseTo(127, 0);
    expect(load[C.SPY]).toBe(3);
    expect(load[C.HEAT]).toBeCloseTo((5 * chemicals.deliveryC) / 1000, 12);
  });
});

describe('coagulation', () => {
  test('under-dose, optimum, charge reversal by over-dose, sweep at last', () => {
    const best = bestAluminiumGPerM3(160, 6.6, coagulation);
    const at = (times: number): number => destabilisedShare(times * best, 160, 6.6, coagulation);
    expect(at(0)).toBe(0);
    expect(at(0.2)).toBeLessThan(at(0.5));
    expect(at(1)).toBeCloseTo(1, 6);
    expect(at(2.5)).toBeLessThan(at(1));
    expect(at(4)).toBeLessThan(at(2));
    expect(at(12)).toBeGreaterThan(at(4));
    expect(best).toBeGreaterThan(3);
    expect(best).toBeLessThan(10);
  });

  test('more solids ask for more; acid and base take aluminium away', () => {
    expect(bestAluminiumGPerM3(300, 6.6, coagulation)).toBeGreaterThan(
      bestAluminiumGPerM3(100, 6.6, coagulation),
    );
    expect(hydroxideShare(6.6, coagulation)).toBeGreaterThan(0.95);
    expect(hydroxideShare(4, coagulation)).toBeLessThan(0.2);
    expect(hydroxideShare(10, coagulation)).toBeLessThan(0.1);
  });

  test('is a share whatever is given', () => {
    fc.assert(
      fc.property(
        amount(500),
        amount(5000),
        fc.double({ min: 0, max: 14, noNaN: true }),
        (a, s, pH) => {
          const value = destabilisedShare(a, s, pH, coagulation);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('binding to aluminium', () => {
  test('the balance holds: bound = capacity free / (half + free)', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 500, noNaN: true }),
        fc.double({ min: 1e-3, max: 500, noNaN: true }),
        fc.double({ min: 1e-3, max: 100, noNaN: true }),
        (total, capacity, half) => {
          const bound = boundAtBalance(total, capacity, half);
          const free = total - bound;
          expect(bound).toBeGreaterThanOrEqual(0);
          expect(bound).toBeLessThanOrEqual(Math.min(total, capacity) * (1 + 1e-12));
          expect(Math.abs(bound - (capacity * free) / (half + free))).toBeLessThanOrEqual(
            1e-9 * (bound + 1e-3) + (1e-13 * capacity * total) / half,
          );
        },
      ),
    );
  });

  // EPA 625/1-87/001: Al/P (mol/mol) of 1.38, 1.72 and 2.3 for 75, 85 and 95 % removal.
  test.each([
    [1.38, 0.75],
    [1.72, 0.85],
    [2.3, 0.95],
  ])('clean water: Al/P %f removes %f of 5 mg/L to 0.05', (ratio, removal) => {
    const load = concentrations({ SPO: 5, XAL: (ratio * 26.98 * 5) / 30.97 });
    bindPhosphorus(load, 1, 6.5, 1e6, false, { ...phosphorus, rawShare: 1 }, coagulation);
    expect(Math.abs(load[C.XPO]! / 5 - removal)).toBeLessThan(0.05);
  });

  test('phosphorus changes its form only, gives alkalinity mol for mol, and comes back when the water gets poor', () => {
    const load = loadOf(concentrations({ SPO: 2.2, XAL: 3, SALK: 4 }), 10);
    for (let i = 0; i < 60; i++) bindPhosphorus(load, 10, 6.6, 60, false, phosphorus, coagulation);
    expect(totalPhosphorus(load)).toBeCloseTo(22, 9);
    expect((load[C.SALK]! - 40) * 31).toBeCloseTo(load[C.XPO]!, 9);
    const bound = load[C.XPO]!;
    load[C.SPO] = 0;
    bindPhosphorus(load, 10, 6.6, 1e7, true, phosphorus, coagulation);
    expect(load[C.XPO]!).toBeLessThan(bound);
  });

  test('steps of 5 s and of 60 s end alike, and organics keep their COD', () => {
    const run = (dtS: number): Load => {
      const load = loadOf(concentrations({ SI: 22, XAL: 3, SPO: 2 }), 6);
      for (let t = 0; t < 1200; t += dtS) {
        bindPhosphorus(load, 6, 6.6, dtS, false, phosphorus, coagulation);
        bindOrganics(load, 6, dtS, coagulation);
      }
      return load;
    };
    const [fine, coarse] = [run(5), run(60)];
    expect(coarse[C.XPO]).toBeCloseTo(fine[C.XPO]!, 6);
    expect(coarse[C.XSI]).toBeCloseTo(fine[C.XSI]!, 6);
    expect(totalCod(fine)).toBeCloseTo(132, 9);
    expect(fine[C.XSI]!).toBeGreaterThan(5);
  });
});

describe('flocculation', () => {
  test('G of 3.7 kW in 6 m3 at 20 degC is in the range of rapid mixers', () => {
    const g = velocityGradientPerS(3700 * flocculation.rapidPowerShare, 6, 1.002e-3);
    expect(g).toBeGreaterThan(600);
    expect(g).toBeLessThan(1000);
  });

  test('polymer has an optimum; twice of it bridges less, none of it not at all', () => {
    const best = flocculation.polymerOptimum * 160;
    expect(bridging(best, 160, flocculation)).toBeCloseTo(1, 12);
    expect(bridging(2 * best, 160, flocculation)).toBeCloseTo(0.75, 12);
    expect(bridging(4 * best, 160, flocculation)).toBeLessThan(0.25);
    expect(bridging(0, 160, flocculation)).toBe(0);
  });

  test('stirring grows floc, too much of it breaks floc, standing still leaves it; any step is exact', () => {
    const grow = (g: number, dtS = 960): number => growFloc(0, 100, 0.9, 0, g, dtS, flocculation);
    expect(grow(60)).toBeGreaterThan(grow(10));
    expect(grow(3000, 1e5)).toBeLessThan(grow(100, 1e5));
    expect(growFloc(42, 100, 0.9, 0, 0, 960, flocculation)).toBe(42);
    let fine = 0;
    for (let t = 0; t < 60; t++) fine = growFloc(fine, 100, 0.9, 0.5, 80, 1, flocculation);
    expect(growFloc(0, 100, 0.9, 0.5, 80, 60, flocculation)).toBeCloseTo(fine, 9);
  });

  test('floc stays between nothing and the destabilised solids', () => {
    fc.assert(
      fc.property(share, share, amount(2000), amount(600), (a, bridge, g, dtS) => {
        const floc = growFloc(0, 50, a, bridge, g, dtS, flocculation);
        expect(floc).toBeGreaterThanOrEqual(0);
        // Below 1e-300 doubles have few digits left.
        expect(floc).toBeLessThanOrEqual(50 * a * (1 + 1e-12) + 1e-300);
      }),
    );
  });
});

describe('flotation', () => {
  const point: FlotationPoint = {
    feedM3PerH: 30,
    recycleM3PerH: 18,
    saturatorKPa: 600,
    temperatureC: 20,
    areaM2: 10,
    solidsGPerM3: 170,
    flocShare: 0.75,
  };
  const removal = (change: Partial<FlotationPoint>): number =>
    flotationRemoval({ ...point, ...change }, flotation);

  // refs mbr.md, after Metcalf and Eddy 2014.
  test.each([
    [0, 29.2],
    [10, 22.8],
    [20, 18.7],
    [30, 15.7],
  ])('air dissolves at %i degC with %f mL/L', (temperature, solubility) => {
    expect(Math.abs(airSolubilityMlPerL(temperature) / solubility - 1)).toBeLessThan(0.01);
  });

  test('air to solids is 1.3 a_s (f P - 1) R / (S Q)', () => {
    const expected =
      (1.3 * airSolubilityMlPerL(20) * (0.8 * (600 / 101.325 + 1) - 1) * 18) / (170 * 30);
    expect(airToSolids(point, flotation)).toBeCloseTo(expected, 9);
  });

  test('needs floc, air and a loading below the limit; cold water dissolves more air', () => {
    expect(removal({})).toBeGreaterThan(0.6);
    expect(removal({ flocShare: 0 })).toBe(flotation.loose);
    expect(removal({ recycleM3PerH: 0 })).toBeLessThan(0.2);
    expect(removal({ saturatorKPa: 0 })).toBe(removal({ recycleM3PerH: 0 }));
    expect(removal({ saturatorKPa: 60 })).toBeLessThan(removal({}));
    expect(removal({ areaM2: 3 })).toBeLessThan(removal({}));
    expect(removal({ areaM2: 3 })).toBeGreaterThan(removal({ areaM2: 2 }));
    expect(airToSolids({ ...point, temperatureC: 5 }, flotation)).toBeGreaterThan(
      airToSolids(point, flotation),
    );
  });

  test('is a share whatever is given, without flow or solids too', () => {
    fc.assert(
      fc.property(
        amount(500),
        amount(200),
        amount(1000),
        amount(20_000),
        share,
        (feedM3PerH, recycleM3PerH, saturatorKPa, solidsGPerM3, flocShare) => {
          const value = removal({
            feedM3PerH,
            recycleM3PerH,
            saturatorKPa,
            solidsGPerM3,
            flocShare,
          });
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThan(1);
        },
      ),
    );
  });

  test('keeps what it takes: out plus scum is what left; what is dissolved passes', () => {
    fc.assert(
      fc.property(
        fc.array(amount(5000), { minLength: COMPONENTS.length, maxLength: COMPONENTS.length }),
        share,
        share,
        (load, part, held) => {
          const [from, to, scum] = [[...load], emptyLoad(), emptyLoad()];
          floatShare(from, to, scum, part, held);
          load.forEach((each, i) => {
            expect(Math.abs(from[i]! + to[i]! + scum[i]! - each)).toBeLessThanOrEqual(
              1e-12 * Math.max(1, each),
            );
          });
          expect(scum[C.SS]).toBe(0);
        },
      ),
    );
  });
});
