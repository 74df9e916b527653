import { describe, expect, test } from 'vitest';
import { instrumentFaultSchema } from '#core/process/instrument-fault.ts';
import type { InstrumentFault } from '#core/process/instrument-fault.ts';
import {
  addFault,
  careFor,
  clearFaults,
  routineCare,
  setFault,
} from '#core/process/instruments.ts';
import { bench, meanOf, plain, sdOf, sensor } from './sensor.ts';

const quiet = { ...plain, noiseShare: 0, resolution: 1e-9, t90S: 0 };
const DAY_S = 86_400;

describe('faults', () => {
  test('stuck and frozen hold the reading; frozen stops the counter too', () => {
    for (const kind of ['stuck', 'frozen'] as const) {
      const meter = bench(sensor({ quantity: 'flow', model: quiet, range: { min: 0, max: 500 } }));
      meter.run(100, 10);
      const total = meter.state.total;
      addFault(meter.state, { kind }, meter.nowMs);
      expect(new Set(meter.run(100, 30))).toEqual(new Set([10]));
      expect(meter.state.total > total).toBe(kind === 'stuck');
      clearFaults(meter.state);
      expect(meter.run(1, 30)[0]).toBeCloseTo(30, 6);
    }
  });

  test('offset, wrong calibration and fixed value show with the next step, also of an analyser', () => {
    for (const delayMin of [0, 40]) {
      const device = bench(sensor({ samplePeriodS: 3600, model: { ...quiet, delayMin } }));
      device.run(2 * 3600, 4);
      setFault(device.state, { kind: 'offset', by: 1.5 }, device.nowMs);
      expect(device.run(1, 4)[0]).toBeCloseTo(5.5, 6);
      setFault(device.state, { kind: 'calibration', gain: 1.2, offset: -0.3 }, device.nowMs);
      expect(device.run(1, 4)[0]).toBeCloseTo(4.5, 6);
      setFault(device.state, { kind: 'value', value: 17 }, device.nowMs);
      expect(device.run(1, 4)[0]).toBeCloseTo(17, 6);
      setFault(device.state, null, device.nowMs);
      if (delayMin === 0) expect(device.run(1, 4)[0]).toBeCloseTo(4, 6);
      else expect(device.run(2 * 3600, 4).at(-1)).toBeCloseTo(4, 6);
    }
  });

  test('drift moves the zero by so much a day from its beginning', () => {
    const probe = bench(sensor({ samplePeriodS: 60, model: quiet }));
    probe.run(100, 5, 60);
    addFault(probe.state, { kind: 'drift', perDay: 0.8 }, probe.nowMs);
    const readings = probe.run(1440, 5, 60);
    expect(readings.at(-1)!).toBeCloseTo(5 + 0.8, 2);
    expect(readings[719]!).toBeCloseTo(5 + 0.4, 2);
  });

  test('growth weakens and slows: half of its loss after ln 2 time constants', () => {
    const probe = bench(sensor({ model: { ...quiet, t90S: 20 } }));
    probe.run(10, 10);
    addFault(probe.state, { kind: 'fouling', share: 0.6, days: 2 }, probe.nowMs);
    const dtS = 60;
    probe.run(Math.round((2 * Math.LN2 * DAY_S) / dtS), 10, dtS);
    expect(probe.run(1, 10, dtS)[0]!).toBeCloseTo(7, 1);
    // A clean probe shows 90 % of a step after 20 s; this one is far from it.
    const before = probe.state.lagged;
    probe.run(20, 0);
    expect(probe.state.lagged / before).toBeGreaterThan(0.3);
  });

  test.each([1, 30])('spikes come at their rate and size, either sign, at steps of %i s', (dtS) => {
    const probe = bench(sensor({ model: quiet }));
    probe.run(10, 10, dtS);
    addFault(probe.state, { kind: 'spike', size: 4, perHour: 6 }, probe.nowMs);
    const hours = 100;
    const readings = probe.run((hours * 3600) / dtS, 10, dtS);
    const up = readings.filter((value) => value > 12).length;
    const down = readings.filter((value) => value < 8).length;
    // Poisson of 600, each sign 300: four standard deviations; two in one step count once.
    const expected = (hours * 3600 * (1 - Math.exp((-6 * dtS) / 3600))) / dtS;
    expect(Math.abs(up + down - expected)).toBeLessThan(4 * Math.sqrt(expected));
    expect(Math.abs(up - down)).toBeLessThan(4 * Math.sqrt(expected));
    expect(new Set(readings.map((value) => Math.round(value)))).toEqual(new Set([6, 10, 14]));
  });

  test('dropouts read the bottom of the range for their share of samples and show no signal', () => {
    const probe = bench(sensor({ range: { min: -5, max: 20 }, model: quiet }));
    probe.run(10, 10);
    addFault(probe.state, { kind: 'dropout', share: 0.2 }, probe.nowMs);
    let none = 0;
    let bottom = 0;
    for (let i = 0; i < 5000; i++) {
      if (probe.run(1, 10)[0] === -5) bottom++;
      if (probe.state.status === 'none') none++;
    }
    expect(bottom).toBe(none);
    expect(Math.abs(bottom / 5000 - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / 5000));
  });

  test('noise is so many times the usual', () => {
    const probe = bench(sensor({ model: { ...plain, resolution: 1e-6 } }));
    addFault(probe.state, { kind: 'noise', times: 8 }, 0);
    const spread = sdOf(probe.run(6000, 10));
    expect(spread).toBeGreaterThan(8 * 0.05 * 0.97);
    expect(spread).toBeLessThan(8 * 0.05 * 1.03);
  });

  test('several act at once; one of the same kind takes the place of the first', () => {
    const probe = bench(sensor({ model: quiet }));
    probe.run(10, 5);
    addFault(probe.state, { kind: 'calibration', gain: 2, offset: 0 }, probe.nowMs);
    addFault(probe.state, { kind: 'offset', by: 1 }, probe.nowMs);
    expect(probe.run(1, 5)[0]).toBeCloseTo(11, 6);
    addFault(probe.state, { kind: 'offset', by: -1 }, probe.nowMs);
    expect(probe.state.faults.length).toBe(2);
    expect(probe.run(1, 5)[0]).toBeCloseTo(9, 6);
    clearFaults(probe.state, 'calibration');
    expect(probe.run(1, 5)[0]).toBeCloseTo(4, 6);
  });

  test('the round of the staff leaves scripted faults; the technician puts right what can be put right', () => {
    const probe = bench(sensor({ model: quiet }));
    const faults: InstrumentFault[] = [
      { kind: 'offset', by: 1 },
      { kind: 'calibration', gain: 2, offset: 0 },
      { kind: 'drift', perDay: 1 },
      { kind: 'fouling', share: 0.5, days: 1 },
      { kind: 'dropout', share: 0.5 },
    ];
    for (const fault of faults) addFault(probe.state, fault, 0);
    routineCare(probe.spec, probe.state);
    expect(probe.state.faults.length).toBe(5);
    careFor(probe.spec, probe.state, 5000);
    expect(probe.state.faults).toEqual([
      { fault: faults[2], sinceMs: 5000 },
      { fault: faults[3], sinceMs: 5000 },
      { fault: faults[4], sinceMs: 0 },
    ]);
  });

  test('every kind of the schema can be set and leaves a finite reading in the range', () => {
    const kinds = instrumentFaultSchema.options.map((option) => option.shape.kind.value);
    const sizes = {
      by: 1e9,
      value: -1e9,
      perDay: 1e9,
      share: 1,
      days: 0.001,
      gain: 1e6,
      offset: 1e9,
      size: 1e9,
      perHour: 1e6,
      times: 1000,
    };
    for (const kind of kinds) {
      const option = instrumentFaultSchema.options.find((each) => each.shape.kind.value === kind)!;
      const fault = instrumentFaultSchema.parse(
        Object.fromEntries([
          ['kind', kind],
          ...Object.entries(sizes).filter(([key]) => key in option.shape),
        ]),
      );
      const probe = bench(sensor());
      probe.run(5, 5);
      addFault(probe.state, fault, probe.nowMs);
      for (const reading of probe.run(300, 5, 30)) {
        expect(reading).toBeGreaterThanOrEqual(0);
        expect(reading).toBeLessThanOrEqual(20);
      }
    }
    expect(meanOf([1, 2])).toBe(1.5);
  });
});
