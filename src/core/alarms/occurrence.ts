import { z } from 'zod';
import type { EntryBody, NewEntry } from '../records/entry.ts';
import { ALARM_CLASSES } from './definition.ts';

const params = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** How an occurrence left the list. */
export const OCCURRENCE_ENDS = ['cleared', 'shelved', 'outOfService', 'removed'] as const;

/**
 * One time an alarm stood, from its raising until it is both gone and seen by a person. It is the
 * body of the entries of kind `alarm`; every change is a new version. An alarm that comes again
 * before anybody acknowledged it goes on in the same occurrence, with `raises` counted up.
 */
export const occurrenceSchema = z.object({
  /** `ALARM@RAISED_MS`. */
  id: z.string(),
  alarm: z.string(),
  /** Null when the profile carries the text. */
  code: z.string().nullable(),
  params,
  equipment: z.string().nullable(),
  kind: z.enum(ALARM_CLASSES),
  priority: z.int().min(1).max(4),
  raisedMs: z.number(),
  raises: z.int().min(1),
  lastRaisedMs: z.number(),
  /** Group in which it was the first; null when another was first or it has no group. */
  firstOut: z.string().nullable(),
  ackMs: z.number().nullable(),
  ackBy: z.string().nullable(),
  comments: z.array(z.object({ tsMs: z.number(), who: z.string(), text: z.string() })),
  /** When its condition was gone; null while it stands. */
  clearedMs: z.number().nullable(),
  /** When it left the list; null before. */
  closedMs: z.number().nullable(),
  end: z.enum(OCCURRENCE_ENDS).nullable(),
});
export type Occurrence = z.infer<typeof occurrenceSchema>;

/** What happened to an occurrence. */
export const OCCURRENCE_CHANGES = [
  'raised',
  'raisedAgain',
  'cleared',
  'acknowledged',
  'commented',
  'shelved',
  'outOfService',
  'reset',
  'removed',
] as const;
export type OccurrenceChangeKind = (typeof OCCURRENCE_CHANGES)[number];

export interface OccurrenceChange {
  readonly what: OccurrenceChangeKind;
  readonly occurrence: Occurrence;
}

/** The version of an occurrence on its way to disk; `tag` carries the alarm's id, so that its past is found by it. */
export function occurrenceEntry(
  occurrence: Occurrence,
  actor: string,
  writtenMs: number,
): NewEntry {
  const body: EntryBody = { ...occurrence };
  return {
    kind: 'alarm',
    id: occurrence.id,
    tsMs: occurrence.raisedMs,
    tag: occurrence.alarm,
    actor,
    writtenMs,
    body,
  };
}
