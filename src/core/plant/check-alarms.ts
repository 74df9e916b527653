import { hasLimit } from '../alarms/dead-band.ts';
import { isOwnId } from '../alarms/own-alarms.ts';
import { priorityOf } from '../alarms/priority.ts';
import { checkCondition } from './check-condition.ts';
import type { DraftIndex, Report } from './check-index.ts';
import { References, reportDuplicates } from './check-index.ts';
import type { ProfileDraft } from './draft.ts';
import type { Alarm } from './logic.ts';

const FILE = 'alarms.json';

/** Names, priorities by the grid, dead bands and equipment of the alarms. */
export function checkAlarms(draft: ProfileDraft, index: DraftIndex, report: Report): void {
  const alarms = draft.alarms ?? [];
  const refs = new References(index, report, FILE);
  reportDuplicates(
    alarms.map((each) => each.id),
    (i) => `[${i}].id`,
    FILE,
    'alarm id',
    report,
  );
  alarms.forEach((alarm, i) => checkAlarm(alarm, `[${i}]`, index, refs, report));
}

function checkAlarm(
  alarm: Alarm,
  path: string,
  index: DraftIndex,
  refs: References,
  report: Report,
): void {
  checkCondition(alarm.when, `${path}.when`, refs);
  if (alarm.suppressWhen !== null) checkCondition(alarm.suppressWhen, `${path}.suppressWhen`, refs);
  if (alarm.equipment !== null && !isEquipment(alarm.equipment, index)) {
    report(
      FILE,
      `${path}.equipment`,
      alarm.equipment,
      'must be a tank, machine, unit, valve or sensor of this profile',
      'unknownReference',
    );
  }
  if (isOwnId(alarm.id))
    report(
      FILE,
      `${path}.id`,
      alarm.id,
      'the engine raises an alarm of this name itself; choose another',
      'duplicate',
    );
  const wanted = priorityOf(alarm.consequence, alarm.timeToActMin);
  if (alarm.priority !== wanted)
    report(
      FILE,
      `${path}.priority`,
      alarm.priority,
      `consequence ${alarm.consequence} within ${alarm.timeToActMin} min gives priority ${wanted}`,
      'range',
    );
  if (alarm.deadBand > 0 && !hasLimit(alarm.when))
    report(
      FILE,
      `${path}.deadBand`,
      alarm.deadBand,
      'must be 0: the condition has no limit that a dead band could ease',
      'range',
    );
}

function isEquipment(id: string, index: DraftIndex): boolean {
  const { tanks, machines, valves, sensors } = index;
  if (tanks === null || machines === null || valves === null || sensors === null) return true;
  if (tanks.has(id) || machines.has(id) || valves.has(id) || sensors.has(id)) return true;
  return [...machines.values()].some((machine) => machine.units.some((unit) => unit.id === id));
}
