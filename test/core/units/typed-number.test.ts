import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTyped, typedNumber, withoutUnit } from '#core/units/typed-number.ts';
import { formatFigure } from '#core/units/text.ts';

const FULL_WIDTH = '０１２３４５６７８９';
const widen = (text: string): string =>
  text
    .replace(/\d/g, (digit) => FULL_WIDTH[Number(digit)] ?? digit)
    .replace('.', '．')
    .replace('-', '－');

describe('a number as a person types it', () => {
  it('is the same in full-width signs, with a decimal comma, and with the blanks of a paste', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), (value) => {
        const text = value.toFixed(2);
        for (const typed of [text, widen(text), text.replace('.', ','), ` ${text}\t`])
          expect(typedNumber(typed), typed).toBe(Number(text));
      }),
    );
  });

  it('is never off by a thousand: what the screen shows is read back or asked about, never read otherwise', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
        fc.integer({ min: 0, max: 3 }),
        (value, decimals) => {
          const shown = formatFigure(value, decimals);
          const typed = readTyped(shown);
          if (typed.kind === 'ambiguous') expect(shown).toMatch(/^-?\d{1,3},\d{3}$/);
          else
            expect(typed.kind === 'number' ? Math.abs(typed.value) : null).toBe(
              Math.abs(Number(value.toFixed(decimals))),
            );
        },
      ),
    );
    expect(
      ['1,234', '12,345', '-9,999', '0,123', '1,2345', '1,234,567'].map(
        (text) => readTyped(text).kind,
      ),
    ).toEqual(['ambiguous', 'ambiguous', 'ambiguous', 'number', 'number', 'number']);
  });

  it('is nothing else', () => {
    for (const text of [
      '',
      ' ',
      '-',
      '.',
      ',',
      '1.2.3',
      '12 3',
      '칠',
      '0x10',
      'Infinity',
      '1e999',
      '--1',
      '1,2,3',
      '7.2 mg/L',
    ])
      expect(typedNumber(text), text).toBeNull();
    expect(typedNumber('\u22123')).toBe(-3);
  });

  it('loses the unit of its own field and no other', () => {
    expect(withoutUnit('7.2 mg/L', 'mg/L')).toBe('7.2');
    expect(withoutUnit('７．２ＭＧ／Ｌ', 'mg/L')).toBe('7.2');
    expect(withoutUnit('41 %', '%')).toBe('41');
    expect(withoutUnit('12.5 m³/h', 'm3/h')).toBe('12.5');
    for (const [text, unit] of [
      ['7.2 g/L', 'mg/L'],
      ['mg/L', 'mg/L'],
      ['7.2', ''],
      ['abc kPa', 'kPa'],
      ['3 bar', 'kPa'],
    ] as const)
      expect(withoutUnit(text, unit), text).toBe(text);
  });
});
