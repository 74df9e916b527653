import type { PlantEvent } from '../control/record.ts';
import { alarmEvent } from './alarms.ts';
import type { AlarmDefinition } from './definition.ts';
import { worthKeeping } from './memory.ts';
import type { AlarmMemories, AlarmMemory } from './memory.ts';
import type { Occurrence, OccurrenceChange } from './occurrence.ts';

/** A shelf longer than this is no shelf: then the alarm is to be set right or taken out of service. */
export const LONGEST_SHELF_MIN = 8 * 60;
/** What one page of the list holds at most; nobody acknowledges what they have not seen. */
export const MOST_ACKNOWLEDGED = 100;

/** Why an action was not done. */
export type AlarmRefusal =
  | 'unknown'
  | 'alreadyAcknowledged'
  | 'alreadyShelved'
  | 'notShelved'
  | 'alreadyOut'
  | 'notOut'
  | 'standsStill'
  | 'notLatched';

export interface ActionStep {
  readonly memories: AlarmMemories;
  readonly events: readonly PlantEvent[];
  readonly occurrences: readonly OccurrenceChange[];
  readonly refused: readonly { readonly id: string; readonly why: AlarmRefusal }[];
}

/** Who acts, and when. `actor` as records carry it: `person:NAME`. */
export interface Acting {
  readonly who: string;
  readonly actor: string;
  readonly nowMs: number;
}

type DefinitionOf = (id: string) => AlarmDefinition | null;

const refuse = (memories: AlarmMemories, id: string, why: AlarmRefusal): ActionStep => ({
  memories,
  events: [],
  occurrences: [],
  refused: [{ id, why }],
});

function put(memories: AlarmMemories, id: string, memory: AlarmMemory): AlarmMemories {
  if (worthKeeping(memory)) return { ...memories, [id]: memory };
  const { [id]: _gone, ...rest } = memories;
  return rest;
}

const withComment = (open: Occurrence, { who, nowMs }: Acting, text: string): Occurrence =>
  text.trim() === ''
    ? open
    : { ...open, comments: [...open.comments, { tsMs: nowMs, who, text: text.trim() }] };

/** Open occurrences below this one on its ladder: whoever has seen 90 % has seen 80 %. */
function below(memories: AlarmMemories, id: string, definitionOf: DefinitionOf): string[] {
  const mine = definitionOf(id);
  if (mine === null || mine.ladder === null) return [];
  return Object.entries(memories).flatMap(([other, { open }]) => {
    if (other === id || open === undefined || open.ackMs !== null) return [];
    const definition = definitionOf(other);
    return definition?.ladder === mine.ladder && definition.rung < mine.rung ? [other] : [];
  });
}

/** Acknowledges one open occurrence; what is gone by now leaves the list. */
function seen(
  memory: AlarmMemory,
  open: Occurrence,
  latching: boolean,
  acting: Acting,
  text: string,
): { readonly memory: AlarmMemory; readonly occurrence: Occurrence } {
  const done = open.clearedMs !== null && !latching;
  const occurrence: Occurrence = {
    ...withComment(open, acting, text),
    ackMs: acting.nowMs,
    ackBy: acting.who,
    ...(done ? { closedMs: acting.nowMs, end: 'cleared' as const } : {}),
  };
  return { memory: { ...memory, open: done ? undefined : occurrence }, occurrence };
}

/**
 * Acknowledges occurrences by their ids, with one comment for all. An id that is not on the list any
 * more, or was acknowledged by somebody else, is refused by itself and holds up none of the others.
 */
export function acknowledge(
  memories: AlarmMemories,
  ids: readonly string[],
  comment: string,
  acting: Acting,
  definitionOf: DefinitionOf,
): ActionStep {
  const changed: Record<string, AlarmMemory> = { ...memories };
  const events: PlantEvent[] = [];
  const occurrences: OccurrenceChange[] = [];
  const refused: { id: string; why: AlarmRefusal }[] = [];
  const alarmOf = new Map(
    Object.entries(memories).flatMap(([alarm, { open }]) =>
      open === undefined ? [] : [[open.id, alarm] as const],
    ),
  );
  const take = (alarm: string): boolean => {
    const memory = changed[alarm];
    if (memory?.open === undefined || memory.open.ackMs !== null) return false;
    const result = seen(
      memory,
      memory.open,
      definitionOf(alarm)?.latching ?? false,
      acting,
      comment,
    );
    if (worthKeeping(result.memory)) changed[alarm] = result.memory;
    else delete changed[alarm];
    occurrences.push({ what: 'acknowledged', occurrence: result.occurrence });
    events.push(
      alarmEvent('alarm.acknowledged', result.occurrence, 5, acting.nowMs, acting.actor, {
        comment: comment.trim(),
      }),
    );
    return true;
  };
  for (const id of new Set(ids)) {
    const alarm = alarmOf.get(id);
    if (alarm === undefined) {
      refused.push({ id, why: 'unknown' });
      continue;
    }
    const lower = below(changed, alarm, definitionOf);
    if (take(alarm)) lower.forEach(take);
    else refused.push({ id, why: 'alreadyAcknowledged' });
  }
  return { memories: changed, events, occurrences, refused };
}

