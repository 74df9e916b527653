import { faultText } from '#core/process/fault.ts';
import { INSTRUMENT_PARAMETERS } from '#core/process/instrument-classes.ts';
import { instrumentSpec, routineCare, stepInstrument } from '#core/process/instruments.ts';
import type { InstrumentSpec, InstrumentState } from '#core/process/instruments.ts';
import { resolveParameters } from '#core/process/parameters.ts';
import type { PlantModel } from '../plant/model.ts';
import type { PlcInputs } from '../plc/state.ts';

/** Models of all instruments of the plant, with the values of group `instruments`. */
export function compileInstruments(model: PlantModel): InstrumentSpec[] {
  const values = resolveParameters('instruments', INSTRUMENT_PARAMETERS, model.overrides);
  // Checked when the profile was loaded and when the plant was asked for: a fault here is a bug.
  if (!values.ok) throw new Error(values.error.map(faultText).join('; '));
  return model.profile.sensors.map((sensor) => instrumentSpec(sensor, values.value));
}

/**
 * Moves all instruments on by `dtS` and writes what the PLC's cards read. `truthOf` gives the
 * true value of a sensor by its place in the list; it is asked only where it is needed.
 */
export function stepInstruments(
  specs: readonly InstrumentSpec[],
  states: readonly InstrumentState[],
  truthOf: (sensor: number) => number,
  nowMs: number,
  dtS: number,
  out: PlcInputs,
): void {
  let sensor = 0;
  const truth = (): number => truthOf(sensor);
  for (; sensor < specs.length; sensor++) {
    const spec = specs[sensor];
    const state = states[sensor];
    if (spec === undefined || state === undefined) continue;
    stepInstrument(spec, state, truth, nowMs, dtS);
    out.readings[sensor] = state.reading;
    if (spec.counts) {
      out.today[sensor] = state.today;
      out.total[sensor] = state.total;
    }
  }
}

/** Day counters start again at local midnight. */
export function newDay(states: readonly InstrumentState[]): void {
  for (const state of states) state.today = 0;
}

/** Hour at which the staff go round, local time, s of the day. */
export const CARE_ROUND_S = 9 * 3600;

/** The staff's daily round: cleans and calibrates what its interval says. */
export function careRound(
  specs: readonly InstrumentSpec[],
  states: readonly InstrumentState[],
): void {
  for (const [i, spec] of specs.entries()) {
    const state = states[i];
    // Half a day of tolerance: an interval in whole days falls on the same round each time.
    if (state !== undefined && state.uncleanS >= (spec.careDays - 0.5) * 86_400)
      routineCare(spec, state);
  }
}
