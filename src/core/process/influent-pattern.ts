import type { Influent } from '../plant/influent.ts';
import { isoDateOf, monthDayOf } from './calendar.ts';
import type { CivilDate } from '../time/civil.ts';
import { isOn } from './influent-events.ts';
import type { InfluentModifier } from './influent-events.ts';
import { flowScales, noiseFactor, strengthScales } from './influent-noise.ts';
import { hourlyFactor } from './influent.ts';
import type { InfluentPoint, LocalTime } from './influent.ts';

/** Where the noises of the pattern stand, unit variance. */
interface PatternNoise {
  readonly flow: readonly number[];
  readonly strength: readonly number[];
  readonly solids: number;
  readonly nutrients: number;
  readonly pH: number;
  readonly temperature: number;
}

/** The holiday of the profile's calendar on a date. */
export function holidayOn(
  shape: Influent,
  date: CivilDate,
): NonNullable<Influent['holidays']>[number] | undefined {
  if (shape.holidays === undefined) return undefined;
  const monthDay = monthDayOf(date);
  const iso = isoDateOf(date);
  return shape.holidays.find((each) => each.yearly.includes(monthDay) || each.dates.includes(iso));
}

/** Factors of flow and strength of the day: month, holiday or festival of the calendar, forced ones. */
function dayFactors(
  shape: Influent,
  open: readonly InfluentModifier[],
  date: CivilDate,
  now: LocalTime,
  nowMs: number,
): { flow: number; strength: number; restDay: boolean } {
  let flow = shape.flowByMonth?.[date.month - 1] ?? 1;
  let strength = shape.strengthByMonth?.[date.month - 1] ?? 1;
  let restDay = now.weekday >= 5;
  const apply = (by: { flow: number; strength: number }): void => {
    flow *= by.flow;
    strength *= by.strength;
  };
  const monthDay = monthDayOf(date);
  const hour = now.secondOfDay / 3600;
  const feast = holidayOn(shape, date);
  if (feast !== undefined) {
    apply(feast);
    restDay ||= feast.restDay;
  }
  for (const each of shape.festivals ?? [])
    if (inYear(monthDay, each.from, each.to) && hour >= each.fromHour && hour < each.toHour)
      apply(each);
  for (const event of open)
    if ((event.kind === 'festival' || event.kind === 'holiday') && isOn(event, nowMs)) {
      apply(event);
      if (event.kind === 'holiday') restDay = true;
    }
  // A holiday has its own level: the weekday's counts only on other days.
  if (feast === undefined) flow *= shape.flowByWeekday[now.weekday] ?? 1;
  return { flow, strength, restDay };
}

const inYear = (day: string, from: string, to: string): boolean =>
  from <= to ? day >= from && day <= to : day >= from || day <= to;

/** Sewage without rain and trade effluent. */
export function dryWeather(
  shape: Influent,
  noise: PatternNoise,
  open: readonly InfluentModifier[],
  date: CivilDate,
  now: LocalTime,
  nowMs: number,
): InfluentPoint {
  const day = dayFactors(shape, open, date, now, nowMs);
  const hours = (day.restDay ? shape.restDayFlowByHour : undefined) ?? shape.flowByHour;
  const strength =
    hourlyFactor(shape.strengthByHour, now.secondOfDay) *
    day.strength *
    noiseFactor(noise.strength, strengthScales(shape));
  const own = shape.noise.analyses === undefined ? [] : [shape.noise.analyses];
  const solids = strength * noiseFactor([noise.solids], own);
  const nutrients = strength * noiseFactor([noise.nutrients], own);
  const season = Math.cos(
    (2 * Math.PI * (now.dayOfYear - shape.temperatureC.warmestDayOfYear)) / 365.25,
  );
  const ofDay = Math.sin((2 * Math.PI * (now.secondOfDay - 8 * 3600)) / 86_400);
  return {
    flowM3PerH:
      (shape.meanFlowM3PerD / 24) *
      hourlyFactor(hours, now.secondOfDay) *
      day.flow *
      noiseFactor(noise.flow, flowScales(shape)),
    cod: shape.mean.COD * strength,
    bod: shape.mean.BOD * strength,
    ss: shape.mean.SS * solids,
    tn: shape.mean.TN * nutrients,
    nh4n: shape.mean.NH4N * nutrients,
    tp: shape.mean.TP * nutrients,
    pH: shape.pH.mean + shape.pH.amplitude * (0.7 * ofDay + 0.3 * Math.tanh(noise.pH)),
    temperatureC:
      shape.temperatureC.mean +
      shape.temperatureC.yearAmplitude * season +
      0.5 * ofDay +
      (shape.noise.temperature?.sdC ?? 0) * noise.temperature,
  };
}
