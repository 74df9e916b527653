import type { Machine } from '#core/plant/equipment.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { equipmentOf, roleOf } from '#core/plant/tag.ts';
import type { Check, Read } from './conditions.ts';
import type { PlcContext, UnitState } from './state.ts';

/**
 * Where each tag of the register map comes from: the convention EQUIPMENT.role names a
 * unit, valve, tank, sensor, setting, or the PLC itself. The same sources feed the register
 * image and the conditions of the program, so both always say the same.
 */
export function createTagSources(profile: PlantProfile): Map<string, Read> {
  const sources = new Map<string, Read>();
  const finders = [
    settingSource(profile),
    annunciatorSource(profile),
    unitSource(profile),
    valveSource(profile),
    sensorSource(profile),
    tankSource(profile),
    stockSource(profile),
    plcSource(profile),
  ];
  for (const tag of profile.tags) {
    for (const find of finders) {
      const read = find(tag.id);
      if (read !== null) {
        sources.set(tag.id, read);
        break;
      }
    }
  }
  return sources;
}

/** Tags of the map nothing in the virtual plant stands behind; they would read zero for ever. */
export function unservedTags(profile: PlantProfile): string[] {
  const sources = createTagSources(profile);
  return profile.tags.filter((tag) => !sources.has(tag.id)).map((tag) => tag.id);
}

type Finder = (tag: string) => Read | null;
const bit = (value: boolean): number => (value ? 1 : 0);

function settingSource(profile: PlantProfile): Finder {
  const at = new Map(profile.plc.setpoints.map((setpoint, index) => [setpoint.tag, index]));
  return (tag) => {
    const index = at.get(tag);
    return index === undefined ? null : (c) => c.state.settings[index] ?? 0;
  };
}

function annunciatorSource({ plc }: PlantProfile): Finder {
  const { outputs, aliveTag } = plc.annunciator ?? { outputs: [], aliveTag: null };
  return (tag) => {
    if (tag === aliveTag) return (c) => c.state.annunciator?.alive ?? 0;
    const index = outputs.findIndex((output) => output.tag === tag);
    return index < 0 ? null : (c) => bit(c.state.annunciator?.outputs[index] === true);
  };
}

const unitRoles: Readonly<Record<string, (unit: UnitState) => number>> = {
  run: (unit) => bit(unit.run),
  remote: (unit) => bit(unit.remote),
  auto: (unit) => bit(unit.remote && unit.mode === 'auto'),
  fault: (unit) => bit(unit.fault),
  ready: (unit) => bit(unit.ready),
  hours: (unit) => unit.runMs / 3_600_000,
  starts: (unit) => unit.starts,
  cmd: (unit) => unit.command,
};

function unitSource(profile: PlantProfile): Finder {
  const at = new Map<string, { index: number; machine: number }>();
  profile.machines.forEach((machine, m) => {
    for (const unit of machine.units) at.set(unit.id, { index: at.size, machine: m });
  });
  return (tag) => {
    const found = at.get(equipmentOf(tag));
    if (found === undefined) return null;
    const { index, machine } = found;
    const role = roleOf(tag);
    const whenRunning = (c: PlcContext, value: number): number =>
      c.state.units[index]?.run === true ? value : 0;
    if (role === 'current') return (c) => c.inputs.currentA[index] ?? 0;
    if (role === 'speed') return (c) => whenRunning(c, c.state.machines[machine]?.speedHz ?? 0);
    if (role === 'rate') return (c) => whenRunning(c, c.state.machines[machine]?.rateMlPerMin ?? 0);
    const read = unitRoles[role];
    if (read === undefined) return null;
    return (c) => {
      const unit = c.state.units[index];
      return unit === undefined ? 0 : read(unit);
    };
  };
}

