import type { Sensor } from '../plant/equipment.ts';
import { nextGaussian, nextUniform, seedRandom } from '../random.ts';
import type { RandomState } from '../random.ts';
import { assertNever } from '../result.ts';
import { INSTRUMENT_CLASSES, INSTRUMENT_PARAMETERS } from './instrument-classes.ts';
import type { InstrumentFault } from './instrument-fault.ts';
import { defaultsOf } from './parameters.ts';
import type { ValuesOf } from './parameters.ts';

/** A fault and since when, plant time in ms UTC. */
export interface ActiveFault {
  readonly fault: InstrumentFault;
  sinceMs: number;
}

/**
 * What the analogue card sees beside the value: a good signal, one past an end of the range (the
 * card shows the end), or none (below 4 mA: the card shows the bottom).
 */
export type SignalStatus = 'good' | 'under' | 'over' | 'none';

/** One instrument as plain data. */
export interface InstrumentState {
  /** Value behind the lag, in the sensor's unit. */
  lagged: number;
  reading: number;
  status: SignalStatus;
  /** Until the next sample, s; negative: it has not read yet. */
  dueS: number;
  /** Since the probe last followed the water, since the last sample and since the last move of the drift, s. */
  sinceLookS: number;
  sinceSampleS: number;
  sinceDriftS: number;
  /** Last result of the probe or analyser, before the transmitter. */
  measured: number;
  /** Sample under analysis and until its result, s; null when none is. */
  pending: { value: number; inS: number } | null;
  /** Error left by the last calibration and drift since, in units of the stated accuracy. */
  calibration: number;
  drift: number;
  /** Since the last cleaning, s, and how fast this probe fouls. */
  uncleanS: number;
  foulingPace: number;
  faults: ActiveFault[];
  today: number;
  total: number;
  random: RandomState;
}

/** A sensor's model as plain numbers, worked out once. */
export interface InstrumentSpec {
  readonly min: number;
  readonly max: number;
  readonly resolution: number;
  /** Stated accuracy = constant + factor x |value|, in the sensor's unit. */
  readonly accuracyConstant: number;
  readonly accuracyFactor: number;
  readonly samplePeriodS: number;
  /** Time between two looks at the water, s: at most the sampling period. */
  readonly lookS: number;
  readonly lagS: number;
  readonly delayS: number;
  readonly noiseShare: number;
  readonly calibrationShare: number;
  /** Drift in accuracies per root of a day. */
  readonly driftPerRootDay: number;
  readonly foulingShare: number;
  readonly foulingS: number;
  readonly foulingPaceSd: number;
  readonly foulingLag: number;
  readonly neutral: number;
  readonly careDays: number;
  /** Flow and power carry counters. */
  readonly counts: boolean;
}

const DAY_S = 86_400;
const HOUR_S = 3600;
/** The drift moves on at this interval, s: far finer than it can be seen, far coarser than the step. */
const DRIFT_STEP_S = 600;
/** First random stream of the instruments; each has its own, so that a fault in one leaves the others' noise alone. */
const FIRST_STREAM = 1000;

export type InstrumentParameters = ValuesOf<typeof INSTRUMENT_PARAMETERS>;

/** Model of a sensor: its own record, and for what it leaves out the usual instrument of its quantity. */
export function instrumentSpec(
  sensor: Sensor,
  parameters: InstrumentParameters = defaultsOf(INSTRUMENT_PARAMETERS),
): InstrumentSpec {
  const usual = INSTRUMENT_CLASSES[sensor.quantity];
  const own = sensor.model ?? {};
  const span = sensor.range.max - sensor.range.min;
  const { value, of } = sensor.accuracy;
  const lagS = (own.t90S ?? usual.t90S) / Math.LN10;
  const delayS = 60 * (own.delayMin ?? usual.delayMin);
  const careDays = own.careDays ?? usual.careDays;
  return {
    min: sensor.range.min,
    max: sensor.range.max,
    resolution: own.resolution ?? span / parameters.countsPerSpan,
    accuracyConstant: of === 'absolute' ? value : of === 'span' ? (value / 100) * span : 0,
    accuracyFactor: of === 'reading' ? value / 100 : 0,
    samplePeriodS: sensor.samplePeriodS,
    lookS:
      delayS > 0 || lagS === 0
        ? sensor.samplePeriodS
        : Math.min(sensor.samplePeriodS, Math.max(1, lagS)),
    lagS: delayS > 0 ? 0 : lagS,
    delayS: Math.min(delayS, sensor.samplePeriodS),
    noiseShare: own.noiseShare ?? parameters.noiseShare,
    calibrationShare: own.calibrationShare ?? parameters.calibrationShare,
    driftPerRootDay: (own.driftShare ?? parameters.driftShare) / Math.sqrt(careDays),
    foulingShare: own.fouling?.share ?? usual.foulingShare,
    foulingS: DAY_S * (own.fouling?.days ?? usual.foulingDays),
    foulingPaceSd: parameters.foulingPaceSd,
    foulingLag: parameters.foulingLag,
    neutral: own.fouling?.neutral ?? usual.neutral,
    careDays,
    counts: sensor.quantity === 'flow' || sensor.quantity === 'power',
  };
}

