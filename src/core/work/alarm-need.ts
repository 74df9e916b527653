import type { Occurrence } from '../alarms/occurrence.ts';

const DAY_MS = 86_400_000;
/** An alarm that came so often in a day, or stood so long, is a fault of the machine and not of the hour. */
export const ALARM_REPEATS = 5;
export const ALARM_STANDS_MS = DAY_MS;
/** What a workshop can mend; water that is bad needs an operator. */
const MENDABLE: ReadonlySet<Occurrence['kind']> = new Set(['machine', 'instrument']);

export interface AlarmNeed {
  readonly occurrence: Occurrence;
  readonly because: 'repeated' | 'standing';
  readonly times: number;
}

/**
 * Alarms of machines and instruments that ask for work by coming again and again or by standing.
 * @param occurrences latest versions of the last days, in any order
 * @returns one per alarm, with its newest occurrence
 */
export function alarmNeeds(
  occurrences: readonly Occurrence[],
  nowMs: number,
): readonly AlarmNeed[] {
  const byAlarm = new Map<string, Occurrence[]>();
  for (const each of occurrences)
    if (MENDABLE.has(each.kind))
      byAlarm.set(each.alarm, [...(byAlarm.get(each.alarm) ?? []), each]);
  return [...byAlarm.values()].flatMap((mine): AlarmNeed[] => {
    const [newest] = mine.sort((a, b) => b.raisedMs - a.raisedMs);
    if (newest === undefined) return [];
    const stands = mine.some(
      ({ raisedMs, clearedMs, closedMs }) =>
        clearedMs === null && closedMs === null && nowMs - raisedMs >= ALARM_STANDS_MS,
    );
    const times = mine
      .filter(({ lastRaisedMs }) => nowMs - lastRaisedMs < DAY_MS)
      .reduce((sum, { raises }) => sum + raises, 0);
    if (stands) return [{ occurrence: newest, because: 'standing', times }];
    return times >= ALARM_REPEATS ? [{ occurrence: newest, because: 'repeated', times }] : [];
  });
}
