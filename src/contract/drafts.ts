import { z } from 'zod';

/**
 * What was typed into a form and not sent yet, kept by the engine with every key stroke, so that it is
 * there again after a power cut. The window's own store is written seconds later; this is not.
 *
 * A form has one text, whatever its fields: the engine looks at its length and nothing else. A command
 * that is sent from a form names it (`form` of the request); its first record and the end of the text
 * are one commit, so that no cut leaves something sent that still stands in its form.
 */
export const MOST_DRAFT_CHARS = 60_000;

export const formKey = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[\w.:/-]+$/, 'letters, digits and . : / - _');

const keptDraft = z.object({
  text: z.string().max(MOST_DRAFT_CHARS),
  /** Last key stroke, ms UTC. */
  atMs: z.number(),
});
export type KeptDraft = z.infer<typeof keptDraft>;

export const draftQueries = {
  /** All texts by the key of their form. */
  'drafts.list': { params: z.object({}), result: z.record(z.string(), keptDraft) },
} as const;

export const draftCommands = {
  /** Keeps what stands in a form now; an empty text lets go of it. Answers when it is on disk. */
  'drafts.keep': {
    params: z.object({ key: formKey, text: z.string().max(MOST_DRAFT_CHARS) }),
    result: z.object({}),
  },
} as const;
