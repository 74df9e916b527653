import type { AirShape, Influent, RainShape } from '../plant/influent.ts';
import { nextGaussian, nextUniform } from '../random.ts';
import type { RandomState } from '../random.ts';
import type { InfluentModifier } from './influent-events.ts';

/** Water and dirt of the catchment on their way to the sewer, as plain data. */
export interface CatchmentState {
  /** Rain that wets surfaces, mm; the next rain runs off only above it. */
  wetMm: number;
  /** Snow that lies, mm of water. */
  snowMm: number;
  /** Water in the paved surfaces and the sewer, and on its way through the ground, m3. */
  fastM3: number;
  slowM3: number;
  /** Solids that lie in sewer and gutters, and those on their way with the fast water, kg. */
  depositKg: number;
  fastKg: number;
  /** Heat of the fast water, m3 degC. */
  fastHeat: number;
}

/** What the catchment gives to the sewer in a step. */
export interface CatchmentFlow {
  /** Through surfaces, m3/h, with solids, mg/L, and temperature. */
  readonly fastM3PerH: number;
  readonly ss: number;
  readonly fastC: number;
  /** Through the ground, m3/h. */
  readonly slowM3PerH: number;
}

/** Dry, with what builds up in some days. */
export const dryCatchment = (rain: RainShape | undefined): CatchmentState => ({
  wetMm: 0,
  snowMm: 0,
  fastM3: 0,
  slowM3: 0,
  depositKg: 0.6 * (rain?.deposit.maxKg ?? 0),
  fastKg: 0,
  fastHeat: 0,
});

/**
 * Air temperature, degC: a yearly and a daily cosine and slow noise. The warmest hour is 15:00.
 * @param noise value of unit variance
 */
export function airTemperature(
  air: AirShape,
  dayOfYear: number,
  secondOfDay: number,
  noise: number,
): number {
  const year = Math.cos((2 * Math.PI * (dayOfYear - air.warmestDayOfYear)) / 365.25);
  const day = Math.cos((2 * Math.PI * (secondOfDay - 15 * 3600)) / 86_400);
  return air.meanC + air.yearAmplitudeC * year + air.dayAmplitudeC * day + air.noiseSdC * noise;
}

const MONTH_HOURS = 730.5;
/** Deep spells last longer: length grows with depth to this power (assumed). */
const LENGTH_BY_DEPTH = 0.3;

/**
 * Draws for one hour whether a spell of rain begins (Poisson with the rate of the month; Weibull
 * depth, log-normal length, triangular hyetograph). One number is always drawn, so that the same
 * seed gives the same weather whatever a scenario adds.
 */
export function drawStorm(
  rain: RainShape,
  month: number,
  hourStartMs: number,
  random: RandomState,
): InfluentModifier | null {
  const storms = rain.stormsByMonth[month - 1] ?? 0;
  const happens = nextUniform(random) < 1 - Math.exp(-storms / MONTH_HOURS);
  if (!happens) return null;
  const meanDepth = (rain.depthMmByMonth[month - 1] ?? 0) / storms;
  const k = rain.depthShape;
  const depthMm = Math.min(
    1000,
    (meanDepth * (-Math.log(1 - nextUniform(random))) ** (1 / k)) / gamma(1 + 1 / k),
  );
  const sd = rain.durationSd;
  const hours =
    (rain.durationHByMonth[month - 1] ?? 1) *
    (depthMm / meanDepth) ** LENGTH_BY_DEPTH *
    Math.exp(sd * nextGaussian(random) - (sd * sd) / 2);
  const delayMs = Math.floor(nextUniform(random) * 3_600_000);
  const peakAt = 0.2 + 0.5 * nextUniform(random);
  const fromMs = hourStartMs + delayMs;
  const lengthMs = Math.round(Math.min(96, Math.max(0.25, hours)) * 3_600_000);
  return { kind: 'rain', fromMs, toMs: fromMs + lengthMs, depthMm, peak: 2, peakAt };
}

