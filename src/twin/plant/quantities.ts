import type { Sensor } from '#core/plant/equipment.ts';
import { pHOfLoad } from '#core/process/carbonate.ts';
import { PERMANGANATE } from '#core/process/influent.ts';
import {
  bod5,
  C,
  suspendedSolids,
  totalCod,
  totalNitrogen,
  totalPhosphorus,
} from '#core/process/water.ts';
import type { Load } from '#core/process/water.ts';
import type { PlantModel } from './model.ts';
import type { PlantState } from './state.ts';

/** What a perfect instrument would read, in the sensor's unit. */
export type Truth = (state: PlantState) => number;

/** Where the sensor hangs: the water there as an amount and its volume, null when the basin is empty. */
type Place = (state: PlantState) => {
  readonly load: Load;
  readonly volumeM3: number;
  readonly treated: boolean;
  readonly pH: number;
} | null;

/** Truths of all sensors, in the order of the profile. */
export function compileTruths(model: PlantModel): Truth[] {
  let pressureSensors = 0;
  return model.profile.sensors.map((sensor) => {
    const series = sensor.quantity === 'pressureDifference' ? pressureSensors++ : 0;
    return compileTruth(model, sensor, series);
  });
}

function compileTruth(model: PlantModel, sensor: Sensor, series: number): Truth {
  switch (sensor.quantity) {
    case 'flow':
      return sensor.place === 'influent' ? (s) => s.influentM3PerH : (s) => s.effluentM3PerH;
    case 'airflow':
      return (s) => s.airNm3PerH;
    case 'pressure':
      return (s) => s.saturatorKPa;
    case 'pressureDifference':
      return (s) => s.series[series]?.tmpKPa ?? 0;
    case 'power':
      return (s) => s.totalKw;
    case 'energy':
      return (s) => s.totalKwh;
    case 'level': {
      const tank = model.profile.tanks.findIndex((each) => each.id === sensor.place);
      const area = model.tanks[tank]?.areaM2 ?? 1;
      return (s) => (s.tanks[tank]?.volumeM3 ?? 0) / area;
    }
    case 'turbidity':
    case 'pH':
    case 'temperature':
    case 'SS':
    case 'COD':
    case 'BOD':
    case 'TOC':
    case 'NH4N':
    case 'TN':
    case 'TP':
    case 'DO':
    case 'ORP':
    case 'MLSS':
      return inWater(placeOf(model, sensor), analysis(model, sensor.quantity));
  }
}

function placeOf(model: PlantModel, sensor: Sensor): Place {
  if (sensor.place === 'influent')
    return (s) => ({ load: s.influentLoad, volumeM3: 1, treated: false, pH: 7 });
  const discharge =
    model.machines.find((machine) => machine.role.kind === 'discharge')?.from ?? null;
  const index =
    sensor.place === 'effluent'
      ? discharge
      : model.profile.tanks.findIndex((tank) => tank.id === sensor.place);
  const kind = index === null ? undefined : model.tanks[index]?.def.kind;
  const treated =
    kind === 'aeration' ||
    kind === 'membrane' ||
    kind === 'filtrate' ||
    kind === 'carbon' ||
    kind === 'discharge';
  return (s) => {
    const tank = index === null ? undefined : s.tanks[index];
    return tank === undefined || tank.volumeM3 <= 1e-6
      ? null
      : { load: tank.load, volumeM3: tank.volumeM3, treated, pH: tank.pH };
  };
}

/** @param pH last known of that water, where the search for it starts */
type Analysis = (load: Load, volumeM3: number, treated: boolean, pH: number) => number;
type WaterQuantity =
  | 'pH'
  | 'temperature'
  | 'SS'
  | 'COD'
  | 'BOD'
  | 'TOC'
  | 'NH4N'
  | 'TN'
  | 'TP'
  | 'DO'
  | 'ORP'
  | 'MLSS'
  | 'turbidity';

const inWater =
  (place: Place, analyse: Analysis): Truth =>
  (s) => {
    const at = place(s);
    return at === null ? 0 : analyse(at.load, at.volumeM3, at.treated, at.pH);
  };

const per =
  (sum: (load: Load) => number): Analysis =>
  (load, volume) =>
    sum(load) / volume;
const component =
  (index: number): Analysis =>
  (load, volume) =>
    (load[index] ?? 0) / volume;

/** COD as the plant measures it. */
const permanganate: Analysis = (load, volume) => {
  const refractory = (load[C.SI] ?? 0) + (load[C.XSI] ?? 0);
  return (
    (PERMANGANATE.refractory * refractory + PERMANGANATE.other * (totalCod(load) - refractory)) /
    volume
  );
};
/** Organic carbon over dichromate COD of sewage and its effluent, g/g (Dubber and Gray 2010). */
const CARBON_PER_COD = 0.32;
/** Turbidity of a treated water, NTU per mg/L. */
const TURBIDITY_PER_SOLIDS = 0.4;

function analysis(model: PlantModel, quantity: WaterQuantity): Analysis {
  switch (quantity) {
    case 'pH':
      return (load, volume, _treated, pH) =>
        pHOfLoad(load, volume, pH, model.values.dissociation((load[C.HEAT] ?? 0) / volume));
    case 'temperature':
      return component(C.HEAT);
    case 'SS':
    case 'MLSS':
      return per(suspendedSolids);
    case 'turbidity':
      return (load, volume) => (TURBIDITY_PER_SOLIDS * suspendedSolids(load)) / volume;
    case 'COD':
      return model.codMethod === 'permanganate' ? permanganate : per(totalCod);
    case 'BOD':
      return (load, volume, treated) => bod5(load, treated) / volume;
    case 'TOC':
      return per((load) => CARBON_PER_COD * totalCod(load));
    case 'NH4N':
      return component(C.SNH);
    case 'TN':
      return per(totalNitrogen);
    case 'TP':
      return per(totalPhosphorus);
    case 'DO':
      return component(C.SO);
    case 'ORP':
      return redox;
  }
}

/** Redox potential of mixed liquor, mV: rises with the logarithm of oxygen, less with nitrate (Charpentier et al. 1998, in shape). */
const redox: Analysis = (load, volume) => {
  const oxygen = (load[C.SO] ?? 0) / volume;
  const nitrate = (load[C.SNO] ?? 0) / volume;
  return -120 + 90 * Math.log10(1 + 20 * oxygen) + 40 * Math.log10(1 + nitrate);
};
