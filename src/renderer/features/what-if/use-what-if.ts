import { useCallback, useEffect, useMemo } from 'react';
import type { WhatIfRun } from '#contract/what-if.ts';
import type { Change } from '#core/what-if/request.ts';
import { checkRow, rowOf } from '../../model/what-if-form.ts';
import type { RowFaults } from '../../model/what-if-form.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useProfile } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useWhatIf, whatIf } from '../../store/what-if-store.ts';

/** The rows of the form as changes, with what is wrong with each. */
export function useDraft(): { readonly changes: readonly Change[] | null; readonly faults: ReadonlyMap<string, RowFaults> } {
  const { profile } = useProfile();
  const rows = useWhatIf((state) => state.rows);
  const horizonDays = useWhatIf((state) => state.horizonDays);
  return useMemo(() => {
    const checked = rows.map((row) => ({ key: row.key, ...checkRow(row, profile, horizonDays) }));
    const changes = checked.flatMap(({ change }) => (change === null ? [] : [change]));
    return { changes: changes.length === rows.length ? changes : null, faults: new Map(checked.map(({ key, faults }) => [key, faults])) };
  }, [rows, profile, horizonDays]);
}

/** The run that is being worked out, when there is one. */
export const useBusyRun = (): WhatIfRun | undefined => useWhatIf((state) => state.runs?.find((run) => run.state === 'running'));

/** Fetches the list of kept runs whenever the engine is there anew, and the result of the run on screen. */
export function useWhatIfData(): void {
  const live = usePlant((state) => state.phase === 'live');
  useEffect(() => {
    if (!live) return;
    void callEngine('whatIf.status', {}).then((answer) => {
      if (!answer.ok) return;
      whatIf.setRuns(answer.value);
      const { shownId } = useWhatIf.getState();
      // After a reload the newest answer is shown again.
      const newest = answer.value.find((run) => run.state === 'done');
      if (shownId === null && newest !== undefined) {
        whatIf.show(newest.id, null);
        if (useWhatIf.getState().rows.length === 0) whatIf.setRows(newest.request.changes.map(rowOf), newest.request.horizonDays);
      }
    });
  }, [live]);
  const shownId = useWhatIf((state) => state.shownId);
  const done = useWhatIf((state) => state.runs?.some((run) => run.id === state.shownId && run.state === 'done') ?? false);
  const missing = useWhatIf((state) => state.result === null);
  useEffect(() => {
    if (!live || shownId === null || !done || !missing) return;
    void callEngine('whatIf.result', { id: shownId }).then((answer) => {
      if (useWhatIf.getState().shownId !== shownId) return;
      whatIf.show(answer.ok ? shownId : null, answer.ok ? answer.value.result : null);
    });
  }, [live, shownId, done, missing]);
}

/** Asks the engine to work a question out, and to stop doing so. */
export function useWhatIfCalls(onFault: (fault: CallFault | null) => void): { readonly start: (changes: readonly Change[]) => void; readonly cancel: (id: string) => void } {
  const operator = useOperatorName();
  const start = useCallback((changes: readonly Change[]) => {
    onFault(null);
    const { horizonDays } = useWhatIf.getState();
    void callEngine('whatIf.start', { request: { horizonDays, changes: [...changes] }, who: operator.trim() === '' ? 'window' : operator.trim() }).then((answer) => {
      if (!answer.ok) return onFault(answer.error);
      whatIf.began(answer.value);
      whatIf.show(answer.value.id, null);
    });
  }, [onFault, operator]);
  const cancel = useCallback((id: string) => {
    void callEngine('whatIf.cancel', { id }).then((answer) => {
      if (!answer.ok) onFault(answer.error);
    });
  }, [onFault]);
  return { start, cancel };
}
