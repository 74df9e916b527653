import type { Sensor } from '#core/plant/equipment.ts';
import type { InstrumentSpec, InstrumentState } from '#core/process/instruments.ts';
import { instrumentSpec, startInstruments, stepInstrument } from '#core/process/instruments.ts';

/** A sensor of a quantity with the figures a test needs. */
export function sensor(over: Partial<Sensor> = {}): Sensor {
  return {
    id: 'AIT-1',
    name: { ko: 'DO', en: 'DO' },
    quantity: 'DO',
    principle: { ko: 'DO', en: 'DO' },
    range: { min: 0, max: 20 },
    unit: 'mg/L',
    accuracy: { value: 0.2, of: 'absolute' },
    samplePeriodS: 1,
    place: 'TK-A',
    tag: 'AIT-1.pv',
    care: null,
    source: 'test',
    ...over,
  };
}

/** Without growth, drift and error of calibration: what is left is lag, noise and faults. */
export const plain = {
  calibrationShare: 0,
  driftShare: 0,
  fouling: { share: 0, days: 1, neutral: 0 },
};

export interface Bench {
  readonly spec: InstrumentSpec;
  readonly state: InstrumentState;
  nowMs: number;
  /** Lets so many steps pass in this water and gives the reading after each. */
  run(steps: number, truth: number | ((nowMs: number) => number), dtS?: number): number[];
}

/** One instrument on a bench. */
export function bench(of: Sensor, seed = 1): Bench {
  const spec = instrumentSpec(of);
  const [state] = startInstruments([spec], seed);
  if (state === undefined) throw new Error('no instrument');
  return {
    spec,
    state,
    nowMs: 0,
    run(steps, truth, dtS = 1) {
      return Array.from({ length: steps }, () => {
        stepInstrument(
          spec,
          state,
          () => (typeof truth === 'number' ? truth : truth(this.nowMs)),
          this.nowMs,
          dtS,
        );
        this.nowMs += dtS * 1000;
        return state.reading;
      });
    },
  };
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;
export const sdOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
};
