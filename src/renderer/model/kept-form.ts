import { z } from 'zod';
import { baseFields } from '#contract/together.ts';
import type { Fields } from '#core/together/compare.ts';

/** What a field of a form holds: words and numbers as typed, a mark, a choice, or nothing chosen yet. */
export type KeptValue = string | boolean | null;
export type KeptFields = Readonly<Record<string, KeptValue>>;

/** What was typed into a form and not sent: only fields that differ from how the form opens. */
export interface KeptForm {
  readonly fields: KeptFields;
  /** Name of who typed last; empty where nobody was known. */
  readonly by: string;
  /** Last key stroke, ms UTC. */
  readonly atMs: number;
  /** What stood when the first of it was typed; a form that puts nothing in the place of something has none. */
  readonly base?: Fields;
}

/** Of another layout nothing is taken over: a field may have got another meaning. */
const LAYOUT = 1;
const kept = z.object({
  v: z.literal(LAYOUT),
  by: z.string(),
  fields: z.record(z.string(), z.union([z.string(), z.boolean(), z.null()])),
  base: baseFields.optional(),
});

/** A form as the text the engine keeps; empty when nothing was typed, so that it lets go. */
export const keptText = ({ fields, by, base }: Pick<KeptForm, 'fields' | 'by' | 'base'>): string =>
  Object.keys(fields).length === 0 ? '' : JSON.stringify({ v: LAYOUT, by, fields, base });

/** A kept text as a form; null when it is of another layout or no form at all. */
export function keptForm(text: string, atMs: number): KeptForm | null {
  try {
    const { by, fields, base } = kept.parse(JSON.parse(text));
    return Object.keys(fields).length === 0 ? null : { fields, by, atMs, ...(base === undefined ? {} : { base }) };
  } catch {
    return null;
  }
}

/** The fields with one changed; one that stands again as the form opens is not kept. */
export function withField(fields: KeptFields, name: string, value: KeptValue, initial: KeptValue): KeptFields {
  const { [name]: _, ...others } = fields;
  return value === initial ? others : { ...others, [name]: value };
}

/** What stands in a field: what was kept when it is of the field's kind, else how the form opens. */
export function fieldOf<T extends KeptValue>(fields: KeptFields, name: string, initial: T, options?: readonly T[]): T {
  const value = fields[name];
  if (value === undefined) return initial;
  if (options !== undefined) return options.find((option) => option === value) ?? initial;
  const fits = initial === null ? typeof value !== 'boolean' : typeof value === typeof initial;
  return fits ? (value as T) : initial;
}

/** What stands in a field that holds more than one thing, kept as JSON; how the form opens where that cannot be read. */
export function jsonOf<T>(text: KeptValue | undefined, initial: T, parse: (value: unknown) => T | null): T {
  if (typeof text !== 'string') return initial;
  try {
    return parse(JSON.parse(text)) ?? initial;
  } catch {
    return initial;
  }
}

/** Takes an object over when it has the fields of the one the form opens with, each of its kind or null; a list when it is one. */
export const likeThis =
  <T extends object>(initial: T) =>
  (value: unknown): T | null =>
    typeof value === 'object' && value !== null && Array.isArray(value) === Array.isArray(initial) && Object.entries(initial).every(([key, first]) => {
      const found: unknown = (value as Readonly<Record<string, unknown>>)[key];
      return found === null || first === null ? found !== undefined : typeof found === typeof first && Array.isArray(found) === Array.isArray(first);
    })
      ? (value as T)
      : null;
