import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activatedSludge, createActivatedSludge } from '#core/process/activated-sludge.ts';
import type { GasExchange } from '#core/process/activated-sludge.ts';
import { ASM1_20C, atTemperature } from '#core/process/asm1/parameters.ts';
import {
  ASM1_STATE_NAMES,
  CONSERVED,
  contentOf,
  tableDerivatives,
} from '#core/process/asm1/table.ts';
import type { Asm1StateName, Conserved } from '#core/process/asm1/table.ts';
import { createRodas } from '#core/process/ode/rodas.ts';
import {
  C,
  COMPONENTS,
  concentrations,
  emptyLoad,
  loadOf,
  NITROGEN_IN_BIOMASS,
  NITROGEN_IN_PRODUCTS,
  PHOSPHORUS_IN_BIOMASS,
  PHOSPHORUS_IN_PARTICULATES,
} from '#core/process/water.ts';
import type { Load } from '#core/process/water.ts';

const VOLUME = 30;
const HELD = 15;
const upTo = (max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.constant(0), fc.double({ min: 0, max, noNaN: true }));
const basin = fc
  .record({
    SI: upTo(100),
    SS: upTo(400),
    XI: upTo(6000),
    XS: upTo(1000),
    XBH: upTo(6000),
    XBA: upTo(500),
    XU: upTo(6000),
    SO: upTo(9),
    SNO: upTo(60),
    SNH: upTo(80),
    SND: upTo(20),
    XND: upTo(60),
    SALK: fc.double({ min: -2, max: 12, noNaN: true }),
    SIC: upTo(12),
    SPO: upTo(15),
    HEAT: fc.double({ min: 4, max: 34, noNaN: true }),
  })
  .map((values) => loadOf(concentrations(values), VOLUME));
const step = fc.constantFrom(5, 10, 30, 60, 300);
const transfer = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 60, noNaN: true }));

const noExchange = (): GasExchange => ({ oxygenG: 0, nitrogenG: 0, carbonMol: 0 });

/** Amount of a conserved quantity in a load, by the contents of the table. */
function stock(load: Load, quantity: Conserved): number {
  return ASM1_STATE_NAMES.slice(0, HELD).reduce(
    (sum, state, i) => sum + contentOf(state, quantity, ASM1_20C) * (load[i] ?? 0),
    0,
  );
}

const scaleOf = (load: Load, quantity: Conserved): number =>
  ASM1_STATE_NAMES.slice(0, HELD).reduce(
    (sum, state, i) => sum + Math.abs(contentOf(state, quantity, ASM1_20C) * (load[i] ?? 0)),
    1e-6,
  );

