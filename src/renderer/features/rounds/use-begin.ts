import { useState } from 'react';
import { useMay, useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { FormHandle } from '../../store/draft-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useMessages } from '../../store/messages.ts';
import { rounds } from '../../store/rounds-store.ts';

/** A round that was walked with the printed form: when, and by whom. */
export interface Paper {
  readonly paperMs: number;
  readonly paperBy: string;
}

export interface Begin {
  /** Begins a round and opens it; `name` is who does so, where that is not who works at this window, `form` what it is sent from. */
  readonly start: (checklistId: string, lineId: string | null, paper: Paper | null, name?: string, form?: FormHandle) => Promise<boolean>;
  readonly busy: boolean;
  readonly fault: string | null;
  readonly needsName: boolean;
  /** The person's role lets rounds be walked. */
  readonly may: boolean;
}

/** Begins a round and opens it; asks for the name first. */
export function useBegin(): Begin {
  const operator = useOperatorName();
  const may = useMay('round.do');
  const messages = useMessages();
  const faultText = useFaultText();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [needsName, setNeedsName] = useState(false);
  const start: Begin['start'] = async (checklistId, lineId, paper, name = operator, form) => {
    const who = name.trim();
    setNeedsName(who === '');
    if (who === '') {
      document.querySelector<HTMLElement>('[data-testid="rounds-who"]')?.focus();
      return false;
    }
    setBusy(true);
    const answer = await (form?.send ?? callEngine)('rounds.begin', { checklistId, lineId, paperMs: paper?.paperMs ?? null, paperBy: paper?.paperBy ?? '', who });
    setBusy(false);
    setFault(answer.ok ? null : faultText(answer.error));
    if (answer.ok) rounds.open(answer.value.round.id);
    return answer.ok;
  };
  return { start, busy, fault: !may.may && may.code !== null ? messages.code(may.code, { ...may.params }) : fault, needsName, may: may.may };
}
