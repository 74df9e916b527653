import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextGaussian, seedRandom } from '#core/random.ts';
import type { FindingChange, MinuteContext } from '#core/signal/qa/monitor-types.ts';
import type { MinuteSample } from '#core/signal/qa/finding.ts';
import { advanceMonitor, firstMonitor, fits } from '#core/signal/qa/monitor.ts';
import type { MonitorState } from '#core/signal/qa/monitor.ts';
import type { MonitorSettings, SensorTest } from '#core/signal/qa/settings.ts';
import { sensor } from './sensor.ts';

const T0 = Date.UTC(2026, 2, 2);
const MINUTE_MS = 60_000;
const DAY = 1440;

const settings = (
  sensors: readonly SensorTest[],
  more: Partial<MonitorSettings> = {},
): MonitorSettings => ({
  sensors,
  machines: [],
  drives: [],
  crossChecks: [],
  areaM2: new Map(),
  ...more,
});

const CALM: MinuteContext = { inCare: new Set(), running: new Map(), utcOffsetMin: 0 };

type Signal = (minute: number) => number | null;
interface Watched {
  readonly state: MonitorState;
  readonly changes: readonly FindingChange[];
}

/** Signals through the tests; `held`: minutes in which a slow sensor repeats its value. */
function watch(
  set: MonitorSettings,
  signals: Readonly<Record<string, Signal>>,
  minutes: number,
  contextAt: (minute: number) => MinuteContext = () => CALM,
  from: { readonly state: MonitorState; readonly minute: number } | null = null,
): Watched {
  let { state } = from ?? { state: firstMonitor(set) };
  const changes: FindingChange[] = [];
  for (let minute = from?.minute ?? 0; minute < minutes; minute++) {
    const samples = new Map<string, MinuteSample>(
      Object.entries(signals).map(([tag, signal]) => {
        const value = signal(minute);
        return [tag, { value, fresh: value !== null }];
      }),
    );
    const step = advanceMonitor(
      set,
      state,
      { tsMs: T0 + minute * MINUTE_MS, samples },
      contextAt(minute),
    );
    state = step.state;
    changes.push(...step.findings);
  }
  return { state, changes };
}

/** A daily wave with noise, the same for the same seed. */
function wave(seed: number, middle = 50, swing = 10, noise = 0.5): Signal {
  const random = seedRandom(seed);
  const known: number[] = [];
  return (minute) => {
    while (known.length <= minute) known.push(nextGaussian(random));
    return middle + swing * Math.sin((2 * Math.PI * minute) / DAY) + noise * (known[minute] ?? 0);
  };
}

const alarms = ({ changes }: Watched): string[] => [
  ...new Set(
    changes
      .filter(({ change, finding }) => change === 'opened' && finding.severity !== 'note')
      .map(({ finding }) => `${finding.tag} ${finding.check}`),
  ),
];
const notes = ({ changes }: Watched): string[] => [
  ...new Set(changes.map(({ finding }) => finding.check)),
];

const DAYS = 21;
const FAULT = 20 * DAY;
/** A signal with a fault of an hour and more near the end, and its clean twin. */
const during =
  (clean: Signal, spoilt: (value: number, minute: number) => number | null): Signal =>
  (minute) => {
    const value = clean(minute);
    return minute < FAULT || minute >= FAULT + 600 || value === null
      ? value
      : spoilt(value, minute - FAULT);
  };

