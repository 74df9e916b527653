import fc from 'fast-check';
import { expect, it } from 'vitest';
import { COLUMN_ROLES, mappingSchema } from '#core/laboratory/import/mapping.ts';
import type { ImportMapping } from '#core/laboratory/import/mapping.ts';
import { READING_METHODS } from '#core/laboratory/reading.ts';
import { changesOf, isUnchanged, mappingForm, readKeptMapping, withChanges } from '#renderer/model/mapping-draft.ts';
import { MOST_DRAFT_CHARS, formKey } from '#contract/drafts.ts';

const text = fc.string({ maxLength: 8 });
const word = fc.option(text);
const column = fc.record({ index: fc.nat(6), header: fc.constantFrom('pH', 'SS', 'T-N'), role: fc.constantFrom(...COLUMN_ROLES), item: word, point: word, unit: word });
const sheet = fc.record({ use: fc.boolean(), headerRow: fc.nat(5), firstRow: fc.nat(9), columns: fc.uniqueArray(column, { maxLength: 7, selector: ({ index }) => index }), point: word, sampled: word });
const mapping = (names: readonly string[]): fc.Arbitrary<ImportMapping> =>
  fc.record({
    sheets: fc.tuple(...names.map(() => sheet)).map((sheets) => sheets.map((each, i) => ({ sheet: names[i] ?? '', ...each }))),
    defaults: fc.record({
      point: word, item: word, how: fc.constantFrom(...READING_METHODS), method: text, person: text, laboratory: word,
      time: fc.constantFrom('09:00', '23:59'), quantificationLimit: fc.option(fc.constantFrom(0.01, 2)),
    }),
    decimal: fc.constantFrom('auto', '.', ','), dateOrder: fc.constantFrom('auto', 'ymd', 'dmy', 'mdy'),
  });
const NAMES = ['1월', '2월'];

it('what was set of how a file is read stands there again when the same file comes back', () => {
  fc.assert(
    fc.property(mapping(NAMES), mapping(NAMES), (opened, set) => {
      expect(mappingSchema.safeParse(set).success).toBe(true);
      const changes = changesOf(opened, set);
      const kept = readKeptMapping(JSON.parse(JSON.stringify({ file: 'a.xlsx', changes, time: '9', quantificationLimit: null })));
      expect(kept?.changes).toBeDefined();
      // In this order of the fields too: what differs is told by the text.
      expect(JSON.stringify(withChanges(opened, kept?.changes ?? changes))).toBe(JSON.stringify(set));
      expect(isUnchanged(changes)).toBe(JSON.stringify(opened) === JSON.stringify(set));
    }),
  );
});

it('takes nothing over for a sheet or a column that the file does not have, nor from what cannot be read', () => {
  fc.assert(fc.property(mapping(NAMES), mapping(NAMES), mapping(['3월']), (opened, set, other) => {
    expect(withChanges(other, changesOf(opened, set)).sheets).toEqual(other.sheets);
  }));
  for (const broken of [null, {}, { file: 'a', changes: { defaults: { time: '9' }, sheets: [] }, time: null, quantificationLimit: null }]) expect(readKeptMapping(broken)).toBeNull();
});

it('is small however large the file: twelve sheets of a year with forty columns, two of them set on each', () => {
  expect(formKey.safeParse(mappingForm('0'.repeat(64))).success).toBe(true);
  const columns = Array.from({ length: 40 }, (_, index) => ({ index, header: `T-N 방류수 ${String(index)}`, role: 'value' as const, item: 'TN', point: null, unit: null }));
  const [sample] = fc.sample(mapping(['']), { numRuns: 1, seed: 1 });
  const opened: ImportMapping = { ...sample!, sheets: Array.from({ length: 12 }, (_, i) => ({ sheet: `${String(i + 1)}월`, use: true, headerRow: 0, firstRow: 1, columns, point: null, sampled: null })) };
  const set = { ...opened, sheets: opened.sheets.map((each) => ({ ...each, columns: each.columns.map((one) => (one.index < 2 ? { ...one, point: 'TK-EFF' } : one)) })) };
  const kept = JSON.stringify({ mapping: JSON.stringify({ file: 'a.xlsx', changes: changesOf(opened, set), time: null, quantificationLimit: null }) });
  expect(kept.length).toBeLessThan(MOST_DRAFT_CHARS / 8);
});
