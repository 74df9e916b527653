import { z } from 'zod';
import {
  assumed,
  clockTime,
  equipmentId,
  isoDate,
  localText,
  slug,
  source,
  tagId,
} from './common.ts';

/** Check lists of the site, their schedule and the days on which nobody comes (`rounds.json`, seed 7.3). */

/** Short enough that `round/item` fits the id of a reading (64 characters). */
const checklistId = slug.max(18);
const itemId = slug.max(24);

const bounds = z.strictObject({ min: z.number().nullable(), max: z.number().nullable() });

const itemBase = {
  id: itemId,
  name: localText,
  /** What is normal, how it is done, what to do when it is not so; read while standing in front of it. */
  help: localText.nullable(),
  /** Stop of the walk. */
  place: slug,
  /** Machine unit, tank or instrument it is about; its label leads here. */
  equipment: equipmentId.nullable(),
  /** The round is not complete without an answer (or the reason why there is none). */
  required: z.boolean(),
  /** A failed answer opens a work order of this title and priority (1 at once to 4 when convenient). */
  onFail: z.strictObject({ title: localText, priority: z.int().min(1).max(4) }).nullable(),
};

const readingItem = z.strictObject({
  ...itemBase,
  kind: z.literal('reading'),
  /** Quantity as the laboratory names it, e.g. `pressure`. */
  quantity: z.string().min(1).max(40),
  unit: z.string().max(20),
  decimals: z.int().min(0).max(4),
  /** Where the sample or gauge is, as the laboratory names places. */
  point: z.string().min(1).max(40),
  /** Sensor it is held against; null where there is none. */
  tag: tagId.nullable(),
  how: z.enum(['portable', 'manual', 'testKit']),
  /** Outside these the person is asked why. */
  unusual: bounds,
  /** Outside these the value is refused. */
  impossible: z.strictObject({ min: z.number(), max: z.number() }),
  /** Difference to the sensor that opens a calibration; either bound alone is enough. Null without a sensor. */
  difference: z
    .strictObject({
      absolute: z.number().positive().nullable(),
      percent: z.number().positive().nullable(),
      /** The share counts against at least this: near zero it says nothing. */
      floor: z.number().min(0),
    })
    .nullable(),
});

const checkItem = z.strictObject({ ...itemBase, kind: z.literal('check') });
const choiceItem = z.strictObject({
  ...itemBase,
  kind: z.literal('choice'),
  options: z
    .array(
      z.strictObject({
        id: slug,
        name: localText,
        /** Choosing it counts as failed. */ bad: z.boolean(),
      }),
    )
    .min(2)
    .max(9),
});
const textItem = z.strictObject({ ...itemBase, kind: z.literal('text') });
const photoItem = z.strictObject({ ...itemBase, kind: z.literal('photo') });
const timerItem = z.strictObject({
  ...itemBase,
  kind: z.literal('timer'),
  steps: z
    .array(
      z.strictObject({
        id: slug,
        name: localText,
        minutes: z
          .number()
          .positive()
          .max(24 * 60),
      }),
    )
    .min(1)
    .max(12),
});
const signatureItem = z.strictObject({ ...itemBase, kind: z.literal('signature') });

export const roundItemSchema = z.discriminatedUnion('kind', [
  readingItem,
  checkItem,
  choiceItem,
  textItem,
  photoItem,
  timerItem,
  signatureItem,
]);
export type RoundItem = z.infer<typeof roundItemSchema>;
export type ReadingItem = z.infer<typeof readingItem>;
export const ITEM_KINDS = [
  'reading',
  'check',
  'choice',
  'text',
  'photo',
  'timer',
  'signature',
] as const satisfies readonly RoundItem['kind'][];

export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('daily'), at: clockTime }),
  /** ISO weekday: 1 Monday to 7 Sunday. */
  z.strictObject({ kind: z.literal('weekly'), weekday: z.int().min(1).max(7), at: clockTime }),
  /** Days of each month; the last day stands in where a month has no such day. */
  z.strictObject({
    kind: z.literal('monthDays'),
    days: z.array(z.int().min(1).max(31)).min(1),
    at: clockTime,
  }),
  /** First such weekday of these months: quarterly, half-yearly, yearly. */
  z.strictObject({
    kind: z.literal('months'),
    months: z.array(z.int().min(1).max(12)).min(1),
    weekday: z.int().min(1).max(7),
    at: clockTime,
  }),
]);
export type RoundSchedule = z.infer<typeof scheduleSchema>;

export const HOLIDAY_RULES = ['keep', 'skip', 'next'] as const;

export const checklistSchema = z.strictObject({
  id: checklistId,
  name: localText,
  schedule: scheduleSchema,
  /** On a day nobody comes: due all the same, left out, or moved to the next day somebody comes. */
  onHoliday: z.enum(HOLIDAY_RULES),
  /** Minutes after the due time until it is overdue. */
  graceMin: z
    .int()
    .min(0)
    .max(60 * 24 * 30),
  /** Minutes after the due time until it is told with urgency. */
  escalateMin: z
    .int()
    .min(1)
    .max(60 * 24 * 60),
  /** Minutes after the due time until it counts as missed. */
  missedMin: z
    .int()
    .min(1)
    .max(60 * 24 * 120),
  /** Minutes it usually takes. */
  takesMin: z
    .int()
    .min(1)
    .max(60 * 24),
  /** A second person signs the finished round, another than those who walked it. */
  secondSignature: z.boolean().default(false),
  items: z.array(roundItemSchema).min(1).max(60),
  source,
  assumed,
});
export type Checklist = z.infer<typeof checklistSchema>;

/** A span of days on which nobody comes; both ends are part of it. */
export const holidaySchema = z.strictObject({ from: isoDate, to: isoDate, name: localText });
export type Holiday = z.infer<typeof holidaySchema>;

export const roundsFileSchema = z.strictObject({
  /** Stops of the walk, in the order they are walked. */
  places: z.array(z.strictObject({ id: slug, name: localText })).min(1),
  checklists: z.array(checklistSchema),
  holidays: z.array(holidaySchema),
  /** ISO weekdays on which nobody comes. */
  restDays: z.array(z.int().min(1).max(7)),
  /** Answers may be put right so long after the end of a round, minutes. */
  correctionMin: z
    .int()
    .min(0)
    .max(24 * 60),
  source,
  assumed,
});
export type RoundsFile = z.infer<typeof roundsFileSchema>;
