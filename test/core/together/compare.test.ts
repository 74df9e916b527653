import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joined, meanwhile, movedFields, sameValue } from '#core/together/compare.ts';
import type { Fields } from '#core/together/compare.ts';

const leaf = fc.oneof(fc.string({ maxLength: 3 }), fc.integer({ min: 0, max: 9 }), fc.boolean(), fc.constant(null));
const NAMES = ['name', 'minimum', 'leadDays', 'place', 'heading'] as const;
const fields = fc.record(Object.fromEntries(NAMES.map((name) => [name, leaf])));
const change = fc.uniqueArray(fc.record({ name: fc.constantFrom(...NAMES), value: leaf }), { selector: ({ name }) => name });
const changed = (base: Fields, changes: readonly { readonly name: string; readonly value: Fields[string] }[]): Fields => ({
  ...base,
  ...Object.fromEntries(changes.map(({ name, value }) => [name, value])),
});
const ids = fc.uniqueArray(fc.constantFrom('ph', 'tmp', 'sludge', 'blower', 'odour'), { minLength: 1 });
const listOf = (order: readonly string[], text: string): Fields => ({ items: order.map((id) => ({ id, name: text })) });

describe('two people who change the same', () => {
  it('nobody is in the way of whoever changes what the form never showed, or nothing', () => {
    fc.assert(
      fc.property(fields, change, (base, theirs) => {
        const standing = changed(base, theirs);
        const moved = movedFields(base, standing);
        expect(moved).toEqual(NAMES.filter((name) => !sameValue(base[name], standing[name])));
        expect(movedFields(base, { ...base, notes: 'more' })).toEqual([]);
        const [shown = 'name', ...rest] = moved;
        expect(movedFields({ [shown]: standing[shown] ?? null }, standing)).toEqual([]);
        expect(meanwhile(base, standing, base).map(({ field }) => field)).toEqual([shown, ...rest].slice(0, moved.length));
      }),
    );
  });

  it('what only one of them changed stands as changed; of a contested field what was chosen', () => {
    fc.assert(
      fc.property(fields, change, change, fc.subarray([...NAMES]), (base, a, b, keep) => {
        const [theirs, mine] = [changed(base, a), changed(base, b)];
        const result = joined(base, theirs, mine, new Set(keep));
        const contested = meanwhile(base, theirs, mine).filter(({ isContested }) => isContested).map(({ field }) => field);
        for (const name of NAMES) {
          const wanted = contested.includes(name)
            ? (keep.includes(name) ? mine : theirs)[name]
            : sameValue(base[name], theirs[name]) ? mine[name] : theirs[name];
          expect(sameValue(result[name], wanted)).toBe(true);
        }
        // Once joined nothing of theirs is in the way any more.
        expect(meanwhile(theirs, theirs, result)).toEqual([]);
      }),
    );
  });

  it('two records of one list are two fields: neither edit, addition nor removal of the other is lost', () => {
    const base = listOf(['ph', 'tmp', 'sludge'], 'as it was');
    const rename = (list: Fields, which: string, name: string): Fields => ({
      items: (list['items'] as { id: string; name: string }[]).map((each) => (each.id === which ? { ...each, name } : each)),
    });
    const mine = rename(base, 'ph', 'mine');
    const theirs = { items: [...(rename(base, 'tmp', 'theirs')['items'] as []), { id: 'odour', name: 'new' }].filter(({ id }: { id: string }) => id !== 'sludge') };
    expect(meanwhile(base, theirs, mine).every(({ isContested }) => !isContested)).toBe(true);
    expect(joined(base, theirs, mine, new Set())).toEqual({
      items: [{ id: 'ph', name: 'mine' }, { id: 'tmp', name: 'theirs' }, { id: 'odour', name: 'new' }],
    });
    const both = rename(theirs, 'ph', 'theirs too');
    const [contested] = meanwhile(base, both, mine).filter(({ isContested }) => isContested);
    expect(contested).toEqual({ field: 'items/ph', isContested: true, lines: [{ path: ['items', 'ph', 'name'], before: 'as it was', theirs: 'theirs too', mine: 'mine' }] });
    expect(joined(base, both, mine, new Set(['items/ph']))).toMatchObject({ items: [{ id: 'ph', name: 'mine' }, { name: 'theirs' }, {}] });
    // The limits of a site are told apart by the item they are for.
    const limits = (tn: number, ss: number): Fields => ({ items: [{ item: 'TN', max: tn }, { item: 'SS', max: ss }] });
    expect(joined(limits(20, 10), limits(20, 5), limits(11, 10), new Set())).toEqual(limits(11, 5));
    fc.assert(
      fc.property(ids, ids, ids, (one, two, three) => {
        const sides = [one, two, three].map((order, i) => listOf(order, String(i))) as [Fields, Fields, Fields];
        const [stood, now, own] = sides;
        // With nothing of one's own, theirs; with nothing of theirs, one's own; in the same order.
        expect(joined(stood, now, stood, new Set())).toEqual(now);
        expect(joined(stood, stood, own, new Set())).toEqual(own);
        const every = new Set(meanwhile(stood, now, own).map(({ field }) => field));
        const result = joined(stood, now, own, every)['items'] as { id: string }[];
        expect(new Set(result.map(({ id }) => id)).size).toBe(result.length);
      }),
    );
  });
});
