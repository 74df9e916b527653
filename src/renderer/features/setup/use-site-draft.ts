import { useRef, useState } from 'react';
import { baseFields, drawnUpOn } from '#contract/together.ts';
import type { SitePart } from '#core/setup/site.ts';
import type { SetupStep } from '#core/setup/steps.ts';
import { inForce } from '#core/setup/in-force.ts';
import type { Fields } from '#core/together/compare.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useProfile } from '../../store/hooks.ts';
import type { JoinedForm } from '../../ui/together-note.tsx';
import { useDraft } from './use-setup-step.ts';
import { useSitePart } from './use-site-part.ts';

/** Among the texts of a step: what stood when the first of them was typed, in pieces as long as a text may be. */
const BASE = '*base.';
const PIECE = 2000;

const packed = (base: Fields): Record<string, string> => {
  const text = JSON.stringify(base);
  return Object.fromEntries(Array.from({ length: Math.ceil(text.length / PIECE) }, (_, i) => [`${BASE}${String(i)}`, text.slice(i * PIECE, (i + 1) * PIECE)]));
};

/** What was packed; null where nothing was, or it cannot be read. */
function unpacked(fields: Readonly<Record<string, string>>): Fields | null {
  const text = Object.keys(fields).filter((key) => key.startsWith(BASE)).map((_, i) => fields[`${BASE}${String(i)}`] ?? '').join('');
  try {
    return text === '' ? null : baseFields.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

interface SiteDraft<T> {
  readonly fields: T;
  readonly change: (part: Partial<T>) => void;
  /** Puts the part in force; null when it is, else why not. */
  readonly put: (change: SitePart) => Promise<CallFault | null>;
  readonly form: JoinedForm;
}

/** Fields of a step that puts a part of the site in the place of what stands, with what they were drawn up on. */
export function useSiteDraft<T extends Record<string, string>>(step: SetupStep, part: SitePart['part'], initial: T): SiteDraft<T> {
  const { profile } = useProfile();
  const { save } = useSitePart();
  const [all, change, drop] = useDraft<Record<string, string>>(step, initial);
  const on = drawnUpOn('setup.save', { change: { part, value: inForce(profile, part) } as SitePart, who: '-' });
  const [opened, setOpened] = useState(on.fields);
  const [isSending, setSending] = useState(false);
  const [typed, setTyped] = useState(false);
  const joinedOn = useRef<Fields | null>(null);
  const kept = unpacked(all);
  const base = kept ?? opened;
  const fields = Object.fromEntries(Object.entries(all).filter(([key]) => !key.startsWith(BASE))) as T;
  const bare = (): Record<string, string> => Object.fromEntries(Object.keys(all).filter((key) => key.startsWith(BASE)).map((key) => [key, '']));
  return {
    fields,
    change: (next) => {
      setTyped(true);
      change(kept === null ? { ...next, ...packed(joinedOn.current ?? base) } : next);
    },
    put: async (next) => {
      drop();
      setSending(true);
      const fault = await save(next, base);
      if (fault !== null) setSending(false);
      return fault;
    },
    form: {
      on, base, isSending,
      seen: null,
      overtaken: 0,
      typedMs: typed || kept !== null ? 0 : null,
      rebase: (next) => {
        joinedOn.current = next;
        setOpened(next);
        change({ ...bare(), ...packed(next) });
      },
      snapshot: () => () => {
        joinedOn.current = base;
        setOpened(base);
        change({ ...all, ...packed(base) });
      },
      startOver: () => () => undefined,
    },
  };
}
