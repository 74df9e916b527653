import { useEffect, useMemo, useRef, useState } from 'react';
import type { AnalysisAnswer, AnalysisQuestion } from '#core/analysis/question.ts';
import { useAnalysis } from '../../store/analysis-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { usePlant } from '../../store/plant-store.ts';

export type QuestionOf<K extends AnalysisQuestion['kind']> = Extract<AnalysisQuestion, { readonly kind: K }>;
export type AnswerOf<K extends AnalysisQuestion['kind']> = Extract<AnalysisAnswer, { readonly kind: K }>;

export interface Asking<K extends AnalysisQuestion['kind']> {
  readonly answer: AnswerOf<K> | null;
  /** The question it answers: while the next one is worked out, not the one being asked. */
  readonly answered: QuestionOf<K> | null;
  readonly working: boolean;
  /** Share of the work done, 0 to 1. */
  readonly share: number;
  readonly fault: CallFault | null;
  /** A person called the present question off. */
  readonly stopped: boolean;
  readonly cancel: () => void;
  readonly again: () => void;
}

const SETTLE_MS = 200;
const LONGEST_MS = 600_000;

/**
 * Asks a question as soon as it stands still, and calls the one before off. The answer before
 * stays until the next is there. Null asks nothing.
 */
export function useAnswer<K extends AnalysisQuestion['kind']>(question: QuestionOf<K> | null): Asking<K> {
  const live = usePlant((state) => state.phase === 'live');
  const key = question === null ? null : JSON.stringify(question);
  const [got, setGot] = useState<{ readonly answer: AnswerOf<K>; readonly question: QuestionOf<K> } | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  const [stopped, setStopped] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const stop = useRef<() => void>(() => undefined);
  const share = useAnalysis((state) => (state.progress?.id === asked ? state.progress?.share ?? 0 : 0));
  const parsed = useMemo(() => (key === null ? null : (JSON.parse(key) as QuestionOf<K>)), [key]);

  useEffect(() => {
    if (parsed === null || !live) return undefined;
    const id = crypto.randomUUID();
    const abort = new AbortController();
    let sent = false;
    const callOff = (): void => {
      abort.abort();
      if (sent) void callEngine('analysis.cancel', { id });
    };
    stop.current = callOff;
    setStopped(false);
    setFault(null);
    setAsked(id);
    const timer = setTimeout(() => {
      sent = true;
      void callEngine('analysis.ask', { id, question: parsed }, { signal: abort.signal, timeoutMs: LONGEST_MS }).then((result) => {
        sent = false;
        if (abort.signal.aborted) return;
        setAsked(null);
        if (result.ok) setGot({ answer: result.value as AnswerOf<K>, question: parsed });
        else setFault(result.error);
      });
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      callOff();
      // Nobody works on it any more: where the engine is gone, nothing turns as if somebody did.
      setAsked(null);
    };
  }, [parsed, live, attempt]);

  return {
    answer: key === null || got === null ? null : got.answer,
    answered: key === null || got === null ? null : got.question,
    working: asked !== null,
    share,
    fault,
    stopped,
    cancel: () => {
      stop.current();
      setAsked(null);
      setStopped(true);
    },
    again: () => setAttempt((n) => n + 1),
  };
}
