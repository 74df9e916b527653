import type { Instant, Params, PlantEvent } from '../control/record.ts';
import type { AlarmCandidate } from './alarm-list.ts';
import type { AlarmDefinition, FloodSetting } from './definition.ts';
import { advanceFlood } from './flood.ts';
import type { FloodState } from './flood.ts';
import { OPEN_LATCH, advanceLatch } from './latch.ts';
import { occurrenceState, worthKeeping } from './memory.ts';
import type { AlarmMemories, AlarmMemory, ListedState } from './memory.ts';
import type { Occurrence, OccurrenceChange } from './occurrence.ts';

/** An alarm on the list: it stands, or it is gone and nobody has seen it. */
export interface ActiveAlarm {
  readonly id: string;
  readonly occurrence: string;
  readonly state: ListedState;
  readonly priority: number;
  /** When it was raised, the last time when it came again before it was seen. */
  readonly sinceMs: number;
  readonly code: string | null;
  readonly params: Params;
  readonly equipment: string | null;
  readonly kind: string;
  /** Group it was the first of; null when another was. */
  readonly firstOut: string | null;
  /** Group whose alarms follow from each other. */
  readonly group: string | null;
  readonly raises: number;
  readonly clearedMs: number | null;
  readonly ackBy: string | null;
}

export interface AlarmStep {
  readonly memories: AlarmMemories;
  readonly flood: FloodState;
  /** To be shown: most urgent first, then newest. */
  readonly active: readonly ActiveAlarm[];
  readonly events: readonly PlantEvent[];
  readonly occurrences: readonly OccurrenceChange[];
  /** What was looked at, by id; the list of a moment later is made with it. */
  readonly candidates: ReadonlyMap<string, AlarmCandidate>;
  /** True when an alarm came, went or changed its state, so that the state is worth saving at once. */
  readonly changed: boolean;
}

/** Event of an alarm; `who` is null for what the engine noticed by itself. */
export function alarmEvent(
  code: PlantEvent['code'],
  occurrence: Pick<Occurrence, 'alarm' | 'code' | 'equipment' | 'params'> & {
    readonly id?: string;
  },
  priority: number,
  tsMs: number,
  actor = 'engine',
  more: Params = {},
): PlantEvent {
  return {
    tsMs,
    kind: 'alarm',
    priority,
    code,
    subject: occurrence.equipment,
    params: {
      ...occurrence.params,
      ...more,
      alarm: occurrence.alarm,
      text: occurrence.code,
      ...(occurrence.id === undefined ? {} : { occurrence: occurrence.id }),
    },
    actor,
  };
}

function newOccurrence(
  { definition, params }: AlarmCandidate,
  raisedMs: number,
  firstOut: string | null,
): Occurrence {
  return {
    id: `${definition.id}@${String(raisedMs)}`,
    alarm: definition.id,
    code: definition.code,
    params: { ...params },
    equipment: definition.equipment,
    kind: definition.kind,
    priority: definition.priority,
    raisedMs,
    raises: 1,
    lastRaisedMs: raisedMs,
    firstOut,
    ackMs: null,
    ackBy: null,
    comments: [],
    clearedMs: null,
    closedMs: null,
    end: null,
  };
}

interface Found {
  readonly memory: AlarmMemory;
  readonly change: OccurrenceChange | null;
  readonly events: readonly PlantEvent[];
  readonly moved: boolean;
}

/** Smaller steps back are a clock being kept, larger ones a clock that was set. */
const CLOCK_KEPT_MS = 60_000;

/** Whether a shelf's time is over; one that begins after now belongs to a clock that was set back, and hides nothing longer. */
const isOver = (shelf: NonNullable<AlarmMemory['shelf']>, nowMs: number): boolean =>
  nowMs >= shelf.untilMs || nowMs < shelf.sinceMs - CLOCK_KEPT_MS;

/** Shelf and suppression of this scan; both may end or begin by themselves. */
function curtains(
  was: AlarmMemory | undefined,
  candidate: AlarmCandidate,
  nowMs: number,
): {
  readonly part: Pick<AlarmMemory, 'shelf' | 'service' | 'suppressedMs'>;
  readonly shelfEnded: boolean;
} {
  const shelfEnded = was?.shelf !== undefined && isOver(was.shelf, nowMs);
  const suppressed =
    candidate.suppress === 'unknown'
      ? was?.suppressedMs !== undefined
      : candidate.suppress === 'true';
  return {
    shelfEnded,
    part: {
      ...(was?.shelf === undefined || shelfEnded ? {} : { shelf: was.shelf }),
      ...(was?.service === undefined ? {} : { service: was.service }),
      ...(suppressed ? { suppressedMs: was?.suppressedMs ?? nowMs } : {}),
    },
  };
}

