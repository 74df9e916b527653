import type { Book } from './book.ts';
import type { MinuteRow } from './finding.ts';
import type { MinuteContext } from './monitor-types.ts';
import type { MonitorSettings } from './settings.ts';
import { dropOld, judgeVessel, paceEstimate } from './vessel-judge.ts';
import { VESSEL, firstVessel, inputsOf } from './vessel-state.ts';
import type { VesselState, VesselTest } from './vessel-state.ts';
import { breakVessel, gatherVessel, turnDay } from './vessel.ts';

/** What is known of the vessels, by the tag of their sensor. */
export type VesselStates = Record<string, VesselState>;

const HOUR_MS = 3_600_000;

/** State of a vessel; one that is new, or of which the machines are others now, begins anew. */
function stateOf(states: VesselStates, tag: string, test: VesselTest): VesselState {
  const known = states[tag];
  if (known?.learned.mean.length === inputsOf(test) + 1) return known;
  const state = firstVessel(test);
  states[tag] = state;
  return state;
}

/**
 * One minute of all vessels.
 * @param doubtful sensors in which another test has no trust in this minute
 * @param trusted whether a sensor may be learned from
 */
export function minuteVessels(
  settings: MonitorSettings,
  states: VesselStates,
  row: MinuteRow,
  context: MinuteContext,
  doubtful: ReadonlySet<string>,
  trusted: (tag: string) => boolean,
): void {
  const { vessels = [], sensors } = settings;
  if (vessels.length === 0) return;
  const readings = sensors.map(({ tag }) => {
    const value = row.samples.get(tag)?.value ?? null;
    return value !== null && Number.isFinite(value) && !context.inCare.has(tag) ? value : null;
  });
  const doubted = sensors.map(({ tag }) => doubtful.has(tag));
  for (const test of vessels) {
    const tag = sensors[test.sensor]?.tag ?? '';
    const state = stateOf(states, tag, test);
    if (context.inCare.has(tag)) breakVessel(test, state);
    else gatherVessel(test, state, readings, doubted, context.running, trusted(tag), row.tsMs);
  }
}

/** End of an hour: findings of all vessels; end of a UTC day: what has waited is learned. */
export function hourVessels(
  settings: MonitorSettings,
  states: VesselStates,
  means: readonly (number | null)[],
  trusted: (tag: string) => boolean,
  atMs: number,
  book: Book,
): void {
  const { vessels = [], sensors } = settings;
  const paced = vessels.map((test) => {
    const state = stateOf(states, sensors[test.sensor]?.tag ?? '', test);
    if (Math.round(atMs / HOUR_MS) % 24 === 0) turnDay(test, state);
    dropOld(state, atMs);
    return { test, state };
  });
  if (paced.length === 0) return;
  const estimate = paceEstimate(paced, (sensor) => sensors[sensor]?.span ?? 1);
  for (const { test, state } of paced) {
    const sensor = sensors[test.sensor];
    if (sensor === undefined) continue;
    const value = means[test.sensor] ?? null;
    judgeVessel(sensor, test, state, estimate, trusted(sensor.tag), value, atMs, book);
  }
}

/** Whether enough is known of a vessel that its pace is judged. */
export const knowsPace = (state: VesselState | undefined): boolean =>
  state !== undefined && state.drift.hours > VESSEL.historyH;
