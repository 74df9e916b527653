import type { Machine, Sensor } from '../../plant/equipment.ts';
import type { PlantProfile } from '../../plant/profile.ts';
import { airPressureKPa } from '../../process/air.ts';
import type { Feature } from './features.ts';
import type { Shape } from './model.ts';
import { STRUCTURAL_SD, VIRTUAL_QUANTITIES } from './parameters.ts';

/** One way to estimate a sensor. */
export interface ModelPlan {
  readonly shape: Shape;
  /** Places of its inputs in the list of features. */
  readonly inputs: readonly number[];
  /** Inputs it cannot do without. */
  readonly required: readonly number[];
  readonly structuralSd: number;
}

/** The PLC's loop that holds the value at its set value by a speed. */
export interface Steering {
  readonly speedTags: readonly string[];
  readonly setTag: string;
  readonly minHz: number;
  readonly maxHz: number;
}

export interface SensorPlan {
  readonly tag: string;
  readonly sensor: Sensor;
  /** Minutes one reading stands for. */
  readonly periodMin: number;
  readonly temperatureTag: string | null;
  /** First choice first. With steering: the first while the loop holds, the second while it does not. */
  readonly models: readonly ModelPlan[];
  readonly steering: Steering | null;
}

export interface VirtualPlan {
  readonly features: readonly Feature[];
  readonly sensors: readonly SensorPlan[];
  readonly airKPa: number;
}

const LOG_FLOOR: Readonly<Partial<Record<Sensor['quantity'], number>>> = {
  DO: 0.05,
  COD: 1,
  BOD: 0.5,
  SS: 0.05,
  NH4N: 0.05,
  TOC: 0.5,
  TN: 0.5,
  flow: 1,
  airflow: 50,
};

/**
 * Works out from the profile what each virtual sensor is estimated from: which signals by quantity
 * and place, in which form. No tag or machine is known by its name.
 */
export function compileVirtual(profile: PlantProfile): VirtualPlan {
  const airKPa = airPressureKPa(profile.site.altitudeM);
  const shop = featureShop(profile, airKPa);
  const asked = new Set(
    profile.quality.sensors.filter((each) => each.virtual).map((each) => each.tag),
  );
  const sensors = profile.sensors
    .filter((sensor) => asked.has(sensor.tag) && VIRTUAL_QUANTITIES.includes(sensor.quantity))
    .map((sensor): SensorPlan => {
      const steering = steeringOf(profile, sensor);
      return {
        tag: sensor.tag,
        sensor,
        periodMin: Math.max(1, sensor.samplePeriodS / 60),
        temperatureTag: temperatureNear(profile, sensor),
        models: modelsOf(profile, sensor, steering, shop),
        steering,
      };
    });
  return { features: shop.features, sensors, airKPa };
}

function steeringOf(profile: PlantProfile, sensor: Sensor): Steering | null {
  for (const machine of profile.machines) {
    const { control } = machine;
    if (control.type === 'speedPi' && control.pv === sensor.tag)
      return {
        speedTags: unitTags(profile, machine, 'speed'),
        setTag: control.spTag,
        minHz: control.minHz,
        maxHz: control.maxHz,
      };
  }
  return null;
}

/** Water temperature that counts for a sensor: of its own place, else of a basin, else of the inflow. */
function temperatureNear(profile: PlantProfile, sensor: Sensor): string | null {
  const all = profile.sensors.filter(
    (each) => each.quantity === 'temperature' && each.place !== 'panel',
  );
  const near =
    all.find((each) => each.place === sensor.place) ??
    all.find((each) => profile.tanks.some((tank) => tank.id === each.place)) ??
    all[0];
  return near?.tag ?? null;
}

const unitTags = (profile: PlantProfile, machine: Machine, role: string): string[] => {
  const known = new Set(profile.tags.map((tag) => tag.id));
  return machine.units.map((unit) => `${unit.id}.${role}`).filter((tag) => known.has(tag));
};

/** Inputs on offer; one that is asked for twice is kept once. */
interface Shop {
  readonly features: Feature[];
  hours(): number[];
  signal(sensor: Sensor, tauMin: number, log?: boolean): number;
  deficit(sensor: Sensor, tauMin: number): number;
  /** Rate of a dosing pump or share of a pump that runs, by machine. */
  machine(machine: Machine, tauMin: number): number[];
  load(sensor: Sensor, tauMin: number): number[];
}

function featureShop(profile: PlantProfile, airKPa: number): Shop {
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
        temperatureTag: temperatureNear(profile, sensor),
        airKPa,
        tauMin,
      }),
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

function modelsOf(
  profile: PlantProfile,
  target: Sensor,
  steering: Steering | null,
  shop: Shop,
): ModelPlan[] {
  const others = profile.sensors.filter((each) => each.tag !== target.tag);
  const of = (...quantities: Sensor['quantity'][]): Sensor[] =>
    others.filter((each) => quantities.includes(each.quantity));
  switch (target.quantity) {
    case 'pH':
      return [phModel(profile, target, of, shop)];
    case 'DO':
      return oxygenModels(profile, target, steering, of, shop);
    default:
      return [strengthModel(target, of, shop)];
  }
}

