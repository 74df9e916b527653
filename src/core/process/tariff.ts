import { priceAt } from '../plant/derived.ts';
import type { PriceBand } from '../plant/derived.ts';
import type { Tariffs } from '../plant/profile.ts';
import { civilDate } from '../time/civil.ts';

type Tariff = Tariffs['tariffs'][number];

/** Energy and its price since the start, by machine and by band. Plain data. */
export interface EnergyAccount {
  /** Cost of energy by machine, won; the base charge per kW is apart. */
  costWonByMachine: number[];
  /** Machines and base load together, won. */
  costWon: number;
  kwhByBand: Record<PriceBand, number>;
  costWonByBand: Record<PriceBand, number>;
  /** Highest mean power of a quarter of an hour, kW: what a demand meter shows. */
  peakKw: number;
  quarterKwh: number;
  quarterS: number;
  /** Price in force. */
  band: PriceBand;
  wonPerKwh: number;
  /** Local hour the price holds for, hours since 1970-01-01; -1 = not yet known. */
  hourNumber: number;
}

const QUARTER_S = 900;

export const newEnergyAccount = (machines: number): EnergyAccount => ({
  costWonByMachine: new Array<number>(machines).fill(0),
  costWon: 0,
  kwhByBand: { offPeak: 0, mid: 0, peak: 0 },
  costWonByBand: { offPeak: 0, mid: 0, peak: 0 },
  peakKw: 0,
  quarterKwh: 0,
  quarterS: 0,
  band: 'offPeak',
  wonPerKwh: 0,
  hourNumber: -1,
});

/** A moment of the site's calendar. */
export interface TariffMoment {
  /** Days since 1970-01-01. */
  readonly dayNumber: number;
  /** 0 Monday ... 6 Sunday. */
  readonly weekday: number;
  readonly secondOfDay: number;
  readonly holiday: boolean;
}

/** Local hour of a moment, hours since 1970-01-01. */
const hourNumberOf = (at: Pick<TariffMoment, 'dayNumber' | 'secondOfDay'>): number =>
  at.dayNumber * 24 + Math.floor(at.secondOfDay / 3600);

/** Sets the price in force; looks it up once an hour. */
export function setPrice(account: EnergyAccount, tariff: Tariff, at: TariffMoment): void {
  const hourNumber = hourNumberOf(at);
  if (hourNumber === account.hourNumber) return;
  account.hourNumber = hourNumber;
  const price = priceAt(tariff, {
    month: civilDate(at.dayNumber).month,
    weekday: at.weekday,
    hour: Math.floor(at.secondOfDay / 3600),
    holiday: at.holiday,
  });
  account.band = price.band;
  account.wonPerKwh = price.billedWonPerKwh;
}

/** Energy of one machine at the price in force; machine null = base load. */
export function bookEnergy(account: EnergyAccount, machine: number | null, kwh: number): void {
  const won = kwh * account.wonPerKwh;
  if (machine !== null)
    account.costWonByMachine[machine] = (account.costWonByMachine[machine] ?? 0) + won;
  account.costWon += won;
  account.costWonByBand[account.band] += won;
  account.kwhByBand[account.band] += kwh;
}

/** Follows the demand meter: mean power of each quarter of an hour. */
export function bookDemand(account: EnergyAccount, kwh: number, dtS: number): void {
  account.quarterKwh += kwh;
  account.quarterS += dtS;
  if (account.quarterS < QUARTER_S) return;
  account.peakKw = Math.max(account.peakKw, (account.quarterKwh * 3600) / account.quarterS);
  account.quarterKwh = 0;
  account.quarterS = 0;
}

/** Base charge, won: price per kW and month, with power fund and VAT. */
export function baseChargeWon(tariff: Tariff, chargedKw: number, months: number): number {
  const { fundPercent, vatPercent } = tariff.addOns;
  return tariff.baseWonPerKwMonth * chargedKw * months * (1 + fundPercent / 100 + vatPercent / 100);
}
