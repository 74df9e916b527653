import type { LocalTime } from '#core/process/influent.ts';
import { roleOf } from '#core/plant/tag.ts';
import { watchHeartbeat } from './ai-area.ts';
import { watchAnnunciator } from './annunciator.ts';
import { compileCleaning } from './cleaning.ts';
import { compileDemand, compileRate } from './demand.ts';
import type { PlcProgram } from './program.ts';
import { compileSequence } from './sequences.ts';
import type { CleaningDone, PlcContext, PlcInputs, PlcState } from './state.ts';
import { driveUnits, holdsOf, takeCommands, watchCurrents } from './units.ts';
import type { Holds } from './units.ts';

/** Trip delay where the profile has no setting for it, ms. */
const TRIP_DELAY_MS = 3000;
const HORN_MS = 30_000;

/**
 * One scan of the PLC: reads `inputs`, moves `state` on by `scanMs` in place. Time and readings
 * are handed in; the same state and inputs always give the same result.
 * @returns a cleaning that ended in this scan, or null
 */
export type PlcScan = (
  state: PlcState,
  inputs: PlcInputs,
  now: LocalTime,
  scanMs: number,
) => CleaningDone | null;

/**
 * Order of a scan: heartbeat, interlocks, sequences and cleanings, then machine by machine commands, demand and units.
 * @param linkSpeed plant seconds per second of whoever keeps the heartbeat
 */
export function createPlcScan(program: PlcProgram, linkSpeed = 1): PlcScan {
  const sequences = program.profile.sequences.map((def, index) =>
    compileSequence(program, def, index),
  );
  const clean = compileCleaning(program);
  const demands = program.machines.map((machine) => compileDemand(program, machine));
  const dosing = program.machines.flatMap((machine) => {
    const rate = compileRate(program, machine);
    return rate === null ? [] : [{ machine: machine.index, rate }];
  });
  const tripDelayAt = program.setpoints.findIndex((each) => roleOf(each.tag) === 'tripDelay');
  const alarmMarks = program.profile.tanks.map(
    (tank) => tank.marksM.HHAL ?? Number.POSITIVE_INFINITY,
  );
  // Only the interlocks that stop nothing count as alarms here; the others show in the machines.
  const alarmInterlocks = program.interlocks.flatMap((each, index) =>
    each.def.action === 'alarm' ? [index] : [],
  );

  const holds: Holds = { stopped: false, mayStart: false };

  return (state, inputs, now, scanMs) => {
    const context: PlcContext = { state, inputs, now, scanMs, cleaningDone: null };
    watchHeartbeat(program, context, linkSpeed);
    watchAnnunciator(context, program.profile.plc.annunciator?.aliveTimeoutS ?? 0, linkSpeed);
    watchInterlocks(program, context);
    for (const sequence of sequences) sequence(context);
    clean(context);
    const setDelay = state.settings[tripDelayAt];
    const tripDelayMs = setDelay === undefined ? TRIP_DELAY_MS : setDelay * 1000;
    for (const { machine, rate } of dosing) {
      const memory = state.machines[machine];
      if (memory !== undefined) memory.rateMlPerMin = rate(context);
    }
    for (const machine of program.machines) {
      const memory = state.machines[machine.index];
      const demand = demands[machine.index];
      if (memory === undefined || demand === undefined) continue;
      watchCurrents(machine, memory, context, tripDelayMs);
      holdsOf(machine, memory, context, holds);
      takeCommands(machine, holds, context);
      driveUnits(machine, memory, demand(context, memory), holds, context);
    }
    soundHorn(state, inputs, alarmMarks, alarmInterlocks, scanMs);
    state.scans++;
    return context.cleaningDone;
  };
}

/** An interlock acts after its condition held for its time, and lets go when its release holds (or the condition does not). */
function watchInterlocks(program: PlcProgram, context: PlcContext): void {
  for (let index = 0; index < program.interlocks.length; index++) {
    const interlock = program.interlocks[index];
    const state = context.state.interlocks[index];
    if (interlock === undefined || state === undefined) continue;
    const holds = interlock.when(context);
    if (!holds) state.heldMs = 0;
    if (state.active) {
      if (!holds && (interlock.release === null || interlock.release(context)))
        state.active = false;
      continue;
    }
    if (!holds) continue;
    // The reading stands for the whole scan: an interlock without delay acts at once.
    if (state.heldMs >= interlock.def.forS * 1000) state.active = true;
    state.heldMs += context.scanMs;
  }
}

function soundHorn(
  state: PlcState,
  inputs: PlcInputs,
  marks: readonly number[],
  alarms: readonly number[],
  scanMs: number,
): void {
  let count = state.annunciator?.isLost === true ? 1 : 0;
  for (const unit of state.units) if (unit.fault) count++;
  for (let i = 0; i < marks.length; i++) if ((inputs.levelM[i] ?? 0) >= (marks[i] ?? 0)) count++;
  for (const index of alarms) if (state.interlocks[index]?.active === true) count++;
  state.hornMs = count > state.alarms ? HORN_MS : Math.max(0, state.hornMs - scanMs);
  state.alarms = count;
}
