import { plainSigns, typedNumber } from '#core/units/typed-number.ts';

/** What an amount may be. */
export interface AmountBounds {
  readonly min: number;
  readonly max: number;
  /** The least itself is not allowed: nothing cannot be delivered. */
  readonly isAbove?: boolean;
  /** Pieces are not halved. */
  readonly isWhole?: boolean;
}

export type AmountFault = 'missing' | 'number' | 'range' | 'above' | 'whole';

export interface TypedAmount {
  readonly value: number | null;
  /** Null when it can be used. */
  readonly fault: AmountFault | null;
}

const DECIMAL_COMMA = /^[+-]?\d*,\d{1,2}$/;
const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;

/**
 * A number as a person types it. Commas between groups of three digits are thousands, as amounts and
 * money are written in Korean and English; one before the last digit or two is a decimal one. Any other is
 * a slip that nobody should have to guess at.
 */
export const amountNumber = (text: string): number | null => {
  const plain = plainSigns(text);
  if (GROUPED.test(plain)) return typedNumber(plain.replaceAll(',', ''));
  return plain.includes(',') && !DECIMAL_COMMA.test(plain) ? null : typedNumber(plain);
};

/** An amount as it was typed, held against what it may be. */
export function typedAmount(text: string, { min, max, isAbove = false, isWhole = false }: AmountBounds): TypedAmount {
  const value = amountNumber(text);
  if (text.trim() === '') return { value: null, fault: 'missing' };
  if (value === null || !Number.isFinite(value)) return { value: null, fault: 'number' };
  if (isAbove && value <= min) return { value, fault: 'above' };
  if (value < min || value > max) return { value, fault: 'range' };
  return { value, fault: isWhole && !Number.isInteger(value) ? 'whole' : null };
}
