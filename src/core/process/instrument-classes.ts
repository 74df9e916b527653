import type { Sensor } from '../plant/equipment.ts';
import type { ParameterTable } from './parameters.ts';

/** What all instruments have in common; the share of the stated accuracy each kind of error takes. */
export const INSTRUMENT_PARAMETERS = {
  noiseShare: {
    name: 'standard deviation of the noise over the stated accuracy',
    unit: '1',
    value: 0.25,
    min: 0,
    max: 1,
    source:
      'assumed: the accuracy is a limit that noise, calibration and drift together keep in about 98 of 100 readings',
  },
  calibrationShare: {
    name: 'standard deviation of the error left by a calibration over the stated accuracy',
    unit: '1',
    value: 0.25,
    min: 0,
    max: 1,
    source: 'assumed: as noiseShare; the error is cut at twice this',
  },
  driftShare: {
    name: 'standard deviation of the drift over one care interval over the stated accuracy',
    unit: '1',
    value: 0.25,
    min: 0,
    max: 2,
    source: 'assumed: a care interval is chosen so that drift does not use up the accuracy',
  },
  foulingPaceSd: {
    name: 'log-normal spread of the pace of fouling from probe to probe',
    unit: '1',
    value: 0.3,
    min: 0,
    max: 1,
    source: 'assumed: probes side by side differ by about a third',
  },
  foulingLag: {
    name: 'how many times slower a wholly fouled probe answers, beyond its usual time',
    unit: '1',
    value: 6,
    min: 0,
    max: 50,
    source: 'assumed: diffusion through a film adds a second lag that grows with the film',
  },
  countsPerSpan: {
    name: 'steps of the analogue card over the range',
    unit: '1',
    value: 16_000,
    min: 100,
    max: 1_000_000,
    source: 'K: 14-bit analogue input of a PLC, 0 to 16,000 counts for 4 to 20 mA',
  },
} as const satisfies ParameterTable;

/** How instruments of a quantity behave unless the sensor's own record says otherwise. */
export interface InstrumentClass {
  /** Time to 90 % of a step, s; 0 where the sampling hides it. */
  readonly t90S: number;
  /** From the sampling instant to the result, min; an analyser where it is above 0. */
  readonly delayMin: number;
  /** Part of the response lost when fouled for long. */
  readonly foulingShare: number;
  /** Time constant of the fouling, d. */
  readonly foulingDays: number;
  /** Reading that a wholly fouled probe tends to, in the sensor's unit. */
  readonly neutral: number;
  /** Days between two cares (cleaning and calibration) by the staff. */
  readonly careDays: number;
  readonly source: string;
}

const clean = { foulingShare: 0, foulingDays: 30, neutral: 0 } as const;
const dry = { delayMin: 0, ...clean } as const;
const analyser = { t90S: 0, ...clean } as const;

/**
 * Usual instruments by quantity. T90 and delays are usual figures of data sheets (K), fouling and
 * care are assumptions; a site's own figures stand in `sensors.json` (`model`).
 */
export const INSTRUMENT_CLASSES: Readonly<Record<Sensor['quantity'], InstrumentClass>> = {
  pH: {
    t90S: 25,
    delayMin: 0,
    foulingShare: 0.04,
    foulingDays: 20,
    neutral: 7,
    careDays: 7,
    source: 'K: combination electrode in flowing water, T90 10 to 30 s',
  },
  DO: {
    t90S: 45,
    delayMin: 0,
    foulingShare: 0.05,
    foulingDays: 20,
    neutral: 0,
    careDays: 7,
    source: 'K: luminescent probe, T90 below 60 s',
  },
  ORP: {
    t90S: 35,
    delayMin: 0,
    foulingShare: 0.04,
    foulingDays: 20,
    neutral: 0,
    careDays: 14,
    source: 'K: platinum electrode, slower than a pH electrode at low exchange current',
  },
  temperature: { t90S: 70, ...dry, careDays: 180, source: 'K: Pt100 in a thermowell' },
  MLSS: {
    t90S: 20,
    delayMin: 0,
    foulingShare: 0.05,
    foulingDays: 20,
    neutral: 0,
    careDays: 7,
    source: 'K: optical scatter with a moving mean of the transmitter',
  },
  SS: {
    t90S: 20,
    delayMin: 0,
    foulingShare: 0.05,
    foulingDays: 30,
    neutral: 0,
    careDays: 14,
    source: 'K: turbidity probe with wiper',
  },
  turbidity: {
    t90S: 20,
    delayMin: 0,
    foulingShare: 0.05,
    foulingDays: 30,
    neutral: 0,
    careDays: 14,
    source: 'K: turbidity probe with wiper',
  },
  NH4N: {
    t90S: 120,
    delayMin: 0,
    foulingShare: 0.05,
    foulingDays: 20,
    neutral: 0,
    careDays: 7,
    source: 'K: ion-selective electrode, T90 2 to 3 min',
  },
  COD: {
    ...analyser,
    delayMin: 5,
    careDays: 7,
    source: 'K: UV photometer with a sampling line and flushing',
  },
  BOD: {
    ...analyser,
    delayMin: 30,
    careDays: 7,
    source: 'K: respirometric analyser with short incubation',
  },
  TOC: { ...analyser, delayMin: 8, careDays: 7, source: 'K: combustion, 5 to 10 min a sample' },
  TN: {
    ...analyser,
    delayMin: 40,
    careDays: 7,
    source: 'K: digestion at 120 degC for 30 min, then photometry',
  },
  TP: {
    ...analyser,
    delayMin: 40,
    careDays: 7,
    source: 'K: digestion at 120 degC for 30 min, then photometry',
  },
  level: { t90S: 5, ...dry, careDays: 30, source: 'K: hydrostatic transmitter with damping 2 s' },
  flow: { t90S: 5, ...dry, careDays: 180, source: 'K: magnetic flow meter with damping 2 s' },
  airflow: { t90S: 5, ...dry, careDays: 180, source: 'K: thermal mass flow meter' },
  pressure: { t90S: 1, ...dry, careDays: 180, source: 'K: ceramic cell with damping 0.5 s' },
  pressureDifference: {
    t90S: 1,
    ...dry,
    careDays: 30,
    source: 'K: ceramic cell with damping 0.5 s',
  },
  power: { t90S: 0, ...dry, careDays: 365, source: 'K: three-phase meter' },
  energy: { t90S: 0, ...dry, careDays: 365, source: 'K: three-phase meter' },
};
