import { filamentsInLongRun, foodToMass, growFilaments } from '#core/process/sludge.ts';
import { C, volatileSolids } from '#core/process/water.ts';
import type { PlantModel } from './model.ts';
import type { PlantState, SludgeRecord } from './state.ts';

export const BIN_S = 6 * 3600;
const BINS = 28;
/** Bins of a day, over which the load is taken. */
const DAY_BINS = 4;
const DAY_S = 86_400;

/** A record as if the last week had been like this, so that the figures have a value at once. */
export function startRecord(
  lostKgPerD: number,
  bodKgPerD: number,
  influentM3PerD: number,
  filaments: number,
): SludgeRecord {
  const even = (perDay: number): number[] =>
    Array.from({ length: BINS }, (_, i) => (i === 0 ? 0 : perDay / DAY_BINS));
  return {
    bin: 0,
    binS: 0,
    filled: BINS,
    lostG: even(lostKgPerD * 1000),
    bodG: even(bodKgPerD * 1000),
    influentM3: even(influentM3PerD),
    filaments,
  };
}

/** Adds to the bin at work. */
export function addToRecord(series: number[], record: SludgeRecord, amount: number): void {
  series[record.bin] = (series[record.bin] ?? 0) + amount;
}

/** Lets time pass in the record; a full bin is followed by an empty one. */
export function moveRecord(record: SludgeRecord, dtS: number): boolean {
  record.binS += dtS;
  if (record.binS < BIN_S) return false;
  record.binS -= BIN_S;
  record.bin = (record.bin + 1) % BINS;
  record.filled = Math.min(BINS, record.filled + 1);
  record.lostG[record.bin] = 0;
  record.bodG[record.bin] = 0;
  record.influentM3[record.bin] = 0;
  return true;
}

/** Mean per day over the last `bins` bins and what of the one at work has passed; null before any time has. */
export function perDay(
  series: readonly number[],
  record: SludgeRecord,
  bins: number,
): number | null {
  const whole = Math.min(bins, record.filled - 1);
  let sum = series[record.bin] ?? 0;
  for (let back = 1; back <= whole; back++) sum += series[(record.bin - back + BINS) % BINS] ?? 0;
  const time = whole * BIN_S + record.binS;
  return time > 0 ? (sum * DAY_S) / time : null;
}

/** Solids lost, kg/d, mean of seven days. */
export const lostKgPerD = (record: SludgeRecord): number | null =>
  scaled(perDay(record.lostG, record, BINS - 1));

/** BOD given to the basins, kg/d, mean of a day. */
export const bodKgPerD = (record: SludgeRecord): number | null =>
  scaled(perDay(record.bodG, record, DAY_BINS));

/** Water that came, m3/d, mean of a day. */
export const influentM3PerD = (record: SludgeRecord): number | null =>
  perDay(record.influentM3, record, DAY_BINS);

const scaled = (grams: number | null): number | null => (grams === null ? null : grams / 1000);

/** Once a bin: filaments follow the load and the oxygen of the basins. */
export function ageSludge(model: PlantModel, state: PlantState): void {
  const values = model.values.sludge;
  let volatileKg = 0;
  let oxygen = 0;
  let volume = 0;
  for (let i = 0; i < model.tanks.length; i++) {
    const tank = state.tanks[i];
    if (tank === undefined || model.tanks[i]?.bioreactor !== true) continue;
    volatileKg += volatileSolids(tank.load) / 1000;
    oxygen += tank.load[C.SO] ?? 0;
    volume += tank.volumeM3;
  }
  const load = foodToMass(bodKgPerD(state.sludge) ?? 0, volatileKg);
  if (load === null || volume <= 0) return;
  const longRun = filamentsInLongRun(load, oxygen / volume, values);
  state.sludge.filaments = growFilaments(state.sludge.filaments, longRun, BIN_S, values);
}
