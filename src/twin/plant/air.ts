import {
  alphaFactor,
  diffuserFouling,
  effectivePressureKPa,
  oxygenSaturationMgPerL,
  transferPerH,
} from '#core/process/air.ts';
import { blowerPoint } from '#core/process/blower.ts';
import type { BlowerRating } from '#core/process/blower.ts';
import { C, suspendedSolids } from '#core/process/water.ts';
import type { MachineModel, PlantModel } from './model.ts';
import { siteValues } from './site-values.ts';
import type { Actuators, PlantState } from './state.ts';

/** Air vessel of the flotation: volume, Nm3/h of air a recycle of 1 m3/h takes at 500 kPa (18.7 mL/L per bar, f 0.8). */
const SATURATOR_M3 = 0.5;
const AIR_PER_RECYCLE = 0.09;
const DAY_S = 86_400;

/** What the air side remembers. */
export interface AirState {
  /** Since the diffusers were last cleaned, s. */
  diffuserAgeS: number;
  /** Air let out by open blow-offs now, Nm3/h. */
  ventedNm3PerH: number;
  /** A blower runs below its surge line; how often that has begun. */
  surging: boolean;
  surges: number;
  /** Pressure rise of the header, kPa. */
  headerKPa: number;
}

export const startAir = (model: PlantModel): AirState => ({
  diffuserAgeS: siteValues(model).air.diffuserAgeAtStart * DAY_S,
  ventedNm3PerH: 0,
  surging: false,
  surges: 0,
  headerKPa: 0,
});

/** Electrical power each running blower takes, kW, by machine. */
export interface Air {
  readonly powerKwByMachine: Map<number, number>;
}

function ratingOf(machine: MachineModel): BlowerRating {
  const { control, rating } = machine.def;
  return {
    airNm3PerH: rating.flow ?? 0,
    riseM: rating.headM ?? 4,
    powerKw: rating.powerKw ?? 0,
    ratedHz: control.type === 'speedPi' ? control.maxHz : 60,
  };
}

/** Rated air of one unit of every blower together, Nm3/h. */
const ratedAirNm3PerH = (model: PlantModel): number =>
  model.machines.reduce(
    (sum, each) => sum + (each.role.kind === 'blower' ? (each.def.rating.flow ?? 0) : 0),
    0,
  );

/** All blowers blow into one header against the deepest aerated basin. */
export function blow(model: PlantModel, state: PlantState, actuators: Actuators, dtS: number): Air {
  const powerKwByMachine = new Map<number, number>();
  const { blower, air } = siteValues(model);
  let delivered = 0;
  let vented = 0;
  let surging = false;
  let headerKPa = 0;
  for (const machine of model.machines) {
    if (machine.role.kind !== 'blower') continue;
    const rating = ratingOf(machine);
    const hz =
      machine.def.control.type === 'speedPi'
        ? (actuators.speedHz[machine.index] ?? 0)
        : rating.ratedHz;
    let running = 0;
    for (const unit of machine.unitIndices) if (actuators.unitRun[unit] === true) running++;
    const point = blowerPoint(
      rating,
      hz,
      headerDepthM(model, state),
      designDepthM(model),
      model.airKPa,
      Math.max(1, running),
      blower,
    );
    powerKwByMachine.set(machine.index, point.powerKw);
    delivered += running * point.airNm3PerH;
    vented += running * point.ventedNm3PerH;
    if (running > 0) {
      surging ||= point.surging;
      headerKPa = Math.max(headerKPa, point.riseKPa);
    }
  }
  state.airNm3PerH = delivered;
  state.air.ventedNm3PerH = vented;
  state.air.headerKPa = headerKPa;
  if (surging && !state.air.surging) state.air.surges++;
  state.air.surging = surging;
  if (delivered > 0) state.air.diffuserAgeS += dtS;
  if (state.air.diffuserAgeS >= air.diffuserCleaningEvery * DAY_S) state.air.diffuserAgeS = 0;
  return { powerKwByMachine };
}

const aerated = (model: PlantModel, tank: number): boolean =>
  model.tanks[tank]?.bioreactor === true;

function headerDepthM(model: PlantModel, state: PlantState): number {
  let depth = 0;
  for (let i = 0; i < model.tanks.length; i++)
    if (aerated(model, i)) depth = Math.max(depth, submergenceM(model, state, i));
  return depth;
}

