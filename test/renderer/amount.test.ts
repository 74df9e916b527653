import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountNumber, typedAmount } from '#renderer/model/amount.ts';

describe('an amount as it is typed', () => {
  it('takes commas between thousands for what they are, and a single one before the end for a decimal', () => {
    expect(['1,000', '12,500.5', '1,234,567', '1,5', '0.25', ' 40 ', '-3'].map(amountNumber)).toEqual([1000, 12_500.5, 1_234_567, 1.5, 0.25, 40, -3]);
    expect(['', '12만', '1,0000', '1,00,0', '1.000.000', '--1'].map(amountNumber)).toEqual([null, null, null, null, null, null]);
  });

  it('reads back what the screen shows, however large', () => {
    fc.assert(fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (value) => {
      expect(amountNumber(value.toLocaleString('en-US'))).toBe(value);
    }));
  });

  it('says what is wrong with it', () => {
    const pieces = { min: 0, max: 1000, isAbove: true, isWhole: true };
    const faultOf = (text: string): string | null => typedAmount(text, pieces).fault;
    expect(['', ' ', 'two', '0', '-1', '1,001', '2.5', '1,000'].map(faultOf)).toEqual(['missing', 'missing', 'number', 'above', 'above', 'range', 'whole', null]);
  });
});