describe('tests that learn from a sensor alone', () => {
  const one = settings([sensor('A')]);

  it('is silent on a healthy signal', () => {
    expect(alarms(watch(one, { A: wave(1) }, DAYS * DAY))).toEqual([]);
  });

  const cases: readonly [string, string, (value: number, minute: number) => number | null][] = [
    ['range', 'a value outside the physical range', (value, m) => (m === 5 ? 120 : value)],
    ['missing', 'more than a minute without data', (value, m) => (m < 10 ? null : value)],
    [
      'spike',
      'a single reading off both neighbours',
      (value, m) => (m === 50 ? value + 12 : value),
    ],
    ['rate', 'a change within a minute that stays', (value) => value + 12],
    ['stuck', 'a reading that stands still', () => 51.5],
    ['noise', 'noise four times the usual', (value, m) => value + 2 * Math.sin(m * 2.3) * 1.4],
    ['signal', 'the signal at the bottom of its scale', () => 0],
    ['band', 'a level never seen in the weeks before', (value) => value + 35],
  ];
  it.each(cases)('finds %s: %s', (check, _, spoilt) => {
    const found = watch(one, { A: during(wave(1), spoilt) }, DAYS * DAY);
    expect(alarms(found)).toContain(`A ${check}`);
    const first = found.changes.find(({ finding }) => finding.check === check)?.finding;
    expect(first?.tag).toBe('A');
    expect(first?.fromMs).toBeGreaterThanOrEqual(T0 + (FAULT - 1) * MINUTE_MS);
  });

  it('notes the gap when data return, and values outside three sigma and the fences', () => {
    const lost = watch(one, { A: during(wave(1), (v, m) => (m < 10 ? null : v)) }, DAYS * DAY);
    const gap = lost.changes.find(({ finding }) => finding.check === 'gap')?.finding;
    expect(gap).toMatchObject({ severity: 'note', tier: 2 });
    expect(((gap?.toMs ?? 0) - (gap?.fromMs ?? 0)) / MINUTE_MS).toBe(10);
    const far = watch(one, { A: during(wave(1), (v) => v + 36) }, DAYS * DAY);
    expect(notes(far)).toEqual(expect.arrayContaining(['sigma', 'iqr', 'movingAverage']));
  });

  it('takes a sensor in care out of all tests', () => {
    const spoilt = during(wave(1), () => 0);
    const cared: MinuteContext = { ...CALM, inCare: new Set(['A']) };
    const found = watch(one, { A: spoilt }, DAYS * DAY, (m) =>
      m >= FAULT && m < FAULT + 600 ? cared : CALM,
    );
    expect(alarms(found)).toEqual([]);
  });

  it('allows a slow analyser to hold its result between two polls', () => {
    const slow = settings([sensor('A', { pollMin: 60, stepMin: 60 })]);
    const clean = wave(3);
    const polled: Signal = (minute) => (minute % 60 === 0 ? clean(minute) : null);
    expect(alarms(watch(slow, { A: polled }, 10 * DAY))).toEqual([]);
  });

  it('tells a zero that has moved while its machine stands', () => {
    const rests = settings([sensor('A', { restsWithout: ['pump'] })]);
    const noise = wave(4, 0.2, 0, 0.05);
    const context = (minute: number): MinuteContext => ({
      ...CALM,
      running: new Map([['pump', minute % 10 < 7]]),
    });
    const signal =
      (moved: number): Signal =>
      (minute) =>
        (minute % 10 < 7 ? 20 : 0) + Math.abs(noise(minute) ?? 0) + (minute >= FAULT ? moved : 0);
    expect(alarms(watch(rests, { A: signal(0) }, DAYS * DAY, context))).toEqual([]);
    expect(alarms(watch(rests, { A: signal(4) }, DAYS * DAY, context))).toContain('A zero');
  });

  it('never raises noise for a constant offset, whatever its size', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (by) => {
        const found = watch(one, { A: during(wave(1), (value) => value + by) }, DAYS * DAY);
        expect(alarms(found)).not.toContain('A noise');
      }),
      { numRuns: 4 },
    );
  });
});

