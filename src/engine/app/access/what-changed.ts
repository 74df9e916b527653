import { auditBody, difference, forAudit } from '#core/access/audit.ts';
import type { EntryBody, EntryKind, EntryValue, NewEntry } from '#core/records/entry.ts';
import type { CallNote } from '#engine/rpc/handlers.ts';
import type { Historian } from '#engine/ports/historian.ts';
import type { Ledger } from '../ledger.ts';

/** One command that touches more records than these names only the first. */
const MOST_RECORDS = 5;

/** Texts of state that repeat what a record of the same command says, or are the engine's own book-keeping. */
const BESIDE_RECORDS = /^(?:work\.|site\.settings$|keeping\.)/;
/** Texts of state in which records lie as long as they are open: they become entries when they end. */
const OPEN_RECORDS: Readonly<Record<string, EntryKind>> = { 'rounds.open': 'round' };

type Sides = { readonly before: EntryValue; readonly after: EntryValue };

/**
 * What stood before and after a command, out of the versions it stored and the texts of state it wrote;
 * null when it stored neither, or nothing differs. The version before is read from the history, where
 * the ones this command wrote stand already.
 */
export async function whatChanged(
  { entries, states }: Ledger,
  historian: Pick<Historian, 'entries'>,
): Promise<Pick<CallNote, 'before' | 'after'> | null> {
  const changes: [string, Sides][] = [];
  const records = Map.groupBy(entries, ({ kind, id }) => `${kind} ${id}`);
  const open = openRecords(states);
  for (const [name, written] of [...records].slice(0, MOST_RECORDS)) {
    const sides = await ofRecord(written, open.get(name)?.before ?? null, historian);
    if (sides !== null) changes.push([name, sides]);
  }
  for (const [name, { before, after }] of open) {
    const sides = records.has(name) ? null : ofStates(before, after);
    if (sides !== null) changes.push([name, sides]);
  }
  for (const [key, { before, after }] of states) {
    if (BESIDE_RECORDS.test(key) || key in OPEN_RECORDS) continue;
    const sides = ofStates(parsed(before), parsed(after));
    if (sides !== null) changes.push([key, sides]);
  }
  const [only] = changes;
  if (only === undefined) return null;
  if (changes.length === 1) return only[1];
  const side = (which: keyof Sides): EntryValue =>
    Object.fromEntries(changes.map(([name, sides]) => [name, sides[which]]));
  return { before: side('before'), after: side('after') };
}

/** A work order by the number people call it by, before its id; null for what is none. */
export function numbered(
  { entries }: Pick<Ledger, 'entries'>,
  subject: string | null,
): Pick<CallNote, 'subject'> | null {
  const written = entries.findLast(({ kind, id }) => kind === 'workOrder' && id === subject);
  const number = written?.body['number'];
  return subject === null || typeof number !== 'number'
    ? null
    : { subject: `#${String(number)} ${subject}` };
}

/** Records out of texts of state, by kind and id, as they stood before and as they stand. */
function openRecords(states: Ledger['states']): ReadonlyMap<string, Sides> {
  const found = new Map<string, Sides>();
  for (const [key, kind] of Object.entries(OPEN_RECORDS)) {
    const texts = states.get(key);
    if (texts === undefined) continue;
    const before = byId(kind, parsed(texts.before));
    const after = byId(kind, parsed(texts.after));
    for (const id of new Set([...before.keys(), ...after.keys()]))
      found.set(`${kind} ${id}`, { before: before.get(id) ?? null, after: after.get(id) ?? null });
  }
  return found;
}

function byId(kind: EntryKind, list: EntryValue): ReadonlyMap<string, EntryBody> {
  if (!Array.isArray(list)) return new Map();
  const bodies = (list as readonly EntryBody[]).filter(({ id }) => typeof id === 'string');
  return new Map(bodies.map((body) => [body['id'] as string, auditBody(kind, body)]));
}

async function ofRecord(
  written: readonly NewEntry[],
  whileOpen: EntryValue,
  historian: Pick<Historian, 'entries'>,
): Promise<Sides | null> {
  const last = written.at(-1);
  if (last === undefined) return null;
  const { kind, id } = last;
  const versions = await historian.entries({
    kinds: [kind],
    id,
    versions: 'all',
    limit: written.length + 1,
  });
  const earlier = versions.ok ? versions.value[written.length] : undefined;
  return ofStates(
    earlier === undefined ? whileOpen : auditBody(kind, earlier.body),
    auditBody(kind, last.body),
  );
}

function ofStates(before: EntryValue, after: EntryValue): Sides | null {
  const sides = difference(before, after);
  return sides.before === null && sides.after === null
    ? null
    : { before: forAudit(sides.before), after: forAudit(sides.after) };
}

function parsed(text: string | undefined): EntryValue {
  if (text === undefined) return null;
  try {
    return JSON.parse(text) as EntryValue;
  } catch {
    return null;
  }
}
