import type { ActiveAlarm } from '#contract/snapshot.ts';
import { isUnseen } from './alarm-sound.ts';

/** A row of the list of standing alarms. */
export interface AlarmRow {
  readonly alarm: ActiveAlarm;
  /** Under the alarm that came first in its group. */
  readonly isFollower: boolean;
  /** How many follow this one; 0 for a follower and for one that stands alone. */
  readonly followers: number;
  /** It came first and others of its group are on the list: a mark on one that stands alone says nothing. */
  readonly isFirst: boolean;
}

export interface RowFilter {
  /** Lower case; empty for all. */
  readonly text: string;
  readonly priorities: readonly number[];
  readonly unseenOnly: boolean;
}

/** Alarms that pass the filter, in their order. `nameOf` gives the words that are searched. */
export function filterAlarms(
  alarms: readonly ActiveAlarm[],
  { text, priorities, unseenOnly }: RowFilter,
  nameOf: (alarm: ActiveAlarm) => string,
): readonly ActiveAlarm[] {
  const needle = text.trim().toLowerCase();
  if (needle === '' && priorities.length === 0 && !unseenOnly) return alarms;
  return alarms.filter(
    (alarm) =>
      (priorities.length === 0 || priorities.includes(alarm.priority)) &&
      (!unseenOnly || isUnseen(alarm)) &&
      (needle === '' || nameOf(alarm).toLowerCase().includes(needle)),
  );
}

const groupOf = (alarm: ActiveAlarm): string => alarm.group ?? alarm.equipment ?? '';

/**
 * Rows one by one, or grouped by what belongs together: in each group the alarm that came first
 * leads and the others follow in the order they came; groups go by their most urgent alarm.
 */
export function alarmRows(alarms: readonly ActiveAlarm[], isGrouped: boolean): readonly AlarmRow[] {
  const sizes = new Map<string, number>();
  for (const { group } of alarms) if (group !== null) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const isFirst = ({ firstOut, group }: ActiveAlarm): boolean =>
    firstOut !== null && (sizes.get(group ?? '') ?? 0) > 1;
  if (!isGrouped)
    return alarms.map((alarm) => ({
      alarm,
      isFollower: false,
      followers: 0,
      isFirst: isFirst(alarm),
    }));
  const groups = new Map<string, ActiveAlarm[]>();
  for (const alarm of alarms) {
    const key = groupOf(alarm);
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [alarm]);
    else list.push(alarm);
  }
  return [...groups.values()]
    .map((list) => ({
      list: [...list].sort(
        (a, b) =>
          Number(b.firstOut !== null) - Number(a.firstOut !== null) || a.sinceMs - b.sinceMs,
      ),
      urgent: Math.min(...list.map(({ priority }) => priority)),
      sinceMs: Math.min(...list.map(({ sinceMs }) => sinceMs)),
    }))
    .sort((a, b) => a.urgent - b.urgent || a.sinceMs - b.sinceMs)
    .flatMap(({ list }) =>
      list.map((alarm, i) => ({
        alarm,
        isFollower: i > 0,
        followers: i === 0 ? list.length - 1 : 0,
        isFirst: isFirst(alarm),
      })),
    );
}
