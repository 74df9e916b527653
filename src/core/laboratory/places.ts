import type { Sensor } from '../plant/equipment.ts';
import type { PlantProfile } from '../plant/profile.ts';
import { convert } from './units.ts';

/** Sampling points of a plant in the order of the water: influent, tanks, effluent, then other places of sensors. */
export function samplingPoints(profile: PlantProfile): readonly string[] {
  const places = new Set<string>(['influent', ...profile.tanks.map(({ id }) => id), 'effluent']);
  for (const { place } of profile.sensors) places.add(place);
  return [...places];
}

/** Sensors that measure this quantity at this place; usually one or none, two where trains run side by side. */
export const sensorsAt = (profile: PlantProfile, point: string, item: string): readonly Sensor[] =>
  profile.sensors.filter((sensor) => sensor.place === point && sensor.quantity === item);

export interface DischargeLimit {
  readonly min: number | null;
  readonly max: number | null;
  readonly unit: string;
}

/** Limit of the discharge that holds for a reading of this item at this place; null where none does. */
export function dischargeLimit(
  profile: PlantProfile,
  point: string,
  item: string,
): DischargeLimit | null {
  if (point !== 'effluent') return null;
  const active = profile.limits.sets.find(({ id }) => id === profile.limits.active);
  return active?.items.find((each) => each.item === item) ?? null;
}

/**
 * Whether a value breaks the limit. A result below the limit of quantification breaks none that
 * lies above that; one above the range of the method counts as what it at least is.
 */
export function breaksLimit(
  limit: DischargeLimit,
  reading: {
    readonly value: number;
    readonly unit: string;
    readonly qualifier: 'exact' | 'below' | 'above';
  },
): boolean {
  const value = convert(reading.value, reading.unit, limit.unit);
  if (value === null) return false;
  if (limit.max !== null && reading.qualifier !== 'below' && value > limit.max) return true;
  return limit.min !== null && reading.qualifier !== 'above' && value < limit.min;
}
