import { z } from 'zod';
import { localText, isoDate } from '#core/plant/common.ts';
import { checklistSchema, holidaySchema } from '#core/plant/rounds.ts';
import { answerDraftSchema, answerSchema } from '#core/rounds/answer.ts';
import { ROUND_STATES, roundSchema } from '#core/rounds/round.ts';
import { TIMELINESS } from '#core/rounds/schedule.ts';
import { reportDocument } from '#core/report/document.ts';

/** Check lists, rounds, readings of a round, calendar. */

const who = z.string().trim().min(1).max(80);
const reason = z.string().trim().min(1).max(300);
const id = z.string().min(1).max(40);

export const MOST_ATTACHMENT_BYTES = 1_000_000;
export const ATTACHMENT_TYPES = [
  'image/png',
  'image/jpeg',
  'image/webp',
  'application/pdf',
] as const;

/** A check list as it stands, and which version that is. */
export const storedChecklist = z.object({
  list: checklistSchema,
  version: z.int().min(1),
  /** Taken from the profile, or changed by a person. */
  origin: z.enum(['profile', 'person']),
  /** No longer due; its rounds stay readable. */
  retired: z.boolean(),
  note: z.string(),
  actor: z.string(),
  writtenMs: z.number(),
});
export type StoredChecklist = z.infer<typeof storedChecklist>;

export const ROUND_STATUSES = [...TIMELINESS, ...ROUND_STATES] as const;

/** One line of a day: a round that is due then, or one that was begun unasked. */
export const roundLine = z.object({
  id,
  checklistId: z.string(),
  name: localText,
  /** Local day it stands under. */
  day: isoDate,
  dueMs: z.number().nullable(),
  status: z.enum(ROUND_STATUSES),
  takesMin: z.int(),
  answered: z.int(),
  of: z.int(),
  doneMs: z.number().nullable(),
  by: z.string(),
  carriedTo: z.string().nullable(),
  /** Walked with the printed form. */
  paper: z.boolean(),
  /** Answers put right, and additions afterwards. */
  changes: z.int(),
  /** Signature of a second person: not asked for, waited for, or given. */
  second: z.enum(['none', 'waiting', 'signed']),
});
export type RoundLine = z.infer<typeof roundLine>;

export const lastReading = z.object({ value: z.number(), atMs: z.number(), by: z.string() });

/** One time an item was answered in a round that is over. */
export const itemRecord = z.object({
  roundId: id,
  /** Version of the check list it was answered with. */
  version: z.int(),
  answer: answerSchema,
  /** It was put right afterwards. */
  corrected: z.boolean(),
});
export type ItemRecord = z.infer<typeof itemRecord>;

/** A step of an open round whose time is running, or over and not ended yet. */
export const timerStep = z.object({
  roundId: id,
  itemId: z.string(),
  stepId: z.string(),
  name: localText,
  startedMs: z.number(),
  endsMs: z.number(),
});

/** A round with the very check list it is done with. */
export const roundView = z.object({
  round: roundSchema,
  list: checklistSchema,
  /** Newest reading of each item from the rounds before. */
  last: z.record(z.string(), lastReading),
  /** Until when its answers may be put right; null while it is open. */
  correctableUntilMs: z.number().nullable(),
});
export type RoundView = z.infer<typeof roundView>;

const calendar = z.object({
  holidays: z.array(holidaySchema),
  restDays: z.array(z.int().min(1).max(7)),
});

