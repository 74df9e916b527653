import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUANTITIES } from '#core/laboratory/quantities.ts';
import { convert, convertSpan, knownUnit, unitsLike } from '#core/laboratory/units.ts';

describe('units', () => {
  it('are known in the spellings of laboratories', () => {
    for (const [text, unit] of [
      ['mg/L', 'mg/L'], ['㎎/ℓ', 'mg/L'], ['(mg/l)', 'mg/L'], ['PPM', 'mg/L'], ['㎍/L', 'µg/L'], ['℃', '°C'], ['°C', '°C'],
      ['µS/cm', 'µS/cm'], ['μS/cm', 'µS/cm'], ['m³/d', 'm3/d'], ['CFU/100mL', '/100mL'], ['kgf/cm²', 'kgf/cm2'],
    ] as const) expect([text, knownUnit(text)]).toEqual([text, unit]);
    for (const text of ['', 'mg', 'furlong', 'mg/L/h']) expect(knownUnit(text)).toBeNull();
  });

  it('turn into each other by published factors', () => {
    expect(convert(0.05, 'mg/L', 'µg/L')).toBeCloseTo(50, 12);
    expect(convert(68, '°F', '°C')).toBeCloseTo(20, 12);
    expect(convert(350, 'm3/d', 'm3/h')).toBeCloseTo(350 / 24, 12);
    expect(convert(1, 'kgf/cm2', 'kPa')).toBeCloseTo(98.0665, 12);
    expect(convert(1200, '/100mL', '/mL')).toBeCloseTo(12, 12);
    // A spread has no zero of the scale: 1.8 degrees Fahrenheit are one degree Celsius.
    expect(convertSpan(1.8, '°F', '°C')).toBeCloseTo(1, 12);
    expect(convert(7, 'pH', 'mg/L')).toBeNull();
    expect(convert(1, 'NTU', 'FNU')).toBeNull();
  });

  it('come back to the value they left', () => {
    const pairs = QUANTITIES.flatMap(({ unit }) => unitsLike(unit).map((other) => [unit, other] as const));
    fc.assert(
      fc.property(fc.constantFrom(...pairs), fc.double({ min: -1e6, max: 1e6, noNaN: true }), ([from, to], value) => {
        const back = convert(convert(value, from, to)!, to, from)!;
        expect(Math.abs(back - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
      }),
    );
  });
});
