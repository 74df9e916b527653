import { z } from 'zod';
import { READING_METHODS } from '../reading.ts';
import type { ReadingHow } from '../reading.ts';
import { QUANTITIES } from '../quantities.ts';
import { knownUnit } from '../units.ts';
import { COLUMN_ROLES } from './mapping.ts';
import type { ColumnRole } from './mapping.ts';

const list = z.array(z.string());

/** The table of words laboratories use (`resources/laboratory/words.json`), Korean and English. */
export const wordsSchema = z.strictObject({
  roles: z.partialRecord(z.enum(COLUMN_ROLES), list),
  items: z.record(z.string(), list),
  points: z.record(z.string(), list),
  hows: z.record(z.enum(READING_METHODS), list),
  notDetected: list,
  empty: list,
  belowSuffix: list,
  belowPrefix: list,
  aboveSuffix: list,
  abovePrefix: list,
  year: list,
  month: list,
  day: list,
  hour: list,
  minute: list,
  second: list,
  am: list,
  pm: list,
  weekdays: list,
});
export type WordTable = z.infer<typeof wordsSchema>;

/** A point with every name it goes by. */
export interface NamedPoint {
  readonly id: string;
  readonly names: readonly string[];
}

/** What a column's name was understood as. */
export type HeaderMeaning =
  | { readonly kind: 'role'; readonly role: ColumnRole; readonly unit: string | null }
  | { readonly kind: 'item'; readonly item: string; readonly unit: string | null }
  | { readonly kind: 'point'; readonly point: string };

/** Words ready to be looked up; spelling, case, blanks and punctuation do not matter. */
export interface Words {
  readonly table: WordTable;
  readonly header: (text: string) => HeaderMeaning | null;
  readonly item: (text: string) => { readonly item: string; readonly unit: string | null } | null;
  readonly point: (text: string) => string | null;
  readonly how: (text: string) => ReadingHow | null;
  readonly isEmpty: (text: string) => boolean;
  readonly isNotDetected: (text: string) => boolean;
}

/** Letters and digits alone, compatibility forms resolved. */
export const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** A trailing unit in brackets, after a comma or after a blank: `T-N(mg/L)`, `T-N, mg/L`, `T-N mg/L`. */
function splitUnit(text: string): { readonly base: string; readonly unit: string | null } {
  const flat = text.normalize('NFKC').replace(/\s+/g, ' ').trim();
  const bracket = /^(.*?)\s*[([]\s*([^()[\]]+?)\s*[)\]]$/.exec(flat);
  if (bracket !== null) {
    const unit = knownUnit(bracket[2] ?? '');
    if (unit !== null || /^[-–]$/.test(bracket[2] ?? '')) return { base: bracket[1] ?? '', unit };
  }
  const tail = /^(.+?)[,\s]\s*(\S+)$/.exec(flat);
  const unit = tail === null ? null : knownUnit(tail[2] ?? '');
  return tail === null || unit === null
    ? { base: flat, unit: null }
    : { base: tail[1] ?? '', unit };
}

/**
 * Makes the table ready, with the plant's own points beside the general ones. A word that stands
 * for two things is left out rather than guessed.
 */
export function prepareWords(table: WordTable, points: readonly NamedPoint[]): Words {
  const roles = lookUp(
    Object.entries(table.roles).map(([role, names]) => [role as ColumnRole, names]),
  );
  const items = lookUp(QUANTITIES.map(({ item }) => [item, [item, ...(table.items[item] ?? [])]]));
  const places = lookUp([
    ...points.map(({ id, names }): [string, readonly string[]] => [id, [id, ...names]]),
    ...Object.entries(table.points),
  ]);
  const hows = lookUp(READING_METHODS.map((how) => [how, [how, ...table.hows[how]]]));
  const empty = new Set(table.empty.map((word) => word.normalize('NFKC').trim().toLowerCase()));
  const absent = new Set(table.notDetected.map(bare));

  const itemOf = (text: string): { readonly item: string; readonly unit: string | null } | null => {
    const { base, unit } = splitUnit(text);
    const whole = items.get(bare(base));
    if (whole !== undefined) return { item: whole, unit };
    // Two names for the same thing, one in brackets.
    const both = /^(.*?)\s*[([]\s*([^()[\]]+?)\s*[)\]]$/.exec(base);
    const first = both === null ? undefined : items.get(bare(both[1] ?? ''));
    const second = both === null ? undefined : items.get(bare(both[2] ?? ''));
    return first !== undefined && first === second ? { item: first, unit } : null;
  };
  const pointOf = (text: string): string | null => places.get(bare(text)) ?? null;
  return {
    table,
    item: itemOf,
    point: pointOf,
    how: (text) => hows.get(bare(text)) ?? null,
    isEmpty: (text) => empty.has(text.normalize('NFKC').trim().toLowerCase()),
    isNotDetected: (text) => absent.has(bare(text)),
    header: (text) => {
      if (bare(text) === '') return null;
      const { base, unit } = splitUnit(text);
      const role = roles.get(bare(text)) ?? roles.get(bare(base));
      if (role !== undefined) return { kind: 'role', role, unit };
      const item = itemOf(text);
      if (item !== null) return { kind: 'item', ...item };
      const point = pointOf(text);
      return point === null ? null : { kind: 'point', point };
    },
  };
}

function lookUp<T extends string>(
  rows: readonly (readonly [T, readonly string[]])[],
): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  const twice = new Set<string>();
  for (const [meaning, names] of rows) {
    for (const name of names) {
      const key = bare(name);
      if (key === '') continue;
      const before = found.get(key);
      if (before !== undefined && before !== meaning) twice.add(key);
      found.set(key, meaning);
    }
  }
  for (const key of twice) found.delete(key);
  return found;
}
