import type { Instant, Params, PlantEvent } from '../control/record.ts';
import type { AlarmCandidate } from './alarm-list.ts';
import { OPEN_LATCH, advanceLatch } from './latch.ts';
import type { Latch } from './latch.ts';

/** Memory of one alarm between scans; JSON, so that it outlives a restart. */
interface AlarmMemory {
  readonly latch: Latch;
  /** When it was raised, ms UTC; null while it is not active. */
  readonly sinceMs: number | null;
}
export type AlarmMemories = Readonly<Record<string, AlarmMemory>>;

export interface ActiveAlarm {
  readonly id: string;
  readonly priority: number;
  readonly sinceMs: number;
  readonly code: string | null;
  readonly params: Params;
  readonly equipment: string | null;
}

export interface AlarmStep {
  readonly memories: AlarmMemories;
  /** To be shown: most urgent first, then newest. */
  readonly active: readonly ActiveAlarm[];
  readonly events: readonly PlantEvent[];
  /** True when an alarm came or went, so that the state is worth saving at once. */
  readonly changed: boolean;
}

function alarmEvent(candidate: AlarmCandidate, raised: boolean, tsMs: number): PlantEvent {
  return {
    tsMs,
    kind: 'alarm',
    priority: raised ? candidate.priority : 5,
    code: raised ? 'alarm.raised' : 'alarm.cleared',
    subject: candidate.equipment,
    params: { ...candidate.params, alarm: candidate.id, text: candidate.code },
    actor: 'engine',
  };
}

/** Moves every alarm by one scan. An alarm whose candidate no longer exists (changed profile) is dropped. */
export function advanceAlarms(
  before: AlarmMemories,
  candidates: readonly AlarmCandidate[],
  now: Instant,
  elapsedMs: number,
): AlarmStep {
  const memories: Record<string, AlarmMemory> = {};
  const events: PlantEvent[] = [];
  const standing: { readonly candidate: AlarmCandidate; readonly sinceMs: number }[] = [];
  for (const candidate of candidates) {
    const memory = before[candidate.id];
    const latch = advanceLatch(memory?.latch ?? OPEN_LATCH, candidate, elapsedMs);
    const was = memory?.latch.active ?? false;
    const sinceMs = latch.active ? (memory?.sinceMs ?? now.wallMs) : null;
    if (latch.active !== was) events.push(alarmEvent(candidate, latch.active, now.wallMs));
    if (latch.active || latch.heldMs > 0) memories[candidate.id] = { latch, sinceMs };
    if (sinceMs !== null) standing.push({ candidate, sinceMs });
  }
  const active = standing
    .filter(
      ({ candidate }) =>
        !standing.some(
          (other) =>
            candidate.group !== null &&
            other.candidate.group === candidate.group &&
            other.candidate.rank > candidate.rank,
        ),
    )
    .map(({ candidate, sinceMs }): ActiveAlarm => ({
      id: candidate.id,
      priority: candidate.priority,
      sinceMs,
      code: candidate.code,
      params: candidate.params,
      equipment: candidate.equipment,
    }))
    .sort((a, b) => a.priority - b.priority || b.sinceMs - a.sinceMs);
  return { memories, active, events, changed: events.length > 0 };
}
