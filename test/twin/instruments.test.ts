import { beforeAll, describe, expect, test } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { addFault } from '#core/process/instruments.ts';
import { careRound, compileInstruments, CARE_ROUND_S } from '#twin/instruments/instruments.ts';
import { compileTruths } from '#twin/plant/quantities.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { geumgang } from './profile.ts';

let profile: PlantProfile;
beforeAll(async () => {
  profile = await geumgang();
});

const coarse = (seed: number): VirtualPlant =>
  createVirtualPlant({ profile, seed, startMs: Date.UTC(2026, 4, 4), tickMs: 30_000 });

describe('instruments of the plant', () => {
  test('without faults read the water within their accuracy, so that the PLC can be led by them', () => {
    const plant = coarse(1);
    const truths = compileTruths(plant.model);
    const specs = compileInstruments(plant.model);
    plant.advance(6 * 3_600_000);
    const wrong = new Map<string, number>();
    const rounds = 150;
    for (let i = 0; i < rounds; i++) {
      plant.advance(300_000);
      for (const [k, sensor] of profile.sensors.entries()) {
        const spec = specs[k]!;
        // An analyser tells of water long gone, a flow changes between its samples.
        if (spec.delayS > 0 || sensor.quantity === 'NH4N' || sensor.quantity === 'flow') continue;
        const truth = truths[k]!(plant.state.plant);
        const limit =
          spec.accuracyConstant + spec.accuracyFactor * Math.abs(truth) + spec.resolution;
        if (Math.abs(plant.state.inputs.readings[k]! - truth) > 1.5 * limit)
          wrong.set(sensor.id, (wrong.get(sensor.id) ?? 0) + 1);
      }
    }
    const share = (id: string): number => (wrong.get(id) ?? 0) / rounds;
    for (const sensor of profile.sensors)
      if (['DO', 'level', 'temperature', 'MLSS'].includes(sensor.quantity))
        expect({ id: sensor.id, off: share(sensor.id) > 0.15 }).toEqual({
          id: sensor.id,
          off: false,
        });
    const held = profile.sensors.find((sensor) => sensor.id === 'AIT-401')!;
    const value = plant.tagValue(held.tag)!;
    expect(value).toBeGreaterThan(1);
    expect(value).toBeLessThan(4.5);
  });

  test('the staff go round each morning and care for what is due', () => {
    const plant = coarse(2);
    const specs = compileInstruments(plant.model);
    plant.advance(86_400_000 + CARE_ROUND_S * 1000);
    const daily = specs.findIndex((spec) => spec.careDays === 1);
    expect(daily).toBeGreaterThanOrEqual(0);
    for (const [k, spec] of specs.entries())
      expect(plant.state.instruments[k]!.uncleanS).toBeLessThan((spec.careDays + 1.1) * 86_400);
    const state = plant.state.instruments[daily]!;
    addFault(state, { kind: 'offset', by: 1 }, plant.nowMs());
    state.uncleanS = 10 * 86_400;
    careRound(specs, plant.state.instruments);
    expect([state.uncleanS, state.drift, state.faults.length]).toEqual([0, 0, 1]);
  });
});