/** Writes a comment on an open occurrence without acknowledging it. */
export function commentOn(
  memories: AlarmMemories,
  id: string,
  text: string,
  acting: Acting,
): ActionStep {
  const found = Object.entries(memories).find(([, { open }]) => open?.id === id);
  if (found?.[1].open === undefined) return refuse(memories, id, 'unknown');
  const [alarm, memory] = found;
  const occurrence = withComment(found[1].open, acting, text);
  return {
    memories: put(memories, alarm, { ...memory, open: occurrence }),
    occurrences: [{ what: 'commented', occurrence }],
    events: [
      alarmEvent('alarm.commented', occurrence, 5, acting.nowMs, acting.actor, {
        comment: text.trim(),
      }),
    ],
    refused: [],
  };
}

/** What a record says of an alarm without an open occurrence. */
const bare = (id: string, definition: AlarmDefinition) => ({
  alarm: id,
  code: definition.code,
  equipment: definition.equipment,
  params: {},
});

/** Takes an alarm off the list because a person answers for it: what stood counts as seen by them. */
function setAside(
  memory: AlarmMemory,
  end: 'shelved' | 'outOfService',
  acting: Acting,
  reason: string,
): OccurrenceChange[] {
  const { open } = memory;
  if (open === undefined) return [];
  const occurrence: Occurrence = {
    ...withComment(open, acting, reason),
    ackMs: open.ackMs ?? acting.nowMs,
    ackBy: open.ackBy ?? acting.who,
    closedMs: acting.nowMs,
    end,
  };
  return [{ what: end, occurrence }];
}

const EMPTY: AlarmMemory = Object.freeze({
  latch: Object.freeze({ active: false, heldMs: 0 }),
  sinceMs: null,
});

/** Shelves an alarm for a while, standing or not. It comes back by itself, and stands again if its condition does. */
export function shelve(
  memories: AlarmMemories,
  definition: AlarmDefinition,
  minutes: number,
  reason: string,
  acting: Acting,
): ActionStep {
  const { id } = definition;
  const memory = memories[id] ?? EMPTY;
  if (memory.shelf !== undefined) return refuse(memories, id, 'alreadyShelved');
  if (memory.service !== undefined) return refuse(memories, id, 'alreadyOut');
  const untilMs = acting.nowMs + minutes * 60_000;
  return {
    memories: put(memories, id, {
      ...memory,
      sinceMs: null,
      open: undefined,
      shelf: { sinceMs: acting.nowMs, untilMs, who: acting.who, reason },
    }),
    occurrences: setAside(memory, 'shelved', acting, reason),
    events: [
      alarmEvent(
        'alarm.shelved',
        memory.open ?? bare(id, definition),
        5,
        acting.nowMs,
        acting.actor,
        { minutes, reason },
      ),
    ],
    refused: [],
  };
}

/** Ends a shelf before its time. */
export function unshelve(
  memories: AlarmMemories,
  definition: AlarmDefinition,
  acting: Acting,
): ActionStep {
  const { id } = definition;
  const memory = memories[id];
  if (memory?.shelf === undefined) return refuse(memories, id, 'notShelved');
  return {
    memories: put(memories, id, { ...memory, shelf: undefined }),
    occurrences: [],
    events: [alarmEvent('alarm.unshelved', bare(id, definition), 5, acting.nowMs, acting.actor)],
    refused: [],
  };
}

/** Takes an alarm out of service while somebody works on what it watches. */
export function takeOut(
  memories: AlarmMemories,
  definition: AlarmDefinition,
  reason: string,
  acting: Acting,
): ActionStep {
  const { id } = definition;
  const memory = memories[id] ?? EMPTY;
  if (memory.service !== undefined) return refuse(memories, id, 'alreadyOut');
  return {
    memories: put(memories, id, {
      ...memory,
      sinceMs: null,
      open: undefined,
      shelf: undefined,
      service: { sinceMs: acting.nowMs, who: acting.who, reason },
    }),
    occurrences: setAside(memory, 'outOfService', acting, reason),
    events: [
      alarmEvent(
        'alarm.outOfService',
        memory.open ?? bare(id, definition),
        5,
        acting.nowMs,
        acting.actor,
        { reason },
      ),
    ],
    refused: [],
  };
}

/** Brings an alarm back into service. */
export function bringBack(
  memories: AlarmMemories,
  definition: AlarmDefinition,
  acting: Acting,
): ActionStep {
  const { id } = definition;
  const memory = memories[id];
  if (memory?.service === undefined) return refuse(memories, id, 'notOut');
  return {
    memories: put(memories, id, { ...memory, service: undefined }),
    occurrences: [],
    events: [alarmEvent('alarm.inService', bare(id, definition), 5, acting.nowMs, acting.actor)],
    refused: [],
  };
}

/** Resets a latched alarm whose condition is gone. One nobody has seen stays on the list until it is acknowledged. */
export function reset(
  memories: AlarmMemories,
  definition: AlarmDefinition,
  acting: Acting,
): ActionStep {
  const { id } = definition;
  const memory = memories[id];
  if (!definition.latching || memory?.open === undefined) return refuse(memories, id, 'notLatched');
  if (memory.open.clearedMs === null) return refuse(memories, id, 'standsStill');
  // Resetting is an act at this very alarm, so whoever resets has seen it.
  const occurrence: Occurrence = {
    ...memory.open,
    ackMs: memory.open.ackMs ?? acting.nowMs,
    ackBy: memory.open.ackBy ?? acting.who,
    closedMs: acting.nowMs,
    end: 'cleared',
  };
  return {
    memories: put(memories, id, { ...memory, open: undefined }),
    occurrences: [{ what: 'reset', occurrence }],
    events: [alarmEvent('alarm.reset', occurrence, 5, acting.nowMs, acting.actor)],
    refused: [],
  };
}
