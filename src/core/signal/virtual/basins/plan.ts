import type { Machine, Sensor, Tank } from '../../../plant/equipment.ts';
import type { PlantProfile } from '../../../plant/profile.ts';
import { AIR_PARAMETERS } from '../../../process/air-parameters.ts';
import type { AirValues } from '../../../process/air-parameters.ts';
import { airPressureKPa } from '../../../process/air.ts';
import { ASM1_PARAMETERS } from '../../../process/asm1/parameters.ts';
import type { Asm1Values } from '../../../process/asm1/parameters.ts';
import { codMethodOf, fractionate } from '../../../process/influent.ts';
import type { CodMethod, InfluentPoint } from '../../../process/influent.ts';
import { resolveParameters } from '../../../process/parameters.ts';
import { concentrations } from '../../../process/water.ts';
import { unitTags } from '../shop.ts';

/** Water that a machine moves, told by the motor current of its units, or a flow meter. */
export type FlowSource =
  | {
      readonly kind: 'pump';
      readonly tags: readonly string[];
      /** One unit while it runs. */
      readonly m3PerH: number;
      /** A unit runs above this current. */
      readonly runsAboveA: number;
    }
  | { readonly kind: 'meter'; readonly tag: string };

/** Volume of a tank: by its level, or fixed by its weir. */
export interface Volume {
  readonly levelTag: string | null;
  readonly areaM2: number;
  /** Where no level is read. */
  readonly usualM3: number;
}

/** Mixed water on the way to the basins. */
export interface Stage {
  readonly inflow: FlowSource;
  readonly volume: Volume;
}

export interface Basin {
  readonly tank: string;
  readonly kind: 'aeration' | 'membrane';
  readonly volume: Volume;
  /** Share of the delivered air. */
  readonly airShare: number;
  /** Water the basin begins with, by component. */
  readonly start: readonly number[];
}

/** A sensor whose reading the basins are held against. */
export interface Gauge {
  readonly tag: string;
  readonly basin: number;
  readonly quantity: 'DO' | 'NH4N';
}

export type Analysis = 'cod' | 'bod' | 'ss' | 'nh4n';

/** The aerated basins of a plant in the order of the water, what feeds and what airs them. */
export interface BasinPlan {
  readonly stages: readonly Stage[];
  readonly feed: FlowSource;
  /** What of a component of raw water reaches the basins, share. */
  readonly passes: readonly number[];
  readonly rawTags: Readonly<Partial<Record<Analysis, string>>>;
  readonly usualRaw: InfluentPoint;
  readonly codMethod: CodMethod;
  readonly basins: readonly Basin[];
  /** Mixed liquor from the last basin back to one before it. */
  readonly returns: readonly {
    readonly flow: FlowSource;
    readonly to: number;
  }[];
  readonly airTags: readonly string[];
  readonly ratedAirNm3PerH: number;
  readonly airKPa: number;
  readonly temperatureTag: string;
  readonly solids: readonly { readonly tag: string; readonly basin: number }[];
  readonly gauges: readonly Gauge[];
  readonly asm1: Asm1Values;
  readonly air: AirValues;
  /** All signals that are read, each once; those it cannot do without come first, `vital` of them. */
  readonly tags: readonly string[];
  readonly vital: number;
  /** By signal: current above which a unit runs; null for what is a measurement. */
  readonly runsAboveA: readonly (number | null)[];
}

/** A motor that takes more than this share of its rated current runs. */
const RUNNING_SHARE = 0.2;

/**
 * Works out from the profile the chain of aerated basins and what drives it. Which tank is which
 * follows from kinds, ways and machines.
 * @returns null where the profile lacks something the balance cannot do without: a chain of basins
 *   with start values, a pump that feeds it, air, temperature and analyses of the raw water
 */