/** Instruments as the staff left them: calibrated, cleaned at some moment of the last care interval. */
export function startInstruments(
  specs: readonly InstrumentSpec[],
  seed: number,
): InstrumentState[] {
  return specs.map((spec, i) => {
    const random = seedRandom(seed, FIRST_STREAM + i);
    const state: InstrumentState = {
      lagged: 0,
      reading: 0,
      status: 'good',
      dueS: -1,
      sinceLookS: 0,
      sinceSampleS: 0,
      sinceDriftS: 0,
      measured: 0,
      pending: null,
      calibration: 0,
      drift: 0,
      uncleanS: nextUniform(random) * spec.careDays * DAY_S,
      foulingPace: Math.exp(spec.foulingPaceSd * nextGaussian(random)),
      faults: [],
      today: 0,
      total: 0,
      random,
    };
    state.calibration = freshCalibration(spec, random);
    return state;
  });
}

function freshCalibration(spec: InstrumentSpec, random: RandomState): number {
  const z = nextGaussian(random);
  return spec.calibrationShare * Math.min(2, Math.max(-2, z));
}

/** Lets a fault be the only one, or none. The next sample shows it at once. */
export function setFault(
  state: InstrumentState,
  fault: InstrumentFault | null,
  nowMs: number,
): void {
  state.faults = fault === null ? [] : [{ fault, sinceMs: nowMs }];
  state.dueS = Math.min(state.dueS, 0);
}

/** Adds a fault to those there are; one of the same kind is replaced. */
export function addFault(state: InstrumentState, fault: InstrumentFault, nowMs: number): void {
  clearFaults(state, fault.kind);
  state.faults.push({ fault, sinceMs: nowMs });
}

/** Ends the faults of a kind, or all. */
export function clearFaults(state: InstrumentState, kind?: InstrumentFault['kind']): void {
  state.faults = kind === undefined ? [] : state.faults.filter((each) => each.fault.kind !== kind);
  state.dueS = Math.min(state.dueS, 0);
}

/** Routine care by the staff: cleaned and calibrated; a scripted fault stays. */
export function routineCare(spec: InstrumentSpec, state: InstrumentState): void {
  state.uncleanS = 0;
  state.drift = 0;
  state.sinceDriftS = 0;
  state.calibration = freshCalibration(spec, state.random);
}

/**
 * Care by the technician because something is wrong: beside the routine, a wrong calibration
 * and an offset are put right, and drift and growth begin anew. What is broken stays broken.
 */
export function careFor(spec: InstrumentSpec, state: InstrumentState, nowMs: number): void {
  routineCare(spec, state);
  state.faults = state.faults
    .filter(({ fault }) => fault.kind !== 'calibration' && fault.kind !== 'offset')
    .map((each) =>
      each.fault.kind === 'drift' || each.fault.kind === 'fouling'
        ? { ...each, sinceMs: nowMs }
        : each,
    );
  state.dueS = Math.min(state.dueS, 0);
}

const grown = (share: number, afterS: number, timeS: number): number =>
  share * (1 - Math.exp(-afterS / timeS));

/** Part of the response a probe has lost to growth, its own and that of a fault. */
export function fouledShare(spec: InstrumentSpec, state: InstrumentState, nowMs: number): number {
  let kept =
    spec.foulingShare === 0
      ? 1
      : 1 - grown(spec.foulingShare, state.uncleanS * state.foulingPace, spec.foulingS);
  for (const { fault, sinceMs } of state.faults)
    if (fault.kind === 'fouling')
      kept *= 1 - grown(fault.share, Math.max(0, nowMs - sinceMs) / 1000, fault.days * DAY_S);
  return 1 - kept;
}

const isFrozen = (state: InstrumentState): boolean => {
  for (const each of state.faults) if (each.fault.kind === 'frozen') return true;
  return false;
};

/**
 * Moves one instrument on by `dtS`. `truth` is asked only when the probe looks at the water. A
 * truth that is no number leaves the reading as it is and shows as no signal.
 */
export function stepInstrument(
  spec: InstrumentSpec,
  state: InstrumentState,
  truth: () => number,
  nowMs: number,
  dtS: number,
): void {
  state.sinceLookS += dtS;
  state.sinceSampleS += dtS;
  const due = state.dueS <= 0;
  let blind = false;
  if (spec.counts || due || (spec.lagS > 0 && state.sinceLookS >= spec.lookS)) {
    const value = truth();
    blind = !Number.isFinite(value);
    if (!blind) {
      if (spec.counts) count(spec, state, value, dtS);
      look(spec, state, value, nowMs);
    }
  }
  if (state.pending !== null) {
    state.pending.inS -= dtS;
    if (state.pending.inS <= 1e-9) {
      state.measured = state.pending.value;
      state.pending = null;
      show(spec, state, nowMs, spec.samplePeriodS);
    }
  }
  if (due) {
    if (blind) {
      state.status = 'none';
      state.dueS = spec.samplePeriodS;
    } else takeSample(spec, state, nowMs);
  }
  state.dueS -= dtS;
  if (state.dueS < 1e-9) state.dueS = 0;
}

