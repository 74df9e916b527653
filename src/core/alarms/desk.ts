import type { AlarmCandidate, AlarmPlan } from './alarm-list.ts';
import type { AlarmDefinition } from './definition.ts';
import type { FloodState } from './flood.ts';
import type { AlarmMemories } from './memory.ts';

/** How many alarms stand in which way, for the bar that never goes away. */
export interface AlarmCounts {
  /** By priority 1 to 4: nobody has seen them yet. */
  readonly unacknowledged: readonly [number, number, number, number];
  readonly shelved: number;
  readonly suppressed: number;
  readonly outOfService: number;
  readonly flood: { readonly sinceMs: number; readonly raised: number } | null;
}

/** Counts over all memories, also of what a ladder or a flood does not show as a row of its own. */
export function alarmCounts(memories: AlarmMemories, flood: FloodState): AlarmCounts {
  const unacknowledged: [number, number, number, number] = [0, 0, 0, 0];
  let shelved = 0;
  let suppressed = 0;
  let outOfService = 0;
  for (const { open, shelf, service, suppressedMs } of Object.values(memories)) {
    if (open !== undefined && open.ackMs === null) {
      const at = Math.min(4, Math.max(1, open.priority)) - 1;
      unacknowledged[at] = (unacknowledged[at] ?? 0) + 1;
    }
    if (service !== undefined) outOfService++;
    else if (shelf !== undefined) shelved++;
    else if (suppressedMs !== undefined) suppressed++;
  }
  return {
    unacknowledged,
    shelved,
    suppressed,
    outOfService,
    flood: flood.sinceMs === null ? null : { sinceMs: flood.sinceMs, raised: flood.raised },
  };
}

/** An alarm that does not stand on the list because it was set aside. */
export interface AsideAlarm {
  readonly id: string;
  readonly code: string | null;
  readonly equipment: string | null;
  readonly priority: number;
  readonly state: 'shelved' | 'suppressed' | 'outOfService';
  readonly sinceMs: number;
  readonly untilMs: number | null;
  readonly who: string | null;
  readonly reason: string | null;
  /** Its condition holds right now: it would stand if it were not set aside. */
  readonly stands: boolean;
}

/** Everything that is shelved, suppressed by design or out of service, the one that ends first on top. */
export function asideAlarms(
  memories: AlarmMemories,
  candidates: ReadonlyMap<string, AlarmCandidate>,
): readonly AsideAlarm[] {
  const rows: AsideAlarm[] = [];
  for (const [id, memory] of Object.entries(memories)) {
    const definition = candidates.get(id)?.definition ?? null;
    const { shelf, service, suppressedMs, latch } = memory;
    const base = {
      id,
      code: definition?.code ?? null,
      equipment: definition?.equipment ?? null,
      priority: definition?.priority ?? 3,
      stands: latch.active || candidates.get(id)?.raise === 'true',
    };
    if (service !== undefined)
      rows.push({
        ...base,
        state: 'outOfService',
        sinceMs: service.sinceMs,
        untilMs: null,
        who: service.who,
        reason: service.reason,
      });
    else if (shelf !== undefined)
      rows.push({
        ...base,
        state: 'shelved',
        sinceMs: shelf.sinceMs,
        untilMs: shelf.untilMs,
        who: shelf.who,
        reason: shelf.reason,
      });
    else if (suppressedMs !== undefined)
      rows.push({
        ...base,
        state: 'suppressed',
        sinceMs: suppressedMs,
        untilMs: null,
        who: null,
        reason: null,
      });
  }
  // What a person set aside comes before what is so by design, which is normal running.
  const design = ({ state }: AsideAlarm): number => Number(state === 'suppressed');
  return rows.sort(
    (a, b) =>
      design(a) - design(b) ||
      (a.untilMs ?? Infinity) - (b.untilMs ?? Infinity) ||
      a.priority - b.priority ||
      a.sinceMs - b.sinceMs,
  );
}

/** Definition of an alarm by id: of the profile with its setting, else of the last scan; null for one nobody knows. */
export function definitionOf(
  plan: AlarmPlan,
  candidates: ReadonlyMap<string, AlarmCandidate>,
  id: string,
): AlarmDefinition | null {
  const own = plan.profile.find(({ alarm }) => alarm.id === id);
  if (own !== undefined) return own.definition;
  return candidates.get(id)?.definition ?? null;
}
