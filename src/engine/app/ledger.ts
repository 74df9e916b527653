import { AsyncLocalStorage } from 'node:async_hooks';
import type { NewEntry } from '#core/records/entry.ts';
import type { ScanRecord } from '#engine/ports/historian.ts';

/**
 * What a command sends to disk, whoever of the engine's parts does it on its behalf: the versions of
 * records and the texts of state, each with the text that stood before. The audit log takes before and
 * after from it, so that no handler has to think of it.
 */
export interface Ledger {
  /** Only while the command runs: what it set going, such as another connection's scans, is not of its doing. */
  isOpen: boolean;
  /** State that lets go of the form the command was sent from; taken once, by the commit of its first record. */
  letGo: (() => Readonly<Record<string, string>>) | null;
  readonly entries: NewEntry[];
  readonly states: Map<string, { readonly before: string | undefined; after: string }>;
}

const scope = new AsyncLocalStorage<Ledger>();

/** Runs a command; what is stored until it has answered lands in `ledger`. */
export async function withLedger<T>(ledger: Ledger, run: () => Promise<T>): Promise<T> {
  try {
    return await scope.run(ledger, run);
  } finally {
    ledger.isOpen = false;
  }
}

export const newLedger = (letGo: Ledger['letGo'] = null): Ledger => ({
  isOpen: true,
  letGo,
  entries: [],
  states: new Map(),
});

/** Notes versions and texts that go to disk now; does nothing outside of a command. */
export function noteInLedger(
  entries: readonly NewEntry[],
  states: Readonly<Record<string, string>>,
  textBefore: (key: string) => string | undefined,
): void {
  const ledger = scope.getStore();
  if (ledger?.isOpen !== true) return;
  ledger.entries.push(...entries);
  for (const [key, after] of Object.entries(states)) {
    if (!isToldInAudit(key)) continue;
    const known = ledger.states.get(key);
    if (known === undefined) ledger.states.set(key, { before: textBefore(key), after });
    else known.after = after;
  }
}

/** What goes to disk together with the first record of a command that was sent from a form. */
export function letGoOfForm({
  entries = [],
  receipts,
  state,
}: Pick<ScanRecord, 'entries' | 'receipts' | 'state'>): Readonly<Record<string, string>> {
  const ledger = scope.getStore();
  if (ledger?.isOpen !== true || ledger.letGo === null) return {};
  if (entries.length + receipts.length === 0 && !Object.keys(state).some(isToldInAudit)) return {};
  const { letGo } = ledger;
  ledger.letGo = null;
  return letGo();
}

/** Texts of state that say nothing a person did: what was learnt, what runs, half-typed words; and the register, whose changes are records too. */
const UNTOLD = /^(engine\.|quality\.|access\.|drafts|rounds\.watch|setup\.progress)/;
export const isToldInAudit = (key: string): boolean => !UNTOLD.test(key);
