import type { Machine } from '../plant/equipment.ts';
import type { PlantFacts } from '../plant/condition.ts';
import { isUsable } from '../signal/sample.ts';
import type { Sample } from '../signal/sample.ts';
import type { PlantContext } from './plant-context.ts';

export type Samples = ReadonlyMap<string, Sample>;

/** A tag's value when it may be used for a decision, else null. */
export function usable(samples: Samples, tag: string): number | null {
  const sample = samples.get(tag);
  return sample !== undefined && isUsable(sample) ? sample.value : null;
}

/** A state bit as yes, no or not known. */
export function bit(samples: Samples, tag: string): boolean | null {
  const value = usable(samples, tag);
  return value === null ? null : value !== 0;
}

/**
 * State of a machine from its units: running when any runs; faulted when none runs and
 * at least one is in fault; stopped when none runs and none is in fault. Not known as
 * soon as an unread bit could change the answer.
 */
function machineState(
  samples: Samples,
  machine: Machine,
): 'running' | 'stopped' | 'faulted' | null {
  const runs = machine.units.map((unit) => bit(samples, `${unit.id}.run`));
  if (runs.includes(true)) return 'running';
  if (runs.includes(null)) return null;
  const faults = machine.units.map((unit) => bit(samples, `${unit.id}.fault`));
  if (faults.includes(true)) return 'faulted';
  return faults.includes(null) ? null : 'stopped';
}

/** What interlocks, permissives and alarms may ask of the graded readings. */
export function factsOf(plant: PlantContext, samples: Samples): PlantFacts {
  return {
    tagValue: (tag) => usable(samples, tag),
    levelM: (tank) => {
      const tag = plant.levelTagOf.get(tank);
      return tag === undefined ? null : usable(samples, tag);
    },
    markM: (tank, mark) =>
      plant.profile.tanks.find((each) => each.id === tank)?.marksM[mark] ?? null,
    machineState: (id) => {
      const machine = plant.machines.get(id);
      return machine === undefined ? null : machineState(samples, machine);
    },
  };
}
