import { describe, expect, it } from 'vitest';
import { compileVirtual, firstVirtualSensors } from '#core/signal/virtual/virtual.ts';
import { geumgang } from '#test/twin/profile.ts';
import { learnFrom, lose } from '../../scripts/virtual-check/evaluate.ts';
import type { Run } from '../../scripts/virtual-check/evaluate.ts';
import { mismatched, runPlant } from '../../scripts/virtual-check/plants.ts';

const cut = (run: Run, from: number, to?: number): Run => {
  const part = (columns: Run['shown']): Run['shown'] =>
    Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, column.subarray(from, to)]),
    );
  return {
    timesMs: run.timesMs.subarray(from, to),
    shown: part(run.shown),
    truth: part(run.truth),
  };
};

describe('virtual sensors on the virtual plant', () => {
  it('know pH and held or redox-told oxygen of the day after within the bounds asked for', async () => {
    const profile = await geumgang();
    const plan = compileVirtual(profile);
    const grid = profile.tags.filter((tag) => tag.store === 'grid').map((tag) => tag.id);
    const days = 5;
    const run = runPlant(profile, grid, {
      seed: 5,
      startMs: Date.UTC(2026, 3, 1),
      days,
      settleDays: 0,
      parameters: {},
      gone: null,
    });
    if (!run.ok) throw new Error(run.error);
    const school = cut(run.value, 0, (days - 1) * 1440);
    const after = cut(run.value, (days - 1) * 1440);
    const learned = learnFrom(plan, firstVirtualSensors(plan), school, grid);
    for (const { tag, sensor, steering } of plan.sensors) {
      if (sensor.quantity !== 'pH' && sensor.quantity !== 'DO') continue;
      const balance =
        sensor.quantity === 'DO' &&
        steering === null &&
        !profile.sensors.some((each) => each.quantity === 'ORP' && each.place === sensor.place);
      const figures = lose(
        plan,
        learned,
        after,
        grid,
        tag,
        school.shown[tag] ?? new Float64Array(),
        0,
      );
      expect(figures.silent, tag).toBe(0);
      if (!balance) expect(figures.mae, tag).toBeLessThan(sensor.quantity === 'pH' ? 0.15 : 0.3);
      expect(figures.coverage, tag).toBeGreaterThan(0.8);
    }
  }, 120_000);

  it('are checked on plants whose every number stays within its table', async () => {
    const profile = await geumgang();
    const drawn = mismatched(profile, 3, 0.5);
    expect(drawn).toEqual(mismatched(profile, 3, 0.5));
    expect(drawn).not.toEqual(mismatched(profile, 4, 0.5));
    expect(Object.keys(drawn).length).toBeGreaterThan(60);
    const wrong = runPlant(profile, [], {
      seed: 1,
      startMs: 0,
      days: 0.01,
      settleDays: 0,
      parameters: { 'asm1.muH': 1e9 },
      gone: null,
    });
    expect(wrong.ok).toBe(false);
    const right = runPlant(profile, [], {
      seed: 1,
      startMs: 0,
      days: 0.01,
      settleDays: 0,
      parameters: drawn,
      gone: null,
    });
    expect(right.ok).toBe(true);
  }, 60_000);
});
