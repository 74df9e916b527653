import type { Machine, Sensor, Tank, Valve } from './equipment.ts';
import type { Alarm, Setpoint } from './logic.ts';
import type { Limits, PlantProfile, Tariffs } from './profile.ts';
import { equipmentOf, roleOf, type Tag } from './tag.ts';

/** Roles of the tags of a unit, by convention `${unit}.${role}`. */
export type UnitRole =
  | 'run'
  | 'remote'
  | 'auto'
  | 'fault'
  | 'ready'
  | 'current'
  | 'hours'
  | 'starts'
  | 'cmd'
  | 'speed'
  | 'rate';
export const unitTag = (unitId: string, role: UnitRole): string => `${unitId}.${role}`;

/** A profile with its look-ups; built once after loading. */
export interface ProfileIndex {
  readonly profile: PlantProfile;
  readonly tag: ReadonlyMap<string, Tag>;
  readonly tank: ReadonlyMap<string, Tank>;
  readonly machine: ReadonlyMap<string, Machine>;
  readonly valve: ReadonlyMap<string, Valve>;
  readonly sensor: ReadonlyMap<string, Sensor>;
  readonly alarm: ReadonlyMap<string, Alarm>;
  readonly setpoint: ReadonlyMap<string, Setpoint>;
  /** Unit id -> the machine it belongs to. */
  readonly machineOfUnit: ReadonlyMap<string, Machine>;
  /** Tag id -> the sensor that feeds it. */
  readonly sensorOfTag: ReadonlyMap<string, Sensor>;
  /** Equipment id (`P-101A`) -> its tags. */
  readonly tagsOfEquipment: ReadonlyMap<string, readonly Tag[]>;
  /** Role (`run`) -> its tags. */
  readonly tagsOfRole: ReadonlyMap<string, readonly Tag[]>;
}

export function indexProfile(profile: PlantProfile): ProfileIndex {
  const byId = <T extends { readonly id: string }>(list: readonly T[]): Map<string, T> =>
    new Map(list.map((each) => [each.id, each]));
  return {
    profile,
    tag: byId(profile.tags),
    tank: byId(profile.tanks),
    machine: byId(profile.machines),
    valve: byId(profile.valves),
    sensor: byId(profile.sensors),
    alarm: byId(profile.alarms),
    setpoint: new Map(profile.plc.setpoints.map((each) => [each.tag, each])),
    machineOfUnit: new Map(
      profile.machines.flatMap((machine) =>
        machine.units.map((unit) => [unit.id, machine] as const),
      ),
    ),
    sensorOfTag: new Map(profile.sensors.map((each) => [each.tag, each])),
    tagsOfEquipment: Map.groupBy(profile.tags, (tag) => equipmentOf(tag.id)),
    tagsOfRole: Map.groupBy(profile.tags, (tag) => roleOf(tag.id)),
  };
}

type LimitSet = Limits['sets'][number];
export type QualityItem = LimitSet['items'][number]['item'];

/** The rule set in force by the profile; the check guarantees that it is there. */
export function activeLimits(limits: Limits): LimitSet {
  const set = limits.sets.find((each) => each.id === limits.active);
  if (set === undefined) throw new Error(`limit set ${limits.active} is not in the profile`);
  return set;
}

export interface EffluentTarget {
  readonly item: QualityItem;
  readonly unit: string;
  /** Reading held against the limit; null when nothing measures it. */
  readonly tag: string | null;
  readonly min: number | null;
  readonly max: number | null;
  /** What the AI aims at: `max * aiTargetShare` (seed 5.1: 80 %); null for two-sided items such as pH. */
  readonly target: number | null;
  /** Values at which warning, caution, emergency and critical begin (seed 5.4: 70, 80, 90, 100 %). */
  readonly levels: readonly number[];
}

/** Limits, AI targets and alarm levels of the active set, all derived from the one limit. */
export function effluentTargets(limits: Limits): EffluentTarget[] {
  return activeLimits(limits).items.map(({ item, unit, min, max }) => {
    const oneSided = min === null && max !== null;
    return {
      item,
      unit,
      min,
      max,
      tag: limits.readings.find((each) => each.item === item)?.tag ?? null,
      target: oneSided ? round(max * limits.aiTargetShare) : null,
      levels: oneSided ? limits.levels.map((share) => round(max * share)) : [],
    };
  });
}

