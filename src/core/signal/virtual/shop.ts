import type { Machine, Sensor } from '../../plant/equipment.ts';
import type { PlantProfile } from '../../plant/profile.ts';
import { LEAST_AIR_NM3_PER_H } from './features.ts';
import type { Feature } from './features.ts';

/** Added before the logarithm is taken, in the sensor's unit: about the least the quantity is told from zero. */
export const LOG_FLOOR: Readonly<Partial<Record<Sensor['quantity'], number>>> = {
  DO: 0.05,
  COD: 1,
  BOD: 0.5,
  SS: 0.05,
  NH4N: 0.05,
  TOC: 0.5,
  TN: 0.5,
  flow: 1,
};

/** Water temperature that counts for a sensor: of its own place, else of a basin, else of the inflow. */
export function temperatureNear(profile: PlantProfile, sensor: Sensor): string | null {
  const all = profile.sensors.filter(
    (each) => each.quantity === 'temperature' && each.place !== 'panel',
  );
  const near =
    all.find((each) => each.place === sensor.place) ??
    all.find((each) => profile.tanks.some((tank) => tank.id === each.place)) ??
    all[0];
  return near?.tag ?? null;
}

/** Signals of a machine's units by their role, as far as the tag list has them. */
export const unitTags = (profile: PlantProfile, machine: Machine, role: string): string[] => {
  const known = new Set(profile.tags.map((tag) => tag.id));
  return machine.units.map((unit) => `${unit.id}.${role}`).filter((tag) => known.has(tag));
};

/** Inputs on offer; one that is asked for twice is kept once. */
export interface Shop {
  readonly features: Feature[];
  hours(): number[];
  signal(sensor: Sensor, tauMin: number, log?: boolean): number;
  deficit(sensor: Sensor, tauMin: number): number;
  uptake(sensor: Sensor, air: readonly Sensor[], tauMin: number): number;
  logAir(air: readonly Sensor[], tauMin: number): number;
  /** What dosing pumps have put into the water of a tank. */
  mixed(machine: Machine, tank: string): number[];
  /** Rate of a dosing pump or share of a pump that runs, by machine. */
  machine(machine: Machine, tauMin: number): number[];
  load(sensor: Sensor, tauMin: number): number[];
}

/** Collects the features of all virtual sensors. */
export function featureShop(profile: PlantProfile, airKPa: number): Shop {
  const features: Feature[] = [];
  const places = new Map<string, number>();
  const put = (feature: Feature): number => {
    const known = places.get(feature.name);
    if (known !== undefined) return known;
    features.push(feature);
    places.set(feature.name, features.length - 1);
    return features.length - 1;
  };
  const feedPumps = profile.machines.filter(
    (machine) =>
      machine.kind === 'pump' &&
      machine.medium === 'water' &&
      profile.tanks.some((tank) => tank.id === machine.to && tank.kind === 'aeration'),
  );
  return {
    features,
    hours: () =>
      [1, 2].flatMap((harmonic) =>
        (['sin', 'cos'] as const).map((phase) =>
          put({ name: `hour ${phase} ${String(harmonic)}`, kind: 'hour', harmonic, phase }),
        ),
      ),
    signal: (sensor, tauMin, log = false) =>
      put({
        name: `${sensor.tag} ${log ? 'log ' : ''}${String(tauMin)}`,
        kind: 'tags',
        tags: [sensor.tag],
        combine: 'sum',
        factor: 1,
        shape: log ? 'log' : 'plain',
        floor: LOG_FLOOR[sensor.quantity] ?? 1,
        tauMin,
      }),
    deficit: (sensor, tauMin) =>
      put({
        name: `${sensor.tag} deficit ${String(tauMin)}`,
        kind: 'deficit',
        tag: sensor.tag,
        airTags: [],
        temperatureTag: temperatureNear(profile, sensor),
        airKPa,
        tauMin,
      }),
    uptake: (sensor, air, tauMin) =>
      put({
        name: `${sensor.tag} uptake ${String(tauMin)}`,
        kind: 'deficit',
        tag: sensor.tag,
        airTags: air.map((each) => each.tag),
        temperatureTag: temperatureNear(profile, sensor),
        airKPa,
        tauMin,
      }),
    logAir: (air, tauMin) =>
      put({
        name: `air log ${String(tauMin)}`,
        kind: 'tags',
        tags: air.map((each) => each.tag),
        combine: 'sum',
        factor: 1,
        shape: 'log',
        floor: LEAST_AIR_NM3_PER_H,
        tauMin,
      }),
    mixed: (machine, tank) => {
      const way = wayBetween(profile, machine.to, tank);
      const doseTags = unitTags(profile, machine, 'rate');
      if (way === null || doseTags.length === 0) return [];
      const flows = profile.machines
        .filter((each) => each.kind === 'pump' && each.medium === 'water' && each.to !== null)
        .filter((each) => wayBetween(profile, each.to, tank) !== null && each.from !== tank)
        .flatMap((each) => {
          const tags = unitTags(profile, each, 'current');
          const { flow, ratedCurrentA } = each.rating;
          if (tags.length === 0 || flow === null) return [];
          return [{ tags, m3PerMin: flow / 60 / (ratedCurrentA ?? 1) }];
        });
      if (flows.length === 0) return [];
      const volumeM3 = profile.tanks
        .filter((each) => way.includes(each.id))
        .reduce((sum, each) => sum + each.volumeM3, 0);
      return [
        put({
          name: `${machine.id} in ${tank}`,
          kind: 'mixed',
          doseTags,
          doseLPerMin: 0.001,
          flows,
          volumeM3,
        }),
      ];
    },
    machine: (machine, tauMin) => {
      const rates = unitTags(profile, machine, 'rate');
      const tags = rates.length > 0 ? rates : unitTags(profile, machine, 'current');
      if (tags.length === 0) return [];
      // Rates in litres a minute; currents as share of the rated one, which is 1 while the pump runs.
      const factor = rates.length > 0 ? 0.001 : 1 / (machine.rating.ratedCurrentA ?? 1);
      const name = `${machine.id} ${String(tauMin)}`;
      return [
        put({ name, kind: 'tags', tags, combine: 'sum', factor, shape: 'plain', floor: 0, tauMin }),
      ];
    },
    load: (sensor, tauMin) =>
      feedPumps.flatMap((machine) => {
        const feedTags = unitTags(profile, machine, 'current');
        if (feedTags.length === 0) return [];
        const feedFactor = 1 / (machine.rating.ratedCurrentA ?? 1);
        const name = `${sensor.tag} by ${machine.id} ${String(tauMin)}`;
        return [put({ name, kind: 'load', tag: sensor.tag, feedTags, feedFactor, tauMin })];
      }),
  };
}

/** Tanks that water runs through by gravity from one to another, both included; null when it does not. */
function wayBetween(
  profile: PlantProfile,
  from: string | null,
  to: string,
): readonly string[] | null {
  const way: string[] = [];
  for (let at: string | null = from; at !== null && !way.includes(at);) {
    way.push(at);
    if (at === to) return way;
    const here: string = at;
    at =
      profile.site.gravity.find((each) => each.from === here && each.medium === 'water')?.to ??
      null;
  }
  return null;
}
