import { roleOf } from '#core/plant/tag.ts';
import type { Control } from '#core/plant/equipment.ts';
import type { LocalTime } from '#core/process/influent.ts';
import { assertNever } from '#core/result.ts';
import { setting } from './ai-area.ts';
import { groupOf } from './program.ts';
import type { MachineProgram, PlcProgram } from './program.ts';
import type { MachineState, PlcContext } from './state.ts';
import { carried, elapsed } from './timing.ts';

/**
 * Whether the PLC's own program wants a machine to run in this scan (seed 4.1.4, run
 * conditions). Interlocks and the choice of the unit come after.
 */
export type Demand = (context: PlcContext, machine: MachineState) => boolean;

const secondOf = (clock: string): number =>
  Number(clock.slice(0, 2)) * 3600 + Number(clock.slice(3)) * 60;

/** Compiles the `control` of one machine. */
export function compileDemand(program: PlcProgram, machine: MachineProgram): Demand {
  const own = compileControl(program, machine, machine.def.control);
  return (context, state) => own(context, state) || state.byCleaning;
}

function compileControl(program: PlcProgram, machine: MachineProgram, control: Control): Demand {
  switch (control.type) {
    case 'level':
      return levelDemand(program, control.tank, control.startMark, control.stopMark);
    case 'suction':
      return suctionDemand(program, control);
    case 'timer': {
      const on = settingReader(program, control.onSTag);
      const off = settingReader(program, control.offSTag);
      return (context, state) => cycle(context, state, on(context) * 1000, off(context) * 1000);
    }
    case 'follow':
      return followDemand(program, control);
    case 'sequence':
      return (_, state) => state.bySequence;
    case 'band':
      return bandDemand(program, machine, control);
    case 'speedPi':
      return speedDemand(program, machine, control);
    case 'panel':
      return panelDemand(control);
    case 'manual':
    case 'none':
      return () => false;
    default:
      return assertNever(control, 'control');
  }
}

/** Reads a setting with the AI set-point that may stand for it. */
export function settingReader(program: PlcProgram, tag: string): (context: PlcContext) => number {
  const index = program.settingIndex(tag);
  if (index === null) throw new Error(`the PLC has no setting ${tag}`);
  return (context) => setting(program, context, index);
}

/** Hysteresis on a level: on at or above one mark, off below the other. */
function levelDemand(
  program: PlcProgram,
  tank: string,
  startMark: Parameters<typeof program.sources.mark>[1],
  stopMark: typeof startMark,
): Demand {
  const level = program.sources.level(tank);
  const start = program.sources.mark(tank, startMark);
  const stop = program.sources.mark(tank, stopMark);
  return (context, state) => {
    const now = level(context);
    if (now >= start) state.latch = true;
    else if (now < stop) state.latch = false;
    return state.latch;
  };
}

/** Free-running on and off times; the phase clock starts anew at each change. */
function cycle(context: PlcContext, state: MachineState, onMs: number, offMs: number): boolean {
  state.phaseMs += context.scanMs;
  const phaseMs = state.phaseOn ? onMs : offMs;
  if (elapsed(state.phaseMs, phaseMs, context.scanMs)) {
    state.phaseOn = !state.phaseOn;
    state.phaseMs = carried(state.phaseMs, phaseMs, context.scanMs);
  }
  return state.phaseOn;
}

/** On at H, off at L; in between 7 min of suction and 2 min of rest, and never over the cap in one go. */
function suctionDemand(
  program: PlcProgram,
  control: Extract<Control, { type: 'suction' }>,
): Demand {
  const wanted = levelDemand(program, control.tank, control.startMark, control.stopMark);
  const on = settingReader(program, control.onSTag);
  const off = settingReader(program, control.offSTag);
  return (context, state) => {
    if (!wanted(context, state)) {
      // Standing counts as rest, so that the next call may start at once.
      if (state.phaseOn) state.phaseMs = 0;
      state.phaseOn = false;
      state.phaseMs += context.scanMs;
      return false;
    }
    return cycle(context, state, Math.min(on(context), control.maxOnS) * 1000, off(context) * 1000);
  };
}