/** Takes the binary dust off products such as 0.7 * 10. */
const round = (value: number): number => Number(value.toPrecision(12));

/**
 * How much of an upper limit is used up, 1 = at the limit; for two-sided items the
 * distance from the middle over half the span, so that 1 is either bound.
 */
export function limitShare(
  target: Pick<EffluentTarget, 'min' | 'max'>,
  value: number,
): number | null {
  const { min, max } = target;
  if (min !== null && max !== null) return Math.abs(value - (min + max) / 2) / ((max - min) / 2);
  if (max !== null) return max === 0 ? (value > 0 ? Infinity : 0) : value / max;
  if (min !== null) return value === 0 ? Infinity : min / value;
  return null;
}

type Tariff = Tariffs['tariffs'][number];

/** A moment as the site's calendar has it; the caller converts from UTC, the core knows no time zone. */
export interface LocalMoment {
  /** 1 to 12. */
  readonly month: number;
  /** 0 = Monday ... 6 = Sunday. */
  readonly weekday: number;
  /** 0 to 23. */
  readonly hour: number;
  /** Public holiday: counted as a Sunday. */
  readonly holiday: boolean;
}

export type PriceBand = 'offPeak' | 'mid' | 'peak';
export interface EnergyPrice {
  readonly band: PriceBand;
  /** Energy price of the table, won/kWh. */
  readonly tableWonPerKwh: number;
  /** With climate charge, fuel adjustment, power fund and VAT, won/kWh; the base charge per kW is apart. */
  readonly billedWonPerKwh: number;
}

const SATURDAY = 5;
const SUNDAY = 6;

export function activeTariff(tariffs: Tariffs): Tariff {
  const tariff = tariffs.tariffs.find((each) => each.id === tariffs.active);
  if (tariff === undefined) throw new Error(`tariff ${tariffs.active} is not in the profile`);
  return tariff;
}

/**
 * Price of a kWh in a local hour. Saturdays count peak as mid, Sundays and holidays are
 * off-peak, where the tariff says so. Power fund and VAT are shares of energy price plus
 * climate charge and fuel adjustment, both on the same base (KEPCO bill).
 */
export function priceAt(tariff: Tariff, at: LocalMoment): EnergyPrice {
  const season = tariff.seasons.find((each) => each.months.includes(at.month));
  if (season === undefined)
    throw new Error(`tariff ${tariff.id} has no season for month ${at.month}`);
  const band = bandAt(tariff, season, at);
  const table = season.wonPerKwh[band];
  const { climateWonPerKwh, fuelWonPerKwh, fundPercent, vatPercent } = tariff.addOns;
  const charged = table + climateWonPerKwh + fuelWonPerKwh;
  return {
    band,
    tableWonPerKwh: table,
    billedWonPerKwh: round(charged * (1 + fundPercent / 100 + vatPercent / 100)),
  };
}

function bandAt(tariff: Tariff, season: Tariff['seasons'][number], at: LocalMoment): PriceBand {
  const within = (ranges: readonly { from: number; to: number }[]): boolean =>
    ranges.some((r) => at.hour >= r.from && at.hour < r.to);
  if (tariff.sundayIsOffPeak && (at.weekday === SUNDAY || at.holiday)) return 'offPeak';
  if (within(season.peak))
    return tariff.saturdayPeakIsMid && at.weekday === SATURDAY ? 'mid' : 'peak';
  return within(season.mid) ? 'mid' : 'offPeak';
}

/** Counter (m³) of the meter that a flow is read from; null where it has none. */
export const counterOf = (profile: PlantProfile, flowTag: string): string | null =>
  profile.tags.find(
    ({ id, unit }) =>
      equipmentOf(id) === equipmentOf(flowTag) && unit === 'm3' && id.endsWith('.total'),
  )?.id ?? null;
