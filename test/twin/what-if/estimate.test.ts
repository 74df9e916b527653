import { beforeAll, describe, expect, it } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { DayFigures, PresentReading } from '#core/what-if/messages.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { estimateState } from '#twin/what-if/estimate.ts';
import type { Estimate } from '#twin/what-if/estimate.ts';
import { forkPlant } from '#twin/what-if/fork.ts';
import { geumgang } from '../profile.ts';

/** The virtual plant's own readings stand for those of a real one: only what is wired to the PLC is known. */
let profile: PlantProfile;
let plant: VirtualPlant;
let readings: PresentReading[];
let day: DayFigures[];
let estimate: Estimate;

beforeAll(async () => {
  profile = await geumgang();
  plant = createVirtualPlant({ profile, seed: 5, startMs: Date.UTC(2026, 5, 10), tickMs: 30_000 });
  plant.advance(3 * 86_400_000);
  const sums = profile.sensors.map(() => ({ sum: 0, max: -Infinity }));
  for (let step = 0; step < 144; step++) {
    plant.advance(600_000);
    profile.sensors.forEach(({ tag }, i) => {
      const value = plant.tagValue(tag) ?? 0;
      sums[i]!.sum += value;
      sums[i]!.max = Math.max(sums[i]!.max, value);
    });
  }
  day = profile.sensors.map(({ tag }, i) => ({ tag, mean: sums[i]!.sum / 144, max: sums[i]!.max }));
  readings = profile.tags.map(({ id }) => ({
    tag: id,
    value: plant.tagValue(id),
    usable: true,
    ageS: 1,
  }));
  estimate = estimateState({ profile, readings, day, atMs: plant.nowMs() });
}, 90_000);

function future(of: Pick<Estimate, 'state' | 'profile'>) {
  const fork = forkPlant({ ...of, changes: [], horizonDays: 1, stepS: 900 });
  while (fork.advance(6) < 1);
  const curves = fork.recorder.curves();
  return {
    figures: fork.recorder.figures(),
    mean: (tag: string): number => {
      const curve = curves[fork.recorder.tags.indexOf(tag)] ?? [];
      return curve.reduce<number>((sum, value) => sum + (value ?? 0), 0) / curve.length;
    },
  };
}
const within = (value: number, wanted: number, share: number): void => {
  expect(Math.abs(value - wanted) / Math.abs(wanted)).toBeLessThan(share);
};

describe('a state estimated from readings', () => {
  it('stands at the present, with the levels, solids, settings and running machines that are read', () => {
    const { state } = estimate;
    expect(state.timeMs).toBe(plant.nowMs());
    profile.tanks.forEach((tank, i) => {
      if (tank.levelTag === null) return;
      const area = tank.volumeM3 / tank.depthM;
      expect(state.plant.tanks[i]!.volumeM3 / area).toBeCloseTo(plant.tagValue(tank.levelTag)!, 6);
    });
    expect(state.plc.settings).toEqual(plant.state.plc.settings);
    expect(state.plc.units.map(({ run }) => run)).toEqual(
      plant.state.plc.units.map(({ run }) => run),
    );
  });

  it('goes on about as the plant itself does for a day', () => {
    const exact = future({ state: plant.state, profile });
    const guess = future(estimate);
    within(guess.figures.energyKwh, exact.figures.energyKwh, 0.1);
    within(guess.figures.water.influentM3, exact.figures.water.influentM3, 0.15);
    within(guess.figures.water.effluentM3, exact.figures.water.effluentM3, 0.15);
    for (const item of ['COD', 'TN', 'TP', 'pH']) {
      const of = (run: typeof exact): number =>
        run.figures.effluent.find((each) => each.item === item)!.mean!;
      within(of(guess), of(exact), 0.35);
    }
    for (const tag of profile.sensors.filter(({ quantity }) => quantity === 'MLSS'))
      within(guess.mean(tag.tag), exact.mean(tag.tag), 0.1);
    exact.figures.membranes.forEach(({ maxTmpKPa }, i) => {
      within(guess.figures.membranes[i]!.maxTmpKPa!, maxTmpKPa!, 0.3);
    });
  }, 60_000);

  it('is a function of the readings alone', () => {
    const again = estimateState({ profile, readings, day, atMs: plant.nowMs() });
    expect(JSON.stringify(again)).toBe(JSON.stringify(estimate));
  }, 30_000);

  it('says which readings it could not use, and still gives a plant', () => {
    const [mlss, level, flow] = ['MLSS', 'level', 'flow'].map(
      (quantity) => profile.sensors.find((each) => each.quantity === quantity)!.tag,
    );
    const spoilt = readings
      .filter(({ tag }) => tag !== flow)
      .map((each) =>
        each.tag === mlss
          ? { ...each, usable: false, value: 99_999 }
          : each.tag === level
            ? { ...each, ageS: 100_000 }
            : each,
      );
    const guess = estimateState({ profile, readings: spoilt, day: [], atMs: plant.nowMs() });
    expect(guess.notes).toContainEqual({ tag: mlss, why: 'bad', ageS: 1 });
    expect(guess.notes).toContainEqual({ tag: level, why: 'old', ageS: 100_000 });
    expect(guess.notes).toContainEqual({ tag: flow, why: 'missing', ageS: null });
    for (const tank of guess.state.plant.tanks) {
      expect(tank.volumeM3).toBeGreaterThanOrEqual(0);
      expect(tank.load.every((amount) => Number.isFinite(amount))).toBe(true);
    }
    expect(guess.profile.influent.meanFlowM3PerD).toBeCloseTo(profile.influent.meanFlowM3PerD, 6);
  }, 30_000);
});