export const roundsQueries = {
  /** What is to be done: overdue ones first, today's, and open ones; and what comes next. */
  'rounds.today': {
    params: z.object({}),
    result: z.object({
      day: isoDate,
      holiday: localText.nullable(),
      lines: z.array(roundLine),
      next: z.object({ id, name: localText, dueMs: z.number() }).nullable(),
      /** Steps whose time runs in any open round, the one that ends first before the others. */
      timers: z.array(timerStep),
    }),
  },
  'rounds.calendar': {
    params: z.object({ from: isoDate, to: isoDate }),
    result: z.object({
      lines: z.array(roundLine),
      free: z.array(z.object({ day: isoDate, name: localText.nullable() })),
    }),
  },
  'rounds.round': { params: z.object({ id }), result: roundView },
  /** Finished, missed, moved and left rounds, newest first. */
  'rounds.history': {
    params: z.object({
      checklistId: z.string().nullable(),
      skip: z.int().min(0),
      limit: z.int().min(1).max(200),
    }),
    result: z.object({ lines: z.array(roundLine), total: z.int() }),
  },
  /** Every version of a round's record, newest first. */
  'rounds.versions': {
    params: z.object({ id }),
    result: z.array(
      z.object({ round: roundSchema, actor: z.string(), writtenMs: z.number(), seq: z.int() }),
    ),
  },
  'rounds.checklists': { params: z.object({}), result: z.array(storedChecklist) },
  'rounds.checklistVersions': {
    params: z.object({ id: z.string() }),
    result: z.array(storedChecklist),
  },
  'rounds.settings': { params: z.object({}), result: calendar },
  /** What an item was answered with in the rounds before, newest first. */
  'rounds.itemHistory': {
    params: z.object({
      checklistId: z.string(),
      itemId: z.string(),
      limit: z.int().min(1).max(200),
    }),
    result: z.array(itemRecord),
  },
  /** Newest reading of each item of a list, for the printed form. */
  'rounds.last': {
    params: z.object({ checklistId: z.string() }),
    result: z.record(z.string(), lastReading),
  },
  /**
   * The printed form of a check list, or the record of a round, as a PDF, set in a thread of its own.
   * Pictures of a record are named by their attachment; the engine puts them in.
   */
  'rounds.form': {
    params: z.object({
      document: reportDocument,
      product: z.string().max(80),
      pageText: z.string().max(80),
    }),
    result: z.object({ base64: z.string() }),
  },
  'rounds.attachment': {
    params: z.object({ id: z.string().max(64) }),
    result: z.object({
      name: z.string(),
      mime: z.enum(ATTACHMENT_TYPES),
      bytes: z.int(),
      base64: z.string(),
    }),
  },
} as const;

export const roundsCommands = {
  /** Begins the round of a line, or one nobody asked for; one that is open already is given back. */
  'rounds.begin': {
    params: z.object({
      checklistId: z.string(),
      /** Line it is begun from; null for one nobody asked for. */
      lineId: id.nullable(),
      /** When it was walked with the printed form; an open round goes on from the form then. */
      paperMs: z.number().nullable(),
      /** Who walked it then, where that is not who types it in. */
      paperBy: z.string().trim().max(80).default(''),
      who,
    }),
    result: roundView,
  },
  /** An answer as far as it is typed; on disk when this answers. */
  'rounds.save': {
    params: z.object({ id, itemId: z.string(), answer: answerDraftSchema, who }),
    result: roundSchema,
  },
  'rounds.attach': {
    params: z.object({
      id,
      itemId: z.string(),
      name: z.string().min(1).max(120),
      base64: z.string().min(1).max(1_400_000),
      who,
    }),
    result: z.object({ attachmentId: z.string() }),
  },
  'rounds.pause': { params: z.object({ id, who }), result: roundSchema },
  'rounds.resume': { params: z.object({ id, who }), result: roundSchema },
  /** Ends it: readings enter the history, failed items open work orders, differences calibrations. */
  'rounds.complete': { params: z.object({ id, who }), result: roundView },
  'rounds.drop': { params: z.object({ id, reason, who }), result: roundSchema },
  /** Puts an answer right while the window is open. */
  'rounds.correct': {
    params: z.object({ id, itemId: z.string(), answer: answerDraftSchema, reason, who }),
    result: roundView,
  },
  /** Adds to a round afterwards; its answers stay. */
  'rounds.add': {
    params: z.object({
      id,
      itemId: z.string().nullable(),
      text: z.string().trim().min(1).max(1000),
      reason,
      who,
    }),
    result: roundView,
  },
  /** Signs a finished round as the second person, where its check list asks for one. */
  'rounds.sign': {
    params: z.object({ id, base64: z.string().min(1).max(400_000), who }),
    result: roundView,
  },
  'rounds.carryOver': {
    params: z.object({ lineId: id, toDay: isoDate, reason, who }),
    result: roundLine,
  },
  /** A new version of a check list, or a new list. */
  'rounds.saveChecklist': {
    params: z.object({
      list: checklistSchema,
      retired: z.boolean(),
      note: z.string().trim().max(300),
      who,
    }),
    result: storedChecklist,
  },
  /** Brings an older version back, as a new one; the one before when none is named. */
  'rounds.undoChecklist': {
    params: z.object({ id: z.string(), version: z.int().min(1).optional(), who }),
    result: storedChecklist,
  },
  'rounds.setCalendar': { params: calendar.extend({ who }), result: calendar },
} as const;

export const roundsEvents = {
  /** Rounds, check lists or calendar changed; `next` is what the bottom bar shows. */
  rounds: z.object({ change: z.int() }),
} as const;
