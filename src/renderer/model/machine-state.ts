import type { PlantFacts } from '#core/plant/condition.ts';
import type { Machine } from '#core/plant/equipment.ts';
import type { WireSample } from '#contract/snapshot.ts';
import type { ProfileIndex } from './profile-index.ts';
import { readingOf, trustOf } from './reading.ts';
import type { Reading } from './reading.ts';

export type Samples = Readonly<Record<string, WireSample>>;
export type RunState = 'running' | 'stopped' | 'fault' | 'unknown';

/** One motor as the screens show it. Nulls are what its PLC does not tell or nobody could read. */
export interface UnitView {
  readonly id: string;
  readonly label: string;
  readonly state: RunState;
  readonly remote: boolean | null;
  readonly auto: boolean | null;
  readonly ready: boolean | null;
  readonly currentA: Reading;
  readonly hours: Reading;
  readonly starts: Reading;
  /** The status bits are old or could not be read. */
  readonly old: boolean;
  readonly localOnly: boolean;
  /** There are status tags at all (an instrument or the hoist has none). */
  readonly hasStatus: boolean;
  readonly sourceTimeMs: number;
}

/** Last known bit: true, false, or null when nothing was ever read. */
function bit(samples: Samples, tag: string): boolean | null {
  const { value } = readingOf(samples[tag]);
  return value === null ? null : value !== 0;
}

/** State, mode and figures of one unit from its conventional tags (`UNIT.run`, `.fault`, ...). */
export function unitView(machine: Machine, unitId: string, samples: Samples, index: ProfileIndex): UnitView {
  const unit = machine.units.find((each) => each.id === unitId);
  const run = readingOf(samples[`${unitId}.run`]);
  const fault = bit(samples, `${unitId}.fault`);
  const running = bit(samples, `${unitId}.run`);
  const state: RunState = fault === true ? 'fault' : running === null ? 'unknown' : running ? 'running' : 'stopped';
  return {
    id: unitId,
    label: unit?.label ?? '',
    state,
    remote: bit(samples, `${unitId}.remote`),
    auto: bit(samples, `${unitId}.auto`),
    ready: bit(samples, `${unitId}.ready`),
    currentA: readingOf(samples[`${unitId}.current`]),
    hours: readingOf(samples[`${unitId}.hours`]),
    starts: readingOf(samples[`${unitId}.starts`]),
    old: trustOf(run) === 'old',
    localOnly: unit?.control === 'localOnly',
    hasStatus: index.tag.has(`${unitId}.run`),
    sourceTimeMs: run.sourceTimeMs,
  };
}

export const machineUnits = (machine: Machine, samples: Samples, index: ProfileIndex): readonly UnitView[] =>
  machine.units.map((unit) => unitView(machine, unit.id, samples, index));

/** A machine as one: fault wins, then running, then stopped. */
export function machineRunState(units: readonly UnitView[]): RunState {
  if (units.some((unit) => unit.state === 'fault')) return 'fault';
  if (units.some((unit) => unit.state === 'running')) return 'running';
  return units.some((unit) => unit.state === 'stopped') ? 'stopped' : 'unknown';
}

/** Facts for `evaluate` from live readings; only usable values count, as in the engine's mirror. */
export function factsOf(samples: Samples, index: ProfileIndex): PlantFacts {
  const usable = (tag: string): number | null => {
    const reading = readingOf(samples[tag]);
    const trust = trustOf(reading);
    return trust === 'good' || trust === 'doubt' ? reading.value : null;
  };
  return {
    tagValue: usable,
    levelM: (tankId) => {
      const tank = index.tank.get(tankId);
      return tank?.levelTag == null ? null : usable(tank.levelTag);
    },
    markM: (tankId, mark) => index.tank.get(tankId)?.marksM[mark] ?? null,
    machineState: (machineId) => {
      const machine = index.machine.get(machineId);
      if (machine === undefined) return null;
      const runs = machine.units.map((unit) => usable(`${unit.id}.run`));
      if (runs.some((run) => run !== null && run !== 0)) return 'running';
      if (runs.includes(null)) return null;
      const faults = machine.units.map((unit) => usable(`${unit.id}.fault`));
      if (faults.some((fault) => fault !== null && fault !== 0)) return 'faulted';
      return faults.includes(null) ? null : 'stopped';
    },
  };
}
