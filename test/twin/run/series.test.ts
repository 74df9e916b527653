import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { COARSE_TICKS_MS, tickFault } from '#twin/run/tick.ts';
import { runSeries, startSeries } from '#twin/run/series.ts';
import type { Series, SeriesOptions } from '#twin/run/series.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import { geumgang } from '../profile.ts';

// Each takes a second or two; a busy machine takes a multiple of that.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let profile: PlantProfile;
beforeAll(async () => {
  profile = await geumgang();
});

const START_MS = Date.UTC(2026, 2, 2, 15);
const asked = (more: Partial<SeriesOptions> = {}): SeriesOptions => ({
  profile,
  seed: 4,
  startMs: START_MS,
  days: 0.25,
  sampleS: 300,
  tags: ['AIT-401.pv', 'TK-EQ.level'],
  ...more,
});
const done = (options: SeriesOptions): Series => {
  const run = runSeries(options);
  if (!run.ok) throw new Error(JSON.stringify(run.error));
  return run.value;
};

describe('the step of a run', () => {
  test('steps that fit into a minute are taken, all others are refused with what is allowed', () => {
    for (const tickMs of COARSE_TICKS_MS) {
      expect(60_000 % tickMs).toBe(0);
      expect(tickFault(tickMs)).toBeNull();
    }
    expect(tickFault(undefined)).toBeNull();
    fc.assert(
      fc.property(
        fc
          .oneof(fc.integer({ min: -1000, max: 100_000 }), fc.double())
          .filter((tickMs) => !COARSE_TICKS_MS.includes(tickMs)),
        (tickMs) => {
          expect(tickFault(tickMs)).toMatchObject({
            value: String(tickMs),
            quantity: 'tickMs, ms',
          });
        },
      ),
    );
    expect(() => createVirtualPlant({ profile, seed: 1, startMs: START_MS, tickMs: 7000 })).toThrow(
      /tickMs, ms is 7000, allowed 5000, 6000/,
    );
  });
});

