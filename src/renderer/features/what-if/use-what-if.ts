import { useCallback, useEffect } from 'react';
import type { WhatIfRun } from '#contract/what-if.ts';
import type { WhatIfRequest } from '#core/what-if/request.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { FormHandle } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useWhatIf, whatIf } from '../../store/what-if-store.ts';

/** The run that is being worked out, when there is one. */
export const useBusyRun = (): WhatIfRun | undefined => useWhatIf((state) => state.runs?.find((run) => run.state === 'running'));

/** Fetches the list of kept runs whenever the engine is there anew, and the result of the run on screen. */
export function useWhatIfData(): void {
  const live = usePlant((state) => state.phase === 'live');
  const change = useWhatIf((state) => state.change);
  useEffect(() => {
    if (!live) return;
    void callEngine('whatIf.status', {}).then((answer) => {
      if (answer.ok) whatIf.setRuns(answer.value);
    });
  }, [live, change]);
  const shownId = useWhatIf((state) => state.shownId);
  const done = useWhatIf((state) => state.runs?.some((run) => run.id === state.shownId && run.state === 'done') ?? false);
  const missing = useWhatIf((state) => state.result === null);
  useEffect(() => {
    if (!live || shownId === null || !done || !missing) return;
    void callEngine('whatIf.result', { id: shownId }).then((answer) => {
      if (useWhatIf.getState().shownId !== shownId) return;
      if (answer.ok) whatIf.show(shownId, answer.value.result);
      // Gone for good; without an answer of the engine it is asked for again as soon as that is there.
      else if (answer.error.kind === 'engine') whatIf.show(null, null);
    });
  }, [live, change, shownId, done, missing]);
}

interface WhatIfCalls {
  /** From a form, what was typed there is let go of as soon as the question is asked. */
  readonly start: (request: WhatIfRequest, form?: FormHandle) => Promise<void>;
  readonly cancel: (id: string) => void;
}

/** Asks the engine to work a question out, and to stop doing so. */
export function useWhatIfCalls(onFault: (fault: CallFault | null) => void): WhatIfCalls {
  const operator = useOperatorName().trim();
  const start = useCallback<WhatIfCalls['start']>(async (request, form) => {
    onFault(null);
    const params = { request, who: operator === '' ? 'window' : operator };
    const answer = await (form === undefined ? callEngine('whatIf.start', params) : form.send('whatIf.start', params));
    if (!answer.ok) return onFault(answer.error);
    whatIf.began(answer.value);
    whatIf.show(answer.value.id, null);
    return undefined;
  }, [onFault, operator]);
  const cancel = useCallback((id: string) => {
    void callEngine('whatIf.cancel', { id }).then((answer) => {
      if (!answer.ok) onFault(answer.error);
    });
  }, [onFault]);
  return { start, cancel };
}