function followDemand(program: PlcProgram, control: Extract<Control, { type: 'follow' }>): Demand {
  const leads = program.sources.machineIs(control.machine, 'running');
  return (context, state) => {
    if (leads(context)) {
      state.leaderOnMs += context.scanMs;
      state.leaderOffMs = 0;
      return state.leaderOnMs >= control.startDelayS * 1000;
    }
    const ran = state.leaderOnMs >= control.startDelayS * 1000 && state.leaderOnMs > 0;
    state.leaderOffMs += context.scanMs;
    if (ran && state.leaderOffMs < control.stopDelayS * 1000) return true;
    state.leaderOnMs = 0;
    return false;
  };
}

/** Two-point control of a reading between LOW and HIGH while another machine runs, and only while a sequence that enables it does. */
function bandDemand(
  program: PlcProgram,
  machine: MachineProgram,
  control: Extract<Control, { type: 'band' }>,
): Demand {
  const value = program.sources.tag(control.tag);
  const low = settingReader(program, control.lowTag);
  const high = settingReader(program, control.highTag);
  const leads =
    control.whileMachine === null
      ? () => true
      : program.sources.machineIs(control.whileMachine, 'running');
  const enabledBySequence = program.profile.sequences.some((sequence) =>
    sequence.start.some((step) => step.action === 'enable' && step.target === machine.def.id),
  );
  return (context, state) => {
    if (!leads(context) || (enabledBySequence && !state.bySequence)) {
      state.latch = false;
      return false;
    }
    const now = value(context);
    if (now < low(context)) state.latch = true;
    else if (now > high(context)) state.latch = false;
    return state.latch;
  };
}

/**
 * Speed of an inverter machine from a PI controller on a reading; units take turns on a calendar.
 * While AI is in control and its mode word is 1, its speed set-point is used and the integral
 * follows it, so that the change back is without a jump.
 */
function speedDemand(
  program: PlcProgram,
  machine: MachineProgram,
  control: Extract<Control, { type: 'speedPi' }>,
): Demand {
  const pv = program.sources.tag(control.pv);
  const sp = settingReader(program, control.spTag);
  const at = secondOf(control.alternateAt);
  const group = groupOf(machine.units[0]?.id ?? '');
  const aiMode = program.settingIndex(`${group}.aiMode`);
  const aiSpeed = program.settingIndex(`${group}.aiSpeedSp`);
  const clamp = (hz: number): number => Math.min(control.maxHz, Math.max(control.minHz, hz));
  return (context, state) => {
    alternate(state, machine.units.length, periodOf(context.now, at, control.alternateDays));
    const bySpeed =
      context.state.ai.active &&
      aiMode !== null &&
      context.state.settings[aiMode] === 1 &&
      aiSpeed !== null;
    if (bySpeed) {
      state.speedHz = clamp(context.state.settings[aiSpeed] ?? control.minHz);
      state.integralHz = state.speedHz;
      return true;
    }
    const error = sp(context) - pv(context);
    const proportional = control.gainHzPerUnit * error;
    state.integralHz = clamp(
      state.integralHz + (proportional * context.scanMs) / 1000 / control.integralS,
    );
    state.speedHz = clamp(state.integralHz + proportional);
    return true;
  };
}

/** Number of the alternation period at a local time: weeks run from Monday. */
function periodOf(now: LocalTime, atSecond: number, days: number): number {
  const mondayBased = now.dayNumber + 3;
  return Math.floor((mondayBased - (now.secondOfDay < atSecond ? 1 : 0)) / days);
}

function alternate(state: MachineState, units: number, period: number): void {
  if (state.period >= 0 && period !== state.period && units > 1)
    state.duty = (state.duty + 1) % units;
  state.period = period;
}

function panelDemand(control: Extract<Control, { type: 'panel' }>): Demand {
  const from = secondOf(control.from);
  const to = secondOf(control.to);
  return ({ now }) =>
    control.weekdays.includes(now.weekday) && now.secondOfDay >= from && now.secondOfDay < to;
}

/** Dosing rate of a machine in mL/min, within its rating; zero where the machine does not dose. */
export function compileRate(
  program: PlcProgram,
  machine: MachineProgram,
): ((context: PlcContext) => number) | null {
  if (machine.def.kind !== 'dosingPump' || machine.def.rating.flow === null) return null;
  const most = (machine.def.rating.flow * 1000) / 60;
  const tag = `${groupOf(machine.units[0]?.id ?? '')}.rateSet`;
  const index = program.settingIndex(tag);
  if (index === null || roleOf(tag) !== 'rateSet') return () => most;
  return (context) => Math.min(most, Math.max(0, setting(program, context, index)));
}
