import { ASM1_PARAMETERS } from './parameters.ts';
import type { Asm1Symbol, Asm1Values } from './parameters.ts';
import { coefficient } from './table.ts';
import type { Asm1StateName } from './table.ts';

/**
 * The model table unrolled for speed: typed arrays, nothing allocated. Kinetic values and
 * stoichiometric coefficients are computed from the table and laid out as the two lists below
 * say; a property test shows that kernel and table agree to rounding.
 */
const KINETICS = [
  'muH',
  'KS',
  'KOH',
  'KNO',
  'bH',
  'etag',
  'etah',
  'kh',
  'KX',
  'muA',
  'KNH',
  'bA',
  'KOA',
  'ka',
  'KNHH',
  'KPO',
  'KALK',
  'KIC',
] as const satisfies readonly Asm1Symbol[];

/** Coefficients the kernel reads: process (from 0) and state; all others are 1, -1, shared or empty. */
const MATRIX = [
  [0, 'SS'],
  [0, 'SO'],
  [0, 'SNH'],
  [0, 'SALK'],
  [0, 'SIC'],
  [0, 'SPO'],
  [1, 'SNO'],
  [1, 'SALK'],
  [2, 'SO'],
  [2, 'SNO'],
  [2, 'SNH'],
  [2, 'SALK'],
  [2, 'SIC'],
  [3, 'XS'],
  [3, 'XP'],
  [3, 'XND'],
  [3, 'SPO'],
  [5, 'SALK'],
  [6, 'SPO'],
] as const satisfies readonly (readonly [number, Asm1StateName])[];

const M = KINETICS.length;

/** Coefficients for these values (already at the temperature of the water). */
export function kernelCoefficients(values: Asm1Values): Float64Array {
  return Float64Array.from([
    ...KINETICS.map((symbol) => values[symbol]),
    ...MATRIX.map(([process, state]) => coefficient(process, state, values)),
  ]);
}

/** Places in the coefficients that move with temperature, their values at 20 degC and ln(theta). */
export interface Warming {
  readonly places: readonly number[];
  readonly at20: readonly number[];
  readonly logTheta: readonly number[];
}

export function warmingOf(values: Asm1Values): Warming {
  const moving = KINETICS.flatMap((symbol, place) => {
    const theta = ASM1_PARAMETERS[symbol].theta ?? 1;
    return theta === 1 ? [] : [{ place, at20: values[symbol], logTheta: Math.log(theta) }];
  });
  return {
    places: moving.map(({ place }) => place),
    at20: moving.map(({ at20 }) => at20),
    logTheta: moving.map(({ logTheta }) => logTheta),
  };
}

/** Sets the coefficients of a 20 degC set to a water temperature. */
export function warm(coefficients: Float64Array, warming: Warming, temperatureC: number): void {
  const { places, at20, logTheta } = warming;
  for (let i = 0; i < places.length; i++)
    coefficients[places[i] as number] =
      (at20[i] as number) * Math.exp((logTheta[i] as number) * (temperatureC - 20));
}

/**
 * Rates of the eight processes, g/(m3 d), into `r`. A negative concentration, which an integrator
 * may try on its way, counts as none.
 * Numbers come in arrays, because a number handed to a function costs an allocation here.
 * @param y states from index `o` in the order of the table
 * @param extension inorganic carbon and phosphate at `at` and `at + 1`; without meaning where KIC and KPO are 0
 */
export function processRates(
  c: Float64Array,
  y: Float64Array,
  o: number,
  extension: Float64Array,
  at: number,
  r: Float64Array,
): void {
  const inorganicCarbon = extension[at] as number;
  const phosphate = extension[at + 1] as number;
  const ss = y[o + 1] as number;
  const xs = y[o + 3] as number;
  const xbh = y[o + 4] as number;
  const xba = y[o + 5] as number;
  const so = y[o + 7] as number;
  const sno = y[o + 8] as number;
  const snh = y[o + 9] as number;
  const alk = y[o + 12] as number;
  const koh = c[2] as number;
  const oxygen = so > 0 ? so / (koh + so) : 0;
  const nitrate = sno > 0 ? ((1 - oxygen) * sno) / ((c[3] as number) + sno) : 0;
  const knhh = c[14] as number;
  const kpo = c[15] as number;
  const kalk = c[16] as number;
  const kic = c[17] as number;
  const p = kpo === 0 ? 1 : phosphate > 0 ? phosphate / (kpo + phosphate) : 0;
  const n = knhh === 0 ? 1 : snh > 0 ? snh / (knhh + snh) : 0;
  const alkalinity = kalk === 0 ? 1 : alk > 0 ? alk / (kalk + alk) : 0;
  const carbon =
    kic === 0 ? 1 : inorganicCarbon > 0 ? inorganicCarbon / (kic + inorganicCarbon) : 0;

  const growth = ss > 0 ? (((c[0] as number) * ss) / ((c[1] as number) + ss)) * n * p * xbh : 0;
  r[0] = growth * oxygen;
  r[1] = growth * nitrate * (c[5] as number);
  r[2] =
    snh > 0 && so > 0
      ? ((((c[9] as number) * snh) / ((c[10] as number) + snh)) *
          so *
          alkalinity *
          carbon *
          p *
          xba) /
        ((c[12] as number) + so)
      : 0;
  r[3] = (c[4] as number) * xbh;
  r[4] = (c[11] as number) * xba;
  r[5] = (c[13] as number) * (y[o + 10] as number) * xbh;
  const surface = (c[8] as number) * xbh + (xs > 0 ? xs : 0);
  const solving =
    surface > 0 ? ((c[7] as number) * xbh * (oxygen + (c[6] as number) * nitrate)) / surface : 0;
  r[6] = xs > 0 ? solving * xs : 0;
  r[7] = solving * (y[o + 11] as number);
}

