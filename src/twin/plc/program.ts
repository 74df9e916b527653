import type { Machine } from '#core/plant/equipment.ts';
import type { Interlock } from '#core/plant/logic.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { equipmentOf } from '#core/plant/tag.ts';
import { compileCondition } from './conditions.ts';
import type { Check, ConditionSources } from './conditions.ts';
import { createTagSources, machineIs } from './tag-sources.ts';

/**
 * The PLC's program, compiled once from the profile into indices and closures. It holds no
 * state; `PlcState` does.
 */
export interface UnitProgram {
  readonly index: number;
  readonly id: string;
  readonly machine: number;
  readonly tripCurrentA: number | null;
  readonly localOnly: boolean;
}

export interface MachineProgram {
  readonly index: number;
  readonly def: Machine;
  readonly units: readonly UnitProgram[];
  readonly arrangement: Machine['arrangement'];
  /** Longest run in one go, ms; without end for all but suction. */
  readonly maxOnMs: number;
  readonly minStartIntervalMs: number;
  /** Interlocks, by index, that stop it and that keep it from starting. */
  readonly stoppedBy: readonly number[];
  readonly inhibitedBy: readonly number[];
  readonly permissives: readonly Check[];
}

interface InterlockProgram {
  readonly def: Interlock;
  readonly when: Check;
  readonly release: Check | null;
}

export interface PlcProgram {
  readonly profile: PlantProfile;
  readonly machines: readonly MachineProgram[];
  readonly units: readonly UnitProgram[];
  readonly interlocks: readonly InterlockProgram[];
  readonly setpoints: PlantProfile['plc']['setpoints'];
  readonly ai: PlantProfile['plc']['ai'];
  /** For each setting the index of the AI set-point that may stand for it, or -1. */
  readonly overriddenBy: readonly number[];
  /** Panel setting of the heartbeat timeout, or -1 where the profile has none. */
  readonly aiTimeoutAt: number;
  settingIndex(tag: string): number | null;
  machineIndex(id: string): number;
  valveIndex(id: string): number | null;
  sources: ConditionSources;
}

/** `P-402A`, `P-402B` share their settings under `P-402`. */
export const groupOf = (unit: string): string => unit.replace(/(?<=\d)[A-Z]$/, '');

const indexBy = <T>(items: readonly T[], key: (item: T) => string): Map<string, number> =>
  new Map(items.map((item, index) => [key(item), index]));

/** Builds the program of a checked profile; throws on a name that does not exist, which the profile check reports first. */
export function compilePlc(profile: PlantProfile): PlcProgram {
  const machineAt = indexBy(profile.machines, (machine) => machine.id);
  const valveAt = indexBy(profile.valves, (valve) => valve.id);
  const settingAt = indexBy(profile.plc.setpoints, (setpoint) => setpoint.tag);
  const tags = createTagSources(profile);
  const tankAt = indexBy(profile.tanks, (tank) => tank.id);

  const sources: ConditionSources = {
    tag(id) {
      const read = tags.get(id);
      if (read === undefined) throw new Error(`the virtual PLC has no value for tag ${id}`);
      return read;
    },
    level(tank) {
      const index = tankAt.get(tank);
      if (index === undefined) throw new Error(`unknown tank ${tank} in a condition`);
      return (c) => c.inputs.levelM[index] ?? 0;
    },
    mark(tank, mark) {
      const value = profile.tanks.find((each) => each.id === tank)?.marksM[mark];
      if (value === undefined) throw new Error(`tank ${tank} has no mark ${mark}`);
      return value;
    },
    machineIs: (machine, is) => machineIs(profile, machine, is),
  };

  let unitCount = 0;
  const machines = profile.machines.map((def, index): MachineProgram => {
    const covers = (action: Interlock['action']): number[] =>
      profile.interlocks.flatMap((interlock, i) =>
        interlock.action === action && interlock.machines.includes(def.id) ? [i] : [],
      );
    return {
      index,
      def,
      units: def.units.map((unit) => ({
        index: unitCount++,
        id: unit.id,
        machine: index,
        tripCurrentA: def.rating.tripCurrentA,
        localOnly: unit.control === 'localOnly',
      })),
      arrangement: def.arrangement,
      maxOnMs:
        def.control.type === 'suction' ? def.control.maxOnS * 1000 : Number.POSITIVE_INFINITY,
      minStartIntervalMs: def.minStartIntervalS * 1000,
      stoppedBy: covers('stop'),
      inhibitedBy: covers('inhibitStart'),
      permissives: def.permissives.map((permissive) => compileCondition(permissive.when, sources)),
    };
  });

  return {
    profile,
    machines,
    units: machines.flatMap((machine) => machine.units),
    interlocks: profile.interlocks.map((def) => ({
      def,
      when: compileCondition(def.when, sources),
      release: def.release === null ? null : compileCondition(def.release, sources),
    })),
    setpoints: profile.plc.setpoints,
    ai: profile.plc.ai,
    overriddenBy: profile.plc.setpoints.map((own) =>
      profile.plc.setpoints.findIndex((each) => each.area === 'ai' && each.overrides === own.tag),
    ),
    aiTimeoutAt: settingAt.get(`${equipmentOf(profile.plc.ai.switchTag)}.timeout`) ?? -1,
    settingIndex: (tag) => settingAt.get(tag) ?? null,
    machineIndex(id) {
      const index = machineAt.get(id);
      if (index === undefined) throw new Error(`unknown machine ${id}`);
      return index;
    },
    valveIndex: (id) => valveAt.get(id) ?? null,
    sources,
  };
}
