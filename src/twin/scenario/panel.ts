import type { PanelView } from '#core/scenario/panel-view.ts';
import { openInfluentEvents } from '#core/process/influent-events.ts';
import { STOCK_L } from '../plant/start.ts';
import { compileTruths } from '../plant/quantities.ts';
import type { Truth } from '../plant/quantities.ts';
import type { PlantModel } from '../plant/model.ts';
import type { VirtualPlant } from '../virtual-plant.ts';
import { scenarioStatus } from './report.ts';

const truthsOf = new WeakMap<PlantModel, Truth[]>();

/** Everything the faults panel shows: readings beside the true values, and all that was brought in. */
export function panelOf(plant: VirtualPlant): PanelView {
  const { state, model, program } = plant;
  const { profile } = model;
  const truths = truthsOf.get(model) ?? compileTruths(model);
  truthsOf.set(model, truths);
  const { outside, timeMs } = state;
  const until = (backMs: number | undefined): number | null =>
    backMs !== undefined && backMs > timeMs ? backMs : null;
  return {
    timeMs,
    sensors: profile.sensors.map((sensor, i) => ({
      id: sensor.id,
      reading: state.inputs.readings[i] ?? 0,
      truth: finite(truths[i]?.(state.plant)),
      faults: (state.instruments[i]?.faults ?? []).map(({ fault, sinceMs }) => ({
        fault,
        sinceMs,
      })),
    })),
    units: program.units.map((unit) => {
      const memory = state.plc.units[unit.index];
      return {
        id: unit.id,
        machine: program.machines[unit.machine]?.def.id ?? '',
        run: memory?.run ?? false,
        remote: memory?.remote ?? false,
        localOnly: unit.localOnly,
        fault: memory?.fault ?? false,
        trouble: state.trouble[unit.index] ?? 0,
        hasCurrent: unit.tripCurrentA !== null,
      };
    }),
    stocks: model.machines
      .filter((machine) => machine.role.kind === 'dosing')
      .map((machine) => ({
        machine: machine.def.id,
        litres: finite(state.plant.stockL[machine.index]),
        fullL: STOCK_L,
      })),
    tanks: model.tanks.map((tank, i) => ({
      id: tank.def.id,
      levelM: finite((state.plant.tanks[i]?.volumeM3 ?? 0) / tank.areaM2),
      rimM: tank.rimM3 / tank.areaM2,
    })),
    series: model.machines.flatMap(({ role, def }) => {
      const series = role.kind === 'suction' ? state.plant.series[role.series] : undefined;
      return series === undefined
        ? []
        : [
            {
              machine: def.id,
              tmpKPa: finite(series.tmpKPa),
              breachShare: series.breachShare,
            },
          ];
    }),
    events: openInfluentEvents(state.influentEvents, timeMs),
    influent: {
      flowM3PerH: finite(state.influent.flowM3PerH),
      cod: finite(state.influent.cod),
      pH: finite(state.influent.pH),
      temperatureC: finite(state.influent.temperatureC),
    },
    outages: {
      sitePowerMs: until(outside?.sitePowerBackMs),
      plcPowerMs: until(outside?.plcPowerBackMs),
      lineMs: until(outside?.lineBackMs),
    },
    faults: state.plant.faults.map(({ fault, count }) => ({ ...fault, count })),
    scenario: state.scenario === undefined ? null : scenarioStatus(state.scenario, timeMs),
  };
}

/** JSON has no NaN; a value that cannot be told stands as zero here, the plant's own fault list says where. */
const finite = (value: number | undefined): number =>
  value !== undefined && Number.isFinite(value) ? value : 0;
