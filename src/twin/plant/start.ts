import { fractionate } from '#core/process/influent.ts';
import { newCarbonBed } from '#core/process/carbon.ts';
import { newMembrane } from '#core/process/membrane.ts';
import { newEnergyAccount } from '#core/process/tariff.ts';
import { C, concentrations, emptyLoad, loadOf } from '#core/process/water.ts';
import type { Tank } from '#core/plant/equipment.ts';
import { startAir } from './air.ts';
import type { PlantModel } from './model.ts';
import { startRecord } from './sludge-record.ts';
import type { PlantState, TankState } from './state.ts';

/** Litres a chemical tank holds (the cleaning tank of seed 4.1.4 #23 is 1.0 m3; the others are taken alike). */
export const STOCK_L = 1000;

/**
 * Mixed liquor of the membrane basin, mg/L as COD and by component: 11 g/L of solids. The return
 * carries about 0.6 of the inflow, so that the aeration basins stand at 0.35 of it. Values of a run
 * with the shipped profile that has settled for a week at 19 degC.
 */
const MIXED_LIQUOR = {
  SI: 23.5,
  SS: 2,
  XI: 4500,
  XS: 12,
  XBH: 1650,
  XBA: 140,
  XU: 5000,
  SO: 2.3,
  SNO: 12,
  SNH: 0.1,
  SND: 0.6,
  XND: 1.4,
  SALK: 2.3,
  SIC: 3,
  SPO: 0.8,
  XPO: 47,
  XMIN: 1750,
  XAL: 110,
  SPY: 40,
} as const;

/** Plant at start: tanks at their initial level with the water that usually stands in them. */
export function startPlant(model: PlantModel): PlantState {
  const { influent } = model.profile;
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
    sludge: startRecord(40, 25, influent.meanFlowM3PerD, 0.3),
    tanks: model.tanks.map(({ def, areaM2 }): TankState => {
      const volumeM3 = def.initialLevelM * areaM2;
      const load = loadOf(waterIn(def.kind, raw, temperature), volumeM3);
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

function waterIn(kind: Tank['kind'], raw: readonly number[], temperatureC: number): number[] {
  switch (kind) {
    case 'equalisation':
    case 'filtrateReturn':
      return [...raw];
    case 'reaction':
    case 'neutralisation':
    case 'flocculation':
      return coagulated(raw);
    case 'flotation':
    case 'firstTreatment':
      // A third of the solids is left after flotation.
      return coagulated(raw).map((value, i) => (isSolid(i) ? 0.32 * value : value));
    case 'aeration':
      return concentrations(scaled(MIXED_LIQUOR, 0.35, temperatureC));
    case 'membrane':
      return concentrations(scaled(MIXED_LIQUOR, 1, temperatureC));
    case 'sludgeStorage':
      return concentrations(scaled(MIXED_LIQUOR, 1.5, temperatureC));
    case 'filtrate':
    case 'carbon':
    case 'discharge':
      return concentrations(scaled(MIXED_LIQUOR, 0, temperatureC));
  }
}

/** Raw water after the coagulant: six tenths of its phosphate is bound, as in the settled run. */
function coagulated(raw: readonly number[]): number[] {
  const bound = 0.6 * (raw[C.SPO] ?? 0);
  return raw.map((value, i) => (i === C.SPO ? value - bound : i === C.XPO ? value + bound : value));
}

const solid = new Set(['XI', 'XS', 'XBH', 'XBA', 'XU', 'XND', 'XMIN', 'XPO', 'XAL']);
const solidIndex = concentrations(Object.fromEntries([...solid].map((name) => [name, 1])));
const isSolid = (index: number): boolean => solidIndex[index] === 1;

const scaled = (
  values: Readonly<Record<string, number>>,
  solids: number,
  temperatureC: number,
): Record<string, number> => ({
  ...Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, solid.has(name) ? value * solids : value]),
  ),
  HEAT: temperatureC,
});
