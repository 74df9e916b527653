import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFormula } from '#core/process/asm1/formula.ts';
import {
  ASM1_20C,
  ASM1_BSM1_15C,
  ASM1_PARAMETERS,
  atTemperature,
} from '#core/process/asm1/parameters.ts';
import type { Asm1Symbol, Asm1Values } from '#core/process/asm1/parameters.ts';
import {
  ASM1_PROCESSES,
  ASM1_STATE_COUNT,
  ASM1_STATE_NAMES,
  CONSERVED,
  coefficient,
  contentOf,
  defect,
  EXACT_COD_DEFECT,
  tableRates,
} from '#core/process/asm1/table.ts';
import type { Asm1StateName } from '#core/process/asm1/table.ts';
import { anyValues } from './values.ts';

const refs = path.resolve(
  import.meta.dirname,
  '../../../..',
  process.env['MULJIGI_REFS'] ?? '../shared/refs',
  'bsm1',
);

describe('the table of ASM1', () => {
  test('has 13 states of the model proper and 8 processes, every parameter inside its own range', () => {
    expect(ASM1_STATE_NAMES.slice(0, ASM1_STATE_COUNT)).toEqual([
      'SI',
      'SS',
      'XI',
      'XS',
      'XBH',
      'XBA',
      'XP',
      'SO',
      'SNO',
      'SNH',
      'SND',
      'XND',
      'SALK',
    ]);
    expect(ASM1_PROCESSES).toHaveLength(8);
    for (const [symbol, { value, min, max, source, theta }] of Object.entries(ASM1_PARAMETERS)) {
      expect(value, symbol).toBeGreaterThanOrEqual(min);
      expect(value, symbol).toBeLessThanOrEqual(max);
      expect(source.length, symbol).toBeGreaterThan(4);
      expect(theta, symbol).toBeGreaterThanOrEqual(1);
    }
    // A set of another temperature lies in the same ranges, but for the terms it switches off.
    for (const [symbol, value] of Object.entries(ASM1_BSM1_15C)) {
      if (value === 0) continue;
      const { min, max } = ASM1_PARAMETERS[symbol as Asm1Symbol];
      expect(value, symbol).toBeGreaterThanOrEqual(min);
      expect(value, symbol).toBeLessThanOrEqual(max);
    }
  });

  test('every process conserves COD, nitrogen, charge, carbon and phosphorus, whatever the parameters', () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        ASM1_PROCESSES.forEach((process, i) => {
          for (const quantity of CONSERVED) {
            // Inert organics keep carbon and phosphorus of what they came from: nothing is left over.
            const scale = ASM1_STATE_NAMES.reduce(
              (sum, state) =>
                sum + Math.abs(coefficient(i, state, values) * contentOf(state, quantity, values)),
              1e-3,
            );
            expect(
              Math.abs(defect(i, quantity, values)) / scale,
              `${process.name}: ${quantity}`,
            ).toBeLessThan(1e-14);
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  test('declares what rounded oxygen worths leave of exact chemistry: 1e-3 of the growth without oxygen', () => {
    const exact = (values: Asm1Values, i: number): number =>
      ASM1_STATE_NAMES.reduce((sum, state) => {
        const content =
          state === 'SNO' ? -64 / 14 : state === 'SN2' ? -24 / 14 : contentOf(state, 'cod', values);
        return sum + coefficient(i, state, values) * content;
      }, 0);
    for (const values of [ASM1_20C, ASM1_BSM1_15C])
      EXACT_COD_DEFECT.forEach((text, i) => {
        expect(exact(values, i)).toBeCloseTo(readFormula(text)(values), 13);
      });
    EXACT_COD_DEFECT.forEach((text) => {
      expect(Math.abs(readFormula(text)(ASM1_20C))).toBeLessThan(1e-15);
    });
    expect(readFormula(EXACT_COD_DEFECT[1]!)(ASM1_BSM1_15C)).toBeCloseTo(-4.92e-4, 6);
    expect(readFormula(EXACT_COD_DEFECT[2]!)(ASM1_BSM1_15C)).toBeCloseTo(-5.952e-3, 6);
  });

  test('temperature factors double nitrification in about seven degrees', () => {
    const cold = atTemperature(ASM1_20C, 10);
    expect(cold.muA).toBeCloseTo(0.8 * 1.103 ** -10, 12);
    expect(cold.muA).toBeCloseTo(0.3, 2);
    expect(cold.muH).toBeCloseTo(3, 1);
    expect(cold.kh).toBeCloseTo(1, 2);
    expect(cold.bH).toBeCloseTo(0.2, 2);
    expect(cold.YH).toBe(ASM1_20C.YH);
    expect(atTemperature(ASM1_20C, 20)).toEqual(ASM1_20C);
  });

  test.skipIf(!existsSync(refs))('matrix, rates and values are those published for BSM1', () => {
    const values: Record<string, number> = {};
    for (const line of readFileSync(path.join(refs, 'asm1_parameters_15C.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)) {
      const [symbol = '', , value = ''] = line.split(',');
      values[symbol.replace('_', '')] = Number(value);
    }
    for (const [symbol, value] of Object.entries(values))
      if (symbol in ASM1_BSM1_15C) expect(ASM1_BSM1_15C[symbol as Asm1Symbol], symbol).toBe(value);

    const [head = '', ...lines] = readFileSync(path.join(refs, 'asm1_petersen.csv'), 'utf8')
      .trim()
      .split('\n');
    const names = head.split(',').slice(2) as Asm1StateName[];
    const state = Object.fromEntries(
      ASM1_STATE_NAMES.map((name, i) => [name, 0.7 + 1.3 * i]),
    ) as Record<Asm1StateName, number>;
    const rates = tableRates(ASM1_BSM1_15C, state);
    let rate7 = 0;
    lines.forEach((line, i) => {
      const cells = line.split(',');
      const rate = readFormula((cells[1] ?? '').replaceAll('eta_', 'eta'))({
        ...ASM1_BSM1_15C,
        ...state,
        rate7,
      });
      if (i === 6) rate7 = rate;
      expect(rates[i]! / rate, cells[0]).toBeCloseTo(1, 12);
      names.forEach((name, j) => {
        const text = cells[j + 2] ?? '';
        const expected = text === '' ? 0 : readFormula(text)(ASM1_BSM1_15C);
        expect(coefficient(i, name, ASM1_BSM1_15C), `${cells[0] ?? ''} ${name}`).toBeCloseTo(
          expected,
          13,
        );
      });
    });
    expect(lines).toHaveLength(8);
  });
});

describe('formulas', () => {
  test('read arithmetic and the terms of the model', () => {
    const names = { a: 2, b: 3, zero: 0 };
    expect(readFormula('-(1-a)/b*4 - 1.5e1')(names)).toBeCloseTo(4 / 3 - 15, 12);
    expect(readFormula('monod(a, b)')(names)).toBe(0.4);
    expect(readFormula('monod(zero, b) + inhibit(zero, b) + per(a, zero)')(names)).toBe(1);
    expect(readFormula('monod(zero, zero)')(names)).toBe(1);
  });

  test('say what is wrong with them', () => {
    expect(() => readFormula('a + ')).toThrow('ends too early');
    expect(() => readFormula('a b')).toThrow('left over');
    expect(() => readFormula('a $ b')).toThrow('unreadable at 1');
    expect(() => readFormula('power(a, b)')).toThrow('no function power');
    expect(() => readFormula('(a')).toThrow('ends too early');
    expect(() => readFormula('a + c')({ a: 1 })).toThrow('no value for c');
  });
});
