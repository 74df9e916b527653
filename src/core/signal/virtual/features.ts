import { oxygenSaturationMgPerL } from '../../process/air.ts';
import { assertNever } from '../../result.ts';
import type { MinuteRow } from '../qa/finding.ts';
import { DAY_MS, MINUTE_MS } from '../trend.ts';
import type { TrustByTag } from './estimate.ts';

/** An input of virtual sensors, derived from signals each minute; the same one serves all that ask for it. */
export type Feature = { readonly name: string } & (
  | {
      readonly kind: 'tags';
      /** Units of one machine or a single signal; together by sum or greatest. */
      readonly tags: readonly string[];
      readonly combine: 'sum' | 'max';
      readonly factor: number;
      /** `log`: logarithm of the value plus `floor`, for what acts by its ratio. */
      readonly shape: 'plain' | 'log';
      readonly floor: number;
      /** First-order lag; 0 for none. */
      readonly tauMin: number;
    }
  /**
   * Logarithm of the oxygen deficit of a DO signal; with air tags, of the uptake there: deficit
   * times the air to the power that kLa follows.
   */
  | {
      readonly kind: 'deficit';
      readonly tag: string;
      readonly airTags: readonly string[];
      readonly temperatureTag: string | null;
      readonly airKPa: number;
      readonly tauMin: number;
    }
  /** Product of two signals, lagged: a load from concentration and feed. */
  | {
      readonly kind: 'load';
      readonly tag: string;
      readonly feedTags: readonly string[];
      readonly feedFactor: number;
      readonly tauMin: number;
    }
  /** Litres of a chemical in a cubic metre of a tank: what pumps dose, mixed with the water that goes through. */
  | {
      readonly kind: 'mixed';
      readonly doseTags: readonly string[];
      readonly doseLPerMin: number;
      /** Pumps that send water through, and what each gives at a signal of 1, m3/min. */
      readonly flows: readonly { readonly tags: readonly string[]; readonly m3PerMin: number }[];
      readonly volumeM3: number;
    }
  /** Time of day. */
  | { readonly kind: 'hour'; readonly harmonic: number; readonly phase: 'sin' | 'cos' }
);

/** A feature between minutes: where its lag stands and when it was last fed. */
export interface FeatureMemory {
  readonly value: number;
  readonly fedMs: number;
}
export type FeatureBank = readonly (FeatureMemory | null)[];

/** kLa goes with the air to this power: 1 less the fall of the transfer with the air per diffuser (EPA/625/1-89/023). */
export const AIR_EXPONENT = 0.88;
/** Least air that counts, Nm3/h: the logarithm ends there. */
export const LEAST_AIR_NM3_PER_H = 50;

/** beta: saturation in sludge over that in clean water (Metcalf and Eddy 2014). */
const BETA = 0.95;
/** Least deficit that counts, mg/L: the logarithm ends there. */
export const LEAST_DEFICIT = 0.3;
/** Water taken for saturation while no temperature is read, degC. */
const USUAL_WATER_C = 15;
/** A lag bridges so many minutes without a reading; a slow one as long as its own time. */
const BRIDGE_MIN = 10;

/** Oxygen that the water could still take up, mg/L, at least `LEAST_DEFICIT`. */
export const saturationOf = (temperatureC: number | null, airKPa: number): number =>
  BETA * oxygenSaturationMgPerL(temperatureC ?? USUAL_WATER_C, airKPa);

/** A signal's value when it may feed an input. */
export function goodValue(row: MinuteRow, trust: TrustByTag, tag: string): number | null {
  if ((trust.get(tag) ?? 'good') !== 'good') return null;
  return row.samples.get(tag)?.value ?? null;
}

/** Moves all features on by a minute. */
export function advanceFeatures(
  features: readonly Feature[],
  bank: FeatureBank,
  row: MinuteRow,
  trust: TrustByTag,
): FeatureBank {
  const read = (tag: string): number | null => goodValue(row, trust, tag);
  return features.map((feature, i) => {
    const memory = bank[i] ?? null;
    if (feature.kind === 'mixed') return mix(feature, memory, row.tsMs, read);
    const now = feature.kind === 'hour' ? hourOf(feature, row.tsMs) : present(feature, read);
    if (now === null || !Number.isFinite(now)) return memory;
    const tauMin = feature.kind === 'hour' ? 0 : feature.tauMin;
    if (memory === null || tauMin === 0) return { value: now, fedMs: row.tsMs };
    const minutes = Math.max(0, row.tsMs - memory.fedMs) / MINUTE_MS;
    const kept = Math.exp(-minutes / tauMin);
    return { value: now + (memory.value - now) * kept, fedMs: row.tsMs };
  });
}

