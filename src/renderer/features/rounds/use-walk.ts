import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RoundView } from '#contract/rounds.ts';
import type { RoundItem } from '#core/plant/rounds.ts';
import { EMPTY_ANSWER, answerDraftSchema } from '#core/rounds/answer.ts';
import type { AnswerDraft, AnswerIssue } from '#core/rounds/answer.ts';
import { openIssues } from '#core/rounds/round.ts';
import type { Round } from '#core/rounds/round.ts';
import { walkOf } from '#core/rounds/route.ts';
import type { Stop } from '#core/rounds/route.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useProfile } from '../../store/hooks.ts';

export type SaveState = 'saved' | 'saving' | 'waiting';

export interface Walk {
  readonly round: Round;
  readonly stops: readonly Stop[];
  /** Items in the order they are walked. */
  readonly items: readonly RoundItem[];
  readonly draft: (itemId: string) => AnswerDraft;
  readonly edit: (itemId: string, part: Partial<AnswerDraft>) => void;
  /** How often something was typed or chosen: tells whether the person went on meanwhile. */
  readonly edits: () => number;
  /** Waits until everything typed is on disk; the round as it stands then, or null when it is not. */
  readonly flush: () => Promise<Round | null>;
  readonly issues: ReadonlyMap<string, readonly AnswerIssue[]>;
  readonly saveState: SaveState;
  readonly fault: CallFault | null;
  readonly take: (round: Round) => void;
}

const AGAIN_MS = 1500;
const draftOf = (answer: Round['answers'][string] | undefined): AnswerDraft =>
  answer === undefined ? EMPTY_ANSWER : answerDraftSchema.strip().parse(answer);

/**
 * Answers of an open round. Every change goes to the engine at once, one call at a time; what is
 * typed meanwhile goes with the next. What could not be sent is kept and tried again.
 */
export function useWalk(view: RoundView, who: string): Walk {
  const { profile } = useProfile();
  const [round, setRound] = useState(view.round);
  const [drafts, setDrafts] = useState<ReadonlyMap<string, AnswerDraft>>(new Map());
  const [saveState, setSaveState] = useState<SaveState>('saved');
  const [fault, setFault] = useState<CallFault | null>(null);
  const typed = useRef(new Map<string, AnswerDraft>());
  const dirty = useRef(new Map<string, AnswerDraft>());
  const sending = useRef<Promise<Round | null> | null>(null);
  const latest = useRef(round);
  const name = useRef(who);
  const alive = useRef(true);
  const count = useRef(0);
  name.current = who;

  const take = useCallback((next: Round) => {
    latest.current = next;
    setRound(next);
  }, []);

  const pump = useCallback((): Promise<Round | null> => {
    sending.current ??= (async () => {
      setSaveState('saving');
      for (;;) {
        const [first] = dirty.current;
        if (first === undefined) break;
        const [itemId, answer] = first;
        dirty.current.delete(itemId);
        const outcome = await callEngine('rounds.save', { id: latest.current.id, itemId, answer, who: name.current }, { timeoutMs: 12_000 });
        if (outcome.ok) {
          take(outcome.value);
          setFault(null);
          continue;
        }
        // Newer words may stand already.
        if (!dirty.current.has(itemId)) dirty.current.set(itemId, answer);
        setFault(outcome.error);
        setSaveState('waiting');
        setTimeout(() => {
          if (alive.current) void pump();
        }, AGAIN_MS);
        return null;
      }
      setSaveState('saved');
      return latest.current;
    })().finally(() => {
      sending.current = null;
    });
    return sending.current;
  }, [take]);

  const draft = useCallback((itemId: string): AnswerDraft => drafts.get(itemId) ?? draftOf(round.answers[itemId]), [drafts, round]);
  const edit = useCallback((itemId: string, part: Partial<AnswerDraft>) => {
    const next = { ...(typed.current.get(itemId) ?? draftOf(latest.current.answers[itemId])), ...part };
    count.current++;
    typed.current.set(itemId, next);
    dirty.current.set(itemId, next);
    setDrafts(new Map(typed.current));
    void pump();
  }, [pump]);

  const edits = useCallback(() => count.current, []);
  const flush = useCallback(async (): Promise<Round | null> => {
    for (;;) {
      const outcome = await pump();
      if (outcome === null || dirty.current.size === 0) return outcome;
    }
  }, [pump]);

  useEffect(() => {
    alive.current = true;
    const waiting = dirty.current;
    return () => {
      alive.current = false;
      if (waiting.size > 0) void pump();
    };
  }, [pump]);

  const stops = useMemo(() => walkOf(view.list.items, profile.rounds.places), [view.list, profile]);
  const items = useMemo(() => stops.flatMap((stop) => stop.items), [stops]);
  const issues = useMemo(() => openIssues(round, view.list), [round, view.list]);
  return { round, stops, items, draft, edit, edits, flush, issues, saveState, fault, take };
}
