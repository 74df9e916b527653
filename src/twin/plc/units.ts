import type { MachineProgram, UnitProgram } from './program.ts';
import type { MachineState, PlcContext, UnitState } from './state.ts';

/** From what is wanted to what runs: commands, interlocks, change-over, start interval, over-current. */

const COMMAND = { start: 1, stop: 2, auto: 3 } as const;

export interface Holds {
  /** An interlock or a cleaning stops it. */
  stopped: boolean;
  /** It may start: not stopped, no inhibit, and all permissives hold. */
  mayStart: boolean;
}

/** What holds a machine in this scan. Written without allocations: it runs for every machine at every scan. */
export function holdsOf(
  machine: MachineProgram,
  state: MachineState,
  context: PlcContext,
  out: Holds,
): void {
  const { interlocks } = context.state;
  out.stopped = state.heldByCleaning || overCap(machine, state);
  for (const index of machine.stoppedBy) if (interlocks[index]?.active === true) out.stopped = true;
  out.mayStart = !out.stopped;
  if (!out.mayStart) return;
  for (const index of machine.inhibitedBy)
    if (interlocks[index]?.active === true) out.mayStart = false;
  for (const holds of machine.permissives) {
    if (!out.mayStart) return;
    out.mayStart = holds(context);
  }
}

/** Suction never runs over its cap in one go, whoever asked; after the cap it rests at least a quarter of a minute. */
const LEAST_REST_MS = 15_000;
const overCap = (machine: MachineProgram, state: MachineState): boolean =>
  state.onMs >= machine.maxOnMs || (state.capped && state.offMs < LEAST_REST_MS);

/** Takes command words of the AI area on change; one that the program cannot follow now is dropped. */
export function takeCommands(machine: MachineProgram, holds: Holds, context: PlcContext): void {
  for (const { index } of machine.units) {
    const unit = context.state.units[index];
    if (unit === undefined || unit.command === unit.commandTaken) continue;
    unit.commandTaken = unit.command;
    if (!context.state.ai.active || !unit.remote) continue;
    if (unit.command === COMMAND.auto) unit.mode = 'auto';
    else if (unit.command === COMMAND.stop) unit.mode = 'stop';
    else if (
      unit.command === COMMAND.start &&
      !unit.fault &&
      (unit.run || (holds.mayStart && rested(machine, unit)))
    )
      unit.mode = 'start';
  }
}

const rested = (machine: MachineProgram, unit: UnitState): boolean =>
  unit.sinceStartMs >= machine.minStartIntervalMs;
const available = (unit: UnitState): boolean => unit.remote && !unit.fault && unit.mode === 'auto';

/** Over-current for the trip delay latches a fault; the duty goes to the next unit that can take it. */
export function watchCurrents(
  machine: MachineProgram,
  state: MachineState,
  context: PlcContext,
  tripDelayMs: number,
): void {
  for (let position = 0; position < machine.units.length; position++) {
    const program = machine.units[position];
    const unit = program === undefined ? undefined : context.state.units[program.index];
    if (program === undefined || unit === undefined || program.tripCurrentA === null) continue;
    if (!unit.run || !((context.inputs.currentA[program.index] ?? 0) > program.tripCurrentA)) {
      unit.overCurrentMs = 0;
      continue;
    }
    unit.overCurrentMs += context.scanMs;
    if (unit.overCurrentMs < tripDelayMs) continue;
    unit.fault = true;
    unit.overCurrentMs = 0;
    if (state.duty === position && machine.arrangement === 'dutyStandby')
      state.duty = nextHealthy(machine, context, position);
  }
}

function nextHealthy(machine: MachineProgram, context: PlcContext, from: number): number {
  for (let step = 1; step < machine.units.length; step++) {
    const position = (from + step) % machine.units.length;
    const program = machine.units[position];
    if (program !== undefined && context.state.units[program.index]?.fault === false)
      return position;
  }
  return from;
}

/** Position of the unit that the program runs, or -1: duty first, the next available one otherwise. */
function chosen(machine: MachineProgram, state: MachineState, units: readonly UnitState[]): number {
  if (machine.arrangement !== 'dutyStandby') return 0;
  const { length } = machine.units;
  for (const program of machine.units) {
    const unit = units[program.index];
    if (unit === undefined) continue;
    // One that runs by command or by hand already does what the program wants.
    const byHand = unit.remote ? unit.mode === 'start' && !unit.fault : unit.run;
    if (byHand) return -1;
  }
  for (let step = 0; step < length; step++) {
    const position = (state.duty + step) % length;
    const unit = units[machine.units[position]?.index ?? -1];
    if (unit !== undefined && available(unit)) return position;
  }
  return -1;
}

/** Decides what each unit of a machine does in this scan. */
export function driveUnits(
  machine: MachineProgram,
  state: MachineState,
  wanted: boolean,
  holds: Holds,
  context: PlcContext,
): void {
  const { units } = context.state;
  const pick = wanted ? chosen(machine, state, units) : -1;
  const parallel = wanted && machine.arrangement === 'parallel';
  let anyRuns = false;
  for (let position = 0; position < machine.units.length; position++) {
    const program = machine.units[position];
    const unit = program === undefined ? undefined : units[program.index];
    if (program === undefined || unit === undefined) continue;
    unit.ready = unit.remote && !unit.fault && holds.mayStart;
    const run =
      context.state.motorPower !== false &&
      runsNow(machine, program, unit, parallel || position === pick, holds);
    count(unit, run, context.scanMs);
    anyRuns ||= run;
  }
  if (anyRuns) {
    state.capped = false;
    state.onMs += context.scanMs;
    state.offMs = 0;
    return;
  }
  if (state.onMs >= machine.maxOnMs) state.capped = true;
  state.onMs = 0;
  state.offMs += context.scanMs;
}

function runsNow(
  machine: MachineProgram,
  program: UnitProgram,
  unit: UnitState,
  byProgram: boolean,
  holds: Holds,
): boolean {
  if (unit.fault) {
    if (unit.mode === 'start') unit.mode = 'auto';
    return false;
  }
  // A packaged system follows its own panel; a unit in LOCAL follows the hand at the machine.
  if (program.localOnly) return byProgram || unit.localRun;
  if (!unit.remote) return unit.localRun;
  if (holds.stopped) {
    // What a command started and an interlock stopped waits for a new command.
    if (unit.mode === 'start') unit.mode = 'stop';
    return false;
  }
  const wanted = unit.mode === 'start' || (unit.mode === 'auto' && byProgram);
  if (!wanted) return false;
  return unit.run || (holds.mayStart && rested(machine, unit));
}

function count(unit: UnitState, run: boolean, scanMs: number): void {
  if (!run) {
    unit.sinceStartMs += scanMs;
  } else {
    if (unit.run) {
      unit.sinceStartMs += scanMs;
    } else {
      unit.starts++;
      unit.sinceStartMs = 0;
    }
    unit.runMs += scanMs;
  }
  unit.run = run;
}
