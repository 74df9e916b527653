import type { LocalTime } from '#core/process/influent.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { AnnunciatorMemory } from './annunciator.ts';

/**
 * Memory of the PLC: plain data, so that it can be saved, resumed and compared. Arrays
 * follow the order of the profile (units in the order of their machines).
 */

/** Who decides about a unit in REMOTE: the program, or the last command of the AI area. */
type UnitMode = 'auto' | 'start' | 'stop';

export interface UnitState {
  /** Selector on the panel: true REMOTE, false LOCAL. */
  remote: boolean;
  /** Switched on by hand at the machine while LOCAL. */
  localRun: boolean;
  mode: UnitMode;
  run: boolean;
  /** It would start if asked: REMOTE, no fault, no interlock, permissives hold. */
  ready: boolean;
  /** Over-current trip, latched until reset at the panel. */
  fault: boolean;
  /** Command word in the AI area, and the one already taken. */
  command: number;
  commandTaken: number;
  sinceStartMs: number;
  overCurrentMs: number;
  runMs: number;
  starts: number;
}

export interface MachineState {
  /** Place in `units` of the one that runs first. */
  duty: number;
  /** Hysteresis of level and band control. */
  latch: boolean;
  /** Cycle of timer and suction control. */
  phaseOn: boolean;
  phaseMs: number;
  /** How long any unit has run without a break, or stood. */
  onMs: number;
  offMs: number;
  /** Stopped by its longest run; holds until it has rested. */
  capped: boolean;
  /** How long the followed machine has run, or stood. */
  leaderOnMs: number;
  leaderOffMs: number;
  /** Asked for by a sequence, or by a phase of a cleaning. */
  bySequence: boolean;
  byCleaning: boolean;
  /** Held still by a cleaning of its membranes. */
  heldByCleaning: boolean;
  /** Speed controller. */
  speedHz: number;
  integralHz: number;
  /** Dosing rate the program gives a dosing pump. */
  rateMlPerMin: number;
  /** Number of the alternation period the duty belongs to; -1 before the first scan. */
  period: number;
}

interface InterlockState {
  heldMs: number;
  active: boolean;
}

export interface SequenceState {
  /** `idle`: all stopped; `starting`: stepping up; `running`: all steps done; `stopping`: stepping down. */
  phase: 'idle' | 'starting' | 'running' | 'stopping';
  step: number;
  waitedMs: number;
}

export interface CleaningRun {
  cleaning: number;
  series: number;
  phase: number;
  phaseMs: number;
}

interface CleaningState {
  running: CleaningRun | null;
  /** Due but waiting for the one before, as [cleaning, series]. */
  waiting: [number, number][];
  /** Week of the last start for each cleaning and series. */
  lastWeek: number[][];
  counts: number[][];
}

interface AiState {
  switchOn: boolean;
  heartbeat: number;
  heartbeatAgeMs: number;
  active: boolean;
  /** How often the PLC fell back to its own program. */
  fallbacks: number;
}

export interface PlcState {
  units: UnitState[];
  machines: MachineState[];
  valves: boolean[];
  interlocks: InterlockState[];
  sequences: SequenceState[];
  cleaning: CleaningState;
  /** In the order of `plc.setpoints`. */
  settings: number[];
  ai: AiState;
  /** Horn: how long it still sounds, and how many alarms it has sounded for. */
  hornMs: number;
  alarms: number;
  /** Horn and lamps outdoors; left out until somebody writes them. */
  annunciator?: AnnunciatorMemory;
  scans: number;
  /** False while the site has no power: the PLC lives on its battery, no motor can run. */
  motorPower?: boolean;
}

/** What the PLC sees on its cards: readings, not truths. */
export interface PlcInputs {
  /** Per tank, m. */
  levelM: number[];
  /** Per sensor of the profile, in its unit. */
  readings: number[];
  /** Per unit, A. */
  currentA: number[];
  /** Per sensor that counts (flow m3, power kWh): since local midnight and since the start. */
  today: number[];
  total: number[];
  /** Per machine: low switch of the chemical tank it draws from. */
  stockLow: boolean[];
}

/** A cleaning that ended in this scan: index of the suction machine and what was done. */
export interface CleaningDone {
  readonly suction: number;
  readonly kind: 'weekly' | 'inline';
  readonly chemicalL: number;
}

export interface PlcContext {
  readonly state: PlcState;
  readonly inputs: PlcInputs;
  now: LocalTime;
  scanMs: number;
  cleaningDone: CleaningDone | null;
}

/** Long enough that no start interval or rest holds at the first scan. */
const LONG_AGO_MS = 86_400_000;

/** PLC after a cold start: everything stands in REMOTE and auto, settings as the profile gives them. */
export function initialPlcState(profile: PlantProfile, aiSwitchOn: boolean): PlcState {
  const unit = (): UnitState => ({
    remote: true,
    localRun: false,
    mode: 'auto',
    run: false,
    ready: false,
    fault: false,
    command: 0,
    commandTaken: 0,
    sinceStartMs: LONG_AGO_MS,
    overCurrentMs: 0,
    runMs: 0,
    starts: 0,
  });
  return {
    units: profile.machines.flatMap((machine) =>
      machine.units.map((each) => ({ ...unit(), remote: each.control === 'remote' })),
    ),
    machines: profile.machines.map((machine) => ({
      duty: 0,
      latch: false,
      phaseOn: false,
      phaseMs: LONG_AGO_MS,
      onMs: 0,
      offMs: LONG_AGO_MS,
      capped: false,
      leaderOnMs: 0,
      leaderOffMs: LONG_AGO_MS,
      bySequence: false,
      byCleaning: false,
      heldByCleaning: false,
      rateMlPerMin: 0,
      speedHz: machine.control.type === 'speedPi' ? machine.control.minHz : 0,
      integralHz: machine.control.type === 'speedPi' ? machine.control.minHz : 0,
      period: -1,
    })),
    valves: profile.valves.map(() => false),
    interlocks: profile.interlocks.map(() => ({ heldMs: 0, active: false })),
    sequences: profile.sequences.map(() => ({ phase: 'idle', step: 0, waitedMs: 0 })),
    cleaning: {
      running: null,
      waiting: [],
      lastWeek: profile.cleanings.map((cleaning) => cleaning.series.map(() => -1)),
      counts: profile.cleanings.map((cleaning) => cleaning.series.map(() => 0)),
    },
    settings: profile.plc.setpoints.map((setpoint) => setpoint.initial),
    ai: {
      switchOn: aiSwitchOn,
      heartbeat: 0,
      heartbeatAgeMs: LONG_AGO_MS,
      active: false,
      fallbacks: 0,
    },
    hornMs: 0,
    alarms: 0,
    scans: 0,
  };
}
