import type { Machine, Tank } from '#core/plant/equipment.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { createActivatedSludge } from '#core/process/activated-sludge.ts';
import type { Biology } from '#core/process/activated-sludge.ts';
import { airPressureKPa } from '#core/process/air.ts';
import { ASM1_PARAMETERS } from '#core/process/asm1/parameters.ts';
import type { Chemical } from '#core/process/chemicals.ts';
import { codMethodOf } from '#core/process/influent.ts';
import type { CodMethod } from '#core/process/influent.ts';
import type { ParameterOverrides } from '#core/process/parameters.ts';
import { groupValues, lineValuesOf } from './values.ts';
import type { LineValues } from './values.ts';

/**
 * The plant compiled from its profile: which water goes where, which machine does what.
 * Roles follow from the kinds of tanks and machines, never from their names.
 */
interface TankModel {
  readonly def: Tank;
  readonly areaM2: number;
  /** Volume at the weir crest, null for a free surface. */
  readonly crestM3: number | null;
  readonly rimM3: number;
  readonly bioreactor: boolean;
  /** What chemistry goes on in it: fresh coagulant, aged coagulant in the sludge, none to follow. */
  readonly stage: 'chemical' | 'biological' | 'none';
}

interface Mixer {
  readonly tank: number;
  readonly unit: number;
  /** Name plate, W. */
  readonly plateW: number;
}

export interface MachineModel {
  readonly index: number;
  readonly def: Machine;
  readonly unitIndices: readonly number[];
  readonly from: number | null;
  readonly to: number | null;
  readonly role: MachineRole;
  /** Level of the source at which the pump gives its rated flow. */
  readonly designLevelM: number;
}

type MachineRole =
  | { readonly kind: 'transfer' }
  /** Draws through membrane series number `series`. */
  | { readonly kind: 'suction'; readonly series: number; readonly areaM2: number }
  /** Round about in one tank: recycle of the flotation. */
  | { readonly kind: 'recycle' }
  /** Feeds the press, machine `press`. */
  | { readonly kind: 'pressFeed'; readonly press: number }
  | { readonly kind: 'discharge' }
  | { readonly kind: 'dosing'; readonly chemical: Chemical }
  /** Brings service water into a tank. */
  | { readonly kind: 'serviceWater' }
  | { readonly kind: 'blower' }
  | { readonly kind: 'compressor' }
  | { readonly kind: 'power' };

export interface GravityWay {
  readonly from: number;
  readonly to: number | null;
  readonly medium: 'water' | 'sludge' | 'scum';
}

export interface PlantModel {
  readonly profile: PlantProfile;
  /** Values that stand for the defaults of the parameter tables, checked. */
  readonly overrides: ParameterOverrides;
  /** What lives in the basins, with the values of group `asm1`. */
  readonly biology: Biology;
  /** Values of the chemical line and the sludge. */
  readonly values: LineValues;
  /** Agitators that stir a tank. */
  readonly mixers: readonly Mixer[];
  /** The carbon filter and the tank behind it, where there are any: water for the one goes through the other while it is in use. */
  readonly carbonTank: number | null;
  readonly carbonBefore: number | null;
  readonly tanks: readonly TankModel[];
  readonly machines: readonly MachineModel[];
  readonly unitCount: number;
  readonly gravity: readonly GravityWay[];
  readonly influentTank: number;
  readonly airKPa: number;
  readonly codMethod: CodMethod;
}

/** Design values where a profile has none; reasons in docs/virtual-plant.md. */
const DESIGN = {
  /** Gross flux at the rated flow of the suction pump, m/h: 20 L/(m2 h) is what flat sheets run at (Judd 2011). */
  fluxMPerH: 0.02,
} as const;

/**
 * Compiles a checked profile.
 * @param parameters stand for the values of `process.json`, which stand for the defaults of the tables
 */
