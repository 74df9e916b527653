import type { Influent } from '../plant/influent.ts';
import { inorganicCarbonFor } from './carbonate.ts';
import { concentrations, NITROGEN_IN_PRODUCTS, PHOSPHORUS_IN_PARTICULATES } from './water.ts';

/** Water that comes to the plant at one moment. Flow m3/h, the rest mg/L, pH and degC. */
export interface InfluentPoint {
  readonly flowM3PerH: number;
  readonly cod: number;
  readonly bod: number;
  readonly ss: number;
  readonly tn: number;
  readonly nh4n: number;
  readonly tp: number;
  readonly pH: number;
  readonly temperatureC: number;
  /** Charge and carbon, mol/m3, where the water is not plain sewage; they then go before the pH. */
  readonly alkalinityMolPerM3?: number;
  readonly inorganicCarbonMolPerM3?: number;
}

/** Local calendar as the generator and the PLC need it. */
export interface LocalTime {
  /** 0 Monday ... 6 Sunday. */
  readonly weekday: number;
  readonly secondOfDay: number;
  /** 1 to 366. */
  readonly dayOfYear: number;
  /** Days since 1970-01-01 by the local calendar; week boundaries follow from it. */
  readonly dayNumber: number;
}

/** Value of 24 hourly factors at a second of the day, linear between the middles of the hours. */
export function hourlyFactor(factors: readonly number[], secondOfDay: number): number {
  const position = secondOfDay / 3600 - 0.5;
  const whole = Math.floor(position);
  const share = position - whole;
  const a = factors[(whole + 24) % 24] ?? 1;
  const b = factors[(whole + 25) % 24] ?? 1;
  return a + (b - a) * share;
}

/**
 * How the plant's COD figures are meant: by permanganate (COD below what the BOD alone would
 * need by dichromate) or by dichromate.
 */
export type CodMethod = 'permanganate' | 'dichromate';
export const codMethodOf = (shape: Pick<Influent, 'mean'>): CodMethod =>
  shape.mean.COD < shape.mean.BOD / BOD_PER_BIODEGRADABLE ? 'permanganate' : 'dichromate';

/** BOD5 over biodegradable COD of raw water (BSM1). */
const BOD_PER_BIODEGRADABLE = 0.65;
/** Volatile share of raw solids and their COD (1.48 g COD per g VSS). */
const VOLATILE_SHARE = 0.75;
const COD_PER_VOLATILE = 1.48;
/** Part of the volatile solids no biology takes. */
const INERT_SHARE_OF_PARTICULATES = 0.2;
/** What permanganate finds of refractory soluble COD and of everything else (ratio 0.4 in raw sewage). */
export const PERMANGANATE = { refractory: 0.95, other: 0.33 } as const;
/** Alkalinity of raw water, mol/m3 (220 mg/L CaCO3). */
export const RAW_ALKALINITY = 4.4;

/**
 * Splits the usual analyses into model components (g/m3): biodegradable COD from the BOD,
 * particulates from the solids, and as soluble inert what the COD figure still asks for.
 */
export function fractionate(point: InfluentPoint, method: CodMethod): number[] {
  const biodegradable = point.bod / BOD_PER_BIODEGRADABLE;
  const particulate = point.ss * VOLATILE_SHARE * COD_PER_VOLATILE;
  const particulateInert = INERT_SHARE_OF_PARTICULATES * particulate;
  const slow = Math.min(particulate - particulateInert, 0.8 * biodegradable);
  const other = biodegradable + particulateInert;
  const refractory =
    method === 'permanganate'
      ? (point.cod - PERMANGANATE.other * other) / PERMANGANATE.refractory
      : point.cod - other;
  const solubleInert = Math.max(0.05 * point.cod, refractory);
  const organicNitrogen = Math.max(
    0,
    point.tn - point.nh4n - NITROGEN_IN_PRODUCTS * particulateInert,
  );
  const particulatePhosphorus = PHOSPHORUS_IN_PARTICULATES * (slow + particulateInert);
  const phosphate = Math.max(0, point.tp - particulatePhosphorus);
  const alkalinity = point.alkalinityMolPerM3 ?? RAW_ALKALINITY;
  return concentrations({
    SI: solubleInert,
    SS: biodegradable - slow,
    XI: particulateInert,
    XS: slow,
    SNH: point.nh4n,
    SND: 0.35 * organicNitrogen,
    XND: 0.65 * organicNitrogen,
    SALK: alkalinity,
    SIC:
      point.inorganicCarbonMolPerM3 ??
      inorganicCarbonFor(point.pH, alkalinity, {
        temperatureC: point.temperatureC,
        ammoniumGPerM3: point.nh4n,
        phosphateGPerM3: phosphate,
      }),
    SPO: phosphate,
    XMIN: Math.max(0, point.ss - 0.75 * (particulateInert + slow)),
    HEAT: point.temperatureC,
  });
}
