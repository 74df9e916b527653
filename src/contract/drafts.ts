import { z } from 'zod';

/**
 * What was typed into a form and not sent yet, kept by the engine with every key stroke, so that it is
 * there again after a power cut. The window's own store is written seconds later; this is not.
 */
export const MOST_DRAFT_CHARS = 2000;
const key = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[\w.:/-]+$/, 'letters, digits and . : / - _');

export const draftQueries = {
  'drafts.list': { params: z.object({}), result: z.record(z.string(), z.string()) },
} as const;

export const draftCommands = {
  /** Keeps what stands in a field now; an empty text lets go of it. Answers when it is on disk. */
  'drafts.keep': {
    params: z.object({ key, text: z.string().max(MOST_DRAFT_CHARS) }),
    result: z.object({}),
  },
} as const;
