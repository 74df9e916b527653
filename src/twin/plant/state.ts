import type { GasExchange } from '#core/process/activated-sludge.ts';
import type { CarbonBed } from '#core/process/carbon.ts';
import type { ProcessFault } from '#core/process/fault.ts';
import type { FoulingState } from '#core/process/membrane.ts';
import type { EnergyAccount } from '#core/process/tariff.ts';
import type { Load } from '#core/process/water.ts';
import type { AirState } from './air.ts';

/** The plant as plain data; arrays follow the order of the profile. */
export interface TankState {
  volumeM3: number;
  load: Load;
  /** Solids floated to the surface, waiting for the scraper (flotation only). */
  scum: Load | null;
  /** Whether it spills over its rim, and how often that has begun. */
  spilling: boolean;
  spills: number;
  /** pH at the last solution of the charge balance; the next one starts from it. */
  pH: number;
  /** Volume and content as they last were in order, for a content that cannot be. */
  good: { volumeM3: number; load: Load };
  /** Bed of a carbon filter, null for other tanks. */
  carbon: CarbonBed | null;
}

interface SeriesState extends FoulingState {
  tmpKPa: number;
  fluxMPerS: number;
}

/** Water over the fence since the start, m3: what the balance is made of. */
export interface WaterAccount {
  influent: number;
  chemicals: number;
  serviceWater: number;
  effluent: number;
  sludgeCake: number;
  spilled: number;
}

/** What the water over the fence carried since the start, by the ways of the account. */
export type FenceLoads = Record<keyof WaterAccount, Load>;

/** A fault with when it was first and last seen (s since the start) and how often. */
export interface RecordedFault {
  readonly fault: ProcessFault;
  readonly firstS: number;
  lastS: number;
  count: number;
}

/**
 * Last days of the sludge, in bins of six hours that come round after seven days: solids lost by
 * draw-off and with the filtrate, BOD given to the basins, water that came.
 */
export interface SludgeRecord {
  bin: number;
  /** Time in the bin at work, and bins that hold something (the one at work included). */
  binS: number;
  filled: number;
  lostG: number[];
  bodG: number[];
  influentM3: number[];
  /** Filaments in the floc, 0 to 1. */
  filaments: number;
}

export interface PlantState {
  /** Plant time since the start, s. */
  elapsedS: number;
  /** Faults seen, oldest first; only so many are kept. */
  faults: RecordedFault[];
  fence: FenceLoads;
  sludge: SludgeRecord;
  tanks: TankState[];
  /** One per machine with suction control, in the order of the profile. */
  series: SeriesState[];
  account: WaterAccount;
  /** Through the surface of the aerated basins since the start. */
  exchange: GasExchange;
  /** Chemical left, L; per machine, 0 where it draws none. */
  stockL: number[];
  /** Chemical dosed since the start, L. */
  usedL: number[];
  /** Cleaning chemical given since the cleaning began, L. */
  cleaningL: number;
  /** Air vessel of the flotation, kPa above atmosphere. */
  saturatorKPa: number;
  /** Air that reaches the header, Nm3/h. */
  airNm3PerH: number;
  air: AirState;
  /** Flow of each machine now, m3/h. */
  flowM3PerH: number[];
  influentM3PerH: number;
  influentLoad: Load;
  effluentM3PerH: number;
  /** Electrical power per unit, kW. */
  powerKw: number[];
  energyKwhByMachine: number[];
  totalKw: number;
  totalKwh: number;
  /** What the energy cost, by machine and by band. */
  energy: EnergyAccount;
  /** Seconds until the next step of the biology. */
  biologyDueS: number;
}

/** What the PLC drives, read once per step. */
export interface Actuators {
  readonly unitRun: readonly boolean[];
  /** Per machine. */
  readonly speedHz: readonly number[];
  readonly rateMlPerMin: readonly number[];
}

/** Motor trouble brought in from outside, per unit: current as a multiple of the trip current, 0 = none. */
export type MotorTrouble = readonly number[];