/** Submergence the blower was chosen for: the deepest aerated basin at its initial level. */
function designDepthM(model: PlantModel): number {
  const { diffuserHeight } = siteValues(model).air;
  let depth = 0;
  for (let i = 0; i < model.tanks.length; i++)
    if (aerated(model, i))
      depth = Math.max(depth, (model.tanks[i]?.def.initialLevelM ?? 0) - diffuserHeight);
  return depth;
}

/** Water above the diffusers, m. */
export const submergenceM = (model: PlantModel, state: PlantState, tank: number): number =>
  Math.max(
    0,
    (state.tanks[tank]?.volumeM3 ?? 0) / (model.tanks[tank]?.areaM2 ?? 1) -
      siteValues(model).air.diffuserHeight,
  );

/** Share of the delivered air that goes to a basin: by kind, within a kind by volume. */
export function airShareOf(model: PlantModel, tank: number): number {
  const def = model.tanks[tank]?.def;
  if (def === undefined || (def.kind !== 'aeration' && def.kind !== 'membrane')) return 0;
  const { toAeration, toMembrane } = siteValues(model).air;
  // More than all of the air cannot be given away.
  const scale = Math.max(1, toAeration + toMembrane);
  let volume = 0;
  for (const each of model.tanks) if (each.def.kind === def.kind) volume += each.def.volumeM3;
  return ((def.kind === 'aeration' ? toAeration : toMembrane) / scale) * (def.volumeM3 / volume);
}

/** What the air does to a basin. */
export interface Aeration {
  /** Volumetric transfer coefficient of the process, 1/h. */
  readonly kLaPerH: number;
  /** Saturation of the process water at the effective depth, mg/L. */
  readonly saturationMgPerL: number;
}

/** Transfer coefficient and saturation of a basin with the air it gets now. */
export function aerationOf(model: PlantModel, state: PlantState, tank: number): Aeration {
  const { air } = siteValues(model);
  const volume = state.tanks[tank]?.volumeM3 ?? 0;
  const load = state.tanks[tank]?.load;
  if (volume <= 0 || load === undefined) return { kLaPerH: 0, saturationMgPerL: 0 };
  const temperature = (load[C.HEAT] ?? 0) / volume;
  const submergence = submergenceM(model, state, tank);
  const membrane = model.tanks[tank]?.def.kind === 'membrane';
  const ratedAir = ratedAirNm3PerH(model);
  const ageD = state.air.diffuserAgeS / DAY_S;
  const kLaPerH = transferPerH(
    state.airNm3PerH * airShareOf(model, tank),
    volume,
    submergence,
    temperature,
    {
      transferPerM: membrane ? air.sotePerMMembrane : air.sotePerMAeration,
      alpha: alphaFactor(
        suspendedSolids(load) / volume / 1000,
        membrane ? air.omegaMembrane : air.omegaAeration,
        membrane ? air.alphaLawMembrane : air.alphaLawAeration,
      ),
      fouling: diffuserFouling(
        ageD,
        membrane ? air.foulingLeastMembrane : air.foulingLeastAeration,
        air.foulingTime,
      ),
      theta: air.theta,
      flowExponent: air.soteFlowExponent,
      flowShare: ratedAir > 0 ? state.airNm3PerH / ratedAir : 1,
      effectiveDepth: air.effectiveDepth,
    },
  );
  return {
    kLaPerH,
    saturationMgPerL:
      air.beta *
      oxygenSaturationMgPerL(
        temperature,
        effectivePressureKPa(model.airKPa, submergence, air.effectiveDepth),
      ),
  };
}

/** Air vessel between compressor and recycle; returns how well the recycle is saturated, 0 to 1. */
export function saturate(
  model: PlantModel,
  state: PlantState,
  actuators: Actuators,
  dtS: number,
): number {
  let recycle = 0;
  let inflow = 0;
  let hasCompressor = false;
  for (const machine of model.machines) {
    let running = 0;
    for (const unit of machine.unitIndices) if (actuators.unitRun[unit] === true) running++;
    if (machine.role.kind === 'recycle') recycle += running * (machine.def.rating.flow ?? 0);
    if (machine.role.kind === 'compressor') {
      hasCompressor = true;
      inflow += running * (machine.def.rating.flow ?? 0);
    }
  }
  const pressureShare = state.saturatorKPa / 500;
  const outflow = recycle * AIR_PER_RECYCLE * pressureShare;
  const balance = ((hasCompressor ? inflow : outflow) - outflow) * (dtS / 3600);
  state.saturatorKPa = Math.max(0, state.saturatorKPa + (balance / SATURATOR_M3) * 101.325);
  return recycle > 0 ? Math.min(1, pressureShare) : 0;
}