describe('cross checks', () => {
  const pair = [sensor('A'), sensor('B')];
  const named = { name: { ko: '가', en: 'a' }, source: 'test', assumed: undefined };
  it('holds a ratio, and calls it a note where the plant never kept it', () => {
    const set = settings(pair, {
      crossChecks: [
        {
          kind: 'ratio',
          id: 'r',
          over: 'A',
          under: 'B',
          min: 1.2,
          max: 2,
          overFloor: 1,
          underFloor: 1,
          forMin: 60,
          ...named,
        },
      ],
    });
    const half: Signal = (m) => (wave(1)(m) ?? 0) / 1.6;
    const a = wave(1);
    const b: Signal = (m) => (a(m) ?? 0) / 1.6 + Math.sin(m * 1.7) / 10;
    expect(half(0)).toBeGreaterThan(0);
    expect(alarms(watch(set, { A: a, B: b }, DAYS * DAY))).toEqual([]);
    const off: Signal = (m) => (m < FAULT ? b(m) : (a(m) ?? 0) / 2.3 + Math.sin(m * 1.7) / 10);
    const broken = watch(set, { A: a, B: off }, FAULT + 300);
    const ratio = broken.changes.filter(({ finding }) => finding.check === 'ratio');
    expect(ratio.map(({ finding }) => [finding.tag, finding.other])).toEqual(
      expect.arrayContaining([
        ['A', 'B'],
        ['B', 'A'],
      ]),
    );
    const always: Signal = (m) => (a(m) ?? 0) / 0.7 + Math.sin(m * 1.7) / 10;
    const habit = watch(set, { A: a, B: always }, 12 * DAY);
    expect(habit.changes.filter(({ finding }) => finding.check === 'ratio').length).toBe(2);
    expect(alarms(habit)).toEqual([]);
  });

  it('counts water held in a tank when two flows are compared', () => {
    const set = settings([...pair, sensor('L')], {
      areaM2: new Map([['L', 40]]),
      crossChecks: [
        {
          kind: 'agree',
          id: 'f',
          a: 'A',
          b: 'B',
          percent: 10,
          floor: 1,
          windowMin: 360,
          heldIn: ['L'],
          ...named,
        },
      ],
    });
    const jitter = wave(5, 0, 0, 0.1);
    const held = (m: number): number => 20 + 2 * Math.sin((2 * Math.PI * m) / DAY);
    const level: Signal = (m) => held(m) + (jitter(m) ?? 0) / 100;
    const inflow: Signal = (m) => 50 + (jitter(m) ?? 0);
    // m3/h out = in - 40 m2 x change of level an hour
    const out: Signal = (m) => 50 - 40 * 60 * (held(m) - held(m - 1)) + (jitter(m + 7) ?? 0);
    const agree = watch(set, { A: inflow, B: out, L: level }, 16 * DAY);
    expect(agree.changes.filter(({ finding }) => finding.check === 'agree')).toEqual([]);
    const less: Signal = (m) => (out(m) ?? 0) * (m > 14 * DAY ? 0.8 : 1);
    const apart = watch(set, { A: inflow, B: less, L: level }, 16 * DAY);
    expect(notes(apart)).toContain('agree');
  });

  it('holds two signals to a line', () => {
    const set = settings(pair, {
      crossChecks: [
        { kind: 'line', id: 'l', a: 'A', b: 'B', slope: -2, by: 5, windowMin: 60, ...named },
      ],
    });
    const b = wave(6, 50, 5, 0.2);
    const a: Signal = (m) => 60 - 2 * ((b(m) ?? 0) - 50) + Math.sin(m * 1.3) / 5;
    expect(notes(watch(set, { A: a, B: b }, 16 * DAY))).not.toContain('line');
    const off: Signal = (m) => (a(m) ?? 0) + (m > 14 * DAY ? 9 : 0);
    expect(notes(watch(set, { A: off, B: b }, 16 * DAY))).toContain('line');
  });
});