export function compileBasins(profile: PlantProfile): BasinPlan | null {
  const chain = chainOf(profile);
  const first = chain[0];
  const feeder = profile.machines.find(
    (machine) =>
      machine.kind === 'pump' &&
      machine.to === first?.id &&
      !chain.some((tank) => tank.id === machine.from),
  );
  const feed = feeder === undefined ? null : pumpFlow(profile, feeder);
  const way = feeder?.from == null ? null : wayTo(profile, feeder.from);
  const airTags = profile.sensors
    .filter((sensor) => sensor.quantity === 'airflow')
    .map((sensor) => sensor.tag);
  const temperature = profile.sensors.find(
    (sensor) => sensor.quantity === 'temperature' && chain.some((tank) => tank.id === sensor.place),
  );
  const rawTags = rawTagsOf(profile);
  const asm1 = siteAsm1(profile);
  const air = resolveParameters('air', AIR_PARAMETERS, overridesOf(profile));
  if (feeder?.from == null || feed === null || way === null || asm1 === null || !air.ok)
    return null;
  if (airTags.length === 0 || temperature === undefined || rawTags.bod === undefined) return null;
  const starts = chain.map((tank) => profile.start.tanks[tank.id]);
  const basins = chain.flatMap((tank, i): Basin[] => {
    const start = starts[i];
    if (start === undefined || (tank.kind !== 'aeration' && tank.kind !== 'membrane')) return [];
    return [
      {
        tank: tank.id,
        kind: tank.kind,
        volume: volumeOf(tank),
        airShare: airShareOf(profile, tank, air.value),
        start: concentrations(start),
      },
    ];
  });
  if (basins.length < 2 || basins.length < chain.length) return null;
  const at = (place: string): number => basins.findIndex((basin) => basin.tank === place);
  const usualRaw = usualRawOf(profile);
  const codMethod = codMethodOf(profile.influent);
  const plan = {
    stages: way,
    feed,
    passes: passesOf(profile, feeder.from, fractionate(usualRaw, codMethod)),
    rawTags,
    usualRaw,
    codMethod,
    basins,
    returns: profile.machines.flatMap((machine) => {
      const flow = pumpFlow(profile, machine);
      const to = machine.to === null ? -1 : at(machine.to);
      const back = machine.from === basins[basins.length - 1]?.tank && to >= 0;
      return flow === null || !back || to === basins.length - 1 ? [] : [{ flow, to }];
    }),
    airTags,
    ratedAirNm3PerH: profile.machines.reduce(
      (sum, { kind, rating }) => sum + (kind === 'blower' ? (rating.flow ?? 0) : 0),
      0,
    ),
    airKPa: airPressureKPa(profile.site.altitudeM),
    temperatureTag: temperature.tag,
    solids: profile.sensors
      .filter((sensor) => sensor.quantity === 'MLSS' && at(sensor.place) >= 0)
      .map((sensor) => ({ tag: sensor.tag, basin: at(sensor.place) })),
    gauges: profile.sensors.flatMap((sensor): Gauge[] =>
      (sensor.quantity === 'DO' || sensor.quantity === 'NH4N') && at(sensor.place) >= 0
        ? [
            {
              tag: sensor.tag,
              basin: at(sensor.place),
              quantity: sensor.quantity,
            },
          ]
        : [],
    ),
    asm1,
    air: air.value,
  };
  return { ...plan, ...signalsOf(plan) };
}

function signalsOf(
  plan: Omit<BasinPlan, 'tags' | 'vital' | 'runsAboveA'>,
): Pick<BasinPlan, 'tags' | 'vital' | 'runsAboveA'> {
  const flows = [plan.feed, ...plan.returns.map(({ flow }) => flow)];
  const stageFlows = plan.stages.map(({ inflow }) => inflow);
  const tagsOf = (flow: FlowSource): readonly string[] =>
    flow.kind === 'pump' ? flow.tags : [flow.tag];
  const vital = new Set([...plan.airTags, plan.temperatureTag, ...flows.flatMap(tagsOf)]);
  const levels = [...plan.stages, ...plan.basins].flatMap(({ volume }) =>
    volume.levelTag === null ? [] : [volume.levelTag],
  );
  const all = new Set([
    ...vital,
    ...stageFlows.flatMap(tagsOf),
    ...levels,
    ...Object.values(plan.rawTags),
    ...plan.solids.map(({ tag }) => tag),
    ...plan.gauges.map(({ tag }) => tag),
  ]);
  const tags = [...all];
  const above = new Map(
    [...flows, ...stageFlows].flatMap((flow) =>
      flow.kind === 'pump' ? flow.tags.map((tag) => [tag, flow.runsAboveA] as const) : [],
    ),
  );
  return {
    tags,
    vital: vital.size,
    runsAboveA: tags.map((tag) => above.get(tag) ?? null),
  };
}

const overridesOf = (profile: PlantProfile): Record<string, number> =>
  Object.fromEntries(
    Object.entries(profile.process.parameters).map(([path, { value }]) => [path, value]),
  );

/**
 * Kinetics of the site without the terms that no signal tells: phosphorus, alkalinity and inorganic
 * carbon are taken as enough.
 */
function siteAsm1(profile: PlantProfile): Asm1Values | null {
  const site = resolveParameters('asm1', ASM1_PARAMETERS, overridesOf(profile));
  return site.ok ? { ...site.value, KPO: 0, KALK: 0, KIC: 0, iC: 0, iPB: 0, iPX: 0 } : null;
}

