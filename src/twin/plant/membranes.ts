import { cleanMembrane, contactS, percentAsMgPerL } from '#core/process/membrane-cleaning.ts';
import type { ProcessFault } from '#core/process/fault.ts';
import { foul } from '#core/process/membrane.ts';
import { C, suspendedSolids } from '#core/process/water.ts';
import { airShareOf } from './air.ts';
import type { MachineModel, PlantModel } from './model.ts';
import { siteValues } from './site-values.ts';
import type { PlantState } from './state.ts';

/** A cleaning counts as done when at least this share of its chemical arrived. */
const LEAST_CHEMICAL_SHARE = 0.6;

/** Membrane area in a basin, m2. */
function areaIn(model: PlantModel, tank: number): number {
  let area = 0;
  for (const { from, role } of model.machines)
    if (role.kind === 'suction' && from === tank) area += role.areaM2;
  return area;
}

/** Scouring air per membrane area of a basin, Nm3/(h m2). */
export const scourAirNm3PerHM2 = (model: PlantModel, state: PlantState, tank: number): number => {
  const area = areaIn(model, tank);
  return area > 0 ? (state.airNm3PerH * airShareOf(model, tank)) / area : 0;
};

/** Fouling of every membrane series over `dtS`; a drive that cannot be comes back with its place. */
export function foulMembranes(model: PlantModel, state: PlantState, dtS: number): ProcessFault[] {
  const faults: ProcessFault[] = [];
  const { membrane } = siteValues(model);
  for (const machine of model.machines) {
    if (machine.role.kind !== 'suction' || machine.from === null) continue;
    const series = state.series[machine.role.series];
    const tank = state.tanks[machine.from];
    if (series === undefined || tank === undefined || tank.volumeM3 <= 0) continue;
    const fault = foul(
      series,
      {
        fluxMPerS: series.fluxMPerS,
        mlssGPerL: suspendedSolids(tank.load) / tank.volumeM3 / 1000,
        sadNm3PerHM2: scourAirNm3PerHM2(model, state, machine.from),
        temperatureC: (tank.load[C.HEAT] ?? 0) / tank.volumeM3,
      },
      dtS,
      membrane,
    );
    if (fault !== null) faults.push({ ...fault, place: machine.def.id });
  }
  return faults;
}

/**
 * A cleaning of one series has ended: it works as far as its chemical arrived, by concentration
 * and contact time of the plan in the profile.
 * @returns whether enough chemical arrived for it to count as done
 */
export function applyCleaning(
  model: PlantModel,
  state: PlantState,
  suction: number,
  kind: 'weekly' | 'inline',
  chemicalL: number,
): boolean {
  const machine = model.machines[suction];
  const series = machine?.role.kind === 'suction' ? state.series[machine.role.series] : undefined;
  const arrivedShare = chemicalL > 0 ? state.cleaningL / chemicalL : 0;
  state.cleaningL = 0;
  const plan = model.profile.cleanings.find(
    (each) => each.kind === kind && each.series.some(({ suction: id }) => id === machine?.def.id),
  );
  if (series !== undefined && machine !== undefined && plan !== undefined) {
    cleanMembrane(
      series,
      {
        concentrationMgPerL: percentAsMgPerL(plan.concentrationPercent),
        arrivedShare,
        contactS: contactS(
          plan.phases.map(({ durationS, run }) => ({
            durationS,
            injects: run.some((id) => injects(model, machine, id)),
          })),
        ),
        temperatureC: temperatureAt(model, state, machine),
      },
      siteValues(model).membrane,
    );
  }
  return arrivedShare >= LEAST_CHEMICAL_SHARE;
}

/** A pump that brings water from outside into the basin of the membranes brings the solution. */
const injects = (model: PlantModel, suction: MachineModel, id: string): boolean =>
  model.machines.some(
    ({ def, role, to }) => def.id === id && role.kind === 'serviceWater' && to === suction.from,
  );

function temperatureAt(model: PlantModel, state: PlantState, machine: MachineModel): number {
  const tank = machine.from === null ? undefined : state.tanks[machine.from];
  if (tank === undefined || tank.volumeM3 <= 0) return model.profile.influent.temperatureC.mean;
  return (tank.load[C.HEAT] ?? 0) / tank.volumeM3;
}
