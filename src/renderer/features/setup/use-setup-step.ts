import { useCallback, useEffect, useRef, useState } from 'react';
import type { SetupStep } from '#core/setup/steps.ts';
import { stepBeside } from '#core/setup/steps.ts';
import { useAccess } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { setup, useSetup } from '../../store/setup-store.ts';

/** A key stroke is on disk this soon. */
const DRAFT_AFTER_MS = 200;
const DRAFT_AGAIN_MS = 1000;

/** Whether what is typed may be kept in the engine: somebody is logged in, or there is nobody yet. */
export const useMayKeep = (): boolean =>
  useAccess(({ status }) => status !== null && (status.state !== 'people' || status.session !== null));

/**
 * Fields of a step as texts. They begin with what was typed before, else with what stands; each change
 * goes to the engine, so that a power cut takes nothing away.
 */
export function useDraft<T extends Record<string, string>>(step: SetupStep, initial: T): readonly [T, (change: Partial<T>) => void, () => void] {
  const [fields, setFields] = useState<T>(() => ({ ...initial, ...useSetup.getState().view?.drafts[step] }));
  const mayKeep = useMayKeep();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const waiting = useRef<T | null>(null);
  const newest = useRef<T | null>(null);
  const again = useRef<() => void>(() => undefined);
  const send = useCallback((): void => {
    clearTimeout(timer.current);
    const next = waiting.current;
    waiting.current = null;
    if (next === null) return;
    void callEngine('setup.draft', { step, fields: next }).then((answer) => {
      if (answer.ok) setup.take(answer.value);
      else if (answer.error.kind !== 'engine' && waiting.current === null) {
        // The engine is being started again: what was typed goes there as soon as it is back.
        waiting.current = next;
        timer.current = setTimeout(() => again.current(), DRAFT_AGAIN_MS);
      }
    });
  }, [step]);
  useEffect(() => {
    again.current = send;
  }, [send]);
  useEffect(() => send, [send]);
  const change = (part: Partial<T>): void => {
    // Two changes of one press both count.
    const next = { ...(newest.current ?? fields), ...part };
    newest.current = next;
    setFields(next);
    if (!mayKeep) return;
    waiting.current = next;
    clearTimeout(timer.current);
    timer.current = setTimeout(send, DRAFT_AFTER_MS);
  };
  /** What waits to be kept is overtaken by the step itself. */
  const drop = useCallback((): void => {
    clearTimeout(timer.current);
    waiting.current = null;
  }, []);
  return [fields, change, drop];
}

/** Goes to a step; the engine keeps where one is. */
export function goToStep(step: SetupStep): void {
  setup.show(step);
  const { status } = useAccess.getState();
  if (status?.state === 'people' && status.session === null) return;
  void callEngine('setup.open', { step }).then((answer) => {
    if (answer.ok) setup.take(answer.value);
  });
}

/** Writes down that a step is done or left out and goes on to the next. */
export async function stepOver(step: SetupStep, how: 'done' | 'skipped'): Promise<Awaited<ReturnType<typeof callEngine<'setup.mark'>>>> {
  const answer = await callEngine('setup.mark', { step, how });
  if (answer.ok) {
    setup.take(answer.value);
    // Who went to another step meanwhile stays there.
    if (useSetup.getState().step === step) goToStep(stepBeside(step, 1));
  }
  return answer;
}