/**
 * Change of the thirteen states per day, written to `dy` from index `o`: reactions by `r`, and the
 * exchange with an inflow, `turnover[0]` (1/d) times the difference. Without flow: 0.
 * @param y states from index `o`
 * @param inflow its states from index `at`
 */
export function stateChanges(
  c: Float64Array,
  r: Float64Array,
  y: Float64Array,
  dy: Float64Array,
  o: number,
  turnover: Float64Array,
  inflow: Float64Array,
  at: number,
): void {
  const r0 = r[0] as number;
  const r1 = r[1] as number;
  const r2 = r[2] as number;
  const r3 = r[3] as number;
  const r4 = r[4] as number;
  const r5 = r[5] as number;
  const r6 = r[6] as number;
  const r7 = r[7] as number;
  const q = turnover[0] as number;
  const growth = r0 + r1;
  const decay = r3 + r4;
  dy[o] = q * ((inflow[at] as number) - (y[o] as number));
  dy[o + 1] =
    r6 + (c[M] as number) * growth + q * ((inflow[at + 1] as number) - (y[o + 1] as number));
  dy[o + 2] = q * ((inflow[at + 2] as number) - (y[o + 2] as number));
  dy[o + 3] =
    (c[M + 13] as number) * decay - r6 + q * ((inflow[at + 3] as number) - (y[o + 3] as number));
  dy[o + 4] = growth - r3 + q * ((inflow[at + 4] as number) - (y[o + 4] as number));
  dy[o + 5] = r2 - r4 + q * ((inflow[at + 5] as number) - (y[o + 5] as number));
  dy[o + 6] =
    (c[M + 14] as number) * decay + q * ((inflow[at + 6] as number) - (y[o + 6] as number));
  dy[o + 7] =
    (c[M + 1] as number) * r0 +
    (c[M + 8] as number) * r2 +
    q * ((inflow[at + 7] as number) - (y[o + 7] as number));
  dy[o + 8] =
    (c[M + 6] as number) * r1 +
    (c[M + 9] as number) * r2 +
    q * ((inflow[at + 8] as number) - (y[o + 8] as number));
  dy[o + 9] =
    (c[M + 2] as number) * growth +
    (c[M + 10] as number) * r2 +
    r5 +
    q * ((inflow[at + 9] as number) - (y[o + 9] as number));
  dy[o + 10] = r7 - r5 + q * ((inflow[at + 10] as number) - (y[o + 10] as number));
  dy[o + 11] =
    (c[M + 15] as number) * decay - r7 + q * ((inflow[at + 11] as number) - (y[o + 11] as number));
  dy[o + 12] =
    (c[M + 3] as number) * r0 +
    (c[M + 7] as number) * r1 +
    (c[M + 11] as number) * r2 +
    (c[M + 17] as number) * r5 +
    q * ((inflow[at + 12] as number) - (y[o + 12] as number));
}

/** Change of inorganic carbon, phosphate and nitrogen gas per day, written to `dy` at `o`, `o + 1`, `o + 2`. */
export function extensionChanges(
  c: Float64Array,
  r: Float64Array,
  dy: Float64Array,
  o: number,
): void {
  const r2 = r[2] as number;
  const growth = (r[0] as number) + (r[1] as number);
  const decay = (r[3] as number) + (r[4] as number);
  dy[o] = (c[M + 4] as number) * growth + (c[M + 12] as number) * r2;
  dy[o + 1] =
    (c[M + 5] as number) * (growth + r2) +
    (c[M + 16] as number) * decay +
    (c[M + 18] as number) * (r[6] as number);
  dy[o + 2] = -(c[M + 6] as number) * (r[1] as number);
}