describe('activated sludge in a basin', () => {
  test('the water of the plant carries the states of the table in their order, with the same contents', () => {
    expect(COMPONENTS.slice(0, HELD)).toEqual(
      ASM1_STATE_NAMES.slice(0, HELD).map((name) => (name === 'XP' ? 'XU' : name)),
    );
    const { iXB, iXP, iPB, iPX } = ASM1_20C;
    expect([iXB, iXP, iPB, iPX]).toEqual([
      NITROGEN_IN_BIOMASS,
      NITROGEN_IN_PRODUCTS,
      PHOSPHORUS_IN_BIOMASS,
      PHOSPHORUS_IN_PARTICULATES,
    ]);
  });

  test('what the air side counts closes COD, nitrogen, charge, carbon and phosphorus to 1e-9', () => {
    fc.assert(
      fc.property(basin, step, transfer, (start, dtS, kLa) => {
        const load = [...start];
        const air = noExchange();
        expect(activatedSludge.react(load, VOLUME, dtS, kLa, 9, air)).toBeNull();
        const through: Record<Conserved, number> = {
          cod: -air.oxygenG - contentOf('SN2', 'cod', ASM1_20C) * air.nitrogenG,
          nitrogen: -air.nitrogenG,
          charge: 0,
          carbon: -air.carbonMol,
          phosphorus: 0,
        };
        for (const quantity of CONSERVED) {
          const missing = stock(load, quantity) - stock(start, quantity) - through[quantity];
          const size =
            scaleOf(start, quantity) + scaleOf(load, quantity) + Math.abs(through[quantity]);
          expect(Math.abs(missing) / size, quantity).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('nothing becomes negative or no number, over hours of feast and famine', () => {
    fc.assert(
      fc.property(basin, step, transfer, (load, dtS, kLa) => {
        for (let i = 0; i < 20; i++) {
          expect(activatedSludge.react(load, VOLUME, dtS, i % 2 === 0 ? kLa : 0, 9)).toBeNull();
          load.forEach((amount, c) => {
            expect(Number.isFinite(amount)).toBe(true);
            if (c !== C.SALK) expect(amount).toBeGreaterThanOrEqual(0);
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  test('follows the stiff method at a tight tolerance, for steps from 5 s to 5 min', () => {
    const saturation = 9;
    const liquors = [
      {
        SS: 60,
        XS: 200,
        XBH: 4000,
        XBA: 250,
        SO: 0.1,
        SNO: 8,
        SNH: 15,
        SND: 2,
        XND: 8,
        SALK: 5,
        SIC: 7,
        SPO: 2,
        HEAT: 24,
      },
      {
        SS: 2,
        XS: 40,
        XBH: 1800,
        XBA: 120,
        SO: 3,
        SNO: 14,
        SNH: 0.4,
        SND: 1,
        XND: 3,
        SALK: 2,
        SIC: 3,
        SPO: 0.1,
        HEAT: 12,
      },
      {
        SS: 90,
        XS: 300,
        XBH: 3000,
        XBA: 100,
        SO: 4,
        SNO: 0.2,
        SNH: 25,
        SND: 3,
        XND: 10,
        SALK: 6,
        SIC: 8,
        SPO: 4,
        HEAT: 20,
      },
    ];
    for (const values of liquors)
      for (const kLaPerH of [0, 6, 25])
        for (const dtS of [5, 30, 300]) {
          const start = concentrations(values);
          const load = loadOf(start, VOLUME);
          expect(activatedSludge.react(load, VOLUME, dtS, kLaPerH, saturation)).toBeNull();
          const exact = reference(start, dtS, kLaPerH, saturation);
          for (let i = 0; i < HELD; i++) {
            const ours = load[i]! / VOLUME;
            expect(
              Math.abs(ours - exact[i]!) / (0.5 + Math.abs(exact[i]!)),
              `${ASM1_STATE_NAMES[i]!} after ${String(dtS)} s at ${String(kLaPerH)} 1/h`,
            ).toBeLessThan(1e-3);
          }
        }
  });

  test('a long step is as good as many short ones', () => {
    const liquor = concentrations({
      SS: 40,
      XS: 150,
      XBH: 2500,
      XBA: 150,
      SO: 1,
      SNO: 10,
      SNH: 10,
      SND: 1,
      XND: 5,
      SALK: 5,
      SIC: 6,
      SPO: 1,
      HEAT: 18,
    });
    const [coarse, fine] = [loadOf(liquor, VOLUME), loadOf(liquor, VOLUME)];
    for (let i = 0; i < 12; i++) activatedSludge.react(coarse, VOLUME, 300, 8, 9);
    for (let i = 0; i < 720; i++) activatedSludge.react(fine, VOLUME, 5, 8, 9);
    for (let i = 0; i < HELD; i++)
      expect(Math.abs(coarse[i]! - fine[i]!) / VOLUME).toBeLessThan(
        2e-3 + 1e-4 * (fine[i]! / VOLUME),
      );
  });

  test('the same call gives the same bytes, whatever was called before', () => {
    const other = createActivatedSludge({ ...ASM1_20C, muH: 4 });
    fc.assert(
      fc.property(basin, basin, step, transfer, (first, second, dtS, kLa) => {
        const [a, b] = [[...first], [...first]];
        activatedSludge.react(a, VOLUME, dtS, kLa, 9);
        activatedSludge.react([...second], VOLUME, 300, 3, 8);
        other.react([...second], VOLUME, 300, 3, 8);
        activatedSludge.react(b, VOLUME, dtS, kLa, 9);
        expect(b).toEqual(a);
      }),
      { numRuns: 30 },
    );
  });

  test('a few litres under full air are followed too', () => {
    const load = loadOf(
      concentrations({ XBH: 2000, SS: 50, SNH: 20, SPO: 2, SALK: 5, SIC: 6, HEAT: 20 }),
      0.01,
    );
    expect(activatedSludge.react(load, 0.01, 300, 50_000, 9)).toBeNull();
    expect(load[C.SO]! / 0.01).toBeCloseTo(9, 1);
  });

  test('bad input is named and changes nothing', () => {
    const good = loadOf(concentrations({ XBH: 2000, SS: 10, HEAT: 18 }), VOLUME);
    const cases: [Load, number, number, number, number, string][] = [
      [good, 0, 5, 8, 9, 'volume'],
      [good, NaN, 5, 8, 9, 'volume'],
      [good, VOLUME, 0, 8, 9, 'time step'],
      [good, VOLUME, 5, -1, 9, 'oxygen transfer'],
      [good, VOLUME, 5, NaN, 9, 'oxygen transfer'],
      [good, VOLUME, 5, 8, -9, 'oxygen saturation'],
      [good.with(C.SNH, -3), VOLUME, 5, 8, 9, 'SNH'],
      [good.with(C.XBH, NaN), VOLUME, 5, 8, 9, 'XBH'],
      [good.with(C.SIC, Infinity), VOLUME, 5, 8, 9, 'SIC'],
      [good.with(C.SALK, NaN), VOLUME, 5, 8, 9, 'SALK'],
      [good.with(C.HEAT, 90 * VOLUME), VOLUME, 5, 8, 9, 'temperature'],
      [good.slice(0, 4), VOLUME, 5, 8, 9, 'temperature'],
    ];
    for (const [load, volume, dtS, kLa, saturation, what] of cases) {
      const before = [...load];
      const air = noExchange();
      const fault = activatedSludge.react(load, volume, dtS, kLa, saturation, air);
      expect(fault?.quantity, what).toContain(what);
      expect(fault?.allowed.length).toBeGreaterThan(0);
      expect(fault?.advice.length).toBeGreaterThan(0);
      expect(load).toEqual(before);
      expect(air).toEqual(noExchange());
    }
  });

  test('clean water stays clean; acid water holds its nitrifiers back', () => {
    const clean = emptyLoad().with(C.HEAT, 15 * VOLUME);
    expect(activatedSludge.react(clean, VOLUME, 300, 10, 10)).toBeNull();
    expect(clean[C.SO]! / VOLUME).toBeCloseTo(10 * (1 - Math.exp(-10 / 12)), 2);
    const nitrified = (alkalinity: number): number => {
      const load = loadOf(
        concentrations({ XBA: 200, SNH: 20, SO: 4, SALK: alkalinity, SIC: 5, SPO: 1, HEAT: 20 }),
        VOLUME,
      );
      activatedSludge.react(load, VOLUME, 300, 20, 9);
      return load[C.SNO]! / VOLUME;
    };
    expect(nitrified(5)).toBeGreaterThan(0.5);
    expect(nitrified(-0.5)).toBe(0);
  });
});

/** The same basin from the table itself, by the stiff method. */
function reference(
  start: readonly number[],
  dtS: number,
  kLaPerH: number,
  saturation: number,
): Float64Array {
  const values = atTemperature(ASM1_20C, start[C.HEAT]!);
  const stepper = createRodas(
    {
      size: HELD,
      rhs: (_t, y, dy) => {
        const named = Object.fromEntries(
          ASM1_STATE_NAMES.map((name, i) => [name, i < HELD ? y[i]! : 0]),
        ) as Record<Asm1StateName, number>;
        const change = tableDerivatives(values, named);
        for (let i = 0; i < HELD; i++) dy[i] = change[ASM1_STATE_NAMES[i]!];
        dy[7]! += kLaPerH * 24 * (saturation - y[7]!);
        const excess = y[13]! - Math.max(0, y[12]!) - values.CO2eq;
        dy[13]! -= kLaPerH * 24 * values.kCO2 * Math.max(0, excess);
      },
    },
    { relative: 1e-8, absolute: 1e-8 },
  );
  stepper.begin(0, start.slice(0, HELD));
  const end = dtS / 86_400;
  while (stepper.t() < end) {
    const fault = stepper.step(end);
    if (fault !== null) throw new Error(fault.quantity);
  }
  return stepper.y;
}
