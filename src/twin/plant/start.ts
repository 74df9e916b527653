import { newCarbonBed } from '#core/process/carbon.ts';
import { fractionate } from '#core/process/influent.ts';
import { newMembrane } from '#core/process/membrane.ts';
import { newEnergyAccount } from '#core/process/tariff.ts';
import { C, concentrations, emptyLoad, loadOf, PARTICULATE } from '#core/process/water.ts';
import type { Tank } from '#core/plant/equipment.ts';
import { startAir } from './air.ts';
import type { PlantModel } from './model.ts';
import { startRecord } from './sludge-record.ts';
import type { PlantState, TankState } from './state.ts';

/** Litres a chemical tank holds (the cleaning tank of seed 4.1.4 #23 is 1.0 m3; the others are taken alike). */
export const STOCK_L = 1000;

/**
 * Mixed liquor a plant without start values of its own is filled with, g/m3 (mol/m3): 5 g/L of
 * ordinary sludge of a low-loaded plant (a fifth of its COD alive). It takes weeks to become the
 * plant's own; `npm run twin:settle -- --write` keeps what it became in `start.json`.
 */
const SEED_SLUDGE = {
  SI: 25,
  SS: 2,
  XI: 2000,
  XS: 20,
  XBH: 900,
  XBA: 70,
  XU: 1800,
  SO: 2,
  SNO: 8,
  SNH: 1,
  SND: 0.6,
  XND: 1.5,
  SALK: 2.5,
  SIC: 3,
  SPO: 1,
  XPO: 20,
  XMIN: 900,
  XAL: 50,
} as const;

/** Plant at start: tanks at their initial level, with the water of the profile's `start.json`. */
export function startPlant(model: PlantModel): PlantState {
  const { influent, start } = model.profile;
  const raw = fractionate(
    {
      flowM3PerH: influent.meanFlowM3PerD / 24,
      cod: influent.mean.COD,
      bod: influent.mean.BOD,
      ss: influent.mean.SS,
      tn: influent.mean.TN,
      nh4n: influent.mean.NH4N,
      tp: influent.mean.TP,
      pH: influent.pH.mean,
      temperatureC: influent.temperatureC.mean,
    },
    model.codMethod,
  );
  const temperature = influent.temperatureC.mean;
  const { sludge } = start;
  return {
    elapsedS: 0,
    faults: [],
    fence: {
      influent: emptyLoad(),
      chemicals: emptyLoad(),
      serviceWater: emptyLoad(),
      effluent: emptyLoad(),
      sludgeCake: emptyLoad(),
      spilled: emptyLoad(),
    },
    sludge: startRecord(
      sludge?.lostKgPerD ?? 0,
      sludge?.bodKgPerD ?? 0,
      sludge?.influentM3PerD ?? influent.meanFlowM3PerD,
      sludge?.filaments ?? 0,
    ),
    tanks: model.tanks.map(({ def, areaM2 }): TankState => {
      const volumeM3 = def.initialLevelM * areaM2;
      const own = start.tanks[def.id];
      const water = own === undefined ? waterIn(def.kind, raw, temperature) : concentrations(own);
      const load = loadOf(water, volumeM3);
      return {
        volumeM3,
        load,
        scum: def.kind === 'flotation' ? emptyLoad() : null,
        spilling: false,
        spills: 0,
        pH: 7,
        good: { volumeM3, load: [...load] },
        carbon: def.kind === 'carbon' ? newCarbonBed(model.values.carbon.inUse >= 0.5) : null,
      };
    }),
    series: model.machines.flatMap(({ role }) =>
      role.kind === 'suction' ? [{ ...newMembrane(), tmpKPa: 0, fluxMPerS: 0 }] : [],
    ),
    account: { influent: 0, chemicals: 0, serviceWater: 0, effluent: 0, sludgeCake: 0, spilled: 0 },
    exchange: { oxygenG: 0, nitrogenG: 0, carbonMol: 0 },
    stockL: model.machines.map(({ role }) => (role.kind === 'dosing' ? 0.8 * STOCK_L : 0)),
    usedL: model.machines.map(() => 0),
    cleaningL: 0,
    saturatorKPa: 600,
    airNm3PerH: 0,
    air: startAir(model),
    flowM3PerH: model.machines.map(() => 0),
    influentM3PerH: influent.meanFlowM3PerD / 24,
    influentLoad: raw,
    effluentM3PerH: 0,
    powerKw: new Array<number>(model.unitCount).fill(0),
    energyKwhByMachine: model.machines.map(() => 0),
    totalKw: 0,
    totalKwh: 0,
    energy: newEnergyAccount(model.machines.length),
    biologyDueS: 0,
  };
}

/** What a tank of a kind holds in a plant without start values. */
function waterIn(kind: Tank['kind'], raw: readonly number[], temperatureC: number): number[] {
  switch (kind) {
    case 'equalisation':
    case 'reaction':
    case 'neutralisation':
    case 'flocculation':
    case 'flotation':
    case 'firstTreatment':
    case 'filtrateReturn':
      return [...raw];
    case 'aeration':
    case 'membrane':
    case 'sludgeStorage':
      return sludge(temperatureC);
    case 'filtrate':
    case 'carbon':
    case 'discharge':
      return sludge(temperatureC).map((value, i) => (PARTICULATE[i] === true ? 0 : value));
  }
}

function sludge(temperatureC: number): number[] {
  const water = concentrations(SEED_SLUDGE);
  water[C.HEAT] = temperatureC;
  return water;
}
