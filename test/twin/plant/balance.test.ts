import { beforeAll, describe, expect, test } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { C } from '#core/process/water.ts';
import { balancesSince, snapshotOf } from '#twin/plant/balance.ts';
import { plantFigures } from '#twin/plant/figures.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { geumgang } from '../profile.ts';

let profile: PlantProfile;
beforeAll(async () => {
  profile = await geumgang();
});

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 5, 1, 15);
/** A simulated day at 1 s takes some seconds, on a busy machine many times that. */
const LONG_MS = 240_000;

const plantOf = (tickMs: number | undefined, change: Partial<PlantProfile> = {}): VirtualPlant =>
  createVirtualPlant({
    profile: { ...profile, ...change },
    seed: 3,
    startMs: START_MS,
    ...(tickMs === undefined ? {} : { tickMs }),
  });

describe('balances of the whole line', () => {
  test(
    'a day closes to rounding in water, COD, nitrogen, phosphorus, carbon and aluminium',
    () => {
      const plant = plantOf(30_000);
      const before = snapshotOf(plant.state.plant);
      plant.advance(DAY_MS);
      for (const each of balancesSince(plant.model, before, plant.state.plant)) {
        expect(Math.abs(each.relative), each.of).toBeLessThan(1e-9);
        expect(each.came, each.of).toBeGreaterThan(0);
      }
      expect(plant.state.plant.faults).toEqual([]);
    },
    LONG_MS,
  );

  test(
    'with the carbon in use, spills and a press without a drain too',
    () => {
      const machines = profile.machines.map((each) =>
        each.kind === 'dewatering' ? { ...each, to: null } : each,
      );
      const influent = {
        ...profile.influent,
        meanFlowM3PerD: profile.influent.meanFlowM3PerD * 4,
      };
      const plant = plantOf(30_000, { machines, influent });
      const bed = plant.state.plant.tanks[plant.model.carbonTank!]!.carbon!;
      bed.inUse = true;
      const before = snapshotOf(plant.state.plant);
      plant.advance(DAY_MS);
      for (const each of balancesSince(plant.model, before, plant.state.plant))
        expect(Math.abs(each.relative), each.of).toBeLessThan(1e-9);
      expect(plant.state.plant.account.spilled).toBeGreaterThan(0);
      expect(bed.layers[0]!.inert).toBeGreaterThan(0);
      expect(bed.held[C.XI]).toBeGreaterThan(0);
      // Out of use it drains into the discharge tank.
      bed.inUse = false;
      plant.advance(DAY_MS / 4);
      expect(plant.state.plant.tanks[plant.model.carbonTank!]!.volumeM3).toBeLessThan(1e-3);
    },
    LONG_MS,
  );
});

describe('length of the step', () => {
  test(
    'steps of 10, 30 and 60 s give the volumes and effluent loads of steps of 1 s within 2 %',
    () => {
      // Half a day brings the tanks into their rhythm; from there all go the same day.
      const before = plantOf(30_000);
      before.advance(DAY_MS / 2);
      const saved = JSON.stringify(before.state);
      const from = (change: Partial<PlantProfile>, tickMs?: number): VirtualPlant =>
        createVirtualPlant({
          profile: { ...profile, ...change },
          seed: 3,
          startMs: START_MS,
          resume: JSON.parse(saved) as VirtualPlant['state'],
          ...(tickMs === undefined ? {} : { tickMs }),
        });
      const fine = from({ plc: { ...profile.plc, scanMs: 1000 } });
      const plants = [10_000, 30_000, 60_000].map((tickMs) => from({}, tickMs));
      const start = [fine, ...plants].map((plant) => snapshotOf(plant.state.plant));
      for (const plant of [fine, ...plants]) plant.advance(DAY_MS);
      const figures = [fine, ...plants].map((plant, i) => {
        const { fence, account } = plant.state.plant;
        const before = start[i]!;
        const load = (c: number): number => fence.effluent[c]! - before.fence.effluent[c]!;
        const effluent = account.effluent - before.account.effluent;
        return {
          influent: account.influent - before.account.influent,
          effluent,
          inert: load(C.SI) / effluent,
          nitrate: load(C.SNO) / effluent,
          phosphate: load(C.SPO) / effluent,
          alkalinity: load(C.SALK) / effluent,
          held: plantFigures(plant.model, plant.state.plant).solidsHeldKg,
        };
      });
      const [reference, ...others] = figures;
      for (const other of others)
        for (const [name, value] of Object.entries(other)) {
          const expected = reference![name as keyof typeof other];
          expect(Math.abs(value / expected - 1), name).toBeLessThan(0.02);
        }
    },
    LONG_MS,
  );
});

describe('derived figures', () => {
  test('after a day there are solids, age, load, index and stays, in plausible ranges', () => {
    const plant = plantOf(30_000);
    plant.advance(DAY_MS);
    const figures = plantFigures(plant.model, plant.state.plant);
    for (const solids of Object.values(figures.mlssGPerL)) {
      expect(solids).toBeGreaterThan(2);
      expect(solids).toBeLessThan(16);
    }
    expect(figures.volatileShare).toBeGreaterThan(0.5);
    expect(figures.volatileShare).toBeLessThan(0.9);
    expect(figures.foodToMass).toBeGreaterThan(0.01);
    expect(figures.foodToMass).toBeLessThan(0.2);
    expect(figures.sviMlPerG).toBeGreaterThan(40);
    expect(figures.sviMlPerG).toBeLessThan(250);
    expect(figures.totalRetentionH).toBeGreaterThan(20);
    expect(figures.totalRetentionH).toBeLessThan(60);
    expect(figures.influentM3PerD).toBeGreaterThan(150);
  });

  test('without influent the stays have no value after a day and the plant lives on', () => {
    const plant = createVirtualPlant({
      profile,
      seed: 3,
      startMs: START_MS,
      tickMs: 30_000,
      influent: {
        at: () => ({
          flowM3PerH: 0,
          cod: 0,
          bod: 0,
          ss: 0,
          tn: 0,
          nh4n: 0,
          tp: 0,
          pH: 7,
          temperatureC: 15,
        }),
      },
    });
    plant.advance(2 * DAY_MS);
    const figures = plantFigures(plant.model, plant.state.plant);
    expect(figures.influentM3PerD).toBe(0);
    expect(figures.totalRetentionH).toBeNull();
    expect(plant.state.plant.account.influent).toBe(0);
  });
});