type Others = (...quantities: Sensor['quantity'][]) => Sensor[];

/**
 * pH from the charge that doses bring (alkali up, coagulant down, in the mixed volume of their tank)
 * and from the other pH readings of the water's way, at once and slowly. Ammonium left in the basins
 * tells how much alkalinity nitrification took.
 */
function phModel(profile: PlantProfile, target: Sensor, of: Others, shop: Shop): ModelPlan {
  const raw = target.place === 'influent';
  const chemicals = profile.machines.filter(
    (machine) => machine.kind === 'dosingPump' && machine.to !== null && !raw,
  );
  const treated = target.place === 'effluent';
  const inputs = [
    ...shop.hours(),
    ...(treated
      ? []
      : of('pH')
          .filter((each) => each.place !== 'effluent')
          .map((each) => shop.signal(each, 5))),
    ...of('pH')
      .filter((each) => each.place !== 'effluent' || raw)
      .flatMap((each) => (raw ? [] : [shop.signal(each, 360)])),
    ...chemicals.flatMap((machine) => shop.machine(machine, treated ? 360 : 15)),
    ...(treated
      ? of('NH4N')
          .filter((each) => each.place !== 'influent')
          .map((each) => shop.signal(each, 60, true))
      : []),
  ];
  return { shape: { kind: 'plain' }, inputs, required: [], structuralSd: STRUCTURAL_SD.pH };
}

/**
 * Oxygen. Beside an ORP probe: ln DO is linear in the potential (Charpentier et al. 1998). Else by
 * the balance kLa (saturation - DO) = uptake: the deficit against the deficits of the other basins,
 * the air and what is left of the load. Where the PLC holds it, it is the set value and what the
 * loop leaves of it, as long as the speed moves within its limits.
 */
function oxygenModels(
  profile: PlantProfile,
  target: Sensor,
  steering: Steering | null,
  of: Others,
  shop: Shop,
): ModelPlan[] {
  const redox = of('ORP').filter((each) => each.place === target.place);
  const air = of('airflow');
  const feeds = profile.machines.filter(
    (machine) =>
      machine.kind === 'pump' &&
      profile.tanks.some((tank) => tank.id === machine.to && tank.kind === 'aeration'),
  );
  if (redox.length > 0) {
    const potential = redox.map((each) => shop.signal(each, 3));
    return [
      {
        shape: { kind: 'log', floor: LOG_FLOOR.DO ?? 0.05 },
        inputs: potential,
        required: potential,
        structuralSd: STRUCTURAL_SD.redoxDO,
      },
    ];
  }
  const basins = [
    ...of('DO').map((each) => shop.deficit(each, 3)),
    ...air.map((each) => shop.signal(each, 3, true)),
    ...of('NH4N')
      .filter((each) => each.place !== 'influent')
      .map((each) => shop.signal(each, 10, true)),
    ...of('ORP').map((each) => shop.signal(each, 5)),
    ...of('NH4N')
      .filter((each) => each.place === 'influent')
      .flatMap((each) => shop.load(each, 240)),
    ...feeds.flatMap((machine) => shop.machine(machine, 20)),
    ...shop.hours(),
  ];
  const balance: ModelPlan = {
    shape: { kind: 'deficit' },
    inputs: basins,
    required: [],
    structuralSd: STRUCTURAL_SD.deficitDO,
  };
  if (steering === null) return [balance];
  const held: ModelPlan = {
    shape: { kind: 'plain' },
    inputs: [
      ...shop.hours(),
      ...air.flatMap((each) => [shop.signal(each, 3, true), shop.signal(each, 30, true)]),
    ],
    required: [],
    structuralSd: STRUCTURAL_SD.steeredDO,
  };
  return [held, balance];
}

/** COD, BOD, ammonium and solids by their ratios: to the other analyses of the same water, the same quantity elsewhere, flow and hour. */
function strengthModel(target: Sensor, of: Others, shop: Shop): ModelPlan {
  const analyses: Sensor['quantity'][] = ['COD', 'BOD', 'NH4N', 'SS', 'TOC', 'TN'];
  const water = of(...analyses);
  const raw = target.place === 'influent';
  const lag = Math.max(5, target.samplePeriodS / 120);
  const beside = water.filter((each) => each.place === target.place);
  const alike = water.filter(
    (each) => each.quantity === target.quantity && each.place !== target.place,
  );
  const inputs = [
    ...beside.map((each) => shop.signal(each, lag, true)),
    ...(raw
      ? []
      : alike.map((each) => shop.signal(each, each.place === 'influent' ? 720 : lag, true))),
    ...(raw
      ? of('flow')
          .filter((each) => each.place === target.place)
          .map((each) => shop.signal(each, 60, true))
      : []),
    ...(target.quantity === 'NH4N' && !raw
      ? of('DO').map((each) => shop.signal(each, 60, true))
      : []),
    ...shop.hours(),
  ];
  return {
    shape: { kind: 'log', floor: LOG_FLOOR[target.quantity] ?? 0.05 },
    inputs,
    required: [],
    structuralSd: STRUCTURAL_SD.strength,
  };
}
