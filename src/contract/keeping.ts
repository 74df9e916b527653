import { z } from 'zod';

/** Looking after the history by hand; both come by themselves each night. */

const who = z.string().trim().min(1).max(80);

export const keepingCommands = {
  /** Checks the whole file in the background; the result is an `integrity` entry, damage also an event. */
  'keeping.check': { params: z.object({ who }), result: z.object({ started: z.boolean() }) },
  /** Removes what is older than the profile keeps, in the background; the result is a `purge` entry. */
  'keeping.purge': { params: z.object({ who }), result: z.object({ started: z.boolean() }) },
} as const;
