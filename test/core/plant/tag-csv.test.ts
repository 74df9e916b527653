import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCsv, parseCsv } from '#core/plant/csv.ts';
import { formatTagCsv, parseTagCsv, TAG_COLUMNS } from '#core/plant/tag-csv.ts';
import {
  POLL_CLASSES,
  REGISTER_TABLES,
  STORE_KINDS,
  TAG_TYPES,
  tagSchema,
  WORD_ORDERS,
  type Tag,
} from '#core/plant/tag.ts';
import { profileFiles, shippedProfile } from './profile-files.ts';

// -0 is written as 0: the register map has no use for it.
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((v) => v + 0);
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
const anyTag: fc.Arbitrary<Tag> = fc.record({
  id: fc.stringMatching(/^[A-Z][A-Z0-9]{0,3}(-[A-Z0-9]{1,3}){0,2}\.[a-z][A-Za-z0-9]{0,5}$/),
  name: fc.record({ ko: text, en: text }),
  unit: fc.constantFrom('', 'm3/h', 'mg/L', '°C', 'µS/cm'),
  slave: fc.integer({ min: 1, max: 247 }),
  table: fc.constantFrom(...REGISTER_TABLES),
  address: fc.integer({ min: 0, max: 65_535 }),
  type: fc.constantFrom(...TAG_TYPES),
  bit: fc.option(fc.integer({ min: 0, max: 15 })),
  wordOrder: fc.option(fc.constantFrom(...WORD_ORDERS)),
  scale: number.filter((v) => v !== 0),
  offset: number,
  pollClass: fc.constantFrom(...POLL_CLASSES),
  access: fc.constantFrom('r' as const, 'rw' as const),
  min: fc.option(number),
  max: fc.option(number),
  decimals: fc.integer({ min: 0, max: 6 }),
  store: fc.constantFrom(...STORE_KINDS),
});

const tagsOf = (csv: string): Tag[] => {
  const parsed = parseTagCsv(csv);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value.map((each) => each.tag);
};
const shuffled = (csv: string, order: readonly number[]): string => {
  const rows = parseCsv(csv);
  if (!rows.ok) throw new Error(rows.error.rule);
  return formatCsv(rows.value.map((row) => order.map((i) => row.cells[i] ?? ''))).replaceAll(
    '\n',
    '\r\n',
  );
};

describe('tag list as CSV', () => {
  it('imports exactly what it exported, to the last bit of every number', () => {
    fc.assert(
      fc.property(fc.array(anyTag, { maxLength: 5 }), (tags) => {
        for (const tag of tags) expect(tagSchema.safeParse(tag).success).toBe(true);
        expect(tagsOf(formatTagCsv(tags))).toEqual(tags);
      }),
    );
  });

  it.each(['geumgang-mbr', 'mines-mbr'])(
    'exports the list of %s byte for byte as it stands in the profile',
    (id) => {
      const csv = profileFiles(id)['tags.csv'] ?? '';
      expect(formatTagCsv(tagsOf(csv))).toBe(csv);
    },
  );

  it('accepts columns in any order, a byte order mark and CRLF', () => {
    const csv = profileFiles('geumgang-mbr')['tags.csv'] ?? '';
    const tags = tagsOf(csv);
    const order = TAG_COLUMNS.map((_, i) => i);
    fc.assert(
      fc.property(fc.shuffledSubarray(order, { minLength: order.length }), (shuffle) => {
        expect(tagsOf(`\uFEFF${shuffled(csv, shuffle)}`)).toEqual(tags);
      }),
      { numRuns: 10 },
    );
  });

  it('keeps text that a spreadsheet would take for a formula as it is', () => {
    const [tag] = shippedProfile('geumgang-mbr').tags;
    const named = { ...tag!, name: { ko: '=1+1', en: '@SUM(A1:A9),"x"' } };
    expect(tagsOf(formatTagCsv([named]))).toEqual([named]);
  });

  it('names line, column, value and rule of every wrong cell', () => {
    const lines = (profileFiles('geumgang-mbr')['tags.csv'] ?? '').split('\n').slice(0, 4);
    const set = (line: number, column: (typeof TAG_COLUMNS)[number], value: string): void => {
      const cells = lines[line - 1]!.split(',');
      cells[TAG_COLUMNS.indexOf(column)] = value;
      lines[line - 1] = cells.join(',');
    };
    set(2, 'address', '70000');
    set(2, 'slave', 'one');
    set(3, 'type', 'int8');
    set(4, 'scale', '0');
    set(4, 'name_en', '');
    const parsed = parseTagCsv(lines.join('\n'));
    expect(parsed.ok).toBe(false);
    const found = parsed.ok ? [] : parsed.error.map(({ path, value, rule }) => [path, value, rule]);
    expect(found).toEqual([
      ['line 2, column slave', '"one"', 'must be a number such as 12 or 0.1'],
      ['line 2, column address', '70000', 'must be at most 65535'],
      [
        'line 3, column type',
        '"int8"',
        'must be one of bool, bit, int16, uint16, int32, uint32, float32',
      ],
      ['line 4, column name_en', '""', 'must not be empty'],
      ['line 4, column scale', '0', 'must not be 0'],
    ]);
  });

  it.each([
    ['id,name_ko', 'column slave must be there'],
    [`${TAG_COLUMNS.join(',')},colour`, 'unknown column'],
    [`${TAG_COLUMNS.join(',')},id`, 'stands twice'],
    ['', 'the first line must name the columns'],
    [`${TAG_COLUMNS.join(',')}\nP-1.run,펌프`, 'must have 18 cells'],
    [`${TAG_COLUMNS.join(',')}\n"P-1.run`, 'end with a quote'],
  ])('refuses %j', (csv, rule) => {
    const parsed = parseTagCsv(csv);
    expect(parsed.ok ? [] : parsed.error.map((issue) => issue.rule)).toContainEqual(
      expect.stringContaining(rule),
    );
  });
});
