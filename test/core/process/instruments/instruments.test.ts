import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InstrumentState } from '#core/process/instruments.ts';
import {
  fouledShare,
  instrumentSpec,
  routineCare,
  startInstruments,
  stepInstrument,
} from '#core/process/instruments.ts';
import { bench, meanOf, plain, sdOf, sensor } from './sensor.ts';

const DAY_S = 86_400;

describe('a sound instrument', () => {
  test('has the noise of its accuracy, the same at steps of 1 s and 30 s', () => {
    for (const dtS of [1, 30]) {
      const probe = bench(sensor({ model: { ...plain, resolution: 1e-6 } }));
      const readings = probe.run(8000, 5, dtS);
      // A quarter of 0.2; the spread of 8000 values is known to 0.8 %: three of these.
      expect(sdOf(readings)).toBeGreaterThan(0.05 * 0.975);
      expect(sdOf(readings)).toBeLessThan(0.05 * 1.025);
      expect(Math.abs(meanOf(readings) - 5)).toBeLessThan((4 * 0.05) / Math.sqrt(8000));
    }
  });

  test.each([
    [1, 10],
    [1, 60],
    [5, 60],
    [30, 300],
  ])('at steps of %i s reaches 90 %% of a step after T90 of %i s', (dtS, t90S) => {
    const probe = bench(
      sensor({ samplePeriodS: 1, model: { ...plain, noiseShare: 0, t90S, resolution: 1e-9 } }),
    );
    probe.run(5, 2, dtS);
    const readings = probe.run(Math.ceil(t90S / dtS), 12, dtS);
    expect(readings.at(-1)!).toBeCloseTo(2 + 0.9 * 10, 6);
  });

  test('reads only at its period and holds between', () => {
    const probe = bench(sensor({ samplePeriodS: 60, model: { resolution: 1e-9 } }));
    const readings = probe.run(600, 5);
    expect(new Set(readings).size).toBe(10);
    expect(new Set(readings.slice(60, 120)).size).toBe(1);
  });

  test('stays within its accuracy for 95 of 100 readings over a season of care, in any make', () => {
    for (const [quantity, of, value, truth] of [
      ['DO', 'absolute', 0.2, 2.5],
      ['SS', 'reading', 5, 12],
      ['pH', 'absolute', 0.1, 6.7],
      ['pressureDifference', 'span', 1, 8],
    ] as const) {
      let within = 0;
      let count = 0;
      for (let seed = 1; seed <= 20; seed++) {
        const probe = bench(
          sensor({ quantity, accuracy: { value, of }, samplePeriodS: 3600 }),
          seed,
        );
        const limit =
          of === 'reading' ? (value / 100) * truth : of === 'span' ? (value / 100) * 20 : value;
        for (let day = 0; day < 60; day++) {
          for (const reading of probe.run(24, truth, 3600)) {
            count++;
            if (Math.abs(reading - truth) <= limit) within++;
          }
          if (probe.state.uncleanS >= (probe.spec.careDays - 0.5) * DAY_S)
            routineCare(probe.spec, probe.state);
        }
      }
      expect({ quantity, share: within / count > 0.95 }).toEqual({ quantity, share: true });
    }
  });

  test('drifts as a random walk: its spread over the care interval is the stated share', () => {
    const ends = Array.from({ length: 300 }, (_, seed) => {
      const probe = bench(
        sensor({
          samplePeriodS: 3600,
          model: { ...plain, noiseShare: 0, driftShare: 0.5, careDays: 9, resolution: 1e-9 },
        }),
        seed,
      );
      return probe.run(9 * 24 + 1, 5, 3600).at(-1)! - 5;
    });
    // 300 walks: the spread is known to 4 %; three of these about 0.5 x 0.2.
    expect(sdOf(ends)).toBeGreaterThan(0.1 * 0.88);
    expect(sdOf(ends)).toBeLessThan(0.1 * 1.12);
    expect(Math.abs(meanOf(ends))).toBeLessThan(0.02);
  });

  test('is covered by growth with its time constant and its own pace; care washes it off', () => {
    const probe = bench(
      sensor({
        samplePeriodS: 3600,
        model: {
          ...plain,
          noiseShare: 0,
          fouling: { share: 0.4, days: 10, neutral: 0 },
          resolution: 1e-9,
        },
      }),
    );
    probe.state.uncleanS = 0;
    probe.state.foulingPace = 1;
    const readings = probe.run(24 * 10 + 1, 10, 3600);
    expect(readings.at(-1)!).toBeCloseTo(10 * (1 - 0.4 * (1 - Math.exp(-1))), 1);
    routineCare(probe.spec, probe.state);
    expect(fouledShare(probe.spec, probe.state, probe.nowMs)).toBe(0);
    expect(probe.run(1, 10, 3600)[0]).toBeCloseTo(10, 1);
  });

  test('shows the end of its range and says so; no truth shows as no signal and keeps the value', () => {
    const probe = bench(sensor());
    probe.run(200, 40);
    expect([probe.state.reading, probe.state.status]).toEqual([20, 'over']);
    probe.run(400, -30);
    expect([probe.state.reading, probe.state.status]).toEqual([0, 'under']);
    probe.run(400, 5);
    const before = probe.state.reading;
    probe.run(20, Number.NaN);
    expect([probe.state.reading, probe.state.status]).toEqual([before, 'none']);
    probe.run(200, 5);
    expect(probe.state.status).toBe('good');
    expect(Number.isFinite(probe.state.lagged)).toBe(true);
  });

  test('steps as its card does', () => {
    const probe = bench(sensor({ range: { min: -500, max: 500 }, model: { resolution: 0.25 } }));
    for (const reading of probe.run(100, 7.3)) expect((reading * 4) % 1).toBe(0);
    expect(instrumentSpec(sensor()).resolution).toBeCloseTo(20 / 16_000, 12);
  });
});

