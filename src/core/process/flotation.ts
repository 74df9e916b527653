import type { ParameterTable, ValuesOf } from './parameters.ts';
import { COMPONENT_COUNT, RETAINED } from './water.ts';
import type { Load } from './water.ts';

/** Dissolved-air flotation: air, what it lifts, the blanket of scum. */
export const FLOTATION_PARAMETERS = {
  saturation: {
    name: 'saturation the air vessel reaches',
    unit: '-',
    value: 0.8,
    min: 0.3,
    max: 1,
    source: 'refs mbr.md (f 0.5 to 0.8); packed vessels 0.8 to 0.95, Haarhoff and Edzwald 2004',
  },
  airToSolids: {
    name: 'air per solids at which two thirds of the floc rise',
    unit: 'g/g',
    value: 0.01,
    min: 0.001,
    max: 0.1,
    source: 'refs mbr.md: usual A/S 0.005 to 0.06',
  },
  most: {
    name: 'most of the floc that is lifted',
    unit: '-',
    value: 0.95,
    min: 0.5,
    max: 0.999,
    source: 'Edzwald 2010 (Water Research 44:2077)',
  },
  loose: {
    name: 'removal of particles outside of floc',
    unit: '-',
    value: 0.1,
    min: 0,
    max: 0.6,
    source: 'assumed; coarse and fatty particles rise without chemicals',
  },
  withoutAir: {
    name: 'removal of floc without air',
    unit: '-',
    value: 0.1,
    min: 0,
    max: 0.5,
    source: 'assumed; floc that floats or is held by the scum',
  },
  loadingLimit: {
    name: 'hydraulic loading (feed and recycle) up to which floc is separated',
    unit: 'm/h',
    value: 10,
    min: 3,
    max: 40,
    source: 'refs mbr.md: 5 to 15 m/h',
  },
  loadingPower: {
    name: 'fall of the removal above that limit',
    unit: '-',
    value: 2,
    min: 0.5,
    max: 8,
    source: 'assumed; floc rises at a spread of speeds',
  },
  scumTime: {
    name: 'time constant of the scraper',
    unit: 's',
    value: 600,
    min: 30,
    max: 86_400,
    source: 'assumed; a scraper passes every 10 min',
  },
  scumSolids: {
    name: 'solids of the scum that is scraped off',
    unit: 'kg/m3',
    value: 30,
    min: 5,
    max: 80,
    source: 'usual float of 2 to 5 % solids, Metcalf and Eddy 2014',
  },
  blanketMost: {
    name: 'scum that stays afloat',
    unit: 'kg/m2',
    value: 15,
    min: 1,
    max: 60,
    source: 'assumed; half a metre at 3 %; what is above falls back into the water',
  },
} as const satisfies ParameterTable;
export type FlotationValues = ValuesOf<typeof FLOTATION_PARAMETERS>;

const ATMOSPHERE_KPA = 101.325;
/** Density of air at 20 degC, mg/mL. */
const AIR_MG_PER_ML = 1.3;

/** Air that water takes up at one atmosphere, mL/L; a cubic through its logarithm, 0 to 40 degC. */
export const airSolubilityMlPerL = (temperatureC: number): number => {
  // Through 29.2, 22.8, 18.7, 15.7 at 0, 10, 20, 30 degC (Metcalf and Eddy 2014; refs mbr.md).
  const t = temperatureC / 10;
  return 29.2 * Math.exp(-0.2712 * t + 0.0257 * t * t - 0.0014 * t * t * t);
};

/**
 * Air set free by recycled water, mg per litre of it: 1.3 a_s (f P - 1), P in absolute atmospheres.
 * @param gaugeKPa pressure of the air vessel above the atmosphere
 */
export function releasedAirMgPerL(
  gaugeKPa: number,
  temperatureC: number,
  p: FlotationValues,
): number {
  const absolute = gaugeKPa / ATMOSPHERE_KPA + 1;
  return (
    AIR_MG_PER_ML * airSolubilityMlPerL(temperatureC) * Math.max(0, p.saturation * absolute - 1)
  );
}

/** What the cell works under in one moment. */
export interface FlotationPoint {
  readonly feedM3PerH: number;
  readonly recycleM3PerH: number;
  readonly saturatorKPa: number;
  readonly temperatureC: number;
  readonly areaM2: number;
  /** Solids of the feed, g/m3. */
  readonly solidsGPerM3: number;
  /** Share of them that is caught in floc. */
  readonly flocShare: number;
}

/** Air to solids, g/g: 1.3 a_s (f P - 1) R / (S Q). */
export function airToSolids(point: FlotationPoint, p: FlotationValues): number {
  const solids = point.solidsGPerM3 * point.feedM3PerH;
  if (solids <= 0) return 0;
  const air = releasedAirMgPerL(point.saturatorKPa, point.temperatureC, p);
  return (air * point.recycleM3PerH) / solids;
}

/**
 * Share of the solids taken out of the water that leaves:
 * floc x [w + (m - w) (1 - exp(-(A/S)/(A/S)0))] x min(1, (limit/loading)^n) + loose x outside of floc.
 */
export function flotationRemoval(point: FlotationPoint, p: FlotationValues): number {
  const lifted = 1 - Math.exp(-airToSolids(point, p) / p.airToSolids);
  const loading = (point.feedM3PerH + point.recycleM3PerH) / point.areaM2;
  const separated = loading > p.loadingLimit ? (p.loadingLimit / loading) ** p.loadingPower : 1;
  const floc = (p.withoutAir + (p.most - p.withoutAir) * lifted) * separated;
  return point.flocShare * floc + (1 - point.flocShare) * p.loose;
}

/** Moves `share` of `from` to `to`, and of its particulates `removal` to `scum` instead. */
export function floatShare(from: Load, to: Load, scum: Load, share: number, removal: number): void {
  for (let i = 0; i < COMPONENT_COUNT; i++) {
    const amount = (from[i] ?? 0) * share;
    const held = RETAINED[i] === true ? amount * removal : 0;
    from[i] = (from[i] ?? 0) - amount;
    to[i] = (to[i] ?? 0) + amount - held;
    scum[i] = (scum[i] ?? 0) + held;
  }
}
