import { z } from 'zod';
import type { Latch } from './latch.ts';
import { occurrenceSchema } from './occurrence.ts';
import type { Occurrence } from './occurrence.ts';

/** Shelved by a person until a time, with a reason (ISA-18.2: G). Ends by itself. */
const shelfSchema = z.object({
  sinceMs: z.number(),
  untilMs: z.number(),
  who: z.string(),
  reason: z.string(),
});
export type Shelf = z.infer<typeof shelfSchema>;

/** Taken out of service for maintenance until a person brings it back (ISA-18.2: I). */
const outOfServiceSchema = z.object({ sinceMs: z.number(), who: z.string(), reason: z.string() });
export type OutOfService = z.infer<typeof outOfServiceSchema>;

/** Memory of one alarm between scans; plain data, so that it outlives a restart. */
export interface AlarmMemory {
  /** The bare condition with its delays, whatever people did about it. */
  readonly latch: Latch;
  /** Since when it stands towards people, ms UTC; null while it does not. */
  readonly sinceMs: number | null;
  /** What stands or waits to be seen; left out when there is nothing. */
  readonly open?: Occurrence | undefined;
  readonly shelf?: Shelf | undefined;
  readonly service?: OutOfService | undefined;
  /** Since when it is suppressed by design; left out when it is not. */
  readonly suppressedMs?: number | undefined;
}
export type AlarmMemories = Readonly<Record<string, AlarmMemory>>;

const latch = z.object({
  active: z.boolean(),
  heldMs: z.number(),
  clearMs: z.number().optional(),
});

/** Reads the memories of this version and those of the first one, which knew latch and beginning only. */
export const alarmMemoriesSchema = z.record(
  z.string(),
  z.object({
    latch,
    sinceMs: z.number().nullable(),
    open: occurrenceSchema.optional(),
    shelf: shelfSchema.optional(),
    service: outOfServiceSchema.optional(),
    suppressedMs: z.number().optional(),
  }),
);

export const floodStateSchema = z.object({
  recent: z.array(z.number()),
  sinceMs: z.number().nullable(),
  raised: z.number(),
  first: z.string().nullable(),
});

/** States after ISA-18.2, figure 4 (A to I), in words. */
export const ALARM_STATES = [
  'normal',
  'unacknowledged',
  'acknowledged',
  'returned',
  'latched',
  'latchedAcknowledged',
  'shelved',
  'suppressed',
  'outOfService',
] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** States in which an alarm stands on the list. */
export type ListedState = Exclude<AlarmState, 'normal' | 'shelved' | 'suppressed' | 'outOfService'>;

/** State of an open occurrence. */
export function occurrenceState(open: Occurrence, latching: boolean): ListedState {
  const seen = open.ackMs !== null;
  if (open.clearedMs === null) return seen ? 'acknowledged' : 'unacknowledged';
  if (latching) return seen ? 'latchedAcknowledged' : 'latched';
  return 'returned';
}

/** State of an alarm. What waits to be seen comes first: nothing a person set afterwards hides it. */
export function alarmState(memory: AlarmMemory | undefined, latching: boolean): AlarmState {
  if (memory === undefined) return 'normal';
  if (memory.open !== undefined) return occurrenceState(memory.open, latching);
  if (memory.service !== undefined) return 'outOfService';
  if (memory.shelf !== undefined) return 'shelved';
  return memory.suppressedMs === undefined ? 'normal' : 'suppressed';
}

/** Whether there is anything to remember of an alarm. */
export const worthKeeping = (memory: AlarmMemory): boolean =>
  memory.latch.active ||
  memory.latch.heldMs > 0 ||
  memory.open !== undefined ||
  memory.shelf !== undefined ||
  memory.service !== undefined ||
  memory.suppressedMs !== undefined;
