import type { EntryValue } from '#core/records/entry.ts';
import type { Fields } from '#core/together/compare.ts';

/** Puts stored fields into a form, each by its own setter; what is not among them stays as it is. */
export function takeFields(fields: Fields, into: Readonly<Record<string, (value: EntryValue) => void>>): void {
  for (const [name, set] of Object.entries(into)) if (Object.hasOwn(fields, name)) set(fields[name] ?? null);
}

/** A stored value as the text a field shows; nothing is an empty field. */
export const asText = (value: EntryValue): string => (typeof value === 'string' ? value : value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));
