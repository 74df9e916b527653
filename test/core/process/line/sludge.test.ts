import { describe, expect, test } from 'vitest';
import { ASM1_20C } from '#core/process/asm1/parameters.ts';
import { contentsOf, held } from '#core/process/conservation.ts';
import { defaultsOf } from '#core/process/parameters.ts';
import { PARAMETER_TABLES } from '#core/process/registry.ts';
import {
  drawOffM3PerH,
  filamentsInLongRun,
  foodToMass,
  growFilaments,
  mlssGPerL,
  retentionH,
  settledMlPerL,
  SLUDGE_PARAMETERS,
  sludgeAgeD,
  sludgeVolumeIndex,
  volatileShare,
} from '#core/process/sludge.ts';
import {
  concentrations,
  emptyLoad,
  loadOf,
  suspendedSolids,
  totalCod,
  totalNitrogen,
  totalPhosphorus,
  volatileSolids,
} from '#core/process/water.ts';

const p = defaultsOf(SLUDGE_PARAMETERS);
const liquor = concentrations({ XI: 4000, XBH: 1500, XU: 3000, XMIN: 1500, XAL: 100, XPO: 40 });

describe('figures of the sludge', () => {
  test('solids are organic, mineral, hydroxide and phosphate', () => {
    expect(mlssGPerL(loadOf(liquor, 30), 30)).toBeCloseTo(
      (0.75 * 8500 + 1500 + 2.89 * 100 + 1.42 * 40) / 1000,
      9,
    );
    expect(volatileSolids(liquor)).toBeCloseTo(8500 / 1.48, 6);
    expect(volatileShare(liquor)).toBeCloseTo(8500 / 1.48 / suspendedSolids(liquor), 12);
    expect(mlssGPerL(emptyLoad(), 0)).toBe(0);
    expect(volatileShare(emptyLoad())).toBe(0);
  });

  test('age, load and stay follow their definitions and have no value without a divisor', () => {
    expect(sludgeAgeD(1000, 40)).toBe(25);
    expect(foodToMass(20, 400)).toBe(0.05);
    expect(retentionH(100, 240)).toBe(10);
    expect(sludgeAgeD(1000, 0)).toBeNull();
    expect(foodToMass(20, 0)).toBeNull();
    expect(retentionH(100, 0)).toBeNull();
  });

  test('little food and little oxygen bring filaments, in days; filaments raise the index', () => {
    expect(filamentsInLongRun(0.005, 2, p)).toBeGreaterThan(filamentsInLongRun(0.05, 2, p));
    expect(filamentsInLongRun(0.3, 0.3, p)).toBeGreaterThan(filamentsInLongRun(0.3, 3, p));
    expect(growFilaments(0, 1, p.filamentTime * 86_400, p)).toBeCloseTo(1 - Math.exp(-1), 12);
    const indexAt = (filaments: number): number => sludgeVolumeIndex(filaments, 0.75, p);
    expect(indexAt(0)).toBeCloseTo(p.sviLow, 12);
    expect(indexAt(1)).toBeCloseTo(p.sviHigh, 12);
    expect(settledMlPerL(100, 2)).toBeLessThan(200);
    expect(settledMlPerL(300, 12)).toBeLessThan(1000);
  });

  test('draw-off keeps the solids or the age, within what the valve passes', () => {
    expect(drawOffM3PerH(p.mlssTarget - 0.1, 1000, p)).toBe(0);
    expect(drawOffM3PerH(p.mlssTarget + 0.5, 1000, p)).toBeCloseTo(0.5 * p.wastePerExcess, 12);
    expect(drawOffM3PerH(100, 1000, p)).toBe(p.wasteMost);
    // 1000 kg at 25 d are 40 kg/d; at 10 g/L 4 m3/d.
    expect(drawOffM3PerH(10, 1000, { ...p, srtTarget: 25 })).toBeCloseTo(4 / 24, 12);
    expect(drawOffM3PerH(0, 1000, { ...p, srtTarget: 25 })).toBe(0);
  });
});

describe('accounts', () => {
  test('their contents are those of the sums the instruments show', () => {
    const contents = contentsOf(ASM1_20C);
    const load = concentrations({ SI: 3, SS: 2, XI: 5, XS: 7, XBH: 11 });
    const more = concentrations({
      XBA: 13,
      XU: 17,
      SNH: 19,
      SND: 23,
      XND: 29,
      SPO: 31,
      XPO: 37,
      XSI: 41,
    });
    for (const each of [load, more]) {
      expect(held('cod', each, contents)).toBeCloseTo(totalCod(each), 9);
      expect(held('nitrogen', each, contents)).toBeCloseTo(totalNitrogen(each), 9);
      expect(held('phosphorus', each, contents)).toBeCloseTo(totalPhosphorus(each), 9);
    }
  });
});

describe('parameter tables', () => {
  test.each(Object.entries(PARAMETER_TABLES))(
    '%s: value in range, unit and source given',
    (_, table) => {
      for (const [symbol, each] of Object.entries(table)) {
        expect(each.value, symbol).toBeGreaterThanOrEqual(each.min);
        expect(each.value, symbol).toBeLessThanOrEqual(each.max);
        expect(each.unit, symbol).not.toBe('');
        expect(each.source.length, symbol).toBeGreaterThan(3);
      }
    },
  );
});
