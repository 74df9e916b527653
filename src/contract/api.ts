import { z } from 'zod';
import { profileSchema } from '#core/plant/profile.ts';
import { accessCommands, accessEvents, accessQueries } from './access.ts';
import { roundsCommands, roundsEvents, roundsQueries } from './rounds.ts';
import { workCommands, workEvents, workQueries } from './work.ts';
import { alarmDeskCommands, alarmDeskEvents, alarmDeskQueries } from './alarms.ts';
import { reportsCommands, reportsEvents, reportsQueries } from './reports.ts';
import { setupCommands, setupEvents, setupQueries } from './setup.ts';
import { draftCommands, draftQueries } from './drafts.ts';
import { togetherEvents, togetherQueries } from './together.ts';
import { connectionSchema, connectionTest, portInfo } from './connection.ts';
import { analysisCommands, analysisEvents, analysisQueries } from './analysis.ts';
import { backupCommands, backupEvents, backupQueries } from './backup.ts';
import { keepingCommands } from './keeping.ts';
import { dataQualityCommands, dataQualityEvents, dataQualityQueries } from './data-quality.ts';
import { laboratoryCommands, laboratoryEvents, laboratoryQueries } from './laboratory.ts';
import { provenanceQueries } from './provenance.ts';
import { eventFilter, eventRecord, intentSchema, receiptRecord, trendLevel, trendPoint } from './records.ts';
import { virtualPlantCommand, virtualPlantScenarios, virtualPlantStatus } from './virtual-plant.ts';
import { engineStatus, fullSnapshot, snapshotDelta } from './snapshot.ts';
import { whatIfCommands, whatIfEvents, whatIfQueries } from './what-if.ts';

/**
 * Everything that crosses from window or shell to engine and back. One schema per
 * query, command and event; types on both sides derive from here. Whatever changes of it, the number
 * is raised and `npm run contract:fingerprint` run: `protocol.json` holds the fingerprint of each number.
 */
export const PROTOCOL_VERSION = 2;

const none = z.object({});

export const queries = {
  hello: {
    params: z.object({ protocol: z.int(), client: z.enum(['window', 'shell', 'tool']) }),
    result: z.object({
      protocol: z.int(), engineVersion: z.string(), pid: z.int(), startedMs: z.number(), wallMs: z.number(),
      profileId: z.string(), dataDir: z.string(),
    }),
  },
  'profile.get': { params: none, result: profileSchema },
  'snapshot.get': { params: none, result: fullSnapshot },
  'status.get': { params: none, result: engineStatus },
  'trend.query': {
    params: z.object({
      tags: z.array(z.string()).min(1).max(12), fromMs: z.number(), toMs: z.number(), buckets: z.int().min(10).max(4000),
    }),
    result: z.object({
      level: trendLevel, bucketMs: z.number(),
      series: z.array(z.object({ tag: z.string(), points: z.array(trendPoint) })),
    }),
  },
  /** One slice of a CSV export (UTF-8 text, first slice carries the header). Ask again with `cursor` until `done`. */
  'trend.csv': {
    params: z.object({
      tags: z.array(z.string()).min(1).max(64), fromMs: z.number(), toMs: z.number(),
      timeZone: z.string(), language: z.enum(['ko', 'en']), cursor: z.string().nullable(),
    }),
    result: z.object({ text: z.string(), cursor: z.string().nullable(), done: z.boolean(), progress: z.number() }),
  },
  'events.list': { params: eventFilter, result: z.array(eventRecord) },
  'receipts.list': {
    params: z.object({ limit: z.int().min(1).max(500), unit: z.string().nullable() }),
    result: z.array(receiptRecord),
  },
  'connection.get': { params: none, result: connectionSchema },
  'connection.ports': { params: none, result: z.array(portInfo) },
  'connection.test': { params: z.object({ connection: connectionSchema }), result: connectionTest },
  'virtualPlant.status': { params: none, result: virtualPlantStatus },
  'virtualPlant.scenarios': { params: none, result: virtualPlantScenarios },
  /** What would be decided on this intent right now, without doing it (for the confirm dialog). */
  'intent.preview': {
    params: z.object({ intent: intentSchema }),
    result: z.object({ allowed: z.boolean(), verdicts: receiptRecord.shape.verdicts }),
  },
  ...whatIfQueries,
  ...dataQualityQueries,
  ...laboratoryQueries,
  ...analysisQueries,
  ...backupQueries,
  ...provenanceQueries,
  ...accessQueries,
  ...roundsQueries,
  ...workQueries,
  ...alarmDeskQueries,
  ...reportsQueries,
  ...setupQueries,
  ...draftQueries,
  ...togetherQueries,
} as const;

export const commands = {
  /** Start, stop or hand back to auto; write a set-point. Answers when confirmed, refused or given up. */
  'intent.submit': { params: z.object({ intent: intentSchema }), result: receiptRecord },
  'connection.set': { params: z.object({ connection: connectionSchema, who: z.string().min(1) }), result: connectionSchema },
  /** Trouble, scenarios and events for the virtual plant; refused for a real one. */
  'virtualPlant.control': { params: z.object({ who: z.string().min(1).max(80), command: virtualPlantCommand }), result: none },
  /** Asks for snapshots and events from now on; answers with the full snapshot. */
  subscribe: { params: none, result: fullSnapshot },
  'engine.stop': { params: z.object({ who: z.string().min(1) }), result: none },
  ...whatIfCommands,
  ...dataQualityCommands,
  ...laboratoryCommands,
  ...analysisCommands,
  ...backupCommands,
  ...keepingCommands,
  ...accessCommands,
  ...roundsCommands,
  ...workCommands,
  ...alarmDeskCommands,
  ...reportsCommands,
  ...setupCommands,
  ...draftCommands,
} as const;

export const events = {
  snapshot: snapshotDelta,
  event: eventRecord,
  ...whatIfEvents,
  ...dataQualityEvents,
  ...laboratoryEvents,
  ...analysisEvents,
  ...backupEvents,
  ...accessEvents,
  ...roundsEvents,
  ...workEvents,
  ...alarmDeskEvents,
  ...reportsEvents,
  ...setupEvents,
  ...togetherEvents,
} as const;

export type Queries = typeof queries;
export type Commands = typeof commands;
export type Calls = Queries & Commands;
export type CallName = keyof Calls;
export type Params<N extends CallName> = z.input<Calls[N]['params']>;
export type ResultOf<N extends CallName> = z.output<Calls[N]['result']>;
export type EventName = keyof typeof events;
export type EventData<N extends EventName> = z.output<(typeof events)[N]>;

export const calls: Calls = { ...queries, ...commands };
