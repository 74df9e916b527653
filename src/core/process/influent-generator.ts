import type { Influent } from '../plant/influent.ts';
import { nextUniform, seedRandom } from '../random.ts';
import type { RandomState } from '../random.ts';
import { civilDate } from '../time/civil.ts';
import type { CivilDate } from '../time/civil.ts';
import { isOn, openInfluentEvents, rainFallenMm } from './influent-events.ts';
import type { InfluentModifier } from './influent-events.ts';
import { alkalinityOfWater, mixStreams, streamOf, unbufferedAlkalinity } from './influent-mix.ts';
import type { Stream } from './influent-mix.ts';
import { flowScales, startNoise, stepNoise, stepScales, strengthScales } from './influent-noise.ts';
import { dryWeather } from './influent-pattern.ts';
import { airTemperature, drawStorm, dryCatchment, stepCatchment } from './influent-rain.ts';
import type { CatchmentState } from './influent-rain.ts';
import type { InfluentPoint, LocalTime } from './influent.ts';

/** Where the generator stands, as plain data: noise, weather and what it has drawn. */
export interface SewerState {
  /** Plant time of the last step, ms UTC; null before the first. */
  atMs: number | null;
  flow: number[];
  strength: number[];
  solids: number;
  nutrients: number;
  pH: number;
  temperature: number;
  air: number;
  catchment: CatchmentState;
  /** Rain and discharges that the generator has drawn. */
  drawn: InfluentModifier[];
  /** First whole hour and local day that have not been drawn yet. */
  nextHour: number;
  nextDay: number;
  random: { noise: RandomState; weather: RandomState; trade: RandomState };
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Hours drawn at most when the clock has jumped. */
const LONGEST_JUMP_HOURS = 48;

/** The generator before its first step; noise stands where the seed says, the catchment is dry. */
export function startSewer(shape: Influent, seed: number): SewerState {
  const noise = seedRandom(seed, 1);
  const flow = startNoise(flowScales(shape).length, noise);
  const strength = startNoise(strengthScales(shape).length, noise);
  const [solids, nutrients, pH, temperature, air] = startNoise(5, noise);
  return {
    atMs: null,
    flow,
    strength,
    solids: solids ?? 0,
    nutrients: nutrients ?? 0,
    pH: pH ?? 0,
    temperature: temperature ?? 0,
    air: air ?? 0,
    catchment: dryCatchment(shape.rain),
    drawn: [],
    nextHour: 0,
    nextDay: 0,
    random: { noise, weather: seedRandom(seed, 3), trade: seedRandom(seed, 4) },
  };
}

/** Moves the clock of the generator: what it has drawn comes along. */
export function moveSewer(sewer: SewerState, byMs: number): void {
  if (sewer.atMs !== null) sewer.atMs += byMs;
  sewer.nextHour += Math.round(byMs / HOUR_MS);
  sewer.nextDay += Math.round(byMs / DAY_MS);
  sewer.drawn = sewer.drawn.map((each) => ({
    ...each,
    fromMs: each.fromMs + byMs,
    toMs: each.toMs + byMs,
  }));
}

/** Figures of a recording that stand for those of the pattern. */
export type RecordedInfluent = Partial<
  Omit<InfluentPoint, 'alkalinityMolPerM3' | 'inorganicCarbonMolPerM3'>
>;

/**
 * Water that comes at a moment, and the generator moved on to it. `events` are those forced by
 * a scenario or a person; they use no chance, so that two runs of one seed differ by them alone.
 * With a recording no weather, discharge or holiday of its own is added to it.
 */
export function stepSewer(
  shape: Influent,
  sewer: SewerState,
  events: readonly InfluentModifier[],
  now: LocalTime,
  nowMs: number,
  recorded: RecordedInfluent | null = null,
): InfluentPoint {
  const fromMs = sewer.atMs ?? nowMs;
  const dtS = Math.max(0, nowMs - fromMs) / 1000;
  sewer.atMs = nowMs;
  const date = civilDate(now.dayNumber);
  moveNoise(shape, sewer, fromMs, nowMs);
  if (recorded === null) drawAhead(shape, sewer, date, now, nowMs);
  if (sewer.drawn.length > 0) sewer.drawn = openInfluentEvents(sewer.drawn, fromMs);

  const open = events.length === 0 ? sewer.drawn : [...sewer.drawn, ...events];
  let fallenMm = 0;
  for (const event of open)
    if (event.kind === 'rain') fallenMm += rainFallenMm(event, nowMs) - rainFallenMm(event, fromMs);
  const airC =
    shape.air === undefined
      ? shape.temperatureC.mean
      : airTemperature(shape.air, now.dayOfYear, now.secondOfDay, sewer.air);
  const catchment = stepCatchment(shape, sewer.catchment, fallenMm, airC, dtS);

  const pattern = dryWeather(shape, sewer, open, date, now, nowMs);
  const dry = recorded === null ? pattern : { ...pattern, ...visited(recorded, events, nowMs) };
  const streams: Stream[] = [];
  const { rain } = shape;
  if (rain !== undefined && catchment.fastM3PerH + catchment.slowM3PerH > 1e-9) {
    const water = {
      alkalinityMolPerM3: rain.alkalinityMolPerM3,
      ...carbonOf(rain.pH, rain.alkalinityMolPerM3),
    };
    const { ss } = catchment;
    const { codPerSs, bodPerSs, tnPerSs, tpPerSs } = rain.deposit;
    streams.push({
      flowM3PerH: catchment.fastM3PerH,
      cod: codPerSs * ss,
      bod: bodPerSs * ss,
      ss,
      tn: tnPerSs * ss,
      nh4n: 0,
      tp: tpPerSs * ss,
      temperatureC: catchment.fastC,
      ...water,
    });
    // Ground water is at the mean of the year and carries next to nothing.
    streams.push({
      ...CLEAN,
      flowM3PerH: catchment.slowM3PerH,
      temperatureC: shape.temperatureC.mean,
      ...water,
    });
  }
  for (const event of open) {
    if (!isOn(event, nowMs)) continue;
    if (event.kind === 'slug') streams.push(slugStream(event));
    else if (event.kind === 'snowMelt')
      streams.push({
        ...CLEAN,
        flowM3PerH:
          event.flowM3PerH *
          Math.max(0, Math.sin((Math.PI * (now.secondOfDay - 9 * 3600)) / (10 * 3600))),
        temperatureC: event.temperatureC,
        ...MELT_WATER,
      });
  }
  const mixed = streams.length === 0 ? dry : mixStreams([streamOf(dry), ...streams], dry.pH);
  return changed(mixed, open, nowMs);
}

const CLEAN = { cod: 0, bod: 0, ss: 0, tn: 0, nh4n: 0, tp: 0 } as const;
/** Snow is nearly distilled water in balance with the air: pH 5.6, no buffer to speak of. */
const MELT_WATER = { alkalinityMolPerM3: 0.05, inorganicCarbonMolPerM3: 0.07 } as const;

const carbonOf = (pH: number, alkalinity: number): { inorganicCarbonMolPerM3: number } => {
  // Of carbonic acid alone: Alk is all bicarbonate below pH 8.3; pK1 6.4 at 15 degC.
  const bicarbonateShare = 1 / (1 + 10 ** (6.4 - pH));
  return { inorganicCarbonMolPerM3: alkalinity / bicarbonateShare };
};

function slugStream(event: Extract<InfluentModifier, { kind: 'slug' }>): Stream {
  const nitrogen = event.tn ?? 0;
  return {
    flowM3PerH: event.flowM3PerH,
    cod: event.cod,
    bod: event.bod ?? 0.5 * event.cod,
    ss: event.ss ?? 0.3 * event.cod,
    tn: nitrogen,
    nh4n: event.nh4n ?? 0.5 * nitrogen,
    tp: event.tp ?? 0,
    temperatureC: event.temperatureC,
    alkalinityMolPerM3: event.alkalinityMolPerM3 ?? unbufferedAlkalinity(event.pH),
    inorganicCarbonMolPerM3:
      event.alkalinityMolPerM3 === undefined
        ? 0
        : Math.max(0, event.alkalinityMolPerM3 - unbufferedAlkalinity(event.pH)) *
          (1 + 10 ** (6.4 - event.pH)),
  };
}

/**
 * Noise moves by whole minutes of the clock, so that a step more because a scenario changed
 * something draws nothing.
 */
function moveNoise(shape: Influent, sewer: SewerState, fromMs: number, nowMs: number): void {
  const dtS = 60 * (Math.floor(nowMs / 60_000) - Math.floor(fromMs / 60_000));
  if (dtS <= 0) return;
  const random = sewer.random.noise;
  const own = shape.noise.analyses?.correlationS ?? shape.noise.correlationS;
  stepScales(sewer.flow, flowScales(shape), dtS, random);
  stepScales(sewer.strength, strengthScales(shape), dtS, random);
  sewer.solids = stepNoise(sewer.solids, own, dtS, random);
  sewer.nutrients = stepNoise(sewer.nutrients, own, dtS, random);
  sewer.pH = stepNoise(sewer.pH, shape.noise.correlationS, dtS, random);
  sewer.temperature = stepNoise(
    sewer.temperature,
    shape.noise.temperature?.correlationS ?? DAY_MS / 1000,
    dtS,
    random,
  );
  sewer.air = stepNoise(sewer.air, shape.air?.noiseCorrelationS ?? DAY_MS / 1000, dtS, random);
}

/** Draws weather and discharges for the hours and days that have begun since the last step. */
function drawAhead(
  shape: Influent,
  sewer: SewerState,
  date: CivilDate,
  now: LocalTime,
  nowMs: number,
): void {
  const { rain, slugs } = shape;
  const hour = Math.floor(nowMs / HOUR_MS);
  const firstHour = Math.max(
    sewer.nextHour,
    hour - (sewer.nextHour === 0 ? 0 : LONGEST_JUMP_HOURS),
  );
  for (let each = firstHour; each <= hour; each++) {
    const storm =
      rain === undefined ? null : drawStorm(rain, date.month, each * HOUR_MS, sewer.random.weather);
    if (storm !== null) sewer.drawn.push(storm);
  }
  sewer.nextHour = hour + 1;
  if (sewer.nextDay > now.dayNumber) return;
  sewer.nextDay = now.dayNumber + 1;
  if (slugs === undefined) return;
  const random = sewer.random.trade;
  if (nextUniform(random) >= 1 - Math.exp(-slugs.perYear / 365.25)) return;
  const between = (range: { low: number; high: number }): number =>
    range.low + (range.high - range.low) * nextUniform(random);
  const dayStartMs = nowMs - Math.round(now.secondOfDay * 1000);
  const start =
    dayStartMs + Math.round(between({ low: slugs.fromHour, high: slugs.toHour }) * HOUR_MS);
  sewer.drawn.push({
    kind: 'slug',
    id: 'drawn',
    fromMs: start,
    toMs: start + Math.max(60_000, Math.round(between(slugs.hours) * HOUR_MS)),
    flowM3PerH: between(slugs.flowM3PerH),
    cod: between(slugs.cod),
    pH: between(slugs.pH),
    temperatureC: shape.temperatureC.mean,
  });
}

/** A recording under the festivals and holidays that a scenario adds to it. */
function visited(
  recorded: RecordedInfluent,
  events: readonly InfluentModifier[],
  nowMs: number,
): RecordedInfluent {
  let result = recorded;
  for (const event of events)
    if ((event.kind === 'festival' || event.kind === 'holiday') && isOn(event, nowMs))
      result = scaled(result, event);
  return result;
}

const STRENGTHS = ['cod', 'bod', 'ss', 'tn', 'nh4n', 'tp'] as const;

/** Flow and concentrations times the factors of an event. */
function scaled<T extends RecordedInfluent>(
  point: T,
  by: { readonly flow: number; readonly strength: number },
): T {
  const result: T & { -readonly [K in keyof RecordedInfluent]: RecordedInfluent[K] } = { ...point };
  if (point.flowM3PerH !== undefined) result.flowM3PerH = point.flowM3PerH * by.flow;
  for (const name of STRENGTHS) {
    const value = point[name];
    if (value !== undefined) result[name] = value * by.strength;
  }
  return result;
}

/** Factors and shifts that a scenario puts on the whole inflow. */
function changed(
  point: InfluentPoint,
  open: readonly InfluentModifier[],
  nowMs: number,
): InfluentPoint {
  let result = point;
  for (const event of open) {
    if (!isOn(event, nowMs)) continue;
    if (event.kind === 'scale') result = scaled(result, event);
    else if (event.kind === 'shift') result = shifted(result, event.pH, event.temperatureC);
  }
  return result;
}

/** pH moved as by an acid or a base: the inorganic carbon stays, the charge changes. */
function shifted(point: InfluentPoint, byPH: number, byC: number): InfluentPoint {
  const temperatureC = point.temperatureC + byC;
  if (byPH === 0) return { ...point, temperatureC };
  const stream = streamOf(point);
  const pH = Math.min(13.5, Math.max(0.5, point.pH + byPH));
  return {
    ...point,
    temperatureC,
    pH,
    inorganicCarbonMolPerM3: stream.inorganicCarbonMolPerM3,
    alkalinityMolPerM3: alkalinityOfWater(pH, { ...stream, temperatureC }),
  };
}
