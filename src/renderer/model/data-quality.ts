import type { DataQualityOverview, SensorState, SensorTrust } from '#contract/data-quality.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Station } from './station-layout.ts';

const DAY_MS = 86_400_000;

/** What the figures at the top of the screen count, and what pressing one narrows the list to. */
export const QUALITY_FILTERS = ['all', 'good', 'suspect', 'lost', 'other', 'proposals', 'calibrations'] as const;
export type QualityFilter = (typeof QUALITY_FILTERS)[number];

/** `bad` readings are not used either, so they count with the lost ones. */
const GROUP_OF: Readonly<Record<SensorState, 'good' | 'suspect' | 'lost' | 'other'>> = {
  good: 'good', suspect: 'suspect', bad: 'lost', lost: 'lost', learning: 'other', maintenance: 'other',
};

export function fitsFilter(sensor: SensorTrust, filter: QualityFilter, nowMs: number): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'proposals':
      return sensor.proposal !== null;
    case 'calibrations':
      return calibrationDue(sensor, nowMs);
    default:
      return GROUP_OF[sensor.state] === filter;
  }
}

export const countOf = (overview: DataQualityOverview, filter: QualityFilter, nowMs: number): number =>
  overview.sensors.filter((sensor) => fitsFilter(sensor, filter, nowMs)).length;

/** Whether somebody has to calibrate it: it was asked for, or its time is over. */
export const calibrationDue = (sensor: SensorTrust, nowMs: number): boolean =>
  sensor.openCalibration !== null || (sensor.nextCalibrationMs !== null && sensor.nextCalibrationMs < nowMs);

/** Whole days until an instant; negative once it is over. Two instants of the same day give 0. */
export const daysUntil = (tsMs: number, nowMs: number): number => {
  const days = (tsMs - nowMs) / DAY_MS;
  return days < 0 ? Math.floor(days + 1e-9) : Math.floor(days);
};

export interface SensorGroup {
  /** Null for instruments that hang at no station. */
  readonly station: Station | null;
  readonly sensors: readonly SensorTrust[];
}

/** Station an instrument belongs to: by its tank, else by where its reading is shown, else the ends of the line. */
function stationOf(tag: string, profile: PlantProfile): Station | null {
  const { stations } = profile.display;
  const place = profile.sensors.find((sensor) => sensor.tag === tag)?.place;
  const byTank = stations.find((station) => station.tanks.some((tank) => tank === place));
  const byValue = stations.find((station) => station.values.includes(tag));
  if (byTank !== undefined) return byTank;
  const withTank = (kind: 'equalisation' | 'discharge'): Station | undefined => stations.find((station) => station.tanks.some((id) => profile.tanks.some((tank) => tank.id === id && tank.kind === kind)));
  if (place === 'influent') return withTank('equalisation') ?? stations[0] ?? null;
  if (place === 'effluent') return withTank('discharge') ?? stations.at(-1) ?? null;
  if (byValue !== undefined) return byValue;
  return place === 'airHeader' ? (stations.find((station) => station.machines.includes(profile.display.blower.machine)) ?? null) : null;
}

/** Instruments by station, along the water's way; within one in the order of the profile. */
export function alongTheWater(sensors: readonly SensorTrust[], profile: PlantProfile): readonly SensorGroup[] {
  const groups = new Map<Station | null, SensorTrust[]>([...profile.display.stations.map((station) => [station, []] as [Station, SensorTrust[]]), [null, []]]);
  for (const sensor of sensors) groups.get(stationOf(sensor.tag, profile))?.push(sensor);
  return [...groups].flatMap(([station, found]) => (found.length === 0 ? [] : [{ station, sensors: found }]));
}

const RANK: Readonly<Record<SensorState, number>> = { lost: 0, bad: 1, maintenance: 2, suspect: 3, learning: 4, good: 5 };

/** Worst first: by state, critical ones before others, then by score. */
export const worstFirst = (sensors: readonly SensorTrust[]): readonly SensorTrust[] =>
  sensors.toSorted((a, b) => RANK[a.state] - RANK[b.state] || Number(b.critical) - Number(a.critical) || (a.score ?? 101) - (b.score ?? 101));
