import type { PlcState } from '../plc/state.ts';

/** What the plant cannot help: power and the line to it. Times are plant time, ms UTC. */
export interface Outside {
  /** The site has no power before this; the PLC lives on its battery. */
  sitePowerBackMs: number;
  /** The PLC itself has no power before this. */
  plcPowerBackMs: number;
  /** The line to the PLC is dead before this. */
  lineBackMs: number;
}

/** The parts of the plant's state this looks at. */
interface Surroundings {
  readonly timeMs: number;
  readonly plc: PlcState;
  outside?: Outside;
}

export function outsideOf(state: Surroundings): Outside {
  state.outside ??= { sitePowerBackMs: 0, plcPowerBackMs: 0, lineBackMs: 0 };
  return state.outside;
}

/** The clock of the plant is set by so much, ms. */
export function moveOutside(outside: Outside, byMs: number): void {
  outside.sitePowerBackMs += byMs;
  outside.plcPowerBackMs += byMs;
  outside.lineBackMs += byMs;
}

/** Whether requests reach the PLC and it can answer. */
export function lineAlive(state: Surroundings): boolean {
  const { outside, timeMs } = state;
  return (
    outside === undefined || (timeMs >= outside.lineBackMs && timeMs >= outside.plcPowerBackMs)
  );
}

/**
 * Power before a scan: tells the PLC whether motors can run, and lets a PLC without power forget
 * what it does not keep.
 * @returns whether the PLC can scan
 */
export function powered(state: Surroundings): boolean {
  const { outside, plc, timeMs } = state;
  if (outside === undefined) return true;
  if (timeMs < outside.plcPowerBackMs) {
    forget(plc);
    return false;
  }
  const motorPower = timeMs >= outside.sitePowerBackMs;
  if (plc.motorPower !== motorPower) plc.motorPower = motorPower;
  return true;
}

/** So old that no heartbeat counts, ms. */
const LONG_AGO_MS = 86_400_000;

/**
 * A PLC without power: outputs drop, valves close by their springs, steps and cycles begin anew.
 * Settings, counters, latched faults, selectors, turns and cleaning dates are kept, as in a battery-backed memory.
 */
function forget(plc: PlcState): void {
  for (const unit of plc.units) {
    unit.run = false;
    unit.ready = false;
    unit.mode = 'auto';
    unit.overCurrentMs = 0;
  }
  for (const machine of plc.machines) {
    machine.latch = false;
    machine.phaseOn = false;
    machine.phaseMs = LONG_AGO_MS;
    machine.onMs = 0;
    machine.capped = false;
    machine.leaderOnMs = 0;
    machine.bySequence = false;
    machine.byCleaning = false;
    machine.heldByCleaning = false;
    machine.rateMlPerMin = 0;
  }
  plc.valves.fill(false);
  for (const interlock of plc.interlocks) {
    interlock.active = false;
    interlock.heldMs = 0;
  }
  for (const sequence of plc.sequences) {
    sequence.phase = 'idle';
    sequence.step = 0;
    sequence.waitedMs = 0;
  }
  plc.cleaning.running = null;
  if (plc.ai.active) plc.ai.fallbacks++;
  plc.ai.active = false;
  plc.ai.heartbeatAgeMs = LONG_AGO_MS;
  plc.hornMs = 0;
  delete plc.annunciator;
}
