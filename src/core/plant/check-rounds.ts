import { convert } from '../laboratory/units.ts';
import type { DraftIndex, Report } from './check-index.ts';
import { References, reportDuplicates } from './check-index.ts';
import type { ProfileDraft } from './draft.ts';
import type { Checklist, RoundItem } from './rounds.ts';

const ROUNDS = 'rounds.json';

export type ChecklistProblem = (
  path: string,
  value: unknown,
  rule: string,
  code: 'duplicate' | 'order' | 'range',
) => void;

/** What one check list must keep by itself, wherever it comes from: the profile or a person's change. */
export function checkChecklist(list: Checklist, path: string, report: ChecklistProblem): void {
  const seen = new Set<string>();
  list.items.forEach((item, i) => {
    if (seen.has(item.id))
      report(`${path}items[${i}].id`, item.id, 'each item needs an id of its own', 'duplicate');
    seen.add(item.id);
    if (item.kind === 'reading') checkLimits(item, `${path}items[${i}]`, report);
  });
  if (list.graceMin >= list.escalateMin)
    report(
      `${path}graceMin`,
      list.graceMin,
      `must be less than escalateMin (${list.escalateMin})`,
      'order',
    );
  if (list.escalateMin >= list.missedMin)
    report(
      `${path}escalateMin`,
      list.escalateMin,
      `must be less than missedMin (${list.missedMin})`,
      'order',
    );
}

function checkLimits(
  item: Extract<RoundItem, { kind: 'reading' }>,
  path: string,
  report: ChecklistProblem,
): void {
  const { unusual, impossible } = item;
  if (impossible.min >= impossible.max)
    report(
      `${path}.impossible.min`,
      impossible.min,
      `must be less than impossible.max (${impossible.max})`,
      'order',
    );
  if (unusual.min !== null && (unusual.min < impossible.min || unusual.min > impossible.max))
    report(
      `${path}.unusual.min`,
      unusual.min,
      `must lie within the possible values ${impossible.min} to ${impossible.max}`,
      'range',
    );
  if (unusual.max !== null && (unusual.max < impossible.min || unusual.max > impossible.max))
    report(
      `${path}.unusual.max`,
      unusual.max,
      `must lie within the possible values ${impossible.min} to ${impossible.max}`,
      'range',
    );
  if (unusual.min !== null && unusual.max !== null && unusual.min >= unusual.max)
    report(
      `${path}.unusual.min`,
      unusual.min,
      `must be less than unusual.max (${unusual.max})`,
      'order',
    );
}

/** Check lists: places, equipment and sensors that exist; limits and times in their order. */
export function checkRounds(draft: ProfileDraft, index: DraftIndex, report: Report): void {
  const { rounds } = draft;
  if (rounds === null) return;
  const refs = new References(index, report, ROUNDS);
  const places = new Set(rounds.places.map(({ id }) => id));
  reportDuplicates(
    rounds.places.map(({ id }) => id),
    (i) => `places[${i}].id`,
    ROUNDS,
    'place',
    report,
  );
  reportDuplicates(
    rounds.checklists.map(({ id }) => id),
    (i) => `checklists[${i}].id`,
    ROUNDS,
    'check list',
    report,
  );
  rounds.holidays.forEach((each, i) => {
    if (each.from > each.to)
      report(
        ROUNDS,
        `holidays[${i}].from`,
        each.from,
        `must not be later than to (${each.to})`,
        'order',
      );
  });
  const known = equipmentOfDraft(draft);
  const sensors =
    draft.sensors === null ? null : new Map(draft.sensors.map((each) => [each.tag, each]));
  rounds.checklists.forEach((list, c) => {
    const path = `checklists[${c}]`;
    checkChecklist(list, `${path}.`, (at, value, rule, code) =>
      report(ROUNDS, at, value, rule, code),
    );
    list.items.forEach((item, i) => {
      const at = `${path}.items[${i}]`;
      if (!places.has(item.place))
        report(ROUNDS, `${at}.place`, item.place, 'must be one of places', 'unknownReference');
      if (item.equipment !== null && known !== null && !known.has(item.equipment))
        report(
          ROUNDS,
          `${at}.equipment`,
          item.equipment,
          'must be a machine unit, valve, tank or instrument of the profile',
          'unknownReference',
        );
      if (item.kind !== 'reading' || item.tag === null || !refs.tag(item.tag, `${at}.tag`)) return;
      const sensor = sensors?.get(item.tag);
      if (sensors !== null && sensor === undefined)
        report(
          ROUNDS,
          `${at}.tag`,
          item.tag,
          'must be the tag of a sensor of sensors.json',
          'unknownReference',
        );
      if (sensor === undefined) return;
      if (convert(1, item.unit, sensor.unit) === null)
        report(
          ROUNDS,
          `${at}.unit`,
          item.unit,
          `must turn into the unit of ${item.tag} (${sensor.unit})`,
          'range',
        );
      if (sensor.place !== item.point || sensor.quantity !== item.quantity)
        report(
          ROUNDS,
          `${at}.point`,
          `${item.point} ${item.quantity}`,
          `must be where and what ${item.tag} measures (${sensor.place}, ${sensor.quantity})`,
          'unknownReference',
        );
    });
  });
}

function equipmentOfDraft(draft: ProfileDraft): ReadonlySet<string> | null {
  const { machines, valves, tanks, sensors } = draft;
  if (machines === null || valves === null || tanks === null || sensors === null) return null;
  return new Set([
    ...machines.flatMap(({ units }) => units.map(({ id }) => id)),
    ...valves.map(({ id }) => id),
    ...tanks.map(({ id }) => id),
    ...sensors.map(({ id }) => id),
  ]);
}
