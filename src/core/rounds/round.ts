import { z } from 'zod';
import type { Checklist, RoundItem } from '../plant/rounds.ts';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import {
  answerDraftSchema,
  answerSchema,
  asksCalibration,
  hasFailed,
  isTouched,
  judgeAnswer,
} from './answer.ts';
import type { Answer, AnswerDraft, AnswerIssue } from './answer.ts';

/** A round from its beginning to its end, and what is added to it afterwards. Every change gives a new value. */
export const ROUND_STATES = ['running', 'paused', 'done', 'missed', 'carried', 'dropped'] as const;
export type RoundState = (typeof ROUND_STATES)[number];

export const addition = z.strictObject({
  /** Item it is about; null for the round as a whole. */
  itemId: z.string().nullable(),
  text: z.string().min(1).max(1000),
  reason: z.string().min(1).max(300),
  who: z.string(),
  atMs: z.number(),
});

const correction = z.strictObject({
  itemId: z.string(),
  /** What stood there before; null when nothing did. */
  was: answerSchema.nullable(),
  reason: z.string().min(1).max(300),
  who: z.string(),
  atMs: z.number(),
});

/** Signature of a second person under a round that is done. */
export const secondSignature = z.strictObject({
  who: z.string(),
  atMs: z.number(),
  /** Id of the drawn signature. */
  attachmentId: z.string(),
});

/** Body of an entry of kind `round`; a draft of the same shape is kept while it runs. */
export const roundSchema = z.strictObject({
  id: z.string().min(1).max(40),
  checklistId: z.string(),
  /** Version of the check list it is done with, to its end. */
  version: z.int().min(1),
  /** When it was due, ms UTC; null for one nobody asked for. */
  dueMs: z.number().nullable(),
  state: z.enum(ROUND_STATES),
  beganMs: z.number().nullable(),
  beganBy: z.string(),
  doneMs: z.number().nullable(),
  doneBy: z.string(),
  /** When it was walked with a printed form, ms UTC; null when answered on the spot. */
  paperMs: z.number().nullable(),
  /** Who walked it with the printed form; empty when answered on the spot. `doneBy` is who typed it in. */
  paperBy: z.string().default(''),
  /** Spans of work between pauses; the last is open while it runs. */
  spans: z.array(z.strictObject({ fromMs: z.number(), toMs: z.number().nullable() })),
  answers: z.record(z.string(), answerSchema),
  /** What followed from its answers. */
  followed: z.array(
    z.strictObject({
      itemId: z.string(),
      kind: z.enum(['workOrder', 'calibration']),
      ref: z.string(),
    }),
  ),
  additions: z.array(addition),
  /** Answers that were put right, oldest first. */
  corrections: z.array(correction).default([]),
  second: secondSignature.nullable().default(null),
  /** Day it was carried over to, `YYYY-MM-DD`. */
  carriedTo: z.string().nullable(),
  /** Why it was carried over, dropped or put right. */
  reason: z.string().max(300),
});
export type Round = z.infer<typeof roundSchema>;

export type RoundFault =
  | {
      readonly code:
        | 'notOpen'
        | 'notDone'
        | 'unknownItem'
        | 'windowOver'
        | 'windowOpen'
        | 'notPaused'
        | 'noSecond'
        | 'isSigned'
        | 'sameSigner';
    }
  /** Answers that are missing or cannot be so, by item. */
  | { readonly code: 'incomplete'; readonly itemIds: readonly string[] };

export const isOpen = (round: Pick<Round, 'state'>): boolean =>
  round.state === 'running' || round.state === 'paused';

/** A round that has just begun. */
export function beginRound(begin: {
  readonly id: string;
  readonly checklistId: string;
  readonly version: number;
  readonly dueMs: number | null;
  readonly paperMs: number | null;
  readonly paperBy: string;
  readonly who: string;
  readonly nowMs: number;
}): Round {
  const { who, nowMs, ...rest } = begin;
  return {
    ...rest,
    state: 'running',
    beganMs: nowMs,
    beganBy: who,
    doneMs: null,
    doneBy: '',
    spans: [{ fromMs: nowMs, toMs: null }],
    answers: {},
    followed: [],
    additions: [],
    corrections: [],
    second: null,
    carriedTo: null,
    reason: '',
  };
}

/** An open round goes on from a printed form: what is answered from now on was found then, by that person. */
export function turnToPaper(
  round: Round,
  paperMs: number,
  paperBy: string,
): Result<Round, RoundFault> {
  return isOpen(round) ? ok({ ...round, paperMs, paperBy }) : err({ code: 'notOpen' });
}

/** A round nobody walked: missed, or moved to another day. */
export function unwalked(
  round: {
    readonly id: string;
    readonly checklistId: string;
    readonly version: number;
    readonly dueMs: number;
  },
  state: 'missed' | 'carried',
  carriedTo: string | null,
  reason: string,
): Round {
  return {
    ...round,
    state,
    beganMs: null,
    beganBy: '',
    doneMs: null,
    doneBy: '',
    paperMs: null,
    paperBy: '',
    spans: [],
    answers: {},
    followed: [],
    additions: [],
    corrections: [],
    second: null,
    carriedTo,
    reason,
  };
}

/** Item of a list by its id. */
export const itemOf = (list: Pick<Checklist, 'items'>, id: string): RoundItem | undefined =>
  list.items.find((item) => item.id === id);

