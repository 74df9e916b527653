import type { GasExchange } from '#core/process/activated-sludge.ts';
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
}

interface SeriesState extends FoulingState {
  tmpKPa: number;
  fluxMPerS: number;
}

/** Water over the fence since the start, m3: what the balance is made of. */
interface WaterAccount {
  influent: number;
  chemicals: number;
  serviceWater: number;
  effluent: number;
  sludgeCake: number;
  spilled: number;
}

export interface PlantState {
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