describe('a run into columns', () => {
  test('holds what the plant itself shows at the same times, in one go or piece by piece', () => {
    const series = done(asked({ probes: { kwh: (plant) => plant.state.plant.totalKwh } }));
    const plant = createVirtualPlant({ profile, seed: 4, startMs: START_MS, tickMs: 30_000 });
    expect(series.timesMs.length).toBe(72);
    for (let row = 0; row < 72; row++) {
      plant.advance(300_000);
      expect(series.timesMs[row]).toBe(plant.nowMs());
      expect(series.columns['AIT-401.pv']?.[row]).toBe(plant.tagValue('AIT-401.pv'));
      expect(series.columns['kwh']?.[row]).toBe(plant.state.plant.totalKwh);
    }
    expect(series).toMatchObject({ faults: [], complete: true });
    const pieces = startSeries(asked());
    if (!pieces.ok) throw new Error('not started');
    const shares: number[] = [];
    while ((shares.at(-1) ?? 0) < 1) shares.push(pieces.value.advance(20));
    expect(shares).toEqual([20 / 72, 40 / 72, 60 / 72, 1]);
    expect(pieces.value.series().columns['TK-EQ.level']).toEqual(series.columns['TK-EQ.level']);
    expect(JSON.stringify(pieces.value.series().final)).toBe(JSON.stringify(series.final));
  });

  test('goes on from a state without touching it, and two halves are the whole', () => {
    const whole = done(asked());
    const first = done(asked({ days: 0.125 }));
    const saved = JSON.stringify(first.final);
    const second = done(asked({ days: 0.125, from: first.final, seed: 99, startMs: 0 }));
    expect(JSON.stringify(first.final)).toBe(saved);
    expect(JSON.stringify(second.final)).toBe(JSON.stringify(whole.final));
    expect([...(whole.columns['AIT-401.pv'] ?? [])].slice(36)).toEqual([
      ...(second.columns['AIT-401.pv'] ?? []),
    ]);
  });

  test('a state of a fine run goes on in coarse steps and back, no second lost or lived twice', () => {
    const fine = createVirtualPlant({ profile, seed: 4, startMs: START_MS });
    fine.advance(400_300);
    const coarse = done(asked({ from: fine.state, days: 0.05, sampleS: 60 }));
    expect(coarse.timesMs[0]).toBe(START_MS + 460_300);
    const inflow = (to: typeof coarse.final): number => to.plant.account.influent;
    const again = createVirtualPlant({
      profile,
      seed: 0,
      startMs: 0,
      resume: structuredClone(coarse.final),
    });
    const before = inflow(again.state);
    again.advance(60_000);
    expect(again.nowMs()).toBe(coarse.final.timeMs + 60_000);
    const perMinute = inflow(again.state) - before;
    expect(perMinute).toBeCloseTo(again.state.influent.flowM3PerH / 60, 1);
  });

  test('changes come at their time; one that cannot be done is told and the run goes on', () => {
    const series = done(
      asked({
        sampleS: 60,
        days: 1 / 24,
        tags: ['B-401.doSv', 'P-101A.fault'],
        changes: [
          { afterS: 1800, command: { cmd: 'setting', tag: 'B-401.doSv', value: 1.5 } },
          { afterS: 95, command: { cmd: 'setting', tag: 'NO-101.such', value: 1 } },
        ],
      }),
    );
    const setpoint = series.columns['B-401.doSv'] ?? new Float64Array();
    expect(setpoint[28]).not.toBe(1.5);
    expect(setpoint[30]).toBe(1.5);
    expect(series.faults).toHaveLength(1);
    expect(series.faults[0]?.fault.advice).toContain('NO-101.such');
    expect(series.complete).toBe(true);
  });

  test('what is wrong with a run is said before it begins, all of it', () => {
    const faults = runSeries(
      asked({
        tickMs: 7000,
        days: Number.NaN,
        changes: [{ afterS: -1, command: { cmd: 'status' } }],
        parameters: { 'nothing.atAll': 1 },
      }),
    );
    expect(faults.ok).toBe(false);
    if (faults.ok) return;
    expect(faults.error.map(({ quantity }) => quantity)).toEqual(
      expect.arrayContaining(['tickMs, ms', 'days', 'afterS, s', 'nothing.atAll']),
    );
    const refused = (more: Partial<SeriesOptions>): string => {
      const run = runSeries(asked(more));
      return run.ok ? '' : run.error.map(({ quantity }) => quantity).join();
    };
    expect(refused({ sampleS: 45 })).toBe('sampleS, s');
    expect(refused({ sampleS: 0 })).toContain('sampleS, s');
    expect(refused({ tags: ['TK-EQ.level', 'TK-XX.level'] })).toBe('tag');
    expect(refused({ days: 0 })).toBe('days');
  });

  test('a figure that is no number is told once and kept as a gap; an error ends the run, not the process', () => {
    let asks = 0;
    const gaps = done(asked({ probes: { odd: () => (asks++ % 2 === 0 ? 1 : Number.NaN) } }));
    expect(gaps.faults).toHaveLength(1);
    expect(gaps.columns['odd']?.[1]).toBeNaN();
    let rows = 0;
    const broken = done(
      asked({
        probes: {
          bad: () => {
            if (rows++ === 10) throw new Error('wrong by design');
            return 0;
          },
        },
      }),
    );
    expect(broken.complete).toBe(false);
    expect(broken.timesMs.length).toBe(10);
    expect(broken.faults[0]?.fault.value).toBe('wrong by design');
  });

  test('it can be watched and cancelled', () => {
    const shares: number[] = [];
    const series = done(
      asked({
        days: 1,
        onProgress: (share) => shares.push(share),
        cancelled: () => (shares.at(-1) ?? 0) > 0.3,
      }),
    );
    expect(series.complete).toBe(false);
    expect(series.timesMs.length / 288).toBeCloseTo(shares.at(-1) ?? 0, 6);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });
});
