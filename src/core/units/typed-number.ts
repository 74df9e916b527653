/**
 * Numbers as persons type them, one way for every field. Full-width digits and marks, as a Korean or Japanese
 * input method leaves them, count as the plain ones; so does each of the signs that stand for minus.
 */
export type TypedNumber =
  | { readonly kind: 'empty' }
  | { readonly kind: 'number'; readonly value: number }
  /** `1,234`: thousands to one, a decimal comma to another; a factor of a thousand that nobody may guess at. */
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'none' };

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;
/** Groups that can only be thousands: several of them, or a decimal point behind. */
const GROUPED = /^[+-]?[1-9]\d{0,2}(?:(?:,\d{3}){2,}(?:\.\d*)?|,\d{3}\.\d*)$/;
const EITHER = /^[+-]?[1-9]\d{0,2},\d{3}$/;
const DECIMAL_COMMA = /^[+-]?\d*,\d*$/;

/** The text in plain signs, without blanks around it. */
export const plainSigns = (text: string): string =>
  text
    .normalize('NFKC')
    .trim()
    .replace(/^[\u2010-\u2015\u2212]/, '-');

/** Reads a number with decimal point or comma; groups of thousands where they can be nothing else. */
export function readTyped(text: string): TypedNumber {
  const plain = plainSigns(text);
  if (plain === '') return { kind: 'empty' };
  if (EITHER.test(plain)) return { kind: 'ambiguous' };
  const pointed = GROUPED.test(plain)
    ? plain.replaceAll(',', '')
    : DECIMAL_COMMA.test(plain)
      ? plain.replace(',', '.')
      : plain;
  if (!PLAIN.test(pointed)) return { kind: 'none' };
  const value = Number(pointed);
  return Number.isFinite(value) ? { kind: 'number', value } : { kind: 'none' };
}

/** Value of a typed number; null for all that is none, or not one alone. */
export function typedNumber(text: string): number | null {
  const typed = readTyped(text);
  return typed.kind === 'number' ? typed.value : null;
}

/** Whether it is one of the two things somebody may mean by `1,234`. */
export const isAmbiguous = (text: string): boolean => readTyped(text).kind === 'ambiguous';

/** A number that was pasted with the unit of its field, without it; any other text as it is. */
export function withoutUnit(text: string, unit: string): string {
  const plain = plainSigns(text);
  const tail = plainSigns(unit);
  if (
    tail === '' ||
    plain.length <= tail.length ||
    !plain.toLowerCase().endsWith(tail.toLowerCase())
  )
    return text;
  const number = plain.slice(0, plain.length - tail.length).trim();
  return typedNumber(number) === null && !isAmbiguous(number) ? text : number;
}
