import { z } from 'zod';
import type { Annunciator } from '../plant/logic.ts';
import type { ActiveAlarm } from './alarms.ts';

/** How long a silence lasts where the plant has no annunciator that says otherwise, min. */
export const SILENCE_MIN = 5;
/** How long a test sounds, ms. */
export const TEST_MS = 3000;
/** Priorities that ever make a sound; the fourth is diagnostic. */
const LEAST_HEARD = 3;

/**
 * Quiet for a while. It covers what was on the list when it began and acknowledges nothing; what comes
 * new is heard. In a flood only what is more urgent than all it covers, or of priority 1, breaks it:
 * else every new row would start the horn again and nobody could think.
 */
export const silenceSchema = z.object({
  /** When it began and when it ends, ms UTC. */
  sinceMs: z.number(),
  untilMs: z.number(),
  /** When the newest alarm came that was on the list then, ms UTC. */
  seenMs: z.number(),
  /** Most urgent priority it covers; 5 when it covers nothing. */
  priority: z.number(),
  /** Who; null for a horn that rests by itself. */
  who: z.string().nullable(),
});
export type Silence = z.infer<typeof silenceSchema>;

/** What outlives a scan and a restart. */
export const annunciatorMemorySchema = z.object({
  /** Set by a person: holds for the sound of every PC and for the horn. */
  silence: silenceSchema.nullable(),
  /** The horn's own pause after it has sounded as long as the profile lets it. */
  rest: silenceSchema.nullable(),
  /** Since when the horn sounds without a break, ms UTC. */
  soundingSinceMs: z.number().nullable(),
  /** Until when a test makes all outputs sound and shine, ms UTC. */
  testUntilMs: z.number().nullable(),
});
export type AnnunciatorMemory = z.infer<typeof annunciatorMemorySchema>;
export const QUIET: AnnunciatorMemory = Object.freeze({
  silence: null,
  rest: null,
  soundingSinceMs: null,
  testUntilMs: null,
});

type Heard = Pick<ActiveAlarm, 'state' | 'priority' | 'sinceMs'>;

/** Nobody has seen it yet, whether it still stands or not. */
export const isUnseen = ({ state }: Pick<ActiveAlarm, 'state'>): boolean =>
  state === 'unacknowledged' || state === 'returned' || state === 'latched';

/** A silence of what is on the list now. */
export function silenceFrom(
  list: readonly Heard[],
  nowMs: number,
  minutes: number,
  who: string | null,
): Silence {
  let priority = 5;
  let seenMs = 0;
  for (const alarm of list) {
    if (isUnseen(alarm)) priority = Math.min(priority, alarm.priority);
    seenMs = Math.max(seenMs, alarm.sinceMs);
  }
  return {
    sinceMs: nowMs,
    untilMs: nowMs + minutes * 60_000,
    seenMs: Math.min(seenMs, nowMs),
    priority,
    who,
  };
}

/** Whether a silence counts now. One that begins after now belongs to a clock that was set back: it is dropped, so that nothing stays unheard. */
export const isSilent = (silence: Silence | null, nowMs: number): silence is Silence =>
  silence !== null && nowMs >= silence.sinceMs && nowMs < silence.untilMs;

/** Whether a silence that counts keeps this alarm quiet. */
export const isCovered = (silence: Silence, alarm: Heard, inFlood: boolean): boolean =>
  alarm.sinceMs <= silence.seenMs ||
  (inFlood && alarm.priority > 1 && alarm.priority >= silence.priority);

/** Alarms that are to be heard: nobody has seen them, and no silence covers them. Null for `priorities`: all that ever make a sound. */
function heard<T extends Heard>(
  list: readonly T[],
  silences: readonly (Silence | null)[],
  inFlood: boolean,
  nowMs: number,
  priorities: readonly number[] | null,
): readonly T[] {
  const holding = silences.filter((each) => isSilent(each, nowMs));
  return list.filter(
    (alarm) =>
      isUnseen(alarm) &&
      (priorities === null ? alarm.priority <= LEAST_HEARD : priorities.includes(alarm.priority)) &&
      !holding.some((silence) => isCovered(silence, alarm, inFlood)),
  );
}

/** Priority whose sound is due on a PC: the most urgent that is to be heard, so that sounds never pile up; null when there is none. */
export function heardPriority(
  list: readonly Heard[],
  silences: readonly (Silence | null)[],
  inFlood: boolean,
  nowMs: number,
): number | null {
  const due = heard(list, silences, inFlood, nowMs, null);
  return due.reduce<number | null>(
    (most, { priority }) => (most === null ? priority : Math.min(most, priority)),
    null,
  );
}

export interface AnnunciatorStep {
  readonly memory: AnnunciatorMemory;
  /** What each output of the profile should be, in its order; empty without an annunciator. */
  readonly wanted: readonly boolean[];
}

/**
 * What horn and lamps should be in this scan. Horn: while an alarm of its priorities is unseen and not
 * silenced; after `soundForS` without a break it rests as long as a silence lasts, then sounds again.
 * Flash: while one is unseen, silenced or not. Lamp: while one is on the list, seen or not. What is
 * shelved, suppressed or out of service is not on the list. Changes nothing about any alarm.
 */
export function advanceAnnunciator(
  setting: Annunciator | null,
  before: AnnunciatorMemory,
  list: readonly ActiveAlarm[],
  inFlood: boolean,
  nowMs: number,
): AnnunciatorStep {
  const silence = isSilent(before.silence, nowMs) ? before.silence : null;
  if (setting === null)
    return { memory: silence === before.silence ? before : { ...QUIET, silence }, wanted: [] };
  const rest = isSilent(before.rest, nowMs) ? before.rest : null;
  // A test that seems to last longer than it may belongs to a clock that was set back.
  const left = (before.testUntilMs ?? nowMs) - nowMs;
  const isTest = left > 0 && left <= TEST_MS;
  const horns = setting.outputs.flatMap(({ kind, priorities }) =>
    kind === 'horn' ? priorities : [],
  );
  const due = heard(list, [silence, rest], inFlood, nowMs, horns);
  // Counted from the newest alarm, so that each is heard for the whole time before the horn rests.
  const sinceMs =
    due.length === 0
      ? null
      : due.reduce(
          (latest, alarm) => Math.max(latest, Math.min(nowMs, alarm.sinceMs)),
          Math.min(nowMs, before.soundingSinceMs ?? nowMs),
        );
  const isTired =
    sinceMs !== null && setting.soundForS !== null && nowMs - sinceMs >= setting.soundForS * 1000;
  const restNow = isTired ? silenceFrom(list, nowMs, setting.silenceMin, null) : rest;
  const sounding = isTired ? heard(due, [restNow], inFlood, nowMs, horns) : due;
  const wanted = setting.outputs.map(({ kind, priorities }) => {
    if (isTest) return true;
    if (kind === 'horn') return sounding.some(({ priority }) => priorities.includes(priority));
    return list.some(
      (alarm) => priorities.includes(alarm.priority) && (kind === 'lamp' || isUnseen(alarm)),
    );
  });
  return {
    memory: {
      silence,
      rest: restNow,
      soundingSinceMs: isTired ? null : sinceMs,
      testUntilMs: isTest ? before.testUntilMs : null,
    },
    wanted,
  };
}
