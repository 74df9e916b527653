import { beforeAll, describe, expect, test } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { aerationOf, airShareOf, blow } from '#twin/plant/air.ts';
import { applyCleaning } from '#twin/plant/membranes.ts';
import { geumgang } from '../profile.ts';

const START = Date.parse('2026-07-15T00:00:00+09:00');
const HOUR = 3_600_000;
let profile: PlantProfile;
beforeAll(async () => {
  profile = await geumgang();
});
const plantOf = (
  parameters: Readonly<Record<string, number>> = {},
  change: (profile: PlantProfile) => PlantProfile = (same) => same,
): VirtualPlant =>
  createVirtualPlant({
    profile: change(profile),
    seed: 3,
    startMs: START,
    tickMs: 30_000,
    parameters,
  });

describe('energy', () => {
  test('of the machines and the base load is the total; its cost is that at the price of each hour', () => {
    const plant = plantOf();
    plant.advance(12 * HOUR);
    const { energyKwhByMachine, totalKwh, energy } = plant.state.plant;
    const base = (plant.model.overrides['power.baseLoad'] ?? 0.3) * 12;
    const sum = energyKwhByMachine.reduce((a, b) => a + b, base);
    expect(Math.abs(sum - totalKwh)).toBeLessThan(0.01);
    // Low voltage, summer: one price, 116.2 + 9 + 5 won/kWh with 13.7 % on it.
    expect(energy.costWon / totalKwh).toBeCloseTo((116.2 + 14) * 1.137, 3);
    expect(energy.kwhByBand.offPeak + energy.kwhByBand.mid + energy.kwhByBand.peak).toBeCloseTo(
      totalKwh,
      6,
    );
    expect(energy.peakKw).toBeGreaterThan(totalKwh / 12);
  });

  test('by time of use is dearer in the afternoon than at night', () => {
    const plant = plantOf({}, (same) => ({
      ...same,
      tariffs: { ...same.tariffs, active: 'industrial-a2-high-a1' },
    }));
    plant.advance(18 * HOUR);
    const { kwhByBand, costWonByBand } = plant.state.plant.energy;
    expect(kwhByBand.peak).toBeGreaterThan(0);
    expect(costWonByBand.peak / kwhByBand.peak).toBeGreaterThan(
      costWonByBand.offPeak / kwhByBand.offPeak,
    );
  });
});

describe('blower', () => {
  test('below its surge line blows off, gives the basins no air and says so', () => {
    const { model, state } = plantOf();
    const blower = model.machines.find(({ role }) => role.kind === 'blower')!;
    const actuators = {
      unitRun: state.plant.powerKw.map((_, unit) => unit === blower.unitIndices[0]),
      speedHz: model.machines.map(() => 60),
      rateMlPerMin: model.machines.map(() => 0),
    };
    blow(model, state.plant, actuators, 1);
    expect(state.plant.airNm3PerH).toBeGreaterThan(1000);
    expect(state.plant.air).toMatchObject({ surging: false, surges: 0, ventedNm3PerH: 0 });
    actuators.speedHz.fill(35);
    const air = blow(model, state.plant, actuators, 1);
    expect(state.plant.airNm3PerH).toBe(0);
    expect(state.plant.air).toMatchObject({ surging: true, surges: 1 });
    expect(state.plant.air.ventedNm3PerH).toBeGreaterThan(0);
    expect(air.powerKwByMachine.get(blower.index)).toBeGreaterThan(0);
  });

  test('gives a basin transfer and saturation by its own depth, solids and share of the air', () => {
    const { model, state } = plantOf();
    state.plant.airNm3PerH = 900;
    const at = (kind: string) => {
      const tank = model.tanks.findIndex(({ def }) => def.kind === kind);
      return aerationOf(model, state.plant, tank);
    };
    expect(at('aeration').kLaPerH).toBeGreaterThan(0.5);
    expect(at('membrane').kLaPerH).toBeGreaterThan(0.5);
    expect(at('membrane').saturationMgPerL).toBeGreaterThan(8);
    expect(at('equalisation').kLaPerH).toBe(0);
    const shares = model.tanks.reduce((sum, _, i) => sum + airShareOf(model, i), 0);
    expect(shares).toBeLessThanOrEqual(1);
  });
});

describe('membranes', () => {
  test('a cleaning whose chemical did not arrive restores nothing and does not count', () => {
    const plant = plantOf();
    const { model, state } = plant;
    const suction = model.machines.findIndex(({ role }) => role.kind === 'suction');
    const series = state.plant.series[0]!;
    const before = series.organic;
    state.plant.cleaningL = 0;
    expect(applyCleaning(model, state.plant, suction, 'weekly', 2.5)).toBe(false);
    expect(series.organic).toBe(before);
    state.plant.cleaningL = 2.5;
    expect(applyCleaning(model, state.plant, suction, 'weekly', 2.5)).toBe(true);
    expect(series.organic).toBeLessThan(0.3 * before);
    expect(state.plant.cleaningL).toBe(0);
  });

  test('a breach clouds the filtrate', () => {
    const solids = (breachShare: number): number => {
      const plant = plantOf();
      for (const series of plant.state.plant.series) series.breachShare = breachShare;
      plant.advance(6 * HOUR);
      const tank = profile.sensors.find(
        ({ quantity, place }) => quantity === 'SS' && place === 'effluent',
      );
      return plant.tagValue(tank?.tag ?? '') ?? Number.NaN;
    };
    expect(solids(1e-3)).toBeGreaterThan(10 * solids(0));
  });
});
