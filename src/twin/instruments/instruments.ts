import type { Sensor } from '#core/plant/equipment.ts';
import { nextGaussian } from '#core/random.ts';
import type { RandomState } from '#core/random.ts';
import { assertNever } from '#core/result.ts';
import type { PlcInputs } from '../plc/state.ts';

/**
 * Instruments between the water and the PLC's cards: lag, sampling period, noise within the
 * stated accuracy, range, and simple faults that a test or a script can set.
 */
type SensorFault =
  /** The reading stays as it is. */
  | { readonly kind: 'stuck' }
  /** The reading is off by so much, in the sensor's unit. */
  | { readonly kind: 'offset'; readonly by: number }
  /** The reading is this, whatever the water does. */
  | { readonly kind: 'value'; readonly value: number };

export interface InstrumentState {
  /** Value behind the lag. */
  lagged: number;
  reading: number;
  /** Until the next sample, s. */
  dueS: number;
  fault: SensorFault | null;
  today: number;
  total: number;
}

/** First-order lag of the probe and its transmitter where it is sampled often enough to show, s. */
const LAG_S: Partial<Record<Sensor['quantity'], number>> = {
  pH: 10,
  DO: 20,
  temperature: 30,
  ORP: 15,
  level: 2,
  flow: 2,
  airflow: 2,
};
/** The stated accuracy is taken as four standard deviations of the noise: most of an instrument's error is slow, not noise. */
const NOISE_SHARE_OF_ACCURACY = 0.25;

/** A negative `dueS` marks an instrument that has not read yet: its lag starts at the first value. */
export const startInstruments = (sensors: readonly Sensor[]): InstrumentState[] =>
  sensors.map(() => ({ lagged: 0, reading: 0, dueS: -1, fault: null, today: 0, total: 0 }));

const counts = (sensor: Sensor): boolean =>
  sensor.quantity === 'flow' || sensor.quantity === 'power';

/** Instruments read at least this often are followed at every step; the others look at the water when they sample. */
const FAST_PERIOD_S = 5;

/**
 * Moves all instruments on by `dtS` and writes what the PLC reads. Flow and power are
 * totalised from the true value, as a meter does inside. `truthOf` gives the true value of
 * a sensor by its place in the list; it is asked only where it is needed.
 */
export function stepInstruments(
  sensors: readonly Sensor[],
  states: InstrumentState[],
  truthOf: (sensor: number) => number,
  random: RandomState,
  dtS: number,
  out: PlcInputs,
): void {
  for (let i = 0; i < sensors.length; i++) {
    const sensor = sensors[i];
    const state = states[i];
    if (sensor === undefined || state === undefined) continue;
    const counting = counts(sensor);
    const due = state.dueS <= 0;
    if (due || counting || sensor.samplePeriodS <= FAST_PERIOD_S) {
      const truth = truthOf(i);
      const lag = sensor.samplePeriodS <= FAST_PERIOD_S ? (LAG_S[sensor.quantity] ?? 0) : 0;
      if (state.dueS < 0 || lag === 0) state.lagged = truth;
      else state.lagged += (truth - state.lagged) * (1 - Math.exp(-dtS / lag));
      if (counting) {
        state.today += (truth * dtS) / 3600;
        state.total += (truth * dtS) / 3600;
        out.today[i] = state.today;
        out.total[i] = state.total;
      }
    }
    if (due) {
      state.dueS = sensor.samplePeriodS;
      state.reading = sample(sensor, state, random);
    }
    state.dueS -= dtS;
    if (state.dueS < 1e-9) state.dueS = 0;
    out.readings[i] = state.reading;
  }
}

function sample(sensor: Sensor, state: InstrumentState, random: RandomState): number {
  const { accuracy, range } = sensor;
  const base =
    accuracy.of === 'absolute'
      ? 1
      : accuracy.of === 'reading'
        ? Math.abs(state.lagged) / 100
        : (range.max - range.min) / 100;
  const noisy =
    state.lagged + NOISE_SHARE_OF_ACCURACY * accuracy.value * base * nextGaussian(random);
  return clampTo(sensor, faulted(state, noisy));
}

const clampTo = (sensor: Sensor, value: number): number =>
  Math.min(sensor.range.max, Math.max(sensor.range.min, value));

function faulted(state: InstrumentState, value: number): number {
  if (state.fault === null) return value;
  switch (state.fault.kind) {
    case 'stuck':
      return state.reading;
    case 'offset':
      return value + state.fault.by;
    case 'value':
      return state.fault.value;
    default:
      return assertNever(state.fault, 'sensor fault');
  }
}

/** Day counters start again at local midnight. */
export function newDay(states: InstrumentState[]): void {
  for (const state of states) state.today = 0;
}
