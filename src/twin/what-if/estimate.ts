import { unitTag } from '#core/plant/derived.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { DayFigures, PresentReading } from '#core/what-if/messages.ts';
import type { OriginNote } from '#core/what-if/result.ts';
import type { TwinState } from '../state.ts';
import { createVirtualPlant } from '../virtual-plant.ts';
import type { VirtualPlant } from '../virtual-plant.ts';
import { balancedInfluent, trueInstruments, watchDay } from './estimate-balance.ts';
import type { DayOfRunUp } from './estimate-balance.ts';
import { expectedInfluent } from './estimate-influent.ts';
import { layPressure } from './estimate-membrane.ts';
import { layPlc } from './estimate-plc.ts';
import { layReadings, laySolids } from './estimate-water.ts';

export interface EstimateInput {
  readonly profile: PlantProfile;
  /** Present readings of the PLC, all tags that there are. */
  readonly readings: readonly PresentReading[];
  /** Mean and highest value of each sensor over the last day. */
  readonly day: readonly DayFigures[];
  /** The present, ms UTC. */
  readonly atMs: number;
}

export interface Estimate {
  readonly state: TwinState;
  /** The profile with the inflow that is expected: the pattern scaled to the last day. */
  readonly profile: PlantProfile;
  /** Readings that matter and could not be used. */
  readonly notes: readonly OriginNote[];
}

/**
 * The plant is run up to the present under the measured inflow for so long before the readings are
 * laid over it; sludge has by then turned over far enough to be that of the load and the season.
 */
const RUN_UP_DAYS = 12;
/** From this day on the inflow is corrected by what left the plant. */
const BALANCE_FROM_DAY = 4;
const RUN_UP_TICK_MS = 60_000;
const DAY_MS = 86_400_000;
/** A value may be so many sampling periods old, and a little more. */
const OLD_PERIODS = 3;
const OLD_GRACE_S = 60;
/** Chance plays no part in an estimate; the generator must be given a seed all the same. */
const SEED = 1;

/**
 * State of a virtual plant that stands as the real one does, as far as its readings tell: the
 * plant of the profile is run for twelve days under the settings, the solids and the inflow of the
 * last day, nitrogen and phosphorus of the inflow being corrected until the discharge is that of the
 * last day; then what is measured is laid over it. Pure: the same readings give the same state.
 */
export function estimateState(input: EstimateInput): Estimate {
  const { readings, day, atMs } = input;
  const notes = notesOf(input.profile, readings);
  const unusable = new Set(notes.map(({ tag }) => tag));
  const values = new Map(
    readings.flatMap(({ tag, value, usable }) =>
      usable && value !== null && !unusable.has(tag) ? [[tag, value] as const] : [],
    ),
  );
  const highest = new Map(day.map(({ tag, max }) => [tag, max]));
  const usable = (tag: string): number | null => values.get(tag) ?? null;

  const first = expectedInfluent(input.profile, day, atMs);
  const startMs = Math.floor(atMs - RUN_UP_DAYS * DAY_MS);
  let influent = first;
  let plant = runUpPlant({ ...input.profile, influent }, startMs);
  keepSettings(plant, usable);
  trueInstruments(plant);
  laySolids(plant.model, plant.state.plant, usable);
  let peaks: DayOfRunUp['peaks'] = [];
  for (let dayOfRun = 1; dayOfRun <= RUN_UP_DAYS; dayOfRun++) {
    const endMs = atMs - (RUN_UP_DAYS - dayOfRun) * DAY_MS;
    const seen = watchDay(plant, endMs - plant.nowMs());
    peaks = seen.peaks;
    trueInstruments(plant);
    laySolids(plant.model, plant.state.plant, usable);
    if (dayOfRun < BALANCE_FROM_DAY) continue;
    influent = balancedInfluent(input.profile, first, influent, seen.means, day);
    plant = runUpPlant({ ...input.profile, influent }, startMs, plant.state);
  }
  layPlc(plant, usable);
  layReadings(plant.model, plant.state.plant, usable);
  layPressure(plant.model, plant.state.plant, (tag) => highest.get(tag) ?? usable(tag), peaks);
  return {
    state: structuredClone(plant.state),
    profile: { ...input.profile, influent },
    notes,
  };
}

function runUpPlant(profile: PlantProfile, startMs: number, resume?: TwinState): VirtualPlant {
  return createVirtualPlant({
    profile,
    seed: SEED,
    startMs,
    tickMs: RUN_UP_TICK_MS,
    ...(resume === undefined ? {} : { resume }),
  });
}

/** The run-up is controlled as the plant is. */
function keepSettings(plant: VirtualPlant, usable: (tag: string) => number | null): void {
  plant.program.setpoints.forEach(({ tag, area }, i) => {
    const value = area === 'plc' ? usable(tag) : null;
    if (value !== null) plant.state.plc.settings[i] = value;
  });
}

/** What the estimate would have liked to know: sensors, settings and what runs. */
function notesOf(profile: PlantProfile, readings: readonly PresentReading[]): OriginNote[] {
  const byTag = new Map(readings.map((reading) => [reading.tag, reading]));
  const known = new Set(profile.tags.map(({ id }) => id));
  const periods = new Map(profile.sensors.map((sensor) => [sensor.tag, sensor.samplePeriodS]));
  const wanted = [
    ...profile.sensors.map(({ tag }) => tag),
    ...profile.plc.setpoints.filter(({ area }) => area === 'plc').map(({ tag }) => tag),
    // A machine that gives no running signal is not missed.
    ...profile.machines
      .flatMap(({ units }) => units.map(({ id }) => unitTag(id, 'run')))
      .filter((tag) => known.has(tag)),
  ];
  return wanted.flatMap((tag): OriginNote[] => {
    const reading = byTag.get(tag);
    const ageS = reading?.ageS ?? null;
    if (reading === undefined || reading.value === null || ageS === null)
      return [{ tag, why: 'missing', ageS: null }];
    if (!reading.usable) return [{ tag, why: 'bad', ageS }];
    const period = periods.get(tag);
    return period !== undefined && ageS > OLD_PERIODS * period + OLD_GRACE_S
      ? [{ tag, why: 'old', ageS }]
      : [];
  });
}
