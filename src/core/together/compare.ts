import { auditChanges } from '../access/audit.ts';
import type { EntryBody, EntryValue } from '../records/entry.ts';

/**
 * Two people who change the same thing. A form says what it was drawn up on: the fields it replaces, as
 * they stood. Where one of them stands otherwise by now, somebody was there in between. One comparison
 * for the engine, which refuses, and the window, which shows before, theirs and mine.
 */
export type Fields = EntryBody;

/** A value as one text, whatever the order of its fields; a field that is null is none. */
function canonical(value: EntryValue | undefined): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly EntryValue[]).map(canonical).join(',')}]`;
  const inner = Object.entries(value)
    .filter(([, each]) => each !== null && each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`);
  return `{${inner.join(',')}}`;
}

export const sameValue = (a: EntryValue | undefined, b: EntryValue | undefined): boolean =>
  canonical(a) === canonical(b);

/** Fields of those it was drawn up on that stand otherwise now. What the form never showed does not count. */
export const movedFields = (base: Fields, standing: Fields): readonly string[] =>
  Object.keys(base).filter((field) => !sameValue(base[field], standing[field]));

/** One field somebody else changed meanwhile. */
export interface MovedField {
  /** Name of the field; `items/tmp` for one of a list of records that are told apart by their id. */
  readonly field: string;
  /** I changed it too, to something else: a person has to say which of the two is to stand. */
  readonly isContested: boolean;
  /** Leaves that differ, with the way to them. */
  readonly lines: readonly MovedLine[];
}

export interface MovedLine {
  readonly path: readonly string[];
  readonly before: EntryValue;
  readonly theirs: EntryValue;
  readonly mine: EntryValue;
}

/** What somebody else changed since `base`, and whether I changed the same. */
export function meanwhile(base: Fields, theirs: Fields, mine: Fields): readonly MovedField[] {
  const sides = unfolded({ base, theirs: only(theirs, base), mine });
  return keysOf(sides.base, sides.theirs).flatMap((field) => {
    const [before, now, own] = [sides.base[field], sides.theirs[field], sides.mine[field]];
    if (sameValue(before, now)) return [];
    const lines = auditChanges(before ?? null, now ?? null, field.split('/')).map((change) => ({
      path: change.path.filter((part) => part !== ''),
      before: change.before,
      theirs: change.after,
      mine: at(own ?? null, change.path.slice(field.split('/').length)),
    }));
    return [{ field, isContested: !sameValue(before, own) && !sameValue(now, own), lines }];
  });
}

/**
 * Both joined: a field only one of us changed stands as changed, a contested one as chosen.
 * @param keepMine contested fields in which mine is to stand, as `meanwhile` names them
 */
export function joined(
  base: Fields,
  theirs: Fields,
  mine: Fields,
  keepMine: ReadonlySet<string>,
): Fields {
  const sides = unfolded({ base, theirs: only(theirs, base), mine });
  const fields: Record<string, EntryValue> = {};
  for (const field of keysOf(sides.base, sides.theirs, sides.mine)) {
    const [before, now, own] = [sides.base[field], sides.theirs[field], sides.mine[field]];
    const isMine = sameValue(before, now) || (!sameValue(before, own) && keepMine.has(field));
    const value = isMine ? own : now;
    if (value !== undefined) fields[field] = value;
  }
  return folded(fields, sides.lists);
}

const keysOf = (...sides: readonly Fields[]): readonly string[] => [
  ...new Set(sides.flatMap((side) => Object.keys(side))),
];

const only = (fields: Fields, those: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([field]) => Object.hasOwn(those, field)));

function at(value: EntryValue, path: readonly string[]): EntryValue {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (typeof value !== 'object' || value === null) return null;
  const inner = Array.isArray(value)
    ? (value as readonly EntryValue[]).find((each) => idOf(each) === first)
    : (value as EntryBody)[first];
  return at(inner ?? null, rest);
}

interface Sides {
  readonly base: Fields;
  readonly theirs: Fields;
  readonly mine: Fields;
}

/** What tells a record of a list apart: its id, or the item it is about. */
function idOf(value: EntryValue): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { id, item } = value as EntryBody;
  return typeof id === 'string' ? id : typeof item === 'string' ? item : null;
}

/** Ids of a list of records that are told apart by them; null for anything else. */
function idsOf(value: EntryValue | undefined): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  const ids = (value as readonly EntryValue[]).map(idOf);
  return ids.every((id) => id !== null) && new Set(ids).size === ids.length ? ids : null;
}

/**
 * Lists of records on all sides as one field for each record, `items/ID`, and one for their order, `items/`,
 * so that two people can work on two items of the same list.
 */
function unfolded(sides: Sides): Sides & { readonly lists: readonly string[] } {
  const { base, theirs, mine } = sides;
  const lists = Object.keys(base).filter((field) => {
    const found = [base[field], theirs[field], mine[field]].map(idsOf);
    return found.every((ids) => ids !== null) && found.some((ids) => ids.length > 0);
  });
  const unfold = (fields: Fields): Fields => {
    const flat: Record<string, EntryValue> = {};
    for (const [field, value] of Object.entries(fields)) {
      if (!lists.includes(field)) flat[field] = value;
      else {
        flat[`${field}/`] = idsOf(value) ?? [];
        for (const each of value as readonly EntryValue[])
          flat[`${field}/${idOf(each) ?? ''}`] = each;
      }
    }
    return flat;
  };
  return { base: unfold(base), theirs: unfold(theirs), mine: unfold(mine), lists };
}

/** The way back; a record its list's order does not name stands at the end. */
function folded(flat: Fields, lists: readonly string[]): Fields {
  const isOfList = (field: string): boolean => lists.some((list) => field.startsWith(`${list}/`));
  const fields: Record<string, EntryValue> = Object.fromEntries(
    Object.entries(flat).filter(([field]) => !isOfList(field)),
  );
  for (const list of lists) {
    const order = (flat[`${list}/`] ?? []) as readonly string[];
    const known = Object.keys(flat)
      .filter((field) => field.startsWith(`${list}/`) && field !== `${list}/`)
      .map((field) => field.slice(list.length + 1));
    const ids = [
      ...order.filter((id) => known.includes(id)),
      ...known.filter((id) => !order.includes(id)),
    ];
    fields[list] = ids.map((id) => flat[`${list}/${id}`] ?? null);
  }
  return fields;
}
