import type { Sensor, Tank } from '#core/plant/equipment.ts';
import { C, COMPONENT_COUNT, PARTICULATE, suspendedSolids } from '#core/process/water.ts';
import type { PlantModel } from '../plant/model.ts';
import { compileTruths } from '../plant/quantities.ts';
import type { PlantState, TankState } from '../plant/state.ts';

/** Usable reading of a tag, null when there is none. */
export type Usable = (tag: string) => number | null;

/**
 * Lays what is measured over the water of a plant that was run up to now: levels, solids,
 * temperature, oxygen, dissolved nitrogen and phosphorus, COD. Everything else keeps what the
 * run came to. Changes `state` in place.
 */
export function layReadings(model: PlantModel, state: PlantState, usable: Usable): void {
  layLevels(model, state, usable);
  laySolids(model, state, usable);
  layTemperature(model, state, usable);
  layDissolved(model, state, usable);
  for (const tank of state.tanks) tank.good = { volumeM3: tank.volumeM3, load: [...tank.load] };
}

const tankOf = (model: PlantModel, sensor: Sensor): number =>
  sensor.place === 'effluent'
    ? (model.machines.find((machine) => machine.role.kind === 'discharge')?.from ?? -1)
    : model.profile.tanks.findIndex((tank) => tank.id === sensor.place);

function scaleVolume(tank: TankState, volumeM3: number): void {
  if (tank.volumeM3 <= 0 || volumeM3 <= 0) return;
  const share = volumeM3 / tank.volumeM3;
  for (let i = 0; i < COMPONENT_COUNT; i++) tank.load[i] = (tank.load[i] ?? 0) * share;
  tank.volumeM3 = volumeM3;
}

function layLevels(model: PlantModel, state: PlantState, usable: Usable): void {
  model.tanks.forEach(({ def, areaM2, rimM3 }, i) => {
    const level = def.levelTag === null ? null : usable(def.levelTag);
    const tank = state.tanks[i];
    if (tank !== undefined && level !== null && level > 0)
      scaleVolume(tank, Math.min(rimM3, level * areaM2));
  });
}

/** One meter of the mixed liquor speaks for all basins of the loop that have none of their own. */
export function laySolids(model: PlantModel, state: PlantState, usable: Usable): void {
  const factors = new Map<number, number>();
  for (const sensor of model.profile.sensors) {
    if (sensor.quantity !== 'MLSS') continue;
    const index = tankOf(model, sensor);
    const tank = state.tanks[index];
    const value = usable(sensor.tag);
    if (tank === undefined || value === null || value <= 0 || tank.volumeM3 <= 0) continue;
    const now = suspendedSolids(tank.load) / tank.volumeM3;
    if (now > 0) factors.set(index, value / now);
  }
  const [first] = factors.values();
  if (first === undefined) return;
  model.tanks.forEach(({ bioreactor }, i) => {
    const tank = state.tanks[i];
    if (!bioreactor || tank === undefined) return;
    const factor = factors.get(i) ?? first;
    for (let c = 0; c < COMPONENT_COUNT; c++)
      if (PARTICULATE[c] === true) tank.load[c] = (tank.load[c] ?? 0) * factor;
  });
}

const REAL_WATER: readonly Tank['kind'][] = ['sludgeStorage', 'filtrateReturn'];

/** The thermometer of a tank, or of any other tank, for all but the sludge. */
function layTemperature(model: PlantModel, state: PlantState, usable: Usable): void {
  const own = new Map<number, number>();
  for (const sensor of model.profile.sensors) {
    const value = sensor.quantity === 'temperature' ? usable(sensor.tag) : null;
    const index = tankOf(model, sensor);
    if (value !== null && index >= 0) own.set(index, value);
  }
  const [any] = own.values();
  if (any === undefined) return;
  model.tanks.forEach(({ def }, i) => {
    const tank = state.tanks[i];
    if (tank !== undefined && !REAL_WATER.includes(def.kind))
      tank.load[C.HEAT] = (own.get(i) ?? any) * tank.volumeM3;
  });
}

/** Dissolved component that an analysis is brought into agreement by, and which waters it is true of. */
const DISSOLVED: Partial<
  Record<Sensor['quantity'], { readonly component: number; readonly spread: boolean }>
> = {
  DO: { component: C.SO, spread: false },
  NH4N: { component: C.SNH, spread: false },
  TN: { component: C.SNO, spread: true },
  TP: { component: C.SPO, spread: true },
  COD: { component: C.SI, spread: true },
};
const TREATED: readonly Tank['kind'][] = [
  'aeration',
  'membrane',
  'filtrate',
  'carbon',
  'discharge',
];

/** What is dissolved passes the membranes: a figure of the discharge speaks for the water before it as well. */
function layDissolved(model: PlantModel, state: PlantState, usable: Usable): void {
  const truths = compileTruths(model);
  const { sensors } = model.profile;
  // Ammonia first: total nitrogen then asks nitrate for the rest.
  const order = ['DO', 'NH4N', 'TN', 'TP', 'COD'];
  const sorted = sensors
    .map((sensor, i) => ({ sensor, truth: truths[i] }))
    .toSorted((a, b) => order.indexOf(a.sensor.quantity) - order.indexOf(b.sensor.quantity));
  for (const { sensor, truth } of sorted) {
    const how = DISSOLVED[sensor.quantity];
    const index = tankOf(model, sensor);
    const tank = state.tanks[index];
    const value = usable(sensor.tag);
    if (how === undefined || tank === undefined || truth === undefined || value === null) continue;
    if (tank.volumeM3 <= 0) continue;
    const delta = addedFor(tank, how.component, value, () => truth(state));
    model.tanks.forEach(({ def }, i) => {
      const other = state.tanks[i];
      const told = i === index || (how.spread && TREATED.includes(def.kind));
      if (other !== undefined && told && other.volumeM3 > 0) add(other, how.component, delta);
    });
  }
}

/** g/m3 of a component that bring a figure to its reading; analyses are straight in what they count. */
function addedFor(tank: TankState, component: number, value: number, truth: () => number): number {
  const before = truth();
  const held = tank.load[component] ?? 0;
  tank.load[component] = held + tank.volumeM3;
  const slope = truth() - before;
  tank.load[component] = held;
  return slope > 0 ? (value - before) / slope : 0;
}

function add(tank: TankState, component: number, perM3: number): void {
  tank.load[component] = Math.max(0, (tank.load[component] ?? 0) + perM3 * tank.volumeM3);
}
