import { z } from 'zod';
import { assertNever, err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { VirtualPlant } from './virtual-plant.ts';

/**
 * What a person at the plant can do, as JSON lines: turn selectors on the panel, reset
 * faults, and bring trouble in. Each line is answered by one line.
 */
const sensorFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stuck') }),
  z.strictObject({ kind: z.literal('offset'), by: z.number() }),
  z.strictObject({ kind: z.literal('value'), value: z.number() }),
]);

const controlCommand = z.discriminatedUnion('cmd', [
  /** Selector LOCAL/REMOTE of a unit, and its hand switch while LOCAL. */
  z.strictObject({
    cmd: z.literal('panel'),
    unit: z.string(),
    remote: z.boolean().optional(),
    run: z.boolean().optional(),
  }),
  /** Motor current as a multiple of the trip current; 0 ends it. */
  z.strictObject({
    cmd: z.literal('overcurrent'),
    unit: z.string(),
    times: z.number().min(0).max(10).default(1.5),
  }),
  z.strictObject({ cmd: z.literal('resetFault'), unit: z.string() }),
  z.strictObject({ cmd: z.literal('aiSwitch'), on: z.boolean() }),
  z.strictObject({ cmd: z.literal('setting'), tag: z.string(), value: z.number() }),
  z.strictObject({ cmd: z.literal('sensor'), id: z.string(), fault: sensorFault.nullable() }),
  /** Chemical left in the tank of a dosing machine, L. */
  z.strictObject({
    cmd: z.literal('stock'),
    machine: z.string(),
    litres: z.number().min(0).max(10_000),
  }),
  /** Cuts the network; with `seconds` nothing is answered for that long. */
  z.strictObject({ cmd: z.literal('cut'), seconds: z.number().min(0).max(86_400).default(0) }),
  z.strictObject({ cmd: z.literal('status') }),
  z.strictObject({ cmd: z.literal('read'), tag: z.string() }),
]);
type ControlCommand = z.infer<typeof controlCommand>;

export type ControlAnswer =
  | { readonly ok: true; readonly [field: string]: unknown }
  | { readonly ok: false; readonly error: string };

/** What only the process around the plant can do. */
export interface ControlHost {
  cut(seconds: number): void;
}

/** Reads one line and does what it says. */
export function runControlLine(
  line: string,
  plant: VirtualPlant | null,
  host: ControlHost,
): ControlAnswer {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return { ok: false, error: `not JSON: ${line.slice(0, 80)}` };
  }
  const parsed = controlCommand.safeParse(data);
  if (!parsed.success)
    return {
      ok: false,
      error: parsed.error.issues
        .map((issue) => `${issue.path.join('.') || 'line'}: ${issue.message}`)
        .join('; '),
    };
  if (parsed.data.cmd === 'cut') {
    host.cut(parsed.data.seconds);
    return { ok: true };
  }
  if (plant === null)
    return {
      ok: false,
      error: `${parsed.data.cmd} is not possible while a recording is replayed; only cut is`,
    };
  const done = runCommand(parsed.data, plant);
  return done.ok ? { ok: true, ...done.value } : { ok: false, error: done.error };
}

type Fields = Record<string, unknown>;

/** Carries a command out on the state of the plant. */
function runCommand(
  command: Exclude<ControlCommand, { cmd: 'cut' }>,
  plant: VirtualPlant,
): Result<Fields, string> {
  const { plc } = plant.state;
  switch (command.cmd) {
    case 'panel':
      return onUnit(plant, command.unit, (index) => {
        const unit = plc.units[index];
        if (unit === undefined) return;
        if (command.remote !== undefined) {
          unit.remote = command.remote && plant.program.units[index]?.localOnly !== true;
          // A unit that comes back to REMOTE comes back to the program.
          unit.mode = 'auto';
          unit.localRun = unit.remote ? false : unit.run;
        }
        if (command.run !== undefined) unit.localRun = command.run;
      });
    case 'overcurrent':
      return onUnit(plant, command.unit, (index) => {
        plant.state.trouble[index] = command.times;
      });
    case 'resetFault':
      return onUnit(plant, command.unit, (index) => {
        const unit = plc.units[index];
        if (unit !== undefined) unit.fault = false;
        plant.state.trouble[index] = 0;
      });
    case 'aiSwitch':
      plc.ai.switchOn = command.on;
      return ok({});
    case 'setting':
      return setSetting(plant, command.tag, command.value);
    case 'sensor': {
      const index = plant.model.profile.sensors.findIndex((sensor) => sensor.id === command.id);
      const instrument = plant.state.instruments[index];
      if (instrument === undefined) return err(`no sensor ${command.id}`);
      instrument.fault = command.fault;
      // The next value shows it, not the one after the sampling period.
      instrument.dueS = Math.min(instrument.dueS, 0);
      return ok({});
    }
    case 'stock': {
      const machine = plant.model.machines.find(
        (each) => each.def.id === command.machine && each.role.kind === 'dosing',
      );
      if (machine === undefined) return err(`no dosing machine ${command.machine}`);
      plant.state.plant.stockL[machine.index] = command.litres;
      return ok({});
    }
    case 'status':
      return ok(status(plant));
    case 'read': {
      const value = plant.tagValue(command.tag);
      return value === null ? err(`no tag ${command.tag}`) : ok({ value });
    }
    default:
      return assertNever(command, 'command');
  }
}

function onUnit(
  plant: VirtualPlant,
  id: string,
  act: (index: number) => void,
): Result<Fields, string> {
  const unit = plant.program.units.find((each) => each.id === id);
  if (unit === undefined)
    return err(`no unit ${id}; known are ${plant.program.units.map((each) => each.id).join(', ')}`);
  act(unit.index);
  return ok({});
}

function setSetting(plant: VirtualPlant, tag: string, value: number): Result<Fields, string> {
  const index = plant.program.settingIndex(tag);
  const limits = index === null ? undefined : plant.program.setpoints[index];
  if (index === null || limits === undefined) return err(`no setting ${tag}`);
  if (value < limits.min || value > limits.max)
    return err(`${tag}: ${value} is outside ${limits.min} to ${limits.max}`);
  plant.state.plc.settings[index] = value;
  return ok({});
}

function status(plant: VirtualPlant): Fields {
  const { state } = plant;
  return {
    time: new Date(plant.nowMs()).toISOString(),
    aiSwitch: state.plc.ai.switchOn,
    aiActive: state.plc.ai.active,
    fallbacks: state.plc.ai.fallbacks,
    running: plant.program.units
      .filter((unit) => state.plc.units[unit.index]?.run === true)
      .map((unit) => unit.id),
    faults: plant.program.units
      .filter((unit) => state.plc.units[unit.index]?.fault === true)
      .map((unit) => unit.id),
    powerKw: state.plant.totalKw,
    waterM3: state.plant.account,
    overflows: state.plant.tanks.reduce((sum, tank) => sum + tank.spills, 0),
  };
}