export function compilePlant(
  profile: PlantProfile,
  parameters: ParameterOverrides = {},
): PlantModel {
  const tankAt = (id: string): number => {
    const index = profile.tanks.findIndex((tank) => tank.id === id);
    if (index < 0) throw new Error(`unknown tank ${id}`);
    return index;
  };
  const tanks = profile.tanks.map((def): TankModel => {
    const areaM2 = def.volumeM3 / def.depthM;
    return {
      def,
      areaM2,
      crestM3: def.surface === 'weir' && def.weirM !== null ? def.weirM * areaM2 : null,
      rimM3: def.volumeM3,
      bioreactor: def.kind === 'aeration' || def.kind === 'membrane',
      stage: STAGES[def.kind] ?? 'none',
    };
  });
  const inlet = profile.site.gravity.find((way) => way.from === 'influent');
  if (inlet === undefined) throw new Error('the site has no way for the influent (site.gravity)');

  let units = 0;
  let series = 0;
  const machines = profile.machines.map((def, index): MachineModel => {
    const role = roleOf(profile, def, () => series++);
    const from = def.from === null ? null : tankAt(def.from);
    return {
      index,
      def,
      unitIndices: def.units.map(() => units++),
      from,
      to: def.to === null ? null : tankAt(def.to),
      role,
      designLevelM: from === null ? 0 : (profile.tanks[from]?.initialLevelM ?? 0),
    };
  });

  const site = Object.entries(profile.process.parameters).map(([path, { value }]) => [path, value]);
  const carbonTank = profile.tanks.findIndex((tank) => tank.kind === 'carbon');
  const overrides: ParameterOverrides = { ...Object.fromEntries(site), ...parameters };
  return {
    profile,
    overrides,
    biology: createActivatedSludge(groupValues('asm1', ASM1_PARAMETERS, overrides)),
    values: lineValuesOf(overrides),
    mixers: mixersOf(machines),
    carbonTank: carbonTank < 0 ? null : carbonTank,
    carbonBefore: behindCarbon(profile, carbonTank),
    tanks,
    machines,
    unitCount: units,
    gravity: profile.site.gravity.flatMap((way) =>
      way.from === 'influent'
        ? []
        : [
            {
              from: tankAt(way.from),
              to: way.to === 'outfall' ? null : tankAt(way.to),
              medium: way.medium,
            },
          ],
    ),
    influentTank: tankAt(inlet.to),
    airKPa: airPressureKPa(profile.site.altitudeM),
    codMethod: codMethodOf(profile.influent),
  };
}

const STAGES: Readonly<Partial<Record<Tank['kind'], TankModel['stage']>>> = {
  reaction: 'chemical',
  neutralisation: 'chemical',
  flocculation: 'chemical',
  flotation: 'chemical',
  aeration: 'biological',
  membrane: 'biological',
};

const mixersOf = (machines: readonly MachineModel[]): Mixer[] =>
  machines.flatMap(({ def, from, unitIndices }) =>
    def.kind === 'agitator' && from !== null
      ? unitIndices.map((unit) => ({
          tank: from,
          unit,
          plateW: 1000 * (def.rating.powerKw ?? 0),
        }))
      : [],
  );

/** Tank the carbon filter gives to. */
function behindCarbon(profile: PlantProfile, carbonTank: number): number | null {
  const id = profile.tanks[carbonTank]?.id;
  const way = profile.site.gravity.find((each) => each.from === id && each.medium === 'water');
  const index = profile.tanks.findIndex((tank) => tank.id === way?.to);
  return id === undefined || index < 0 ? null : index;
}

function roleOf(profile: PlantProfile, def: Machine, nextSeries: () => number): MachineRole {
  if (def.control.type === 'suction') {
    return {
      kind: 'suction',
      series: nextSeries(),
      areaM2: (def.rating.flow ?? 1) / DESIGN.fluxMPerH,
    };
  }
  switch (def.kind) {
    case 'blower':
      return { kind: 'blower' };
    case 'compressor':
      return { kind: 'compressor' };
    case 'dosingPump':
      return {
        kind: 'dosing',
        chemical: chemicalFor(profile.tanks.find((tank) => tank.id === def.to)),
      };
    case 'pump':
      return pumpRole(profile, def);
    case 'agitator':
    case 'instrument':
    case 'dewatering':
    case 'hoist':
      return { kind: 'power' };
  }
}

function pumpRole(profile: PlantProfile, def: Machine): MachineRole {
  if (def.from === null) return def.to === null ? { kind: 'power' } : { kind: 'serviceWater' };
  if (def.to !== null) return def.from === def.to ? { kind: 'recycle' } : { kind: 'transfer' };
  const { control } = def;
  const press =
    control.type === 'follow'
      ? profile.machines.findIndex(
          (each) => each.id === control.machine && each.kind === 'dewatering',
        )
      : -1;
  return press >= 0 ? { kind: 'pressFeed', press } : { kind: 'discharge' };
}

/** The chemical follows from the basin it goes to. */
function chemicalFor(tank: Tank | undefined): Chemical {
  if (tank?.kind === 'reaction') return 'coagulant';
  if (tank?.kind === 'neutralisation') return 'alkali';
  return tank?.kind === 'flocculation' ? 'polymer' : 'cleaning';
}