describe('the monitor as a whole', () => {
  const trio = settings([sensor('A'), sensor('B'), sensor('C')]);
  const common = wave(9, 50, 8, 0.3);
  const own = [wave(10, 0, 0, 0.4), wave(11, 0, 0, 0.4), wave(12, 0, 0, 0.4)];
  const slow = (m: number): number => 4 * Math.sin(m / 900) + 3 * Math.sin(m / 2100);
  const signal =
    (k: number, gain: number): Signal =>
    (m) =>
      (common(m) ?? 0) + gain * slow(m) + (own[k]?.(m) ?? 0);
  const healthy = { A: signal(0, 1), B: signal(1, 0.8), C: signal(2, 1.2) };
  const driftAt = 26 * DAY;
  const drifting: Signal = (m) =>
    (healthy.B(m) ?? 0) + (m < driftAt ? 0 : Math.min(8, (8 * (m - driftAt)) / (2 * DAY)));

  it('accuses the sensor that drifts, and no other', () => {
    expect(alarms(watch(trio, healthy, 30 * DAY))).toEqual([]);
    const found = alarms(watch(trio, { ...healthy, B: drifting }, 30 * DAY));
    expect(found.some((each) => each === 'B drift' || each === 'B bias')).toBe(true);
    expect(found.filter((each) => !each.startsWith('B'))).toEqual([]);
  });

  it('goes on from a saved state as if it had never stopped', () => {
    const signals = { ...healthy, B: drifting };
    const whole = watch(trio, signals, 29 * DAY);
    const first = watch(trio, signals, 25 * DAY + 17);
    const saved: unknown = JSON.parse(JSON.stringify(first.state));
    const state = saved as MonitorState;
    expect(fits(trio, state)).toBe(true);
    const rest = watch(trio, signals, 29 * DAY, () => CALM, { state, minute: 25 * DAY + 17 });
    expect([...first.changes, ...rest.changes]).toEqual(whole.changes);
    expect(JSON.stringify(rest.state)).toBe(JSON.stringify(whole.state));
  });

  it('goes on from the state of an earlier version, which lacks what was added since', () => {
    const signals = { ...healthy, B: drifting };
    const first = watch(trio, signals, 25 * DAY);
    const old = JSON.parse(
      JSON.stringify(first.state, (key, value: unknown) =>
        key === 'misfit' || key === 'noisyMs' ? undefined : value,
      ),
    ) as MonitorState;
    expect(JSON.stringify(old)).not.toContain('misfit');
    const rest = watch(trio, signals, 29 * DAY, () => CALM, { state: old, minute: 25 * DAY });
    const found = alarms(rest);
    expect(found.some((each) => each === 'B drift' || each === 'B bias')).toBe(true);
    expect(found.filter((each) => !each.startsWith('B'))).toEqual([]);
  });

  it('says the same whatever the order of the samples in a row', () => {
    const signals = { ...healthy, B: drifting };
    const turned = { C: signals.C, B: signals.B, A: signals.A };
    const one = watch(trio, signals, 28 * DAY);
    const other = watch(trio, turned, 28 * DAY);
    expect(other.changes).toEqual(one.changes);
  });

  it('never throws on NaN, gaps and a clock set back', () => {
    const value = fc.oneof(
      fc.double(),
      fc.constant(Number.NaN),
      fc.constant(null),
      fc.double({ min: 0, max: 100, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, fc.integer({ min: -90, max: 90 })), { maxLength: 200 }),
        (rows) => {
          const state = firstMonitor(trio);
          let minute = 0;
          for (const [each, step] of rows) {
            minute += step;
            const sample = { value: each, fresh: each !== null };
            const { findings } = advanceMonitor(
              trio,
              state,
              { tsMs: T0 + minute * MINUTE_MS, samples: new Map([['A', sample]]) },
              CALM,
            );
            for (const { finding } of findings) expect(finding.id).toContain(finding.tag);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does not take a state over that belongs to other sensors', () => {
    expect(fits(trio, firstMonitor(settings([sensor('A')])))).toBe(false);
  });
});
