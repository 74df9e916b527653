import { beforeAll, describe, expect, it } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { estimateState } from '#twin/what-if/estimate.ts';
import type { Estimate, EstimateInput } from '#twin/what-if/estimate.ts';
import { compareDays, dayAhead, estimateCase } from '../../../scripts/what-if/estimate-case.ts';
import { geumgang } from '../profile.ts';

/** The virtual plant's own readings stand for those of a real one: only what is wired to the PLC is known. */
let profile: PlantProfile;
let plant: VirtualPlant;
let input: EstimateInput;
let estimate: Estimate;

beforeAll(async () => {
  profile = await geumgang();
  ({ plant, input, estimate } = estimateCase(
    profile,
    6,
    Date.parse('2026-06-10T00:00:00+09:00'),
    20,
  ));
}, 120_000);

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

  it('misses no reading that there is', () => {
    expect(estimate.notes).toEqual([]);
  });

  it('goes on about as the plant itself does for a day', () => {
    const lines = compareDays(
      profile,
      dayAhead({ state: plant.state, profile }),
      dayAhead(estimate),
    );
    const BOUNDS: readonly (readonly [RegExp, number])[] = [
      [/^TN$/, 0.1],
      [/^(TP|COD|BOD)$/, 0.2],
      [/^pH$/, 0.1],
      [/^SS$/, 0.05],
      [/^DO TK-MB$/, 0.3],
      [/^DO /, 0.6],
      [/^MLSS /, 0.05],
      [/^TMP /, 0.1],
      [/^energy$/, 0.07],
      [/^(influent|effluent)$/, 0.05],
    ];
    for (const [name, bound] of BOUNDS) {
      const found = lines.filter((line) => name.test(line.name));
      expect(found, String(name)).not.toEqual([]);
      for (const line of found) expect(Math.abs(line.error), line.name).toBeLessThan(bound);
    }
  }, 60_000);

  it('is a function of the readings alone', () => {
    const again = estimateState(input);
    expect(JSON.stringify(again)).toBe(JSON.stringify(estimate));
  }, 60_000);

  it('says which readings it could not use, and still gives a plant', () => {
    const [mlss, level, flow] = ['MLSS', 'level', 'flow'].map(
      (quantity) => profile.sensors.find((each) => each.quantity === quantity)!.tag,
    );
    const spoilt = input.readings
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
  }, 60_000);
});
