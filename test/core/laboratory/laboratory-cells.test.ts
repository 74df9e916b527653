import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asUtcMs, columnLetter, serialTime } from '#core/laboratory/import/cell.ts';
import { civilDate, dayNumber } from '#core/time/civil.ts';
import type { RawCell } from '#core/laboratory/import/cell.ts';
import { markOf, parseNumber, parseValue } from '#core/laboratory/import/value.ts';
import { orderOfDates, parseWhen } from '#core/laboratory/import/when.ts';
import { geumgang } from '../control/plant-fixture.ts';
import { wordsFor } from './words-fixture.ts';

const words = wordsFor(geumgang());
const when = (cell: RawCell, order: 'ymd' | 'dmy' | 'mdy' | null = null): string => {
  const found = parseWhen(cell, words, order);
  if (found.kind === 'instant') return new Date(found.ms).toISOString();
  if (found.kind !== 'local') return found.kind;
  const { date, clock } = found;
  const two = (value: number): string => String(value).padStart(2, '0');
  return [date === null ? null : `${String(date.year)}-${two(date.month)}-${two(date.day)}`, clock === null ? null : `${two(clock.hour)}:${two(clock.minute)}:${two(clock.second)}`]
    .filter((part) => part !== null).join(' ');
};

describe('days', () => {
  it('agree with the calendar of the platform', () => {
    fc.assert(
      fc.property(fc.integer({ min: -30_000, max: 60_000 }), (days) => {
        const { year, month, day } = civilDate(days);
        expect(Date.UTC(year, month - 1, day)).toBe(days * 86_400_000);
        expect(dayNumber(year, month, day)).toBe(days);
      }),
    );
  });

  it('are read off a spreadsheet day number', () => {
    expect(asUtcMs(serialTime(46_329.395_833_333)!)).toBe(Date.UTC(2026, 10, 3, 9, 30));
    expect(serialTime(7.2)).toBeNull();
  });

  it('have columns named as a spreadsheet does', () => {
    expect([0, 25, 26, 51, 701, 702].map(columnLetter)).toEqual(['A', 'Z', 'AA', 'AZ', 'ZZ', 'AAA']);
  });
});

describe('dates and times of a file', () => {
  it('are read in the forms Korean laboratories write', () => {
    for (const [text, read] of [
      ['2026년 11월 3일', '2026-11-03'], ['2026년11월3일 오후 2시 5분', '2026-11-03 14:05:00'], ['2026.11.03.', '2026-11-03'], ['2026. 11. 3. 9:05', '2026-11-03 09:05:00'],
      ['2026-11-03(화) 09:30', '2026-11-03 09:30:00'], ['2026/11/03 오전 12:10', '2026-11-03 00:10:00'], ['20261103', '2026-11-03'], ['09:30', '09:30:00'], ['오후 3시', '15:00:00'],
      ['2026-11-03 24:00', '2026-11-04 00:00:00'], ['2026-11-03T09:30:00Z', '2026-11-03T09:30:00.000Z'], ['2026-11-03 09:30:15.250+09:00', '2026-11-03T00:30:15.250Z'], ['11/13/2026', '2026-11-13'],
    ] as const) expect([text, when(text)]).toEqual([text, read]);
    expect(when(20_261_103)).toBe('2026-11-03');
    expect(when(46_329)).toBe('2026-11-03');
    expect(when(0.395_833_333)).toBe('09:30:00');
  });

  it('are refused where they are no dates, and not guessed where they could be two', () => {
    for (const text of ['2026-13-01', '2026-02-30', '2026-11-03 25:00', 'yesterday', '평균', '11월', '2026-11-03 09:30 maybe', '13시 오후']) expect([text, when(text)]).toEqual([text, 'bad']);
    expect(when('03/04/2026')).toBe('ambiguous');
    expect(when('03/04/2026', 'dmy')).toBe('2026-04-03');
    expect(when('26.11.03')).toBe('ambiguous');
    expect(when('26.11.03', 'ymd')).toBe('2026-11-03');
  });

  it('tell their order where one day is past the twelfth', () => {
    expect(orderOfDates(['03/04/2026', '25/04/2026'])).toBe('dmy');
    expect(orderOfDates(['03/04/2026', '04/25/2026'])).toBe('mdy');
    expect(orderOfDates(['03/04/2026'])).toBeNull();
  });
});

describe('results of a file', () => {
  const said = (text: string, mark: '.' | ',' | null = null): unknown => {
    const cell = parseValue(text, words, mark);
    return cell.kind === 'value' ? [cell.qualifier, cell.value, cell.unit] : cell.kind;
  };
  it('are read with the sign and unit they carry', () => {
    for (const [text, read] of [
      ['7.2', ['exact', 7.2, null]], ['<0.01', ['below', 0.01, null]], ['≤ 0,05', ['below', 0.05, null]], ['0.01 미만', ['below', 0.01, null]], ['＜0.1mg/L', ['below', 0.1, 'mg/L']],
      ['>2419', ['above', 2419, null]], ['1,234.5', ['exact', 1234.5, null]], ['1 234', ['exact', 1234, null]], ['2.0E+03', ['exact', 2000, null]], ['-312 mV', ['exact', -312, 'mV']], ['−5', ['exact', -5, null]],
      ['불검출', 'notDetected'], ['N.D.', 'notDetected'], ['nd', 'notDetected'], ['불검출(0.05 미만)', ['below', 0.05, null]], ['-', 'empty'], ['', 'empty'],
      ['7.2±0.1', 'bad'], ['7..2', 'bad'], ['abc', 'bad'], ['7.2.1', 'bad'], ['12 furlong', 'badUnit'], ['1,234', 'ambiguous'],
    ] as const) expect([text, said(text)]).toEqual([text, read]);
    expect(said('1,234', '.')).toEqual(['exact', 1234, null]);
    expect(said('1,234', ',')).toEqual(['exact', 1.234, null]);
    expect(said('1.234', ',')).toEqual(['exact', 1234, null]);
  });

  it('are the number that was written, whichever mark and grouping', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e7, max: 1e7, noNaN: true }).map((value) => Number(value.toFixed(3))), fc.boolean(), (value, comma) => {
        const mark = comma ? ',' : '.';
        const grouped = new Intl.NumberFormat(comma ? 'de-DE' : 'en-US', { maximumFractionDigits: 3 }).format(value);
        expect(parseNumber(grouped, mark)).toBeCloseTo(value, 9);
        const own = markOf(grouped);
        expect(own === null || own === mark || Math.abs(value) >= 1e6).toBe(true);
      }),
    );
  });
});
