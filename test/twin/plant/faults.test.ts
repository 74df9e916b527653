import { beforeAll, describe, expect, test } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { C } from '#core/process/water.ts';
import { generatedInfluent } from '#twin/influent-source.ts';
import type { InfluentSource } from '#twin/influent-source.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { geumgang } from '../profile.ts';

let profile: PlantProfile;
beforeAll(async () => {
  profile = await geumgang();
});

const MINUTE_MS = 60_000;
const plantOf = (influent?: InfluentSource): VirtualPlant =>
  createVirtualPlant({
    profile,
    seed: 5,
    startMs: Date.UTC(2026, 5, 1, 15),
    tickMs: 30_000,
    ...(influent === undefined ? {} : { influent }),
  });

const tankOf = (plant: VirtualPlant, id: string) =>
  plant.state.plant.tanks[profile.tanks.findIndex((tank) => tank.id === id)]!;
const faultsAt = (plant: VirtualPlant, place: string): string[] =>
  plant.state.plant.faults
    .filter(({ fault }) => fault.place === place)
    .map(({ fault }) => fault.quantity);

/** All finite, nothing below zero but alkalinity, and time goes on. */
function expectAlive(plant: VirtualPlant): void {
  const before = plant.state.plant.account.influent;
  plant.advance(60 * MINUTE_MS);
  for (const tank of plant.state.plant.tanks) {
    expect(Number.isFinite(tank.volumeM3)).toBe(true);
    expect(Number.isFinite(tank.pH)).toBe(true);
    tank.load.forEach((amount, i) => {
      expect(Number.isFinite(amount)).toBe(true);
      if (i !== C.SALK) expect(amount).toBeGreaterThanOrEqual(-1e-6 * tank.volumeM3 - 1e-9);
    });
  }
  expect(Number.isFinite(plant.state.plant.totalKwh)).toBe(true);
  expect(plant.state.plant.account.influent).toBeGreaterThanOrEqual(before);
  expect(Object.values(plant.state.plant.account).every(Number.isFinite)).toBe(true);
}

describe('content that cannot be', () => {
  test.each([
    ['NaN', 'TK-EQ', C.SNH, Number.NaN, 'SNH, g/m3'],
    ['infinite', 'TK-AE2', C.XBH, Number.POSITIVE_INFINITY, 'XBH, g/m3'],
    ['negative', 'TK-MB', C.SNO, -50, 'SNO, g/m3'],
    ['NaN alkalinity', 'TK-RX', C.SALK, Number.NaN, 'SALK, g/m3'],
    ['NaN heat', 'TK-AE1', C.HEAT, Number.NaN, 'HEAT, g/m3'],
  ])(
    '%s in %s: the tank keeps its last good water and says so',
    (_, id, component, value, quantity) => {
      const plant = plantOf();
      plant.advance(10 * MINUTE_MS);
      const good = tankOf(plant, id).load[component]!;
      tankOf(plant, id).load[component] = value;
      plant.advance(MINUTE_MS);
      expect(faultsAt(plant, id)).toEqual([quantity]);
      expect(faultsAt(plant, id).length).toBe(plant.state.plant.faults.length);
      const [seen] = plant.state.plant.faults;
      expect(seen).toMatchObject({
        count: 1,
        fault: { value: expect.stringMatching(/NaN|Infinity|-/) },
      });
      expect(Math.abs(tankOf(plant, id).load[component]! - good)).toBeLessThanOrEqual(
        0.1 * Math.abs(good) + 5,
      );
      expectAlive(plant);
    },
  );

  test.each([Number.NaN, -3])('a volume of %f', (volume) => {
    const plant = plantOf();
    plant.advance(MINUTE_MS);
    tankOf(plant, 'TK-1T').volumeM3 = volume;
    plant.advance(MINUTE_MS);
    expect(faultsAt(plant, 'TK-1T')).toEqual(['volume, m3']);
    expect(tankOf(plant, 'TK-1T').volumeM3).toBeGreaterThan(1);
    expectAlive(plant);
  });

  test('acid beyond any pH is named with its tank, and the last pH stands', () => {
    const plant = plantOf();
    plant.advance(10 * MINUTE_MS);
    tankOf(plant, 'TK-PH').load[C.SALK] = -1e9;
    plant.advance(30_000);
    expect(faultsAt(plant, 'TK-PH')).toEqual(['alkalinity, mol/m3']);
    expectAlive(plant);
  });

  test('many different faults: the list stays bounded', () => {
    const plant = plantOf();
    plant.advance(MINUTE_MS);
    for (let round = 0; round < 20; round++)
      for (const tank of plant.state.plant.tanks) {
        tank.load[round % 18] = Number.NaN;
        plant.advance(30_000);
      }
    expect(plant.state.plant.faults.length).toBeLessThanOrEqual(40);
    expectAlive(plant);
  });
});

describe('influent that cannot be', () => {
  const spoiled = (change: object): InfluentSource => ({
    at: (moment) =>
      moment.plantS > 600
        ? { ...generatedInfluent.at(moment), ...change }
        : generatedInfluent.at(moment),
  });

  test.each([
    ['NaN flow', { flowM3PerH: Number.NaN }, 'flow, m3/h'],
    ['negative flow', { flowM3PerH: -20 }, 'flow, m3/h'],
    ['NaN strength', { nh4n: Number.NaN }, 'SNH, g/m3'],
    ['negative strength', { nh4n: -5 }, 'SNH, g/m3'],
  ])('%s: the last water stands', (_, change, quantity) => {
    const plant = plantOf(spoiled(change));
    plant.advance(30 * MINUTE_MS);
    expect(faultsAt(plant, 'influent')).toContain(quantity);
    expect(plant.state.plant.influentM3PerH).toBeGreaterThan(0);
    expectAlive(plant);
  });
});

describe('machines', () => {
  test('a pump run by hand on an emptied tank gives nothing and the tank says so', () => {
    const plant = plantOf();
    plant.advance(MINUTE_MS);
    const tank = tankOf(plant, 'TK-1T');
    const index = plant.program.units.findIndex((unit) => unit.id === 'P-301A');
    const unit = plant.state.plc.units[index]!;
    unit.remote = false;
    unit.localRun = true;
    for (let i = 0; i < tank.load.length; i++) tank.load[i] = 0;
    tank.volumeM3 = 0;
    plant.advance(5 * MINUTE_MS);
    expect(faultsAt(plant, 'TK-1T').join()).toContain('firstTreatmentPump');
    expectAlive(plant);
  });

  test('a dose that is no number gives nothing and is named', () => {
    const plant = plantOf();
    plant.advance(60 * MINUTE_MS);
    const pac = plant.model.machines.findIndex(({ def }) => def.id === 'pacPump');
    const used = plant.state.plant.usedL[pac]!;
    const setting = plant.program.setpoints.findIndex((each) => each.tag === 'DP-101.rateSet');
    plant.state.plc.settings[setting] = Number.NaN;
    plant.advance(6 * 60 * MINUTE_MS);
    expect(faultsAt(plant, 'pacPump')).toEqual(['dose, mL/min']);
    expect(plant.state.plant.usedL[pac]!).toBe(used);
    expectAlive(plant);
  });
});

describe('parameters', () => {
  test('out of range: refused with place, value and range before anything runs', () => {
    expect(() =>
      createVirtualPlant({
        profile,
        seed: 1,
        startMs: 0,
        parameters: { 'coagulation.width': 99 },
      }),
    ).toThrow(/coagulation: width, - is 99, allowed 0\.5 to 6/);
  });
});
