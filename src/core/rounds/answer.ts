import { z } from 'zod';
import { convert } from '../laboratory/units.ts';
import type { ReadingItem, RoundItem } from '../plant/rounds.ts';
import { isAmbiguous, plainSigns, typedNumber } from '../units/typed-number.ts';

/**
 * An answer as far as it is given: what was typed stands as typed, so that a power cut in the middle of
 * a number loses nothing of it. Whether it is complete and believable is judged apart.
 */
export const ANSWER_STATES = ['given', 'cannotRead', 'notApplicable'] as const;
export const answerSchema = z.strictObject({
  state: z.enum(ANSWER_STATES),
  /** Number as typed, or free text. */
  text: z.string().max(2000),
  /** `pass`, `fail` or the id of an option; null before one is chosen. */
  choice: z.string().max(40).nullable(),
  /** Why an unusual value is so. */
  why: z.string().max(300),
  /** Why it cannot be read or does not apply; what is wrong with a failed item. */
  reason: z.string().max(300),
  /** Steps of a timer that were begun, and ended when so; why, when before their time. */
  steps: z.record(
    z.string().max(40),
    z.strictObject({
      startedMs: z.number(),
      doneMs: z.number().nullable(),
      reason: z.string().max(300).default(''),
    }),
  ),
  /** Ids of photos, files or the signature. */
  attachments: z.array(z.string().max(64)).max(6),
  /** Sensor and last round's reading as they stood beside the field, in the item's unit. */
  sensor: z.number().nullable(),
  last: z.number().nullable(),
  /** Who answered last, and when, ms UTC. */
  who: z.string().max(80),
  atMs: z.number(),
});
export type Answer = z.infer<typeof answerSchema>;

/** What a person changes; sensor, last reading, name and time are the engine's to add. */
export const answerDraftSchema = answerSchema.omit({
  sensor: true,
  last: true,
  who: true,
  atMs: true,
});
export type AnswerDraft = z.infer<typeof answerDraftSchema>;

export const EMPTY_ANSWER: AnswerDraft = {
  state: 'given',
  text: '',
  choice: null,
  why: '',
  reason: '',
  steps: {},
  attachments: [],
};

/**
 * Number a person typed: a comma counts as the point, full-width digits as plain ones. Null when it is none, or
 * when it may be one of two, as `1,234` is. No gauge shows powers of ten, so that an `e` is a slip.
 */
export const numberOf = (text: string): number | null =>
  /e/i.test(text) ? null : typedNumber(text);

/** `refuse`: cannot be so; `ask`: say why first; `missing`: something is to be done yet. */
export interface AnswerIssue {
  readonly severity: 'refuse' | 'ask' | 'missing';
  readonly code:
    | 'empty'
    | 'notANumber'
    | 'ambiguous'
    | 'impossible'
    | 'unusual'
    | 'difference'
    | 'reason'
    | 'whatFailed'
    | 'steps'
    | 'early'
    | 'photo'
    | 'signature'
    | 'unknownOption';
  readonly params: Readonly<Record<string, string | number>>;
}

/** What stands beside a reading, in the item's unit. */
export interface Beside {
  readonly sensor: number | null;
}

const short = (value: number): number => Number(value.toPrecision(6));

/** Range as it is told: "15–60", "≤ 50". */
export function rangeText({
  min,
  max,
}: {
  readonly min: number | null;
  readonly max: number | null;
}): string {
  if (min !== null && max !== null) return `${min}–${max}`;
  if (max !== null) return `≤ ${max}`;
  return min === null ? '' : `≥ ${min}`;
}

export const isUnusual = (item: Pick<ReadingItem, 'unusual'>, value: number): boolean =>
  (item.unusual.min !== null && value < item.unusual.min) ||
  (item.unusual.max !== null && value > item.unusual.max);

/** Whether reading and sensor are further apart than the check list allows; the share counts against the reading. */
export function differs(
  item: Pick<ReadingItem, 'difference'>,
  value: number,
  sensor: number | null,
): boolean {
  if (item.difference === null || sensor === null) return false;
  const gap = Math.abs(sensor - value);
  const { absolute, percent, floor } = item.difference;
  return (
    (absolute !== null && gap > absolute) ||
    (percent !== null && gap > (percent / 100) * Math.max(floor, Math.abs(value)))
  );
}

/** Sensor's value in the unit of the item; null when it has none or the units do not meet. */
export const sensorIn = (item: ReadingItem, value: number | null, unit: string): number | null =>
  value === null ? null : convert(value, unit, item.unit);