export interface AnswerContext {
  readonly who: string;
  readonly nowMs: number;
  readonly sensor: number | null;
  readonly last: number | null;
}

/** Takes an answer over as far as it is given; answering goes on where it was paused. */
export function answerItem(
  round: Round,
  list: Pick<Checklist, 'items'>,
  itemId: string,
  draft: AnswerDraft,
  context: AnswerContext,
): Result<Round, RoundFault> {
  if (!isOpen(round)) return err({ code: 'notOpen' });
  if (itemOf(list, itemId) === undefined) return err({ code: 'unknownItem' });
  const resumed = round.state === 'paused' ? resumeOf(round, context.nowMs) : round;
  return ok({
    ...resumed,
    answers: {
      ...round.answers,
      [itemId]: stamped(draft, round.answers[itemId], context, round),
    },
  });
}

/** What stands beside a reading is taken when its number changes, so that a later word of reason moves neither. */
function stamped(
  draft: AnswerDraft,
  before: Answer | undefined,
  { who, nowMs, sensor, last }: AnswerContext,
  { paperMs, paperBy }: Pick<Round, 'paperMs' | 'paperBy'>,
): Answer {
  const isSame =
    before !== undefined &&
    before.text === draft.text &&
    before.choice === draft.choice &&
    before.state === draft.state;
  const atMs = isSame ? before.atMs : (paperMs ?? nowMs);
  return {
    ...answerDraftSchema.parse(draft),
    sensor: isSame ? before.sensor : sensor,
    last: isSame ? before.last : last,
    who: paperMs === null || paperBy === '' ? who : paperBy,
    atMs,
  };
}

const resumeOf = (round: Round, nowMs: number): Round => ({
  ...round,
  state: 'running',
  spans: [...round.spans, { fromMs: nowMs, toMs: null }],
});
const closeSpan = (round: Round, nowMs: number): Round['spans'] =>
  round.spans.map((span) =>
    span.toMs === null ? { ...span, toMs: Math.max(span.fromMs, nowMs) } : span,
  );

export function pauseRound(round: Round, nowMs: number): Result<Round, RoundFault> {
  if (round.state !== 'running') return err({ code: 'notOpen' });
  return ok({ ...round, state: 'paused', spans: closeSpan(round, nowMs) });
}

export function resumeRound(round: Round, nowMs: number): Result<Round, RoundFault> {
  return round.state === 'paused' ? ok(resumeOf(round, nowMs)) : err({ code: 'notPaused' });
}

/** Time that was worked on it, pauses left out, ms. */
export const workedMs = (round: Pick<Round, 'spans'>, nowMs: number): number =>
  round.spans.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, (toMs ?? nowMs) - fromMs), 0);

/** What stands between each item and the end of the round. */
export function openIssues(
  round: Pick<Round, 'answers'>,
  list: Pick<Checklist, 'items'>,
): Map<string, readonly AnswerIssue[]> {
  const found = new Map<string, readonly AnswerIssue[]>();
  for (const item of list.items) {
    const answer = round.answers[item.id];
    const issues = judgeAnswer(item, answer, { sensor: answer?.sensor ?? null });
    if (issues.length > 0) found.set(item.id, issues);
  }
  return found;
}

/** Ends a round, when nothing is missing. */
export function completeRound(
  round: Round,
  list: Pick<Checklist, 'items'>,
  who: string,
  nowMs: number,
): Result<Round, RoundFault> {
  if (!isOpen(round)) return err({ code: 'notOpen' });
  const issues = openIssues(round, list);
  if (issues.size > 0) return err({ code: 'incomplete', itemIds: [...issues.keys()] });
  return ok({
    ...round,
    state: 'done',
    doneMs: nowMs,
    doneBy: who,
    spans: closeSpan(round, nowMs),
  });
}

/** Leaves an open round; what was answered stays in its record. */
export function dropRound(
  round: Round,
  who: string,
  reason: string,
  nowMs: number,
): Result<Round, RoundFault> {
  if (!isOpen(round)) return err({ code: 'notOpen' });
  return ok({
    ...round,
    state: 'dropped',
    doneMs: nowMs,
    doneBy: who,
    reason,
    spans: closeSpan(round, nowMs),
  });
}

/** Items whose answers call for something: a work order, or a calibration of their sensor. */
export function consequences(
  round: Pick<Round, 'answers'>,
  list: Pick<Checklist, 'items'>,
): { readonly failed: readonly RoundItem[]; readonly calibrate: readonly RoundItem[] } {
  return {
    failed: list.items.filter(
      (item) => item.onFail !== null && hasFailed(item, round.answers[item.id]),
    ),
    calibrate: list.items.filter((item) =>
      asksCalibration(item, round.answers[item.id], {
        sensor: round.answers[item.id]?.sensor ?? null,
      }),
    ),
  };
}

/** Answered items of all. */
export const progressOf = (
  round: Pick<Round, 'answers'>,
  list: Pick<Checklist, 'items'>,
): { readonly answered: number; readonly of: number } => ({
  answered: list.items.filter(
    (item) =>
      isTouched(round.answers[item.id]) &&
      judgeAnswer(item, round.answers[item.id], { sensor: round.answers[item.id]?.sensor ?? null })
        .length === 0,
  ).length,
  of: list.items.length,
});
