import { z } from 'zod';
import { whatIfRequest } from '#core/what-if/request.ts';
import { whatIfResult } from '#core/what-if/result.ts';

/** Questions of the kind "what would happen if", worked out on a copy of the plant. Nothing of it reaches the plant. */

export const WHAT_IF_STATES = ['running', 'done', 'failed', 'cancelled'] as const;

/** One question and how far its answer is. */
export const whatIfRun = z.object({
  id: z.string(),
  askedMs: z.number(),
  who: z.string(),
  request: whatIfRequest,
  state: z.enum(WHAT_IF_STATES),
  /** Share of the work done, 0 to 1. */
  progress: z.number(),
  /** Time the work took up to now, ms. */
  tookMs: z.number(),
  /** Why it failed: message code with params; null while it did not. */
  fault: z
    .object({
      code: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    })
    .nullable(),
});
export type WhatIfRun = z.infer<typeof whatIfRun>;

const none = z.object({});
const byId = z.object({ id: z.string() });

export const whatIfQueries = {
  /** The runs that are kept, newest first. */
  'whatIf.status': { params: none, result: z.array(whatIfRun) },
  'whatIf.result': { params: byId, result: z.object({ run: whatIfRun, result: whatIfResult }) },
} as const;

export const whatIfCommands = {
  /** Starts working it out; one at a time. */
  'whatIf.start': {
    params: z.object({ request: whatIfRequest, who: z.string().min(1).max(80) }),
    result: whatIfRun,
  },
  'whatIf.cancel': { params: byId, result: whatIfRun },
} as const;

export const whatIfEvents = {
  /** A run moved on, ended, failed or was cancelled. */
  whatIf: whatIfRun,
} as const;
