import type { z } from 'zod';
import { foldName } from '../access/people.ts';
import type { Checklist } from '../plant/rounds.ts';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { answerDraftSchema, judgeAnswer } from './answer.ts';
import type { Answer, AnswerDraft } from './answer.ts';
import { itemOf } from './round.ts';
import type { AnswerContext, Round, RoundFault, addition, secondSignature } from './round.ts';

/** What is done with a round that is over: put right within its window, added to, signed by a second person. */

/** Until when answers of a round that is done may be put right, ms UTC; null before. */
export const correctableUntilMs = (
  round: Pick<Round, 'state' | 'doneMs'>,
  correctionMin: number,
): number | null =>
  round.state === 'done' && round.doneMs !== null ? round.doneMs + correctionMin * 60_000 : null;

/** Puts an answer right within the window; it must be complete as before. */
export function correctAnswer(
  round: Round,
  list: Pick<Checklist, 'items'>,
  itemId: string,
  draft: AnswerDraft,
  context: AnswerContext & { readonly correctionMin: number; readonly reason: string },
): Result<Round, RoundFault> {
  const untilMs = correctableUntilMs(round, context.correctionMin);
  if (untilMs === null) return err({ code: 'notDone' });
  if (context.nowMs > untilMs) return err({ code: 'windowOver' });
  const item = itemOf(list, itemId);
  if (item === undefined) return err({ code: 'unknownItem' });
  const before = round.answers[itemId];
  // It was read when it was read: the sensor of that moment is what it is held against.
  const answer: Answer = {
    ...answerDraftSchema.parse(draft),
    sensor: before?.sensor ?? context.sensor,
    last: before?.last ?? context.last,
    who: context.who,
    atMs: before?.atMs ?? round.paperMs ?? context.nowMs,
  };
  if (judgeAnswer(item, answer, { sensor: answer.sensor }).length > 0)
    return err({ code: 'incomplete', itemIds: [itemId] });
  const { reason, who, nowMs: atMs } = context;
  return ok({
    ...round,
    answers: { ...round.answers, [itemId]: answer },
    corrections: [...round.corrections, { itemId, was: before ?? null, reason, who, atMs }],
    reason,
    // Who signed it signed what stood there before.
    second: null,
  });
}

/** Everybody who had a hand in it: they cannot be the second person. */
export const doersOf = (round: Round): ReadonlySet<string> =>
  new Set(
    [
      round.beganBy,
      round.doneBy,
      round.paperBy,
      ...Object.values(round.answers).map(({ who }) => who),
    ]
      .filter((name) => name !== '')
      .map(foldName),
  );

/** Whether it still waits for the signature of a second person. */
export const awaitsSecond = (
  round: Pick<Round, 'state' | 'second'>,
  list: Pick<Checklist, 'secondSignature'>,
): boolean => round.state === 'done' && list.secondSignature && round.second === null;

/** Signs a finished round as the second person. */
export function signRound(
  round: Round,
  list: Pick<Checklist, 'secondSignature'>,
  second: z.infer<typeof secondSignature>,
): Result<Round, RoundFault> {
  if (round.state !== 'done') return err({ code: 'notDone' });
  if (!list.secondSignature) return err({ code: 'noSecond' });
  if (round.second !== null) return err({ code: 'isSigned' });
  if (doersOf(round).has(foldName(second.who))) return err({ code: 'sameSigner' });
  return ok({ ...round, second });
}

/** Adds to a round after its window: the answers stay as they were. */
export function addTo(
  round: Round,
  list: Pick<Checklist, 'items'>,
  add: z.infer<typeof addition>,
  correctionMin: number,
): Result<Round, RoundFault> {
  const untilMs = correctableUntilMs(round, correctionMin);
  if (untilMs === null) return err({ code: 'notDone' });
  if (add.atMs <= untilMs) return err({ code: 'windowOpen' });
  if (add.itemId !== null && itemOf(list, add.itemId) === undefined)
    return err({ code: 'unknownItem' });
  return ok({ ...round, additions: [...round.additions, add] });
}