describe('an analyser', () => {
  const analyser = sensor({
    quantity: 'TN',
    samplePeriodS: 3600,
    range: { min: 0, max: 100 },
    model: { ...plain, noiseShare: 0, delayMin: 40, resolution: 1e-9 },
  });

  test('tells after its delay what the water was at its sampling instant, and holds it', () => {
    const ramp = (nowMs: number): number => nowMs / 3_600_000;
    const device = bench(analyser);
    const readings = device.run(6 * 3600, ramp);
    const changes = readings.flatMap((value, i) => (i > 0 && value !== readings[i - 1] ? [i] : []));
    expect(changes.length).toBeGreaterThanOrEqual(4);
    for (const at of changes) {
      // The sample was taken 40 minutes before the result.
      expect(readings[at]!).toBeCloseTo((at - 2400) / 3600, 2);
    }
    for (const [i, at] of changes.slice(1).entries()) expect(at - changes[i]!).toBe(3600);
  });

  test('each starts at its own moment of the cycle', () => {
    const specs = [0, 1, 2, 3].map(() => instrumentSpec(analyser));
    const states = startInstruments(specs, 7);
    for (const [i, spec] of specs.entries()) stepInstrument(spec, states[i]!, () => 5, 0, 0);
    expect(new Set(states.map((state) => state.dueS)).size).toBe(4);
    for (const state of states) expect(state.reading).toBeCloseTo(5, 9);
  });

  test('at coarse steps tells the same after the same delay', () => {
    const coarse = bench(analyser);
    const readings = coarse.run(6 * 120, (nowMs) => nowMs / 3_600_000, 30);
    for (const [i, value] of readings.entries())
      if (i > 200 && value !== readings[i - 1])
        expect((i * 30) / 3600 - value).toBeCloseTo(2400 / 3600, 1);
  });
});

describe('chance', () => {
  const specs = ['pH', 'DO', 'COD', 'flow', 'level'].map((quantity) =>
    instrumentSpec(
      sensor({ quantity: quantity as 'pH', samplePeriodS: quantity === 'COD' ? 900 : 1 }),
    ),
  );
  const play = (states: InstrumentState[], from: number, to: number): number[] => {
    const out: number[] = [];
    for (let t = from; t < to; t++)
      for (const [i, spec] of specs.entries()) {
        stepInstrument(spec, states[i]!, () => 5 + Math.sin(t / 300), t * 1000, 1);
        out.push(states[i]!.reading);
      }
    return out;
  };

  test('the same seed gives the same bytes, also when saved as JSON in the middle', () => {
    const whole = play(startInstruments(specs, 3), 0, 4000);
    const states = startInstruments(specs, 3);
    const first = play(states, 0, 1234);
    const saved = JSON.parse(JSON.stringify(states)) as InstrumentState[];
    expect([...first, ...play(saved, 1234, 4000)]).toEqual(whole);
    expect(play(startInstruments(specs, 4), 0, 100)).not.toEqual(whole.slice(0, 500));
  });

  test('each instrument draws from its own numbers: trouble in one leaves the others alone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 9999 }),
        (broken, seed) => {
          const calm = startInstruments(specs, seed);
          const hit = startInstruments(specs, seed);
          hit[broken]!.faults.push({ fault: { kind: 'noise', times: 50 }, sinceMs: 0 });
          hit[broken]!.faults.push({ fault: { kind: 'spike', size: 3, perHour: 600 }, sinceMs: 0 });
          const a = play(calm, 0, 60);
          const b = play(hit, 0, 60);
          for (const [i, value] of a.entries()) if (i % 5 !== broken) expect(b[i]).toBe(value);
        },
      ),
      { numRuns: 20 },
    );
  });
});

test('meters count what they measure, with the error of their calibration', () => {
  const meter = bench(
    sensor({
      quantity: 'flow',
      accuracy: { value: 2, of: 'reading' },
      range: { min: 0, max: 500 },
    }),
  );
  meter.state.calibration = 0.5;
  meter.run(3600, 12);
  expect(meter.state.total).toBeCloseTo(12 * (1 + 0.02 * (0.5 + meter.state.drift)), 2);
});
