import { describe, expect, it } from 'vitest';
import { nextGaussian, nextUniform, seedRandom } from '#core/random.ts';
import type { MinuteContext } from '#core/signal/qa/monitor-types.ts';
import { advanceMonitor, firstMonitor } from '#core/signal/qa/monitor.ts';
import type { MonitorState } from '#core/signal/qa/monitor.ts';
import type { MonitorSettings, SensorTest } from '#core/signal/qa/settings.ts';
import { sensor } from './sensor.ts';

const T0 = Date.UTC(2026, 2, 2);
const DAY = 1440;
const DAYS = 31;
const FAULT = 29 * DAY + 480;
const CALM: MinuteContext = { inCare: new Set(), running: new Map(), utcOffsetMin: 0 };

const plant = (more: Partial<SensorTest> = {}): MonitorSettings => ({
  sensors: [sensor('A', { stuckForMin: 1200, ...more })],
  machines: [],
  drives: [],
  crossChecks: [],
  areaM2: new Map(),
});

type Signal = (minute: number) => number;

/** [test, minute of its beginning after the fault] of all that is suspect or bad. */
function alarms(
  settings: MonitorSettings,
  signal: Signal,
  contextAt: (minute: number) => MinuteContext = () => CALM,
  state: MonitorState = firstMonitor(settings),
): [string, number][] {
  const told: [string, number][] = [];
  for (let minute = 0; minute < DAYS * DAY; minute++) {
    const { findings } = advanceMonitor(
      settings,
      state,
      {
        tsMs: T0 + minute * 60_000,
        samples: new Map([['A', { value: signal(minute), fresh: true }]]),
      },
      contextAt(minute),
    );
    for (const { change, finding } of findings)
      if (change === 'opened' && finding.severity !== 'note')
        told.push([finding.check, minute - FAULT]);
  }
  return told;
}

/** The same random numbers however often a minute is asked for. */
function jitter(seed: number): Signal {
  const random = seedRandom(seed);
  const known: number[] = [];
  return (minute) => {
    while (known.length <= minute) known.push(nextGaussian(random));
    return known[minute] ?? 0;
  };
}

describe('a signal that is coarser than its noise', () => {
  const noise = jitter(3);
  // Moves by whole units with the day: for hours at the turns it stands.
  const coarse: Signal = (minute) =>
    Math.round(50 + 6 * Math.sin((2 * Math.PI * minute) / DAY) + 0.05 * noise(minute));

  it('may stand still where it always does', () => {
    expect(alarms(plant(), coarse)).toEqual([]);
  });

  it('is found stuck by the moves that were due, long before the time of its profile', () => {
    const stuck: Signal = (minute) => coarse(Math.min(minute, FAULT));
    const [first] = alarms(plant(), stuck);
    expect(first?.[0]).toBe('stuck');
    expect(first?.[1]).toBeLessThan(12 * 60);
  });
});

describe('a signal whose controller switches it', () => {
  const random = seedRandom(8);
  const noise = jitter(9);
  const on: boolean[] = [];
  let left = 0;
  for (let minute = 0; minute < DAYS * DAY; minute++) {
    if (left-- <= 0) {
      on.push(!(on.at(-1) ?? false));
      left = 5 + Math.floor(40 * nextUniform(random));
    } else on.push(on.at(-1) ?? false);
  }
  const switched: Signal = (minute) =>
    on[minute] === true ? 65 + 0.2 * noise(minute) : 1 + 0.05 * noise(minute);

  it('is silent while it only switches', () => {
    expect(alarms(plant(), switched)).toEqual([]);
  });

  it('shows a spike and noise within one position that are far smaller than the switching', () => {
    const spiked: Signal = (minute) =>
      switched(minute) + (minute >= FAULT && (minute - FAULT) % 200 === 0 ? 9 : 0);
    expect(alarms(plant(), spiked).map(([check]) => check)).toContain('spike');
    const noisy: Signal = (minute) =>
      Math.max(0, switched(minute) + (minute >= FAULT ? 2 * noise(minute + 77) : 0));
    expect(alarms(plant(), noisy).map(([check]) => check)).toContain('noise');
  });

  it('goes on from a state of an earlier version, which has neither parts nor moves', () => {
    const settings = plant();
    const state = firstMonitor(settings);
    expect(alarms(settings, switched, () => CALM, state)).toEqual([]);
    const saved = JSON.parse(JSON.stringify(state)) as MonitorState;
    const own = saved.sensors['A'];
    delete own?.parts;
    delete own?.moves;
    const step = advanceMonitor(
      settings,
      saved,
      {
        tsMs: T0 + DAYS * DAY * 60_000,
        samples: new Map([['A', { value: switched(0), fresh: true }]]),
      },
      CALM,
    );
    expect(step.findings).toEqual([]);
  });
});

describe('a sensor behind a machine that starts and stops', () => {
  const noise = jitter(5);
  const running = (minute: number): boolean => minute % 12 > 1;
  const context = (minute: number): MinuteContext => ({
    ...CALM,
    running:
      running(minute) === running(minute - 1)
        ? new Map([['pump', running(minute)]])
        : new Map<string, boolean>(),
  });
  const pressure: Signal = (minute) =>
    running(minute) ? 15 + Math.round(4 * noise(minute)) / 10 : 0;

  it('is found stuck although each run is short', () => {
    const settings = plant({ restsWithout: ['pump'] });
    expect(alarms(settings, pressure, context)).toEqual([]);
    const stuck: Signal = (minute) => (minute < FAULT ? pressure(minute) : 15.1);
    const found = alarms(settings, stuck, context).filter(([check]) => check === 'stuck');
    expect(found[0]?.[1]).toBeGreaterThanOrEqual(0);
    expect(found[0]?.[1]).toBeLessThan(180);
  });
});
