import { z } from 'zod';
import { MOST_ACKNOWLEDGED, LONGEST_SHELF_MIN } from '#core/alarms/actions.ts';
import { ALARM_CLASSES, alarmSettingSchema } from '#core/alarms/definition.ts';
import { TOLD_HOWS, incidentSchema } from '#core/alarms/incident.ts';
import { journalFilterSchema } from '#core/alarms/journal.ts';
import { occurrenceSchema } from '#core/alarms/occurrence.ts';
import { CONSEQUENCES } from '#core/alarms/priority.ts';

/** States of alarms, acknowledging, shelving, journal, incidents, health. */

const who = z.string().trim().min(1).max(80);
const reason = z.string().trim().min(1).max(500);
const comment = z.string().max(500);

/** An alarm that is set aside: shelved, suppressed by design or out of service. */
const asideAlarm = z.object({
  id: z.string(),
  code: z.string().nullable(),
  equipment: z.string().nullable(),
  priority: z.int(),
  state: z.enum(['shelved', 'suppressed', 'outOfService']),
  sinceMs: z.number(),
  untilMs: z.number().nullable(),
  who: z.string().nullable(),
  reason: z.string().nullable(),
  stands: z.boolean(),
});
export type AsideAlarm = z.infer<typeof asideAlarm>;

/** What is fixed about an alarm, as it holds now and as the profile has it. */
const alarmInfo = z.object({
  id: z.string(),
  code: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  equipment: z.string().nullable(),
  kind: z.enum(ALARM_CLASSES),
  consequence: z.enum(CONSEQUENCES),
  timeToActMin: z.number(),
  priority: z.int(),
  onDelayS: z.number(),
  offDelayS: z.number(),
  deadBand: z.number(),
  latching: z.boolean(),
  firstOut: z.string().nullable(),
  opensWork: z.boolean(),
  /** Values before anybody set anything. */
  standard: z.object({
    priority: z.int(), onDelayS: z.number(), offDelayS: z.number(), deadBand: z.number(), opensWork: z.boolean(),
    limit: z.number().nullable(),
  }),
  /** Value its condition compares with; null where it is no single comparison, or belongs to the law. */
  limit: z.number().nullable(),
  /** Last change by a person that holds; null when the profile's values hold. */
  changed: z.object({ who: z.string(), tsMs: z.number(), why: z.string() }).nullable(),
});
export type AlarmInfo = z.infer<typeof alarmInfo>;

const settingChange = z.object({
  setting: alarmSettingSchema.nullable(), who: z.string(), tsMs: z.number(), why: z.string(),
});

export const alarmHealthView = z.object({
  fromMs: z.number(), toMs: z.number(), total: z.int(),
  days: z.array(z.object({ startMs: z.number(), count: z.int() })),
  hours: z.array(z.int()),
  perDay: z.number(), perTenMin: z.number(),
  peak: z.object({ count: z.int(), startMs: z.number() }).nullable(),
  floodShare: z.number(),
  byPriority: z.array(z.int()).length(4),
  topTen: z.array(z.object({ alarm: z.string(), code: z.string().nullable(), params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])), count: z.int() })),
  topTenShare: z.number(),
  chattering: z.array(z.object({ alarm: z.string(), code: z.string().nullable(), params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])), bursts: z.int() })),
  /** The span is shorter than asked for, since it holds more than can be counted at once. */
  isCut: z.boolean(),
});
export type AlarmHealthView = z.infer<typeof alarmHealthView>;

const journalCursor = z.object({ tsMs: z.number(), seq: z.int() });

