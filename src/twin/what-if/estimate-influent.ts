import type { Influent } from '#core/plant/influent.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Sensor } from '#core/plant/equipment.ts';
import { civilDate } from '#core/time/civil.ts';
import { dryWeather } from '#core/process/influent-pattern.ts';
import { codMethodOf } from '#core/process/influent.ts';
import type { InfluentPoint } from '#core/process/influent.ts';
import type { DayFigures } from '#core/what-if/messages.ts';
import { createLocalCalendar } from '../time.ts';

const HOUR_MS = 3_600_000;
const HOURS = 24;
/** A day that differs more than this from the profile is a fault of an instrument, not a day. */
const LIKELY = { from: 0.2, to: 5 } as const;

/** The profile's pattern without chance: no noise, no weather, no discharge that nobody has asked for. */
function withoutChance(shape: Influent): Influent {
  return {
    ...shape,
    noise: { relativeSd: 0, correlationS: shape.noise.correlationS },
    ...(shape.rain === undefined
      ? {}
      : { rain: { ...shape.rain, stormsByMonth: shape.rain.stormsByMonth.map(() => 0) } }),
    ...(shape.slugs === undefined ? {} : { slugs: { ...shape.slugs, perYear: 0 } }),
  };
}

const CALM = { flow: [], strength: [], solids: 0, nutrients: 0, pH: 0, temperature: 0 } as const;

/** What the pattern would have brought on average over the day before `atMs`. */
function patternOfDay(shape: Influent, timeZone: string, atMs: number): InfluentPoint {
  const calendar = createLocalCalendar(timeZone);
  const sum: Record<string, number> = {};
  for (let hour = 0; hour < HOURS; hour++) {
    const nowMs = atMs - (hour + 0.5) * HOUR_MS;
    const now = calendar(nowMs);
    const point = dryWeather(shape, CALM, [], civilDate(now.dayNumber), now, nowMs);
    for (const [key, value] of Object.entries(point)) sum[key] = (sum[key] ?? 0) + value / HOURS;
  }
  const of = (key: keyof InfluentPoint): number => sum[key] ?? 0;
  return {
    flowM3PerH: of('flowM3PerH'),
    cod: of('cod'),
    bod: of('bod'),
    ss: of('ss'),
    tn: of('tn'),
    nh4n: of('nh4n'),
    tp: of('tp'),
    pH: of('pH'),
    temperatureC: of('temperatureC'),
  };
}

/**
 * The inflow that is expected: the daily pattern of the profile, scaled so that the day before
 * `atMs` would have had the means that were measured. Nutrients without a meter of their own
 * follow the one that has one.
 */
export function expectedInfluent(
  profile: PlantProfile,
  day: readonly DayFigures[],
  atMs: number,
): Influent {
  const shape = withoutChance(profile.influent);
  const pattern = patternOfDay(shape, profile.site.timeZone, atMs);
  const measured = (quantity: Sensor['quantity']): number | null => {
    const sensor = profile.sensors.find(
      (each) => each.place === 'influent' && each.quantity === quantity,
    );
    return day.find((each) => each.tag === sensor?.tag)?.mean ?? null;
  };
  const ratio = (quantity: Sensor['quantity'], usual: number): number | null => {
    const value = measured(quantity);
    const share = value === null || usual <= 0 ? null : value / usual;
    return share === null || share < LIKELY.from || share > LIKELY.to ? null : share;
  };
  const bod = ratio('BOD', pattern.bod) ?? ratio('COD', pattern.cod) ?? 1;
  const cod = ratio('COD', pattern.cod) ?? bod;
  const nutrients =
    ratio('TN', pattern.tn) ?? ratio('NH4N', pattern.nh4n) ?? ratio('TP', pattern.tp) ?? 1;
  const scaled: Influent = {
    ...shape,
    meanFlowM3PerD: shape.meanFlowM3PerD * (ratio('flow', pattern.flowM3PerH) ?? 1),
    mean: {
      COD: shape.mean.COD * cod,
      BOD: shape.mean.BOD * bod,
      SS: shape.mean.SS * (ratio('SS', pattern.ss) ?? 1),
      TN: shape.mean.TN * nutrients,
      NH4N: shape.mean.NH4N * nutrients,
      TP: shape.mean.TP * (ratio('TP', pattern.tp) ?? nutrients),
    },
    pH: { ...shape.pH, mean: shape.pH.mean + ((measured('pH') ?? pattern.pH) - pattern.pH) },
    temperatureC: {
      ...shape.temperatureC,
      mean:
        shape.temperatureC.mean +
        ((measured('temperature') ?? pattern.temperatureC) - pattern.temperatureC),
    },
  };
  // The COD of a plant is of one kind; a day's figures must not turn it into the other.
  return codMethodOf(scaled) === codMethodOf(shape)
    ? scaled
    : { ...scaled, mean: { ...scaled.mean, COD: shape.mean.COD * bod } };
}
