import type { FoulingState } from '#core/process/membrane.ts';
import { tmpKPa } from '#core/process/membrane.ts';
import { C } from '#core/process/water.ts';
import type { PlantModel } from '../plant/model.ts';
import { siteValues } from '../plant/site-values.ts';
import type { PlantState } from '../plant/state.ts';
import type { Usable } from './estimate-water.ts';

/** A series of membranes at the moment of its highest pressure of a day. */
export interface PressurePeak {
  tmpKPa: number;
  readingKPa: number;
  fouling: FoulingState;
  fluxMPerS: number;
  temperatureC: number;
}

const LEAST_KPA = 1;
const MOST_RESISTANCE = 3e13;

/** Keeps the moment of the highest pressure of each series. Changes `peaks` in place. */
export function watchPressure(
  model: PlantModel,
  state: PlantState,
  reading: Usable,
  peaks: (PressurePeak | undefined)[],
): void {
  const sensors = model.profile.sensors.filter((each) => each.quantity === 'pressureDifference');
  for (const { role, from } of model.machines) {
    if (role.kind !== 'suction' || from === null) continue;
    const { series: index } = role;
    const series = state.series[index];
    const tank = state.tanks[from];
    if (series === undefined || tank === undefined || tank.volumeM3 <= 0) continue;
    if (!(series.fluxMPerS > 0)) continue;
    const before = peaks[index];
    const readingKPa = Math.max(
      before?.readingKPa ?? 0,
      reading(sensors[index]?.tag ?? '') ?? series.tmpKPa,
    );
    peaks[index] =
      before !== undefined && before.tmpKPa >= series.tmpKPa
        ? { ...before, readingKPa }
        : {
            tmpKPa: series.tmpKPa,
            readingKPa,
            fouling: { ...series },
            fluxMPerS: series.fluxMPerS,
            temperatureC: (tank.load[C.HEAT] ?? 0) / tank.volumeM3,
          };
  }
}

/**
 * What is in the pores is what makes the highest pressure of the day be what was read: the flux,
 * the cake and the temperature of that moment are those of the run-up, and the resistance beside
 * them is sought by bisection. The highest counts, because a pump that stands tells nothing, and
 * the same noise of the instrument is in the highest reading of both.
 */
export function layPressure(
  model: PlantModel,
  state: PlantState,
  highest: Usable,
  peaks: readonly (PressurePeak | undefined)[],
): void {
  const { membrane } = siteValues(model);
  const sensors = model.profile.sensors.filter((each) => each.quantity === 'pressureDifference');
  state.series.forEach((series, i) => {
    const peak = peaks[i];
    const read = highest(sensors[i]?.tag ?? '') ?? 0;
    if (peak === undefined || read < LEAST_KPA || peak.readingKPa < LEAST_KPA) return;
    const wanted = peak.tmpKPa + read - peak.readingKPa;
    const at = (organic: number): number =>
      tmpKPa({ ...peak.fouling, organic }, peak.fluxMPerS, peak.temperatureC, membrane);
    if (at(MOST_RESISTANCE) < wanted) return;
    let low = 0;
    let high = MOST_RESISTANCE;
    for (let step = 0; step < 60; step++) {
      const middle = (low + high) / 2;
      if (at(middle) < wanted) low = middle;
      else high = middle;
    }
    series.organic = low;
  });
}
