import type { ScenarioCounter, ScenarioFacts } from '#core/scenario/scenario-condition.ts';
import { compileTruths } from '../plant/quantities.ts';
import type { PlcContext } from '../plc/state.ts';
import { createTagSources } from '../plc/tag-sources.ts';
import type { VirtualPlant } from '../virtual-plant.ts';
import type { ScenarioRun } from './run-state.ts';

/** Counters of the plant since it was made. */
export function countersOf(plant: VirtualPlant): Record<ScenarioCounter, number> {
  const { state } = plant;
  return {
    fallbacks: state.plc.ai.fallbacks,
    spills: state.plant.tanks.reduce((sum, tank) => sum + tank.spills, 0),
    cleanings: state.cleaningsDone,
    trips: state.plc.units.filter((unit) => unit.fault).length,
    waterFaults: state.plant.faults.length,
  };
}

type Facts = Omit<ScenarioFacts, 'baseline'>;

/** Gives conditions what they speak of. Names were checked before; what is not there is unknown. */
export function scenarioFacts(plant: VirtualPlant): (run: ScenarioRun) => Facts {
  const { state, program, model } = plant;
  const { profile } = model;
  const tank = new Map(profile.tanks.map((each, i) => [each.id, i]));
  const sensor = new Map(profile.sensors.map((each, i) => [each.id, i]));
  const interlock = new Map(profile.interlocks.map((each, i) => [each.id, i]));
  const machine = new Map(program.machines.map((each) => [each.def.id, each]));
  const truths = compileTruths(model);
  const sources = createTagSources(profile);
  const context: PlcContext = {
    state: state.plc,
    inputs: state.inputs,
    now: { weekday: 0, secondOfDay: 0, dayOfYear: 1, dayNumber: 0 },
    scanMs: 0,
    cleaningDone: null,
  };
  let run: ScenarioRun | null = null;
  const facts: Facts = {
    // Straight from the PLC's memory: a register would round it.
    tagValue: (tag) => sources.get(tag)?.(context) ?? null,
    levelM: (id) => state.inputs.levelM[tank.get(id) ?? -1] ?? null,
    markM: (id, mark) => profile.tanks[tank.get(id) ?? -1]?.marksM[mark] ?? null,
    machineState: (id) => {
      const units = machine.get(id)?.units.map((unit) => state.plc.units[unit.index]);
      if (units === undefined) return null;
      if (units.some((unit) => unit?.run === true)) return 'running';
      return units.some((unit) => unit?.fault === true) ? 'faulted' : 'stopped';
    },
    interlockActive: (id) => state.plc.interlocks[interlock.get(id) ?? -1]?.active ?? null,
    truth: (id) => truths[sensor.get(id) ?? -1]?.(state.plant) ?? null,
    counter: (name) => countersOf(plant)[name] - (run?.countersAtStart[name] ?? 0),
  };
  return (of) => {
    run = of;
    return facts;
  };
}
