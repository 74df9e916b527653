import type { PlantProfile } from '#core/plant/profile.ts';
import type { DayFigures, PresentReading } from '#core/what-if/messages.ts';
import type { OriginNote } from '#core/what-if/result.ts';
import { DEFAULT_COARSE_TICK_MS } from '../run/tick.ts';
import type { TwinState } from '../state.ts';
import { createVirtualPlant } from '../virtual-plant.ts';
import type { VirtualPlant } from '../virtual-plant.ts';
import { expectedInfluent } from './estimate-influent.ts';
import { layPlc } from './estimate-plc.ts';
import { layReadings } from './estimate-water.ts';

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

/** The plant is run up to the present under the measured inflow for so long before the readings are laid over it. */
const RUN_UP_DAYS = 2;
const DAY_MS = 86_400_000;
/** A value may be so many sampling periods old, and a little more. */
const OLD_PERIODS = 3;
const OLD_GRACE_S = 60;
/** Chance plays no part in an estimate; the generator must be given a seed all the same. */
const SEED = 1;

/**
 * State of a virtual plant that stands as the real one does, as far as its readings tell: the
 * plant of the profile is run for two days under the settings and the inflow of the last day, then
 * what is measured is laid over it. Pure: the same readings give the same state.
 */
export function estimateState(input: EstimateInput): Estimate {
  const { readings, day, atMs } = input;
  const profile: PlantProfile = {
    ...input.profile,
    influent: expectedInfluent(input.profile, day, atMs),
  };
  const notes = notesOf(profile, readings);
  const unusable = new Set(notes.map(({ tag }) => tag));
  const values = new Map(
    readings.flatMap(({ tag, value, usable }) =>
      usable && value !== null && !unusable.has(tag) ? [[tag, value] as const] : [],
    ),
  );
  const highest = new Map(day.map(({ tag, max }) => [tag, max]));
  const usable = (tag: string): number | null => values.get(tag) ?? null;

  const startMs = Math.floor(atMs - RUN_UP_DAYS * DAY_MS);
  const plant = createVirtualPlant({
    profile,
    seed: SEED,
    startMs,
    tickMs: DEFAULT_COARSE_TICK_MS,
  });
  keepSettings(plant, usable);
  plant.advance(atMs - startMs);
  layPlc(plant, usable);
  layReadings(plant.model, plant.state.plant, usable, (tag) => highest.get(tag) ?? null);
  return { state: structuredClone(plant.state), profile, notes };
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
  const periods = new Map(profile.sensors.map((sensor) => [sensor.tag, sensor.samplePeriodS]));
  const wanted = [
    ...profile.sensors.map(({ tag }) => tag),
    ...profile.plc.setpoints.filter(({ area }) => area === 'plc').map(({ tag }) => tag),
    ...profile.machines.flatMap((machine) =>
      machine.kind === 'instrument' ? [] : machine.units.map(({ id }) => `${id}.run`),
    ),
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