/** Value of a feature at a minute; null when it has not been fed for longer than its lag bridges. */
export function featureAt(
  feature: Feature,
  memory: FeatureMemory | null,
  tsMs: number,
): number | null {
  if (memory === null) return null;
  const bridge =
    feature.kind === 'hour' || feature.kind === 'mixed' ? 0 : Math.max(BRIDGE_MIN, feature.tauMin);
  return tsMs - memory.fedMs <= bridge * MINUTE_MS ? memory.value : null;
}

function hourOf(feature: Extract<Feature, { kind: 'hour' }>, tsMs: number): number {
  const angle = (2 * Math.PI * feature.harmonic * (tsMs % DAY_MS)) / DAY_MS;
  return feature.phase === 'sin' ? Math.sin(angle) : Math.cos(angle);
}

function present(
  feature: Exclude<Feature, { kind: 'hour' | 'mixed' }>,
  read: (tag: string) => number | null,
): number | null {
  switch (feature.kind) {
    case 'tags': {
      const value = together(feature.tags, feature.combine, read);
      if (value === null) return null;
      const scaled = value * feature.factor;
      return feature.shape === 'log' ? Math.log(Math.max(0, scaled) + feature.floor) : scaled;
    }
    case 'deficit': {
      const oxygen = read(feature.tag);
      if (oxygen === null) return null;
      const water = feature.temperatureTag === null ? null : read(feature.temperatureTag);
      const deficit = Math.max(LEAST_DEFICIT, saturationOf(water, feature.airKPa) - oxygen);
      if (feature.airTags.length === 0) return Math.log(deficit);
      const air = together(feature.airTags, 'sum', read);
      if (air === null) return null;
      return Math.log(deficit) + AIR_EXPONENT * Math.log(Math.max(LEAST_AIR_NM3_PER_H, air));
    }
    case 'load': {
      const strength = read(feature.tag);
      const feed = together(feature.feedTags, 'sum', read);
      return strength === null || feed === null ? null : strength * feed * feature.feedFactor;
    }
    default:
      return assertNever(feature, 'feature');
  }
}

/** Mixed tank, solved exactly over the minutes since the last one; standing water keeps what it has. */
function mix(
  feature: Extract<Feature, { kind: 'mixed' }>,
  memory: FeatureMemory | null,
  tsMs: number,
  read: (tag: string) => number | null,
): FeatureMemory | null {
  const dose = together(feature.doseTags, 'sum', read);
  let flow = 0;
  for (const each of feature.flows) {
    const running = together(each.tags, 'sum', read);
    if (running === null) return memory;
    flow += running * each.m3PerMin;
  }
  if (dose === null) return memory;
  const before = memory ?? { value: 0, fedMs: tsMs };
  // A gap says nothing of what was dosed in it: one minute is made up for, no more.
  const minutes = Math.min(2, Math.max(0, tsMs - before.fedMs) / MINUTE_MS);
  const litres = dose * feature.doseLPerMin;
  const through = (flow * minutes) / feature.volumeM3;
  const value =
    through < 1e-6
      ? before.value + (litres * minutes) / feature.volumeM3
      : litres / flow + (before.value - litres / flow) * Math.exp(-through);
  return { value, fedMs: tsMs };
}

function together(
  tags: readonly string[],
  combine: 'sum' | 'max',
  read: (tag: string) => number | null,
): number | null {
  let result: number | null = null;
  for (const tag of tags) {
    const value = read(tag);
    if (value === null) return null;
    result = result === null ? value : combine === 'sum' ? result + value : Math.max(result, value);
  }
  return result;
}

/** Signals a feature hangs on. */
export function tagsOf(feature: Feature): readonly string[] {
  switch (feature.kind) {
    case 'tags':
      return feature.tags;
    case 'deficit':
      return [
        feature.tag,
        ...(feature.temperatureTag === null ? [] : [feature.temperatureTag]),
        ...feature.airTags,
      ];
    case 'mixed':
      return [...feature.doseTags, ...feature.flows.flatMap((each) => each.tags)];
    case 'load':
      return [feature.tag, ...feature.feedTags];
    case 'hour':
      return [];
    default:
      return assertNever(feature, 'feature');
  }
}