/** Moves one alarm by one scan. `isFirst` answers whether nothing of its group stands yet. */
function advanceOne(
  was: AlarmMemory | undefined,
  candidate: AlarmCandidate,
  nowMs: number,
  elapsedMs: number,
  isFirst: (group: string) => boolean,
): Found {
  const { definition } = candidate;
  const { part, shelfEnded } = curtains(was, candidate, nowMs);
  // When what suppresses ends, the delay begins anew: a pump that just started has no flow yet.
  const latch =
    part.suppressedMs !== undefined
      ? OPEN_LATCH
      : advanceLatch(
          was?.latch ?? OPEN_LATCH,
          {
            raise: candidate.raise,
            clear: candidate.clear,
            forS: definition.onDelayS,
            offS: definition.offDelayS,
          },
          elapsedMs,
        );
  const stands = latch.active && part.shelf === undefined && part.service === undefined;
  const open = was?.open;
  const events: PlantEvent[] = shelfEnded
    ? [
        alarmEvent(
          'alarm.shelfEnded',
          {
            alarm: definition.id,
            code: definition.code,
            equipment: definition.equipment,
            params: candidate.params,
          },
          5,
          nowMs,
        ),
      ]
    : [];
  const moved =
    shelfEnded || (part.suppressedMs === undefined) !== (was?.suppressedMs === undefined);
  const base = { latch, ...part };
  if (stands && open === undefined) {
    // A state saved by an earlier version knows the beginning, and its event stands already.
    const known = was?.latch.active === true && was.sinceMs !== null;
    const raisedMs = known ? (was.sinceMs ?? nowMs) : nowMs;
    const group = definition.firstOut;
    const first = group !== null && isFirst(group) ? group : null;
    const occurrence = newOccurrence(candidate, raisedMs, first);
    if (!known) events.push(alarmEvent('alarm.raised', occurrence, definition.priority, nowMs));
    return {
      memory: { ...base, sinceMs: raisedMs, open: occurrence },
      change: { what: 'raised', occurrence },
      events,
      moved: true,
    };
  }
  if (open === undefined)
    return { memory: { ...base, sinceMs: null }, change: null, events, moved };
  if (stands && open.clearedMs !== null) {
    const occurrence: Occurrence = {
      ...open,
      raises: open.raises + 1,
      lastRaisedMs: nowMs,
      clearedMs: null,
      ackMs: null,
      ackBy: null,
    };
    events.push(alarmEvent('alarm.raised', occurrence, definition.priority, nowMs));
    return {
      memory: { ...base, sinceMs: nowMs, open: occurrence },
      change: { what: 'raisedAgain', occurrence },
      events,
      moved: true,
    };
  }
  if (!stands && open.clearedMs === null) {
    const done = open.ackMs !== null && !definition.latching;
    const occurrence: Occurrence = {
      ...open,
      clearedMs: nowMs,
      ...(done ? { closedMs: nowMs, end: 'cleared' as const } : {}),
    };
    events.push(alarmEvent('alarm.cleared', occurrence, 5, nowMs));
    return {
      memory: { ...base, sinceMs: null, ...(done ? {} : { open: occurrence }) },
      change: { what: 'cleared', occurrence },
      events,
      moved: true,
    };
  }
  return { memory: { ...base, sinceMs: was?.sinceMs ?? null, open }, change: null, events, moved };
}

/**
 * An alarm nothing can raise any more. One that the profile no longer has, or a station that is no
 * longer asked, is gone; of the others nothing is known for a moment (a link that connects, a part of
 * the engine that starts), so they stay as they are. What nobody has seen stays on the list.
 */
function advanceOrphan(was: AlarmMemory, gone: boolean, nowMs: number): Found {
  const { open } = was;
  const still: Found = { memory: was, change: null, events: [], moved: false };
  if (open === undefined) {
    const away = gone && was.shelf === undefined && was.service === undefined;
    return away ? { ...still, memory: { latch: OPEN_LATCH, sinceMs: null }, moved: true } : still;
  }
  if (!gone || open.clearedMs !== null) return still;
  const seen = open.ackMs !== null;
  const occurrence: Occurrence = {
    ...open,
    clearedMs: nowMs,
    ...(seen ? { closedMs: nowMs, end: 'removed' as const } : {}),
  };
  return {
    memory: { latch: OPEN_LATCH, sinceMs: null, ...(seen ? {} : { open: occurrence }) },
    change: { what: 'removed', occurrence },
    events: [alarmEvent('alarm.cleared', occurrence, 5, nowMs)],
    moved: true,
  };
}

