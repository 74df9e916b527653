import type { Sensor } from '../../plant/equipment.ts';
import type { PlantProfile } from '../../plant/profile.ts';
import type { BasinPlan } from './basins/plan.ts';
import type { ModelPlan } from './model.ts';
import { STRUCTURAL_SD, VIRTUAL_NUMBERS } from './parameters.ts';
import type { Steering } from './plan.ts';
import { LOG_FLOOR } from './shop.ts';
import type { Shop } from './shop.ts';

/** What most models have in common. */
const PLAIN = {
  shape: { kind: 'plain' },
  required: [],
  air: null,
  ridge: VIRTUAL_NUMBERS.ridge,
} as const satisfies Partial<ModelPlan>;
/** A balance of oxygen rests on few days that differ: its slopes are drawn in harder. */
const UPTAKE_RIDGE = 0.3;

/** The ways to estimate a sensor, first choice first: from which signals by quantity and place, in which form. */
export function modelsOf(
  profile: PlantProfile,
  target: Sensor,
  steering: Steering | null,
  shop: Shop,
  basins: BasinPlan | null,
): ModelPlan[] {
  const others = profile.sensors.filter((each) => each.tag !== target.tag);
  const of: Others = (...quantities) => others.filter((each) => quantities.includes(each.quantity));
  switch (target.quantity) {
    case 'pH':
      return [phModel(profile, target, of, shop)];
    case 'DO':
      return oxygenModels(profile, target, steering, of, shop, basins);
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
    ...chemicals.flatMap((machine) =>
      treated ? shop.machine(machine, 360) : shop.mixed(machine, target.place),
    ),
    ...(treated
      ? of('NH4N')
          .filter((each) => each.place !== 'influent')
          .map((each) => shop.signal(each, 60, true))
      : []),
  ];
  const { pH } = STRUCTURAL_SD;
  return {
    ...PLAIN,
    inputs,
    structuralSd: raw ? pH.raw : treated ? pH.treated : pH.line,
  };
}

/**
 * Oxygen. Beside an ORP probe: ln DO is linear in the potential (Charpentier et al. 1998). Else by
 * the balance kLa (saturation - DO) = uptake: that of the reckoned basins where the profile says
 * enough of them, otherwise the deficit against the deficits of the other basins, the air and what
 * is left of the load. Where the PLC holds it, it is the set value and what the loop leaves of it,
 * as long as the speed moves within its limits; once it does not, the balance again.
 */
function oxygenModels(
  profile: PlantProfile,
  target: Sensor,
  steering: Steering | null,
  of: Others,
  shop: Shop,
  basins: BasinPlan | null,
): ModelPlan[] {
  const redox = of('ORP').filter((each) => each.place === target.place);
  if (redox.length > 0) {
    const potential = redox.map((each) => shop.signal(each, 3));
    return [
      {
        ...PLAIN,
        shape: { kind: 'log', floor: LOG_FLOOR.DO ?? 0.05 },
        inputs: potential,
        required: potential,
        structuralSd: STRUCTURAL_SD.redoxDO,
      },
    ];
  }
  const allAir = of('airflow');
  const ownAir = allAir.filter((each) => each.place === target.place);
  const air = ownAir.length > 0 ? ownAir : allAir;
  const logAir = (tauMin: number): number[] => (air.length === 0 ? [] : [shop.logAir(air, tauMin)]);
  const feeds = (): number[] =>
    profile.machines
      .filter(
        (machine) =>
          machine.kind === 'pump' &&
          profile.tanks.some((tank) => tank.id === machine.to && tank.kind === 'aeration'),
      )
      .flatMap((machine) => shop.machine(machine, 20));
  const loads = (): number[] =>
    of('NH4N')
      .filter((each) => each.place === 'influent')
      .flatMap((each) => shop.load(each, 240));
  const basin = basins?.gauges.find((each) => each.tag === target.tag)?.basin;
  if (steering === null && basin !== undefined) return [balanceModel(basin, of, shop)];
  if (steering === null)
    return [
      {
        ...PLAIN,
        shape: { kind: 'deficit' },
        inputs: [
          ...of('DO').map((each) => shop.deficit(each, 3)),
          ...logAir(3),
          ...of('NH4N')
            .filter((each) => each.place !== 'influent')
            .map((each) => shop.signal(each, 10, true)),
          ...of('ORP').map((each) => shop.signal(each, 5)),
          ...loads(),
          ...feeds(),
          ...shop.hours(),
        ],
        structuralSd: STRUCTURAL_SD.deficitDO,
      },
    ];
  const held: ModelPlan = {
    ...PLAIN,
    inputs: [...shop.hours(), ...logAir(3), ...logAir(30)],
    structuralSd: STRUCTURAL_SD.steeredDO,
  };
  if (basin !== undefined) return [held, balanceModel(basin, of, shop)];
  const [blown] = logAir(3);
  if (blown === undefined) return [held];
  const before = basinBefore(profile, target, of('DO'));
  const free: ModelPlan = {
    shape: { kind: 'uptake' },
    inputs: [
      ...before.map((each) => shop.uptake(each, air, 3)),
      ...loads(),
      ...feeds(),
      ...shop.hours(),
    ],
    required: [blown],
    air: blown,
    ridge: UPTAKE_RIDGE,
    structuralSd: STRUCTURAL_SD.uptakeDO,
  };
  return [held, free];
}

/** What the reckoned basin leaves: a share of its deficit that the ammonium left and the hour tell of. */
const balanceModel = (basin: number, of: Others, shop: Shop): ModelPlan => ({
  ...PLAIN,
  shape: { kind: 'balance', basin },
  inputs: [
    ...of('NH4N')
      .filter((each) => each.place !== 'influent')
      .map((each) => shop.signal(each, 10, true)),
    ...shop.hours(),
  ],
  ridge: UPTAKE_RIDGE,
  structuralSd: STRUCTURAL_SD.balanceDO,
});

/** The oxygen sensor of the nearest basin upstream, in the order of the profile's tanks. */
function basinBefore(profile: PlantProfile, target: Sensor, oxygen: readonly Sensor[]): Sensor[] {
  const order = (sensor: Sensor): number =>
    profile.tanks.findIndex((tank) => tank.id === sensor.place);
  const own = order(target);
  return oxygen
    .filter((each) => order(each) >= 0 && order(each) < own)
    .sort((a, b) => order(b) - order(a))
    .slice(0, 1);
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
    ...PLAIN,
    shape: { kind: 'log', floor: LOG_FLOOR[target.quantity] ?? 0.05 },
    inputs,
    structuralSd: structuralOf(target),
  };
}

function structuralOf({ quantity, place }: Sensor): number {
  const at = place === 'influent' ? STRUCTURAL_SD.raw : STRUCTURAL_SD.treated;
  switch (quantity) {
    case 'COD':
      return at.COD;
    case 'BOD':
      return at.BOD;
    case 'NH4N':
      return at.NH4N;
    default:
      return at.SS;
  }
}