export const alarmDeskQueries = {
  /** All that is set aside. What stands comes with every status. */
  'alarms.aside': { params: z.object({}), result: z.array(asideAlarm) },
  /** Every alarm there can be, with its settings. */
  'alarms.catalogue': { params: z.object({}), result: z.object({ alarms: z.array(alarmInfo), floodAbove: z.int() }) },
  /** Past and present occurrences, newest first, in pages. */
  'alarms.journal': {
    params: z.object({ filter: journalFilterSchema, cursor: journalCursor.nullable(), limit: z.int().min(1).max(1000) }),
    result: z.object({ rows: z.array(occurrenceSchema), cursor: journalCursor.nullable() }),
  },
  /** Who acknowledged or commented of late, for the filter. */
  'alarms.persons': { params: z.object({}), result: z.array(z.string()) },
  'alarms.health': { params: z.object({ days: z.int().min(1).max(90) }), result: alarmHealthView },
  /** Changes of the settings of one alarm, newest first. */
  'alarms.settingHistory': { params: z.object({ alarm: z.string() }), result: z.array(settingChange) },
  'incidents.list': {
    params: z.object({ limit: z.int().min(1).max(200) }),
    result: z.array(incidentSchema.omit({ values: true, lines: true, more: true })),
  },
  /** One report, with the values and events of its span as the history has them now, or as they were when it was closed. */
  'incidents.get': {
    params: z.object({ id: z.string() }),
    result: z.object({ incident: incidentSchema }),
  },
} as const;

const done = z.object({});
const typed = { cause: z.string().max(4000), measures: z.string().max(4000), note: z.string().max(2000) };

export const alarmDeskCommands = {
  /** Acknowledges what a person has seen: occurrences by id, at most one page. */
  'alarms.acknowledge': {
    params: z.object({ occurrences: z.array(z.string()).min(1).max(MOST_ACKNOWLEDGED), comment, who }),
    result: z.object({
      acknowledged: z.array(z.string()),
      refused: z.array(z.object({ id: z.string(), why: z.string() })),
    }),
  },
  'alarms.comment': { params: z.object({ occurrence: z.string(), text: reason, who }), result: done },
  'alarms.shelve': {
    params: z.object({ alarm: z.string(), minutes: z.int().min(1).max(LONGEST_SHELF_MIN), reason, who }),
    result: done,
  },
  'alarms.unshelve': { params: z.object({ alarm: z.string(), who }), result: done },
  'alarms.takeOut': { params: z.object({ alarm: z.string(), reason, who }), result: done },
  'alarms.bringBack': { params: z.object({ alarm: z.string(), who }), result: done },
  'alarms.reset': { params: z.object({ alarm: z.string(), who }), result: done },
  /** PCs and horn are quiet for a while; 0 ends it. It acknowledges nothing; what comes new sounds. */
  'alarms.silence': { params: z.object({ minutes: z.int().min(0).max(60), who }), result: done },
  /** Horn and lamps of the PLC for three seconds; refused where the PLC does not confirm them. */
  'alarms.testAnnunciator': { params: z.object({ who }), result: done },
  /** Sets delays, dead band, priority of one alarm; null takes the profile's values again. */
  'alarms.configure': {
    params: z.object({ alarm: z.string(), setting: alarmSettingSchema.nullable(), why: reason, who }), result: done,
  },
  'alarms.configureFlood': { params: z.object({ above: z.int().min(3).max(100), why: reason, who }), result: done },
  'incidents.write': { params: z.object({ id: z.string(), ...typed, who }), result: incidentSchema },
  /** Who was told of it, when and how, and what they answered. */
  'incidents.tell': {
    params: z.object({
      id: z.string(), tsMs: z.number(), name: z.string().trim().min(1).max(120), office: z.string().trim().max(120),
      how: z.enum(TOLD_HOWS), answer: z.string().trim().max(1000), who,
    }),
    result: incidentSchema,
  },
  /** Signs and closes; refused while an alarm of it stands or cause and measures are missing. */
  'incidents.close': { params: z.object({ id: z.string(), who }), result: incidentSchema },
} as const;

export const alarmDeskEvents = {
  /** Something about alarms changed that no status carries: set aside, settings, journal, incidents. */
  alarms: z.object({ change: z.int() }),
} as const;