/** Aerated tanks that water runs through by gravity, from the first to the last. */
function chainOf(profile: PlantProfile): Tank[] {
  const aerated = profile.tanks.filter(
    (tank) => tank.kind === 'aeration' || tank.kind === 'membrane',
  );
  const next = (tank: Tank): Tank | undefined => {
    const way = profile.site.gravity.find(
      (each) => each.from === tank.id && each.medium === 'water',
    );
    return aerated.find((each) => each.id === way?.to);
  };
  const first = aerated.find((tank) => !aerated.some((each) => next(each) === tank));
  const chain: Tank[] = [];
  for (let at = first; at !== undefined && !chain.includes(at); at = next(at)) chain.push(at);
  return chain;
}

function pumpFlow(profile: PlantProfile, machine: Machine): FlowSource | null {
  const tags = unitTags(profile, machine, 'current');
  const { flow, ratedCurrentA } = machine.rating;
  if (machine.kind !== 'pump' || tags.length === 0 || flow === null || ratedCurrentA === null)
    return null;
  return {
    kind: 'pump',
    tags,
    m3PerH: flow,
    runsAboveA: RUNNING_SHARE * ratedCurrentA,
  };
}

const volumeOf = (tank: Tank): Volume => {
  const areaM2 = tank.volumeM3 / tank.depthM;
  const levelM = tank.weirM ?? tank.initialLevelM;
  return {
    levelTag: tank.surface === 'weir' ? null : tank.levelTag,
    areaM2,
    usualM3: levelM * areaM2,
  };
};

/** Tanks between the inflow and the feed tank, both ends counted, with the flow into each; null when no way leads there. */
function wayTo(profile: PlantProfile, feedTank: string): Stage[] | null {
  const stages: Stage[] = [];
  const seen = new Set<string>();
  const meter = profile.sensors.find(
    (sensor) => sensor.quantity === 'flow' && sensor.place === 'influent',
  );
  if (meter === undefined) return null;
  let flow: FlowSource = { kind: 'meter', tag: meter.tag };
  let at: string | undefined = 'influent';
  while (at !== undefined && at !== feedTank && !seen.has(at)) {
    const here: string = at;
    seen.add(here);
    const ways = profile.site.gravity.filter((way) => way.from === here && way.medium === 'water');
    const pump = profile.machines.find(
      (machine) => machine.kind === 'pump' && machine.medium === 'water' && machine.from === here,
    );
    const pumped = pump === undefined ? null : pumpFlow(profile, pump);
    if (ways[0] === undefined && pumped !== null) flow = pumped;
    at = ways[0]?.to ?? pump?.to ?? undefined;
    const tank = profile.tanks.find((each) => each.id === at);
    if (tank === undefined) return null;
    stages.push({ inflow: flow, volume: volumeOf(tank) });
  }
  return at === feedTank ? stages : null;
}

function rawTagsOf(profile: PlantProfile): BasinPlan['rawTags'] {
  const of = (quantity: Sensor['quantity']): string | undefined =>
    profile.sensors.find((sensor) => sensor.quantity === quantity && sensor.place === 'influent')
      ?.tag;
  const tags: Partial<Record<Analysis, string>> = {};
  const put = (analysis: Analysis, tag: string | undefined): void => {
    if (tag !== undefined) tags[analysis] = tag;
  };
  put('cod', of('COD'));
  put('bod', of('BOD'));
  put('ss', of('SS'));
  put('nh4n', of('NH4N'));
  return tags;
}

const usualRawOf = ({ influent }: PlantProfile): InfluentPoint => ({
  flowM3PerH: influent.meanFlowM3PerD / 24,
  cod: influent.mean.COD,
  bod: influent.mean.BOD,
  ss: influent.mean.SS,
  tn: influent.mean.TN,
  nh4n: influent.mean.NH4N,
  tp: influent.mean.TP,
  pH: influent.pH.mean,
  temperatureC: influent.temperatureC.mean,
});

/** What the treatment before the basins leaves of raw water, from what the feed tank holds at the start. */
function passesOf(profile: PlantProfile, feedTank: string, raw: readonly number[]): number[] {
  const held = profile.start.tanks[feedTank];
  if (held === undefined) return raw.map(() => 1);
  return concentrations(held).map((value, i) => {
    const came = raw[i] ?? 0;
    return came > 0 ? Math.min(1, value / came) : 0;
  });
}

/** Share of the delivered air of a basin: by kind, within a kind by volume. */
function airShareOf(profile: PlantProfile, tank: Tank, air: AirValues): number {
  const scale = Math.max(1, air.toAeration + air.toMembrane);
  const alike = profile.tanks.filter((each) => each.kind === tank.kind);
  const volume = alike.reduce((sum, each) => sum + each.volumeM3, 0);
  const share = tank.kind === 'aeration' ? air.toAeration : air.toMembrane;
  return ((share / scale) * tank.volumeM3) / volume;
}
