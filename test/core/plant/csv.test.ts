import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCsv, parseCsv } from '#core/plant/csv.ts';

const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '=', '\uFEFF', '막'),
    maxLength: 8,
  }),
);
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { maxLength: 8 });

describe('comma-separated text', () => {
  it('gives back the rows it wrote', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const parsed = parseCsv(formatCsv(rows));
        expect(parsed.ok && parsed.value.map((row) => row.cells)).toEqual(rows);
      }),
    );
  });

  it('writes canonical text that reading and writing again leaves alone', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const text = formatCsv(rows);
        const parsed = parseCsv(text);
        expect(parsed.ok && formatCsv(parsed.value.map((row) => row.cells))).toBe(text);
      }),
    );
  });

  it('reads any text without throwing: rows, or a line and a rule', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r') }), (text) => {
        const parsed = parseCsv(text);
        if (!parsed.ok) expect(parsed.error.line).toBeLessThanOrEqual(text.split('\n').length);
      }),
    );
  });

  it('reads a byte order mark, CRLF, blank lines and a missing last line end', () => {
    expect(parseCsv('\uFEFFa,b\r\n\r\n1,"x\r\ny"\r\n2,')).toEqual({
      ok: true,
      value: [
        { line: 1, cells: ['a', 'b'] },
        { line: 3, cells: ['1', 'x\r\ny'] },
        { line: 5, cells: ['2', ''] },
      ],
    });
  });

  it.each([
    ['a,b\n1,"open', 2, 'end with a quote'],
    ['a\n"x"y', 2, 'after a closing quote'],
    ['a\nx"y', 2, 'written twice'],
  ])('refuses %j', (text, line, rule) => {
    const parsed = parseCsv(text);
    expect(parsed).toMatchObject({
      ok: false,
      error: { line, rule: expect.stringContaining(rule) },
    });
  });
});