/** Everything that stands between an answer and the end of the round, the worst first. */
export function judgeAnswer(
  item: RoundItem,
  answer: AnswerDraft | undefined,
  beside: Beside,
): AnswerIssue[] {
  const given = answer ?? EMPTY_ANSWER;
  if (given.state !== 'given')
    return given.reason.trim() === '' ? [issue('missing', 'reason')] : [];
  switch (item.kind) {
    case 'reading':
      return judgeReading(item, given, beside);
    case 'check':
    case 'choice':
      return judgeChoice(item, given);
    case 'text':
      return given.text.trim() === '' ? empty(item) : [];
    case 'photo':
      return item.required && given.attachments.length === 0 ? [issue('missing', 'photo')] : [];
    case 'signature':
      return item.required && given.attachments.length === 0 ? [issue('missing', 'signature')] : [];
    case 'timer':
      return judgeSteps(item, given);
  }
}

const issue = (
  severity: AnswerIssue['severity'],
  code: AnswerIssue['code'],
  params: AnswerIssue['params'] = {},
): AnswerIssue => ({ severity, code, params });
const empty = (item: RoundItem): AnswerIssue[] =>
  item.required ? [issue('missing', 'empty')] : [];

function judgeSteps(
  item: Extract<RoundItem, { kind: 'timer' }>,
  answer: AnswerDraft,
): AnswerIssue[] {
  const open = item.steps.filter(({ id }) => answer.steps[id]?.doneMs == null).length;
  const isBegun = Object.keys(answer.steps).length > 0;
  if (open > 0 && (item.required || isBegun)) return [issue('missing', 'steps', { count: open })];
  const unexplained = item.steps.find(
    ({ id, minutes }) =>
      isEarly(answer.steps[id], minutes) && answer.steps[id]?.reason.trim() === '',
  );
  return unexplained === undefined ? [] : [issue('ask', 'early', { minutes: unexplained.minutes })];
}

/** Whether a step was ended before its time; the last second is forgiven. */
export const isEarly = (step: AnswerDraft['steps'][string] | undefined, minutes: number): boolean =>
  step !== undefined &&
  step.doneMs !== null &&
  step.doneMs - step.startedMs < minutes * 60_000 - 1000;

/** What cannot be read as one number; of two that may be meant it names both. */
const unreadable = (text: string, unit: string): AnswerIssue =>
  isAmbiguous(text)
    ? issue('refuse', 'ambiguous', {
        value: text,
        whole: plainSigns(text).replace(',', ''),
        decimal: plainSigns(text).replace(',', '.'),
        unit,
      })
    : issue('refuse', 'notANumber', { value: text, unit });

function judgeReading(item: ReadingItem, answer: AnswerDraft, { sensor }: Beside): AnswerIssue[] {
  if (answer.text.trim() === '') return empty(item);
  const value = numberOf(answer.text);
  if (value === null) return [unreadable(answer.text.trim(), item.unit)];
  const { min, max } = item.impossible;
  if (value < min || value > max)
    return [
      issue('refuse', 'impossible', {
        value,
        allowed: rangeText(item.impossible),
        unit: item.unit,
      }),
    ];
  if (answer.why.trim() !== '') return [];
  if (isUnusual(item, value))
    return [issue('ask', 'unusual', { value, allowed: rangeText(item.unusual), unit: item.unit })];
  if (sensor !== null && differs(item, value, sensor))
    return [issue('ask', 'difference', { value, sensor: short(sensor), unit: item.unit })];
  return [];
}

function judgeChoice(
  item: Extract<RoundItem, { kind: 'check' | 'choice' }>,
  answer: AnswerDraft,
): AnswerIssue[] {
  if (answer.choice === null) return empty(item);
  const known =
    item.kind === 'check'
      ? ['pass', 'fail'].includes(answer.choice)
      : item.options.some(({ id }) => id === answer.choice);
  if (!known) return [issue('refuse', 'unknownOption', { value: answer.choice })];
  return hasFailed(item, answer) && answer.reason.trim() === '' ? [issue('ask', 'whatFailed')] : [];
}

/** Whether an answer says that something is wrong: what opens a work order where the item says so. */
export function hasFailed(item: RoundItem, answer: AnswerDraft | undefined): boolean {
  if (answer?.state !== 'given') return false;
  if (item.kind === 'check') return answer.choice === 'fail';
  if (item.kind === 'choice')
    return item.options.some(({ id, bad }) => bad && id === answer.choice);
  if (item.kind !== 'reading') return false;
  const value = numberOf(answer.text);
  return value !== null && isUnusual(item, value);
}

/** Whether a reading asks for a calibration of its sensor. */
export function asksCalibration(
  item: RoundItem,
  answer: AnswerDraft | undefined,
  beside: Beside,
): boolean {
  if (item.kind !== 'reading' || item.tag === null || answer?.state !== 'given') return false;
  const value = numberOf(answer.text);
  return value !== null && differs(item, value, beside.sensor);
}

/** Whether there is anything in it at all. */
export const isTouched = (answer: AnswerDraft | undefined): boolean =>
  answer !== undefined &&
  (answer.state !== 'given' ||
    answer.text.trim() !== '' ||
    answer.choice !== null ||
    answer.attachments.length > 0 ||
    Object.keys(answer.steps).length > 0);
