import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  extensionChanges,
  kernelCoefficients,
  processRates,
  stateChanges,
  warm,
  warmingOf,
} from '#core/process/asm1/kernel.ts';
import { ASM1_20C, ASM1_BSM1_15C, atTemperature } from '#core/process/asm1/parameters.ts';
import type { Asm1Values } from '#core/process/asm1/parameters.ts';
import { ASM1_STATE_NAMES, tableDerivatives, tableRates } from '#core/process/asm1/table.ts';
import type { Asm1StateName } from '#core/process/asm1/table.ts';
import { anyValues } from './values.ts';

// Zeros are as likely as traces and as much as a thick mixed liquor holds. Below 1e-100 numbers
// lose digits, and two ways of writing a ratio differ by more than rounding.
const concentration = fc.oneof(
  fc.constant(0),
  fc.double({ min: 1e-9, max: 1, noNaN: true }),
  fc.double({ min: 0, max: 6000, noNaN: true }).map((value) => (value < 1e-100 ? 0 : value)),
);
const anyState = fc.array(concentration, { minLength: 16, maxLength: 16 });

function compare(values: Asm1Values, states: readonly number[]): void {
  const y = Float64Array.from(states);
  const named = Object.fromEntries(ASM1_STATE_NAMES.map((name, i) => [name, states[i]])) as Record<
    Asm1StateName,
    number
  >;
  const c = kernelCoefficients(values);
  const rates = new Float64Array(8);
  const dy = new Float64Array(16);
  processRates(c, y, 0, y, 13, rates);
  stateChanges(c, rates, y, dy, 0, new Float64Array(1), y, 0);
  extensionChanges(c, rates, dy, 13);
  const expected = tableRates(values, named);
  // The kernel takes what runs without oxygen as the rest to 1, whose digits go as oxygen grows over KOH.
  const relative = 1e-13 + 4 * Number.EPSILON * (named.SO / values.KOH);
  expected.forEach((rate, i) => {
    expect(Math.abs(rates[i]! - rate)).toBeLessThanOrEqual(relative * Math.abs(rate));
  });
  // Sums of rates cancel; what is left may differ by the rounding of their largest part.
  const size = Math.max(...expected) / Math.min(values.YA, values.YH);
  const changes = tableDerivatives(values, named);
  ASM1_STATE_NAMES.forEach((name, i) => {
    expect(Math.abs(dy[i]! - changes[name]), name).toBeLessThanOrEqual(relative * size * 10);
  });
}

test('the kernel is the table, for any state and any parameters', () => {
  fc.assert(fc.property(anyValues, anyState, compare), { numRuns: 400 });
  fc.assert(
    fc.property(anyState, (states) => {
      compare(ASM1_BSM1_15C, states);
    }),
    { numRuns: 200 },
  );
});

test('warming the coefficients is taking the table at that temperature', () => {
  const c = kernelCoefficients(ASM1_20C);
  warm(c, warmingOf(ASM1_20C), 12.5);
  const expected = kernelCoefficients(atTemperature(ASM1_20C, 12.5));
  c.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 12);
  });
});

test('an inflow moves every state towards its own', () => {
  const y = Float64Array.from({ length: 13 }, (_, i) => 1 + i);
  const inflow = Float64Array.from({ length: 14 }, (_, i) => 3 * i);
  const dy = new Float64Array(13);
  stateChanges(
    kernelCoefficients(ASM1_20C),
    new Float64Array(8),
    y,
    dy,
    0,
    Float64Array.of(2),
    inflow,
    1,
  );
  dy.forEach((change, i) => {
    expect(change).toBe(2 * (inflow[i + 1]! - y[i]!));
  });
});
