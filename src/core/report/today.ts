import { usable } from '../control/facts.ts';
import type { Samples } from '../control/facts.ts';
import type { PlantContext } from '../control/plant-context.ts';
import { equipmentOf, isDigital } from '../plant/tag.ts';
import type { Tag } from '../plant/tag.ts';
import { EMPTY_METER, advanceMeter, totalAt } from './meter.ts';
import type { Meter, MeterKind } from './meter.ts';

/** Start of the plant's present and previous day (profile `dayStartsAt`, local time), ms UTC. */
export interface PlantDay {
  readonly startMs: number;
  readonly yesterdayStartMs: number;
}

export interface TodayState {
  readonly energy: Meter;
  readonly inflow: Meter;
  readonly outflow: Meter;
}
export const EMPTY_TODAY: TodayState = Object.freeze({
  energy: EMPTY_METER,
  inflow: EMPTY_METER,
  outflow: EMPTY_METER,
});

export interface TodayFigures {
  readonly sinceMs: number;
  readonly energyKwh: number | null;
  readonly energyYesterdaySameHourKwh: number | null;
  readonly inflowM3: number | null;
  readonly outflowM3: number | null;
}

interface MeterSource {
  readonly tag: string;
  readonly kind: MeterKind;
}
export interface TodaySources {
  readonly energy: MeterSource | null;
  readonly inflow: MeterSource | null;
  readonly outflow: MeterSource | null;
}

const kindOf = (tag: Tag): MeterKind | null =>
  tag.unit === 'kWh' || tag.unit === 'm3'
    ? 'counter'
    : tag.unit === 'm3/h' || tag.unit === 'kW'
      ? 'ratePerHour'
      : null;

/** A flow is counted by the meter's own totaliser where it has one: it counts while the engine is away too. */
function flowSource(plant: PlantContext, flowTag: string): MeterSource | null {
  const tag = plant.tags.get(flowTag);
  if (tag === undefined) return null;
  const total = plant.profile.tags.find(
    (each) =>
      equipmentOf(each.id) === equipmentOf(flowTag) &&
      each.unit === 'm3' &&
      !isDigital(each) &&
      each.id.endsWith('.total'),
  );
  if (total !== undefined) return { tag: total.id, kind: 'counter' };
  const kind = kindOf(tag);
  return kind === null ? null : { tag: tag.id, kind };
}

/** Where today's figures come from in this profile. */
export function todaySources(plant: PlantContext): TodaySources {
  const { display } = plant.profile;
  const energyTag = display.energyTag ?? display.powerTag;
  const energy = energyTag === null ? undefined : plant.tags.get(energyTag);
  const energyKind = energy === undefined ? null : kindOf(energy);
  return {
    energy:
      energy === undefined || energyKind === null ? null : { tag: energy.id, kind: energyKind },
    inflow: flowSource(plant, display.influentFlowTag),
    outflow: flowSource(plant, display.effluentFlowTag),
  };
}

const take = (meter: Meter, source: MeterSource | null, samples: Samples, nowMs: number): Meter => {
  const value = source === null ? null : usable(samples, source.tag);
  return source === null || value === null ? meter : advanceMeter(meter, source.kind, value, nowMs);
};

/** Takes one scan into the day's meters. */
export function advanceToday(
  state: TodayState,
  sources: TodaySources,
  samples: Samples,
  nowMs: number,
): TodayState {
  return {
    energy: take(state.energy, sources.energy, samples, nowMs),
    inflow: take(state.inflow, sources.inflow, samples, nowMs),
    outflow: take(state.outflow, sources.outflow, samples, nowMs),
  };
}

/** What a meter gained since `fromMs`, or since its first point when that is later. */
function since(meter: Meter, fromMs: number): number | null {
  if (meter.lastMs === null) return null;
  return meter.total - (totalAt(meter, fromMs) ?? 0);
}

/**
 * Energy (kWh), inflow and outflow (m3) since the plant day began, and the energy of
 * yesterday up to the same hour. `sinceMs` is later than the day's start when the
 * figures do not reach back that far.
 */
export function todayFigures(state: TodayState, day: PlantDay, nowMs: number): TodayFigures {
  const first = [state.energy, state.inflow, state.outflow]
    .flatMap((meter) => meter.points[0]?.[0] ?? [])
    .reduce((a, b) => Math.min(a, b), nowMs);
  const from = totalAt(state.energy, day.yesterdayStartMs);
  const until = totalAt(state.energy, day.yesterdayStartMs + (nowMs - day.startMs));
  return {
    sinceMs: Math.max(day.startMs, first),
    energyKwh: since(state.energy, day.startMs),
    energyYesterdaySameHourKwh: from === null || until === null ? null : until - from,
    inflowM3: since(state.inflow, day.startMs),
    outflowM3: since(state.outflow, day.startMs),
  };
}
