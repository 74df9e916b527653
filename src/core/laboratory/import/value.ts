import { knownUnit } from '../units.ts';
import type { Qualifier } from '../reading.ts';
import type { RawCell } from './cell.ts';
import type { Words } from './words.ts';

export type DecimalMark = '.' | ',';

/** What a result's cell says. */
export type CellValue =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'value';
      readonly value: number;
      readonly qualifier: Qualifier;
      readonly unit: string | null;
    }
  /** Below what the method tells, without saying how much that is. */
  | { readonly kind: 'notDetected' }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'badUnit'; readonly unit: string }
  | { readonly kind: 'error' }
  | { readonly kind: 'bad' };

const BODY = String.raw`[+-]?(?:\d[\d.,]*|[.,]\d+)(?:[eE][+-]?\d{1,3})?`;
const WHOLE = new RegExp(`^${BODY}$`);

/**
 * What a written number alone tells of the decimal mark: a point or comma that can only be one, or
 * null. `1,234` and `1.234` tell nothing.
 */
export function markOf(text: string): DecimalMark | null {
  const body = text
    .normalize('NFKC')
    .trim()
    .replace(/^[<>≤≥≦≧\s]+/, '');
  const number = new RegExp(`^${BODY}`)
    .exec(body)?.[0]
    .replace(/[eE].*$/, '')
    .replace(/^[+-]/, '');
  if (number === undefined) return null;
  const points = number.split('.').length - 1;
  const commas = number.split(',').length - 1;
  if (points > 0 && commas > 0)
    return number.lastIndexOf('.') > number.lastIndexOf(',') ? '.' : ',';
  if (points > 1) return ',';
  if (commas > 1) return '.';
  if (points + commas === 0) return null;
  const mark = points === 1 ? '.' : ',';
  const [before = '', after = ''] = number.split(mark);
  const grouped = after.length === 3 && /^[1-9]\d{0,2}$/.test(before);
  return grouped ? null : mark;
}

/**
 * Reads a written number. `mark` is what is known of the whole file; without it a single comma
 * before three digits is nobody's certain meaning and is told as such, a point is a decimal point.
 */
export function parseNumber(text: string, mark: DecimalMark | null): number | 'ambiguous' | null {
  const body = text
    .normalize('NFKC')
    .trim()
    .replace(/^[−–]/, '-')
    .replace(/(?<=\d)[\s'](?=\d{3}(?:\D|$))/g, '');
  if (!WHOLE.test(body)) return null;
  const own = markOf(body);
  const hasComma = body.includes(',');
  const used = own ?? mark ?? (hasComma ? null : '.');
  if (used === null) return 'ambiguous';
  // A number that can only be meant the other way is read its own way, not the file's.
  const group = used === '.' ? ',' : '.';
  const [mantissa = '', exponent] = body.split(/[eE]/);
  const [whole = '', fraction, ...more] = mantissa.split(used);
  if (more.length > 0 || (fraction ?? '').includes(group)) return null;
  const sign = /^[+-]/.exec(whole)?.[0] ?? '';
  const groups = whole.slice(sign.length).split(group);
  if (
    groups.length > 1 &&
    !groups.every((each, i) => (i === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(each))
  )
    return null;
  const value = Number(
    `${sign}${groups.join('') || '0'}.${fraction || '0'}${exponent === undefined ? '' : `e${exponent}`}`,
  );
  return Number.isFinite(value) ? value : null;
}

const starts = (text: string, words: readonly string[]): string | null => {
  const found = words.find((word) => text.toLowerCase().startsWith(word.toLowerCase()));
  return found === undefined ? null : text.slice(found.length).trim();
};
const ends = (text: string, words: readonly string[]): string | null => {
  const found = words.find((word) => text.toLowerCase().endsWith(word.toLowerCase()));
  return found === undefined ? null : text.slice(0, -found.length).trim();
};

/** Takes a result's cell apart: number, sign of a limit, unit. Nothing is guessed. */
export function parseValue(
  cell: RawCell | undefined,
  words: Words,
  mark: DecimalMark | null,
): CellValue {
  if (cell === null || cell === undefined) return { kind: 'empty' };
  if (typeof cell === 'number')
    return Number.isFinite(cell)
      ? { kind: 'value', value: cell, qualifier: 'exact', unit: null }
      : { kind: 'bad' };
  if (typeof cell === 'boolean') return { kind: 'bad' };
  if (typeof cell === 'object') return 'error' in cell ? { kind: 'error' } : { kind: 'bad' };
  const text = cell.normalize('NFKC').trim();
  if (words.isEmpty(text)) return { kind: 'empty' };
  if (words.isNotDetected(text)) return { kind: 'notDetected' };
  const bracket = /^(.+?)\s*\(([^()]*)\)$/.exec(text);
  if (bracket !== null && words.isNotDetected(bracket[1] ?? '')) {
    const inside = qualified((bracket[2] ?? '').trim(), words, mark);
    return inside.kind === 'value' ? { ...inside, qualifier: 'below' } : inside;
  }
  return qualified(text, words, mark);
}

function qualified(text: string, words: Words, mark: DecimalMark | null): CellValue {
  const { belowSuffix, belowPrefix, aboveSuffix, abovePrefix } = words.table;
  const sign = /^([<>≤≥≦≧])=?\s*/.exec(text);
  if (sign !== null)
    return number(
      text.slice(sign[0].length),
      '<≤≦'.includes(sign[1] ?? '') ? 'below' : 'above',
      mark,
    );
  const below = ends(text, belowSuffix) ?? starts(text, belowPrefix);
  if (below !== null) return number(below, 'below', mark);
  const above = ends(text, aboveSuffix) ?? starts(text, abovePrefix);
  if (above !== null) return number(above, 'above', mark);
  return number(text, 'exact', mark);
}

function number(text: string, qualifier: Qualifier, mark: DecimalMark | null): CellValue {
  const match = new RegExp(`^([−–]?${BODY}(?:[ ']\\d{3})*)\\s*(.*)$`).exec(text);
  if (match === null) return { kind: 'bad' };
  const value = parseNumber(match[1] ?? '', mark);
  if (value === null) return { kind: 'bad' };
  if (value === 'ambiguous') return { kind: 'ambiguous' };
  const rest = (match[2] ?? '').trim();
  if (rest === '') return { kind: 'value', value, qualifier, unit: null };
  const unit = knownUnit(rest);
  if (unit !== null) return { kind: 'value', value, qualifier, unit };
  return /^[\p{L}%°µ/]/u.test(rest) ? { kind: 'badUnit', unit: rest } : { kind: 'bad' };
}