/** Gamma function (Lanczos, g = 7, nine terms), to about 1e-14 for positive arguments. */
export function gamma(x: number): number {
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
  let sum = 0.999_999_999_999_809_9;
  for (const [i, coefficient] of LANCZOS.entries()) sum += coefficient / (x + i);
  const t = x + 6.5;
  return Math.sqrt(2 * Math.PI) * t ** (x - 0.5) * Math.exp(-t) * sum;
}
const LANCZOS = [
  676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_1, -176.615_029_162_140_6,
  12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_572e-6,
  1.505_632_735_149_311_6e-7,
];

/** What a linear reservoir (outflow = content / time constant) gives in a step of even inflow; exact. */
function drain(content: number, inflow: number, timeS: number, dtS: number): number {
  const keep = Math.exp(-dtS / timeS);
  const after = content * keep + (inflow / dtS) * timeS * (1 - keep);
  return content + inflow - after;
}

const DAY_S = 86_400;

/**
 * Moves the catchment on by `dtS` with the rain that fell: wetting, snow, run-off through a fast
 * and infiltration through a slow linear reservoir, build-up of deposits and their exponential
 * wash-off with the run-off (Sartor and Boyd 1972). What goes in comes out: water, solids, heat.
 */
export function stepCatchment(
  shape: Influent,
  state: CatchmentState,
  fallenMm: number,
  airC: number,
  dtS: number,
): CatchmentFlow {
  const { rain, air } = shape;
  if (rain === undefined || dtS <= 0) return { fastM3PerH: 0, ss: 0, fastC: airC, slowM3PerH: 0 };
  let liquidMm = fallenMm;
  let waterC = Math.max(1, airC);
  if (air !== undefined) {
    if (airC < air.snowBelowC) {
      state.snowMm += fallenMm;
      liquidMm = 0;
    }
    const melt = Math.min(state.snowMm, (Math.max(0, airC) * air.meltMmPerKD * dtS) / DAY_S);
    if (melt > 0) {
      // Melt water leaves the snow at the freezing point.
      waterC = (liquidMm * waterC) / (liquidMm + melt);
      state.snowMm -= melt;
      liquidMm += melt;
    }
  }
  state.wetMm = Math.max(0, state.wetMm - (rain.dryingMmPerD * dtS) / DAY_S);
  const wetted = Math.min(liquidMm, Math.max(0, rain.wettingMm - state.wetMm));
  state.wetMm += wetted;
  const runoffMm = liquidMm - wetted;

  const { deposit } = rain;
  state.depositKg +=
    (deposit.maxKg - state.depositKg) * (1 - Math.exp(-dtS / (deposit.buildUpDays * DAY_S)));
  const washedKg = state.depositKg * (1 - Math.exp(-deposit.washOffPerMm * runoffMm));
  state.depositKg -= washedKg;

  const runoffM3 = (runoffMm * rain.fastAreaM2) / 1000;
  const before = state.fastM3;
  const outM3 = drain(before, runoffM3, rain.fastReservoirS, dtS);
  const held = before + runoffM3;
  // Solids and heat leave in proportion to the water: the reservoir is mixed.
  const share = held > 1e-12 ? outM3 / held : 0;
  const kg = state.fastKg + washedKg;
  const heat = state.fastHeat + runoffM3 * waterC;
  state.fastM3 = held - outM3;
  state.fastKg = kg * (1 - share);
  state.fastHeat = heat * (1 - share);

  const infiltratedM3 = (liquidMm * rain.slowAreaM2) / 1000;
  const slowOut = drain(state.slowM3, infiltratedM3, rain.slowReservoirS, dtS);
  state.slowM3 += infiltratedM3 - slowOut;
  const perHour = 3600 / dtS;
  return {
    fastM3PerH: outM3 * perHour,
    ss: outM3 > 1e-9 ? (1000 * kg * share) / outM3 : 0,
    fastC: held > 1e-12 ? heat / held : waterC,
    slowM3PerH: slowOut * perHour,
  };
}
