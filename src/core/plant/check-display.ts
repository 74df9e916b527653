import type { DraftIndex, Report } from './check-index.ts';
import { References, reportDuplicates } from './check-index.ts';
import type { ProfileDraft } from './draft.ts';

const DISPLAY = 'display.json';

/** Everything the overview and the first trends name must be there. */
export function checkDisplay(draft: ProfileDraft, index: DraftIndex, report: Report): void {
  const display = draft.display;
  if (display === null) return;
  const refs = new References(index, report, DISPLAY);
  const stations = new Set(display.stations.map((each) => each.id));
  reportDuplicates(
    display.stations.map((each) => each.id),
    (i) => `stations[${i}].id`,
    DISPLAY,
    'station id',
    report,
  );
  const tanks = display.stations.flatMap((station, s) =>
    station.tanks.map((id, t) => ({ id, path: `stations[${s}].tanks[${t}]` })),
  );
  reportDuplicates(
    tanks.map((each) => each.id),
    (i) => tanks[i]?.path ?? '',
    DISPLAY,
    'tank',
    report,
  );
  tanks.forEach((each) => refs.tank(each.id, each.path));
  display.stations.forEach((station, s) => {
    station.values.forEach((tag, i) => refs.tag(tag, `stations[${s}].values[${i}]`));
    refs.machine(station.onward, `stations[${s}].onward`);
    station.machines.forEach((id, i) => refs.machine(id, `stations[${s}].machines[${i}]`));
  });

  display.effluent.forEach((each, i) => {
    refs.tag(each.tag, `effluent[${i}].tag`);
    const reading = draft.limits?.readings.find((other) => other.item === each.item);
    if (reading !== undefined && reading.tag !== each.tag) {
      report(
        DISPLAY,
        `effluent[${i}].tag`,
        each.tag,
        `must be the tag held against the limit of ${each.item}, ${reading.tag} (limits.json readings)`,
        'unknownReference',
      );
    }
  });
  refs.machine(display.blower.machine, 'blower.machine');
  for (const key of ['speedTag', 'setpointTag', 'airflowTag', 'powerTag'] as const)
    refs.tag(display.blower[key], `blower.${key}`);
  for (const key of ['energyTag', 'powerTag', 'influentFlowTag', 'effluentFlowTag'] as const)
    refs.tag(display[key], key);
  if (display.returnFlow !== null) {
    refs.machine(display.returnFlow.machine, 'returnFlow.machine');
    for (const key of ['fromStation', 'toStation'] as const) {
      const id = display.returnFlow[key];
      if (!stations.has(id))
        report(
          DISPLAY,
          `returnFlow.${key}`,
          id,
          `must be one of the stations: ${[...stations].join(', ')}`,
          'unknownReference',
        );
    }
  }
  reportDuplicates(
    display.trendGroups.map((each) => each.id),
    (i) => `trendGroups[${i}].id`,
    DISPLAY,
    'trend group id',
    report,
  );
  display.trendGroups.forEach((group, g) =>
    group.tags.forEach((tag, i) => refs.tag(tag, `trendGroups[${g}].tags[${i}]`)),
  );
}
