import { z } from 'zod';
import { analysisAnswer, analysisQuestion, spanSchema } from '#core/analysis/question.ts';
import { exportRequest } from '#core/analysis/export.ts';
import { READING_METHODS } from '#core/laboratory/reading.ts';

/** Questions to the history: statistics, comparison, correlation, heat map, and export files. */

const none = z.object({});
const runId = z.string().min(8).max(64);
const byId = z.object({ id: runId });
const who = z.string().min(1).max(80);
const params = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export const EXPORT_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;

/** An export from being asked for to its end. */
export const exportRun = z.object({
  id: runId,
  request: exportRequest,
  who: z.string(),
  askedMs: z.number(),
  state: z.enum(EXPORT_STATES),
  /** Share of the work done, 0 to 1. */
  progress: z.number(),
  rows: z.int(),
  /** Time still needed at the pace so far, ms; null while it cannot be told. */
  remainingMs: z.number().nullable(),
  endedMs: z.number().nullable(),
  /** Where the file is; null when the engine keeps it for the window to fetch. */
  path: z.string().nullable(),
  bytes: z.number(),
  /** Why it failed: message code with params; null while it did not. */
  fault: z.object({ code: z.string(), params }).nullable(),
});
export type ExportRun = z.infer<typeof exportRun>;

/** A reading of a person as a point in a chart. */
export const readingPoint = z.object({
  tag: z.string(),
  sampledMs: z.number(),
  value: z.number(),
  qualifier: z.enum(['exact', 'below', 'above']),
  how: z.enum(READING_METHODS),
});
export type ReadingPoint = z.infer<typeof readingPoint>;

export const analysisQueries = {
  /** First and last instant anything was stored; nulls in an empty history. */
  'analysis.extent': {
    params: none,
    result: z.object({ firstMs: z.number().nullable(), lastMs: z.number().nullable() }),
  },
  /** Answers when it is worked out, which may take a minute; `analysisProgress` tells how far it is. `id` is the caller's. */
  'analysis.ask': {
    params: z.object({ id: runId, question: analysisQuestion }),
    result: analysisAnswer,
  },
  'analysis.readings': {
    params: z.object({ tags: z.array(z.string()).min(1).max(12), span: spanSchema }),
    result: z.array(readingPoint),
  },
  /** Exports that wait, run or have ended, newest first. */
  'analysis.exports': { params: none, result: z.array(exportRun) },
  /** A piece of a file the engine keeps, for a window that may write where the engine may not. */
  'analysis.exportRead': {
    params: z.object({ id: runId, offset: z.int().min(0) }),
    result: z.object({ base64: z.string(), nextOffset: z.int(), done: z.boolean() }),
  },
} as const;

export const analysisCommands = {
  /** Calls a question off; its `analysis.ask` then ends as cancelled. */
  'analysis.cancel': { params: byId, result: none },
  /** Begins or queues an export into a file; without a path the engine keeps the file for the window. */
  'analysis.export': {
    params: z.object({ request: exportRequest, path: z.string().min(1).max(1000).nullable(), who }),
    result: exportRun,
  },
  'analysis.exportCancel': { params: byId, result: exportRun },
  /** Takes an export that has ended off the list; a file the engine keeps for it is removed. */
  'analysis.exportForget': { params: byId, result: none },
} as const;

export const analysisEvents = {
  analysisProgress: z.object({ id: runId, share: z.number(), rows: z.number() }),
  /** An export was asked for, moved on or ended. */
  exportRun,
} as const;
