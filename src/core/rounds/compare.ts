import type { LocalText } from '../plant/common.ts';
import type { Checklist, RoundItem } from '../plant/rounds.ts';

/** A field that differs between two versions, with what stood there and what stands there. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What became of an item from one version to another. */
export interface ItemChange {
  readonly what: 'added' | 'removed' | 'moved' | 'changed';
  readonly itemId: string;
  readonly name: LocalText;
  /** Place in the list, from 1; null where it does not stand in that version. */
  readonly beforeAt: number | null;
  readonly afterAt: number | null;
  readonly fields: readonly FieldChange[];
}

export interface ListChanges {
  readonly fields: readonly FieldChange[];
  readonly items: readonly ItemChange[];
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function fieldsOf(before: object, after: object, except: readonly string[]): FieldChange[] {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((field) => !except.includes(field) && !isSame(was.get(field), is.get(field)))
    .map((field) => ({
      field,
      before: was.get(field) ?? null,
      after: is.get(field) ?? null,
    }));
}

/**
 * What changed from one version of a check list to another: fields of its head, items that came, went,
 * moved among those that stayed, or read otherwise now. Items are the same by their id.
 */
export function compareLists(before: Checklist, after: Checklist): ListChanges {
  const was = new Map(before.items.map((item, i) => [item.id, { item, at: i + 1 }]));
  const is = new Map(after.items.map((item, i) => [item.id, { item, at: i + 1 }]));
  const stayedBefore = before.items.filter(({ id }) => is.has(id)).map(({ id }) => id);
  const stayedAfter = after.items.filter(({ id }) => was.has(id)).map(({ id }) => id);
  const still = longestCommon(stayedBefore, stayedAfter);
  const items: ItemChange[] = [];
  for (const { item, at } of was.values())
    if (!is.has(item.id)) items.push(change('removed', item, at, null, []));
  for (const { item, at } of is.values()) {
    const earlier = was.get(item.id);
    if (earlier === undefined) {
      items.push(change('added', item, null, at, []));
      continue;
    }
    const fields = fieldsOf(earlier.item, item, ['id']);
    if (fields.length > 0) items.push(change('changed', item, earlier.at, at, fields));
    else if (!still.has(item.id)) items.push(change('moved', item, earlier.at, at, []));
  }
  return { fields: fieldsOf(before, after, ['id', 'items', 'source', 'assumed']), items };
}

const change = (
  what: ItemChange['what'],
  { id, name }: RoundItem,
  beforeAt: number | null,
  afterAt: number | null,
  fields: readonly FieldChange[],
): ItemChange => ({ what, itemId: id, name, beforeAt, afterAt, fields });

/** Ids that keep their order in both: all others were moved. At most 60 items, so the square table is small. */
function longestCommon(a: readonly string[], b: readonly string[]): ReadonlySet<string> {
  const length = a.map(() => new Array<number>(b.length + 1).fill(0));
  length.push(new Array<number>(b.length + 1).fill(0));
  const at = (i: number, k: number): number => length[i]?.[k] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let k = b.length - 1; k >= 0; k--) {
      const row = length[i];
      if (row === undefined) continue;
      row[k] = a[i] === b[k] ? at(i + 1, k + 1) + 1 : Math.max(at(i + 1, k), at(i, k + 1));
    }
  const kept = new Set<string>();
  for (let i = 0, k = 0; i < a.length && k < b.length;) {
    const id = a[i];
    if (id !== undefined && id === b[k]) {
      kept.add(id);
      i++;
      k++;
    } else if (at(i + 1, k) >= at(i, k + 1)) i++;
    else k++;
  }
  return kept;
}