/** A meter counts what it measures, with the error of its calibration; frozen, it stands still. */
function count(spec: InstrumentSpec, state: InstrumentState, value: number, dtS: number): void {
  if (dtS <= 0 || isFrozen(state)) return;
  const error = spec.accuracyFactor * (state.calibration + state.drift);
  const counted = ((value * dtS) / HOUR_S) * (1 + error);
  state.today += counted;
  state.total += counted;
}

function look(spec: InstrumentSpec, state: InstrumentState, value: number, nowMs: number): void {
  if (state.dueS < 0 || spec.lagS === 0) state.lagged = value;
  else {
    const lag = spec.lagS * (1 + spec.foulingLag * fouledShare(spec, state, nowMs));
    state.lagged += (value - state.lagged) * (1 - Math.exp(-state.sinceLookS / lag));
  }
  state.sinceLookS = 0;
}

function takeSample(spec: InstrumentSpec, state: InstrumentState, nowMs: number): void {
  const first = state.dueS < 0;
  // An analyser starts at its own moment of the cycle, not all of them at the start of the run.
  state.dueS =
    first && spec.delayS > 0
      ? Math.ceil(nextUniform(state.random) * spec.samplePeriodS)
      : spec.samplePeriodS;
  age(spec, state);
  const value = measure(spec, state, nowMs);
  const intervalS = state.sinceSampleS;
  state.sinceSampleS = 0;
  if (first || spec.delayS === 0) {
    state.measured = value;
    show(spec, state, nowMs, intervalS);
    return;
  }
  state.pending = { value, inS: spec.delayS };
  // A fault of the transmitter is on the wire at once, not only with the next result.
  if (first || state.faults.length > 0 || state.status !== 'good') show(spec, state, nowMs, 0);
}

/** Growth and drift since the last time, exact for any interval. */
function age(spec: InstrumentSpec, state: InstrumentState): void {
  state.uncleanS += state.sinceSampleS;
  state.sinceDriftS += state.sinceSampleS;
  if (state.sinceDriftS < DRIFT_STEP_S) return;
  state.drift +=
    spec.driftPerRootDay * Math.sqrt(state.sinceDriftS / DAY_S) * nextGaussian(state.random);
  state.sinceDriftS = 0;
}

/** What the probe makes of the water: growth, calibration, drift and noise. */
function measure(spec: InstrumentSpec, state: InstrumentState, nowMs: number): number {
  const kept = 1 - fouledShare(spec, state, nowMs);
  const accuracy = spec.accuracyConstant + spec.accuracyFactor * Math.abs(state.lagged);
  let noise = spec.noiseShare;
  for (const { fault } of state.faults) if (fault.kind === 'noise') noise *= fault.times;
  const error = state.calibration + state.drift + noise * nextGaussian(state.random);
  return spec.neutral + (state.lagged - spec.neutral) * kept + accuracy * error;
}

/** Puts the result on the wire: the transmitter's faults, the card's steps, the ends of the range. */
function show(
  spec: InstrumentSpec,
  state: InstrumentState,
  nowMs: number,
  intervalS: number,
): void {
  let value = state.measured;
  let held = false;
  let gone = false;
  for (const { fault, sinceMs } of state.faults) {
    switch (fault.kind) {
      case 'calibration':
        value = fault.gain * value + fault.offset;
        break;
      case 'offset':
        value += fault.by;
        break;
      case 'drift':
        value += (fault.perDay * Math.max(0, nowMs - sinceMs)) / (1000 * DAY_S);
        break;
      case 'spike':
        if (nextUniform(state.random) < 1 - Math.exp((-fault.perHour * intervalS) / HOUR_S))
          value += nextUniform(state.random) < 0.5 ? -fault.size : fault.size;
        break;
      case 'value':
        value = fault.value;
        break;
      case 'dropout':
        gone ||= nextUniform(state.random) < fault.share;
        break;
      case 'stuck':
      case 'frozen':
        held = true;
        break;
      case 'fouling':
      case 'noise':
        break;
      default:
        assertNever(fault, 'instrument fault');
    }
  }
  if (held) return;
  if (gone) {
    state.reading = spec.min;
    state.status = 'none';
    return;
  }
  state.status = value < spec.min ? 'under' : value > spec.max ? 'over' : 'good';
  const steps = Math.round((value - spec.min) / spec.resolution);
  state.reading = Math.min(spec.max, Math.max(spec.min, spec.min + steps * spec.resolution));
}