/** The list: of one ladder only the highest standing rung, and of what is gone all that nobody has seen. */
export function listOf(
  memories: AlarmMemories,
  candidates: ReadonlyMap<string, AlarmCandidate>,
): readonly ActiveAlarm[] {
  const top = new Map<string, number>();
  const listed: { readonly alarm: ActiveAlarm; readonly definition: AlarmDefinition | null }[] = [];
  for (const [id, { open }] of Object.entries(memories)) {
    if (open === undefined) continue;
    const candidate = candidates.get(id);
    const definition = candidate?.definition ?? null;
    if (definition?.ladder != null && open.clearedMs === null)
      top.set(definition.ladder, Math.max(top.get(definition.ladder) ?? 0, definition.rung));
    listed.push({
      definition,
      alarm: {
        id,
        occurrence: open.id,
        state: occurrenceState(open, definition?.latching ?? false),
        priority: open.priority,
        sinceMs: open.lastRaisedMs,
        code: open.code,
        params: open.clearedMs === null ? (candidate?.params ?? open.params) : open.params,
        equipment: open.equipment,
        kind: open.kind,
        firstOut: open.firstOut,
        group: definition?.firstOut ?? null,
        raises: open.raises,
        clearedMs: open.clearedMs,
        ackBy: open.ackBy,
      },
    });
  }
  return listed
    .filter(({ definition }) => {
      const highest = definition?.ladder == null ? undefined : top.get(definition.ladder);
      return highest === undefined || definition === null || definition.rung >= highest;
    })
    .map(({ alarm }) => alarm)
    .sort((a, b) => a.priority - b.priority || b.sinceMs - a.sinceMs);
}

export interface AlarmInput {
  readonly candidates: readonly AlarmCandidate[];
  readonly floodSetting: FloodSetting;
}

/**
 * Moves every alarm by one scan (ISA-18.2 figure 4; IEC 62682 figure 3): raises, clears, ends
 * shelves that ran out, follows suppression by design, marks the first of a group and counts floods.
 * What a person did between two scans is in the memories already (`actions.ts`).
 */
export function advanceAlarms(
  before: AlarmMemories,
  floodBefore: FloodState,
  { candidates, floodSetting }: AlarmInput,
  now: Instant,
  elapsedMs: number,
): AlarmStep {
  const memories: Record<string, AlarmMemory> = {};
  const events: PlantEvent[] = [];
  const occurrences: OccurrenceChange[] = [];
  const raised: string[] = [];
  const known = new Map(candidates.map((each) => [each.definition.id, each]));
  const busy = new Set<string>();
  for (const [id, { open }] of Object.entries(before)) {
    const group = known.get(id)?.definition.firstOut ?? null;
    if (open !== undefined && group !== null) busy.add(group);
  }
  let changed = false;
  const take = (id: string, found: Found): void => {
    events.push(...found.events);
    if (found.change !== null) occurrences.push(found.change);
    if (found.moved) changed = true;
    if (worthKeeping(found.memory)) memories[id] = found.memory;
  };
  for (const [id, candidate] of known) {
    const found = advanceOne(before[id], candidate, now.wallMs, elapsedMs, (group) => {
      if (busy.has(group)) return false;
      busy.add(group);
      return true;
    });
    take(id, found);
    if (found.events.some(({ code }) => code === 'alarm.raised')) raised.push(id);
  }
  const slavesKnown = candidates.some(({ definition }) => definition.code === 'alarm.slaveSilent');
  for (const [id, memory] of Object.entries(before)) {
    if (known.has(id)) continue;
    const code = memory.open?.code ?? null;
    const gone = code === null ? !isDynamic(id) : code === 'alarm.slaveSilent' && slavesKnown;
    take(id, advanceOrphan(memory, gone, now.wallMs));
  }
  const flood = advanceFlood(floodBefore, raised, floodSetting, now.wallMs);
  if (flood.change !== null) {
    const told = flood.ended ?? flood.state;
    events.push({
      tsMs: now.wallMs,
      kind: 'alarm',
      priority: flood.change === 'began' ? 3 : 5,
      code: flood.change === 'began' ? 'alarm.floodBegan' : 'alarm.floodEnded',
      subject: null,
      params: {
        count: told.raised,
        alarm: told.first,
        text: known.get(told.first ?? '')?.definition.code ?? null,
      },
      actor: 'engine',
    });
    changed = true;
  }
  return {
    memories,
    flood: flood.state,
    active: listOf(memories, known),
    candidates: known,
    events,
    occurrences,
    changed,
  };
}

/** Ids that stations and other parts of the engine bring and take away by themselves. */
const isDynamic = (id: string): boolean => /^(link-slave-|round-|stock-|lock-)/.test(id);
