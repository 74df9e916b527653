import { beforeAll, describe, expect, test } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
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
    plant.advance(24 * HOUR);
    const { energyKwhByMachine, totalKwh, energy } = plant.state.plant;
    const base = (plant.model.overrides['power.baseLoad'] ?? 0.3) * 24;
    const sum = energyKwhByMachine.reduce((a, b) => a + b, base);
    expect(Math.abs(sum - totalKwh)).toBeLessThan(0.01);
    // Low voltage, summer: one price, 116.2 + 9 + 5 won/kWh with 13.7 % on it.
    expect(energy.costWon / totalKwh).toBeCloseTo((116.2 + 14) * 1.137, 3);
    expect(energy.kwhByBand.offPeak + energy.kwhByBand.mid + energy.kwhByBand.peak).toBeCloseTo(
      totalKwh,
      6,
    );
    expect(energy.peakKw).toBeGreaterThan(totalKwh / 24);
  });

  test('by time of use is dearer in the afternoon than at night', () => {
    const plant = plantOf({}, (same) => ({
      ...same,
      tariffs: { ...same.tariffs, active: 'industrial-a2-high-a1' },
    }));
    plant.advance(24 * HOUR);
    const { kwhByBand, costWonByBand } = plant.state.plant.energy;
    expect(kwhByBand.peak).toBeGreaterThan(0);
    expect(costWonByBand.peak / kwhByBand.peak).toBeGreaterThan(
      costWonByBand.offPeak / kwhByBand.offPeak,
    );
  });
});

describe('blower', () => {
  test('below its surge line blows off, gives the basins no air and says so', () => {
    const plant = plantOf();
    plant.advance(2 * HOUR);
    expect(plant.state.plant.airNm3PerH).toBeGreaterThan(0);
    const blower = plant.program.machines.findIndex(({ def }) => def.kind === 'blower');
    const hold = (hz: number): void => {
      for (let i = 0; i < 10; i++) {
        const machine = plant.state.plc.machines[blower];
        if (machine !== undefined) machine.speedHz = hz;
        plant.advance(30_000);
      }
    };
    const setpoint = plant.program.machines[blower]?.def.control;
    expect(setpoint?.type).toBe('speedPi');
    hold(30);
    const before = plant.state.plant.air;
    expect(before.surges).toBeGreaterThanOrEqual(0);
    expect(plant.state.plant.air.headerKPa).toBeGreaterThan(0);
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
