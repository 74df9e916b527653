import { z } from 'zod';
import type { Occurrence } from './occurrence.ts';

/** How a person looks for past occurrences. */
export const journalFilterSchema = z.object({
  fromMs: z.number().nullable(),
  toMs: z.number().nullable(),
  priorities: z.array(z.int().min(1).max(4)).nullable(),
  equipment: z.string().nullable(),
  /** `open`: still on the list; `unseen`: nobody acknowledged it; the rest by how it left the list. */
  state: z.enum(['open', 'unseen', 'cleared', 'shelved', 'outOfService']).nullable(),
  person: z.string().nullable(),
  /** Alarms whose name holds the text sought; the window knows the names in its language. */
  alarms: z.array(z.string()).nullable(),
  /** Sought in comments, persons and equipment. */
  text: z.string().max(80),
});
export type JournalFilter = z.infer<typeof journalFilterSchema>;

const within = (hay: string | null, needle: string): boolean =>
  hay !== null && hay.toLowerCase().includes(needle);

/** Whether an occurrence is what is sought; times are left to the history's own index. */
export function matches(occurrence: Occurrence, filter: JournalFilter): boolean {
  const { priorities, equipment, state, person } = filter;
  if (priorities !== null && !priorities.includes(occurrence.priority)) return false;
  if (equipment !== null && occurrence.equipment !== equipment) return false;
  if (state === 'open' && occurrence.closedMs !== null) return false;
  if (state === 'unseen' && occurrence.ackMs !== null) return false;
  if (state !== null && state !== 'open' && state !== 'unseen' && occurrence.end !== state)
    return false;
  if (
    person !== null &&
    occurrence.ackBy !== person &&
    !occurrence.comments.some(({ who }) => who === person)
  )
    return false;
  const needle = filter.text.trim().toLowerCase();
  if (needle === '') return true;
  return (
    filter.alarms?.includes(occurrence.alarm) === true ||
    within(occurrence.alarm, needle) ||
    within(occurrence.equipment, needle) ||
    within(occurrence.ackBy, needle) ||
    occurrence.comments.some(({ who, text }) => within(text, needle) || within(who, needle))
  );
}
