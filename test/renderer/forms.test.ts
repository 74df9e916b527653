import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectionSchema } from '#contract/connection.ts';
import { checkForm, formOf } from '#renderer/model/connection-form.ts';
import { csvLine } from '#renderer/model/csv.ts';
import { dayBeside, monthSheet, parseDateText, parseTimeText } from '#renderer/model/date-text.ts';
import { formatBytes, formatNumber, formatWhen, spanOf } from '#renderer/model/format.ts';
import { initialsOf, matchScore, searchAll } from '#renderer/model/search.ts';

const serial = { baudRate: 19_200, parity: 'even', stopBits: 1 } as const;

describe('connection form', () => {
  it('accepts only what the contract accepts, whatever is typed', () => {
    const text = fc.oneof(fc.string({ maxLength: 8 }), fc.integer({ min: -10, max: 100_000 }).map(String), fc.double().map(String));
    fc.assert(fc.property(fc.constantFrom('virtual', 'tcp', 'rtu'), text, text, text, text, (kind, a, b, c, d) => {
      const form = { ...formOf({ kind: 'virtual', speed: 1, seed: 1 }, serial), kind, speed: a, seed: b, host: c, port: a, tcpTimeout: d, path: c, rtuTimeout: d } as const;
      const { connection, faults } = checkForm(form);
      expect(connection === null).toBe(Object.keys(faults).length > 0);
      if (connection !== null) expect(connectionSchema.parse(connection)).toEqual(connection);
    }));
  });

  it('gives back every connection it was filled from', () => {
    for (const connection of [
      { kind: 'virtual', speed: 60, seed: 7 }, { kind: 'tcp', host: 'plc.local', port: 1502, timeoutMs: 800 },
      { kind: 'rtu', path: '/dev/ttyUSB0', baudRate: 38_400, parity: 'odd', stopBits: 2, timeoutMs: 300 },
    ] as const) expect(checkForm(formOf(connection, serial)).connection).toEqual(connection);
  });

  it('names rule, value and range of a wrong field', () => {
    const form = { ...formOf({ kind: 'tcp', host: '', port: 502, timeoutMs: 1000 }, serial), port: '70000' };
    expect(checkForm(form).faults).toEqual({ host: { rule: 'empty' }, port: { rule: 'range', value: '70000', min: 1, max: 65_535 } });
  });
});

describe('search', () => {
  it('finds Korean names by their first consonants', () => {
    expect(initialsOf('반송펌프 A')).toBe('ㅂㅅㅍㅍ A');
    const items = ['방류펌프', '반송펌프', '흡입펌프'].map((text) => ({ text, also: [] }));
    expect(searchAll('ㅂㅅ', items, 5).map(({ text }) => text)).toEqual(['반송펌프']);
  });

  it('finds numbers without their hyphen and ranks a start before a middle', () => {
    expect(matchScore('p101', 'P-101A')).toBeGreaterThan(matchScore('p101', 'DP-101A'));
    expect(matchScore('zzz', 'P-101A')).toBe(0);
  });
});

describe('csv', () => {
  it('quotes what needs it and disarms formulas', () => {
    expect(csvLine(['a', 'b,c', 'd"e', '=1+1', 5])).toBe('a,"b,c","d""e",\'=1+1,5\r\n');
  });
});

describe('formats', () => {
  it('never show a minus before nothing', () => {
    expect(formatNumber(-0.04, 1)).toBe('0.0');
    expect(formatNumber(-0.06, 1)).toBe('-0.1');
    expect(formatNumber(null, 1)).toBe('–');
    expect(formatNumber(8420, 0)).toBe('8,420');
  });

  it('use the largest unit that fits', () => {
    expect(spanOf(59_999)).toEqual({ unit: 'second', count: 59 });
    expect(spanOf(3_600_000)).toEqual({ unit: 'hour', count: 1 });
    expect(formatBytes(184_000_000)).toBe('184 MB');
  });

  it('leave out the date only for today in the plant\'s zone', () => {
    const now = Date.UTC(2026, 10, 22, 3);
    expect(formatWhen(Date.UTC(2026, 10, 21, 15, 30), now, 'Asia/Seoul')).toBe('00:30:00');
    expect(formatWhen(Date.UTC(2026, 10, 21, 14, 59), now, 'Asia/Seoul')).toBe('11-21 23:59');
  });
});

describe('dates as they are typed', () => {
  const day = fc.date({ min: new Date(Date.UTC(1950, 0, 1)), max: new Date(Date.UTC(2150, 0, 1)), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));

  it('are read in each way they are written, and nothing else is', () => {
    fc.assert(fc.property(day, (iso) => {
      const [year, month, date] = iso.split('-') as [string, string, string];
      for (const text of [iso, `${year}.${month}.${date}`, `${year}${month}${date}`, ` ${year}/${String(Number(month))}/${String(Number(date))} `, `${year}년 ${String(Number(month))}월 ${date}일`]) expect(parseDateText(text, iso)).toBe(iso);
      expect(parseDateText(`${month}-${date}`, iso)).toBe(iso);
    }));
    for (const wrong of ['', '2026', '2026-11', '2026-02-30', '2026-13-01', 'today', '22-11-2026', '2026-11-22-1']) expect(parseDateText(wrong, '2026-11-22'), wrong).toBeNull();
    fc.assert(fc.property(fc.string({ maxLength: 12 }), (text) => {
      const read = parseDateText(text, '2026-11-22');
      if (read !== null) expect(new Date(read).toISOString().slice(0, 10)).toBe(read);
    }));
    expect(['9:30', '0930', '930', '9', '24:00', '12:60', 'x'].map(parseTimeText)).toEqual(['09:30', '09:30', '09:30', '09:00', null, null, null]);
  });

  it('lie on a sheet of whole weeks that holds the month once, in order', () => {
    fc.assert(fc.property(day, fc.integer({ min: 1, max: 7 }), (iso, first) => {
      const sheet = monthSheet(iso, first).flat();
      expect(sheet.length % 7).toBe(0);
      expect([new Date(sheet[0] ?? '').getUTCDay() || 7]).toEqual([first]);
      sheet.slice(1).forEach((each, i) => expect(each).toBe(dayBeside(sheet[i] ?? '', { days: 1 })));
      const month = sheet.filter((each) => each.slice(0, 7) === iso.slice(0, 7));
      expect(month).toHaveLength(new Date(Date.UTC(Number(iso.slice(0, 4)), Number(iso.slice(5, 7)), 0)).getUTCDate());
    }));
  });
});
