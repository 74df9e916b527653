import { auditBody, difference, forAudit } from '#core/access/audit.ts';
import type { EntryValue, NewEntry } from '#core/records/entry.ts';
import type { CallNote } from '#engine/rpc/handlers.ts';
import type { Historian } from '#engine/ports/historian.ts';
import type { Ledger } from '../ledger.ts';

/** One command that touches more records than these names only the first. */
const MOST_RECORDS = 5;

/** Texts of state that repeat what a record of the same command says, or are the engine's own book-keeping. */
const BESIDE_RECORDS = /^(?:rounds\.open$|work\.|site\.settings$|keeping\.)/;

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
  for (const [name, written] of [...records].slice(0, MOST_RECORDS)) {
    const sides = await ofRecord(written, historian);
    if (sides !== null) changes.push([name, sides]);
  }
  for (const [key, { before, after }] of states) {
    if (BESIDE_RECORDS.test(key)) continue;
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

async function ofRecord(
  written: readonly NewEntry[],
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
    earlier === undefined ? null : auditBody(kind, earlier.body),
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
