import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditChanges, difference } from '#core/access/audit.ts';
import type { EntryValue } from '#core/records/entry.ts';

const { value } = fc.letrec<{ value: EntryValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<EntryValue>(null, true, 1, 2, 'a', 'b'),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('x', 'y', 'z'), tie('value'), { maxKeys: 3 }),
  ),
}));

describe('what a command changed', () => {
  it('is nothing where nothing differs, and the same backwards', () => {
    fc.assert(
      fc.property(value, value, (before, after) => {
        expect(difference(before, before)).toEqual({ before: null, after: null });
        const sides = difference(before, after);
        // The other way round it is the same change backwards.
        expect(difference(after, before)).toEqual({ before: sides.after, after: sides.before });
      }),
    );
  });

  it('is told leaf by leaf, with what stood before and after', () => {
    const before = { state: 'running', answers: { tmp: { text: '0.2' } }, who: 'Kim' };
    const after = {
      state: 'paused',
      answers: { tmp: { text: '0.3' }, ph: { text: '7' } },
      who: 'Kim',
    };
    const sides = difference(before, after);
    expect(sides).toEqual({
      before: { state: 'running', answers: { tmp: { text: '0.2' }, ph: null } },
      after: { state: 'paused', answers: { tmp: { text: '0.3' }, ph: { text: '7' } } },
    });
    expect(auditChanges(sides.before, sides.after)).toEqual([
      { path: ['state'], before: 'running', after: 'paused' },
      { path: ['answers', 'tmp', 'text'], before: '0.2', after: '0.3' },
      { path: ['answers', 'ph', 'text'], before: null, after: '7' },
    ]);
  });

  it('looks into lists of records that have a name, and keeps other lists whole', () => {
    const limit = (item: string, max: number) => ({ item, min: null, max });
    expect(
      auditChanges(
        { items: [limit('TN', 20), limit('TP', 2)], days: [1, 15] },
        { items: [limit('TN', 15), limit('TP', 2)], days: [1] },
      ),
    ).toEqual([
      { path: ['items', 'TN', 'max'], before: 20, after: 15 },
      { path: ['days'], before: [1, 15], after: [1] },
    ]);
  });
});
