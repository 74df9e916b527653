import type { InfluentModifier } from '#core/process/influent-events.ts';
import { moveSewer, startSewer } from '#core/process/influent-generator.ts';
import type { SewerState } from '#core/process/influent-generator.ts';
import type { InfluentPoint } from '#core/process/influent.ts';
import { startInstruments } from '#core/process/instruments.ts';
import type { InstrumentState } from '#core/process/instruments.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { compileInstruments } from './instruments/instruments.ts';
import type { PlantModel } from './plant/model.ts';
import { startPlant } from './plant/start.ts';
import type { PlantState } from './plant/state.ts';
import { initialPlcState } from './plc/state.ts';
import type { PlcInputs, PlcState } from './plc/state.ts';
import { moveOutside } from './scenario/outside.ts';
import type { Outside } from './scenario/outside.ts';
import type { ScenarioRun } from './scenario/run-state.ts';

/** Everything a run needs to go on where it stopped: plain JSON, saved with `--state`. */
const TWIN_STATE_VERSION = 3;

export interface TwinState {
  version: typeof TWIN_STATE_VERSION;
  profileId: string;
  seed: number;
  startMs: number;
  /** Plant time, ms UTC. */
  timeMs: number;
  /** Asked for but shorter than a scan, ms. */
  remainderMs: number;
  untilStepMs: number;
  untilInfluentS: number;
  dayNumber: number;
  lastDeliveryDay: number;
  lastCareDay: number;
  plant: PlantState;
  plc: PlcState;
  inputs: PlcInputs;
  instruments: InstrumentState[];
  /** Where the generator of the incoming water stands. */
  sewer: SewerState;
  influent: InfluentPoint;
  /** What happens to the incoming water, now and to come; the plant drops what is over. */
  influentEvents: InfluentModifier[];
  /** Motor trouble per unit (multiple of the trip current). */
  trouble: number[];
  cleaningsDone: number;
  /** Power and line, when something is wrong with them. */
  outside?: Outside;
  /** The scenario that plays, or the last one. */
  scenario?: ScenarioRun;
}

export function startState(
  model: PlantModel,
  seed: number,
  startMs: number,
  aiSwitchOn: boolean,
): TwinState {
  const { profile } = model;
  const { influent } = profile;
  const zeros = (count: number): number[] => new Array<number>(count).fill(0);
  return {
    version: TWIN_STATE_VERSION,
    profileId: profile.site.id,
    seed,
    startMs,
    timeMs: startMs,
    remainderMs: 0,
    untilStepMs: 0,
    untilInfluentS: 0,
    dayNumber: 0,
    lastDeliveryDay: 0,
    lastCareDay: 0,
    plant: startPlant(model),
    plc: initialPlcState(profile, aiSwitchOn),
    inputs: {
      levelM: zeros(profile.tanks.length),
      readings: zeros(profile.sensors.length),
      currentA: zeros(model.unitCount),
      today: zeros(profile.sensors.length),
      total: zeros(profile.sensors.length),
      stockLow: profile.machines.map(() => false),
    },
    instruments: startInstruments(compileInstruments(model), seed),
    sewer: startSewer(influent, seed),
    influent: {
      flowM3PerH: influent.meanFlowM3PerD / 24,
      cod: influent.mean.COD,
      bod: influent.mean.BOD,
      ss: influent.mean.SS,
      tn: influent.mean.TN,
      nh4n: influent.mean.NH4N,
      tp: influent.mean.TP,
      pH: influent.pH.mean,
      temperatureC: influent.temperatureC.mean,
    },
    influentEvents: [],
    trouble: zeros(model.unitCount),
    cleaningsDone: 0,
  };
}

/** Takes a saved state back, when it belongs to this profile and this version. */
export function parseState(text: string, profile: PlantProfile): Result<TwinState, string> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return err(
      `state file is not JSON: ${error instanceof Error ? error.message : String(error)}; delete it to start anew`,
    );
  }
  if (!isTwinState(data))
    return err(`state file is not of version ${TWIN_STATE_VERSION}; delete it to start anew`);
  if (data.profileId !== profile.site.id)
    return err(
      `state file is of plant ${data.profileId}, the profile is ${profile.site.id}; give another --state`,
    );
  const fits =
    data.plant.tanks.length === profile.tanks.length &&
    data.plc.machines.length === profile.machines.length &&
    data.plc.settings.length === profile.plc.setpoints.length &&
    data.plc.interlocks.length === profile.interlocks.length &&
    data.plc.units.length ===
      profile.machines.reduce((sum, machine) => sum + machine.units.length, 0) &&
    data.plc.sequences.length === profile.sequences.length &&
    data.instruments.length === profile.sensors.length;
  return fits
    ? ok(data)
    : err(
        'state file was saved with another edition of the profile (tanks, machines, sensors or settings differ); delete it to start anew',
      );
}

/** Sets the plant's clock; the water stays as it was left. */
export function moveClock(state: TwinState, timeMs: number, scanMs: number): void {
  const to = Math.floor(timeMs / scanMs) * scanMs;
  const by = to - state.timeMs;
  state.startMs += by;
  state.timeMs = to;
  moveSewer(state.sewer, by);
  state.influentEvents = state.influentEvents.map((each) => ({
    ...each,
    fromMs: each.fromMs + by,
    toMs: each.toMs + by,
  }));
  for (const instrument of state.instruments)
    for (const each of instrument.faults) each.sinceMs += by;
  if (state.outside !== undefined) moveOutside(state.outside, by);
  if (state.scenario !== undefined) state.scenario.startedMs += by;
}

function isTwinState(data: unknown): data is TwinState {
  return (
    typeof data === 'object' &&
    data !== null &&
    'version' in data &&
    data.version === TWIN_STATE_VERSION &&
    'plant' in data &&
    'plc' in data &&
    'instruments' in data &&
    'inputs' in data &&
    'timeMs' in data &&
    typeof data.timeMs === 'number'
  );
}
