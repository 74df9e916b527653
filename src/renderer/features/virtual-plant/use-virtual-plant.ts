import { useCallback, useEffect, useState } from 'react';
import type { VirtualPlantCommand, VirtualPlantStatus } from '#contract/virtual-plant.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { FormHandle } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { usePlant } from '../../store/plant-store.ts';

/** What came of the last command; `fault` null: it was done. */
export interface Outcome {
  readonly cmd: VirtualPlantCommand['cmd'];
  readonly fault: CallFault | null;
}

/** True when it was done; what was typed into the form it is sent from is let go of then. */
export type Send = (command: VirtualPlantCommand, form?: FormHandle) => Promise<boolean>;

export interface VirtualPlantPanel {
  /** Null until the first answer. */
  readonly status: VirtualPlantStatus | null;
  /** Why the engine gave no answer at all. */
  readonly broken: CallFault | null;
  readonly outcome: Outcome | null;
  readonly busy: boolean;
  readonly send: Send;
  readonly askAgain: () => void;
}

/** How often the panel looks, ms: only while it is open. */
const LOOK_MS = 2000;

/** The faults panel's conversation with the virtual plant: what it shows, and commands with their outcome. */
export function useVirtualPlant(): VirtualPlantPanel {
  const operator = useOperatorName().trim();
  const beat = usePlant((state) => Math.floor(state.clockMs / LOOK_MS));
  const [status, setStatus] = useState<VirtualPlantStatus | null>(null);
  const [broken, setBroken] = useState<CallFault | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    void callEngine('virtualPlant.status', {}, { signal: abort.signal }).then((answer) => {
      if (answer.ok) {
        setStatus(answer.value);
        setBroken(null);
      } else if (answer.error.kind !== 'cancelled') setBroken(answer.error);
    });
    return () => abort.abort();
  }, [beat, asked]);

  const askAgain = useCallback(() => setAsked((n) => n + 1), []);
  const send = useCallback<Send>(async (command, form) => {
    setBusy(true);
    const params = { who: operator === '' ? 'window' : operator, command };
    const answer = await (form === undefined ? callEngine('virtualPlant.control', params) : form.send('virtualPlant.control', params));
    setBusy(false);
    setOutcome({ cmd: command.cmd, fault: answer.ok ? null : answer.error });
    setAsked((n) => n + 1);
    return answer.ok;
  }, [operator]);
  return { status, broken, outcome, busy, send, askAgain };
}