function valveSource(profile: PlantProfile): Finder {
  const at = new Map(profile.valves.map((valve, index) => [`${valve.id}.open`, index]));
  return (tag) => {
    const index = at.get(tag);
    return index === undefined ? null : (c) => bit(c.state.valves[index] === true);
  };
}

function sensorSource(profile: PlantProfile): Finder {
  const byTag = new Map(profile.sensors.map((sensor, index) => [sensor.tag, index]));
  const byId = new Map(profile.sensors.map((sensor, index) => [sensor.id, index]));
  return (tag) => {
    const pv = byTag.get(tag);
    if (pv !== undefined) return (c) => c.inputs.readings[pv] ?? 0;
    const index = byId.get(equipmentOf(tag));
    if (index === undefined) return null;
    const role = roleOf(tag);
    if (role === 'today') return (c) => c.inputs.today[index] ?? 0;
    if (role === 'total' || role === 'energy') return (c) => c.inputs.total[index] ?? 0;
    return null;
  };
}

function tankSource(profile: PlantProfile): Finder {
  const at = new Map(profile.tanks.map((tank, index) => [tank.id, index]));
  return (tag) => {
    const index = at.get(equipmentOf(tag));
    const tank = index === undefined ? undefined : profile.tanks[index];
    if (index === undefined || tank === undefined) return null;
    const level = (c: PlcContext): number => c.inputs.levelM[index] ?? 0;
    const high = tank.marksM.HHAL ?? Number.POSITIVE_INFINITY;
    const low = tank.marksM.LL ?? Number.NEGATIVE_INFINITY;
    switch (roleOf(tag)) {
      case 'level':
        return level;
      case 'hhal':
        return (c) => bit(level(c) >= high);
      case 'llal':
        return (c) => bit(level(c) < low);
      default:
        return null;
    }
  };
}

/** The low switch of the tank a dosing pump draws from is the tag `X.low` its permissives ask for. */
function stockTagOf(machine: Machine): string | null {
  for (const permissive of machine.permissives) {
    if (
      'tag' in permissive.when &&
      roleOf(permissive.when.tag) === 'low' &&
      machine.medium === 'chemical'
    )
      return permissive.when.tag;
  }
  return null;
}

function stockSource(profile: PlantProfile): Finder {
  return (tag) => {
    const index = profile.machines.findIndex((machine) => stockTagOf(machine) === tag);
    return index < 0 ? null : (c) => bit(c.inputs.stockLow[index] === true);
  };
}

function plcSource(profile: PlantProfile): Finder {
  const { ai } = profile.plc;
  return (tag) => {
    if (tag === ai.switchTag) return (c) => bit(c.state.ai.switchOn);
    if (tag === ai.heartbeatTag) return (c) => c.state.ai.heartbeat;
    if (tag === ai.activeTag) return (c) => bit(c.state.ai.active);
    switch (roleOf(tag)) {
      case 'heartbeatAge':
        return (c) => Math.min(65_535, Math.floor(c.state.ai.heartbeatAgeMs / 1000));
      case 'horn':
        return (c) => bit(c.state.hornMs > 0);
      case 'beacon':
        return (c) => bit(c.state.alarms > 0);
      default:
        return null;
    }
  };
}

/** State of a machine: running when any unit runs, faulted when none runs and one has tripped. */
export function machineIs(
  profile: PlantProfile,
  id: string,
  is: 'running' | 'stopped' | 'faulted',
): Check {
  let first = 0;
  for (const machine of profile.machines) {
    if (machine.id === id) {
      const units = machine.units.map((_, i) => first + i);
      const running: Check = (c) => units.some((i) => c.state.units[i]?.run === true);
      const faulted: Check = (c) => units.some((i) => c.state.units[i]?.fault === true);
      if (is === 'running') return running;
      if (is === 'faulted') return (c) => !running(c) && faulted(c);
      return (c) => !running(c) && !faulted(c);
    }
    first += machine.units.length;
  }
  throw new Error(`unknown machine ${id} in a condition`);
}
