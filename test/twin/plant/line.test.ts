import { beforeAll, describe, expect, test } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { C, suspendedSolids, totalPhosphorus } from '#core/process/water.ts';
import { plantFigures } from '#twin/plant/figures.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { geumgang } from '../profile.ts';

let profile: PlantProfile;
beforeAll(async () => {
  profile = await geumgang();
});

const HOUR_MS = 3_600_000;
const LONG_MS = 240_000;

function plantOf(parameters: Record<string, number> = {}): VirtualPlant {
  return createVirtualPlant({
    profile,
    seed: 5,
    startMs: Date.UTC(2026, 5, 1, 15),
    tickMs: 30_000,
    parameters,
  });
}

const tankIndex = (id: string): number => profile.tanks.findIndex((tank) => tank.id === id);

function set(plant: VirtualPlant, tag: string, value: number): void {
  const index = plant.program.setpoints.findIndex((each) => each.tag === tag);
  expect(index).toBeGreaterThanOrEqual(0);
  plant.state.plc.settings[index] = value;
}

/** Takes a unit out of service by hand. */
function standStill(plant: VirtualPlant, machine: string): void {
  const { unitIndices } = plant.model.machines.find(({ def }) => def.id === machine)!;
  for (const index of unitIndices) {
    const unit = plant.state.plc.units[index]!;
    unit.remote = false;
    unit.localRun = false;
  }
}

/** Solids and phosphate of the first treatment tank after half a day, g/m3. */
function behindFlotation(change: (plant: VirtualPlant) => void): { solids: number; po4: number } {
  const plant = plantOf();
  change(plant);
  plant.advance(14 * HOUR_MS);
  const tank = plant.state.plant.tanks[tankIndex('TK-1T')]!;
  return {
    solids: suspendedSolids(tank.load) / tank.volumeM3,
    po4: tank.load[C.SPO]! / tank.volumeM3,
  };
}

describe('chemical stage and flotation', () => {
  test(
    'without coagulant, without air, without stirring, with far too much: each is worse than today',
    () => {
      const today = behindFlotation(() => undefined);
      const noCoagulant = behindFlotation((plant) => set(plant, 'DP-101.rateSet', 0));
      const noAir = behindFlotation((plant) => standStill(plant, 'circulationPump'));
      const noMixers = behindFlotation((plant) => {
        for (const machine of ['reactionAgitator', 'phAgitator', 'flocAgitator'])
          standStill(plant, machine);
      });
      const muchTooMuch = behindFlotation((plant) => set(plant, 'DP-101.rateSet', 190));
      const twice = behindFlotation((plant) => set(plant, 'DP-101.rateSet', 45));
      expect(today.solids).toBeLessThan(120);
      expect(noCoagulant.solids).toBeGreaterThan(1.5 * today.solids);
      expect(noCoagulant.po4).toBeGreaterThan(1.5 * today.po4);
      expect(noAir.solids).toBeGreaterThan(1.4 * today.solids);
      expect(noMixers.solids).toBeGreaterThan(1.2 * today.solids);
      expect(muchTooMuch.solids).toBeGreaterThan(twice.solids);
      expect(twice.solids).toBeLessThan(today.solids);
      expect(twice.po4).toBeLessThan(today.po4);
    },
    LONG_MS,
  );

  test(
    'a press that stands still fills the store; scum waits on the flotation, falls back, and nothing is spilled',
    () => {
      const plant = plantOf();
      // It runs from its own panel: only a fault stops it.
      for (const { def, unitIndices } of plant.model.machines)
        if (def.id === 'dewatering')
          for (const unit of unitIndices) plant.state.plc.units[unit]!.fault = true;
      const store = tankIndex('TK-SL');
      const flotation = plant.state.plant.tanks[tankIndex('TK-DAF')]!;
      const { areaM2, def } = plant.model.tanks[store]!;
      plant.advance(8 * 24 * HOUR_MS);
      const level = plant.state.plant.tanks[store]!.volumeM3 / areaM2;
      expect(level).toBeGreaterThan(def.marksM.HH!);
      expect(level).toBeLessThan(def.depthM);
      expect(plant.state.plant.tanks[store]!.spills).toBe(0);
      const scumKg = suspendedSolids(flotation.scum!) / 1000;
      const mostKg =
        plant.model.values.flotation.blanketMost * plant.model.tanks[tankIndex('TK-DAF')]!.areaM2;
      expect(scumKg).toBeGreaterThan(20);
      expect(scumKg).toBeLessThanOrEqual(mostKg * (1 + 1e-9));
    },
    LONG_MS,
  );
});

describe('sludge', () => {
  test(
    'a sludge age asked for is drawn, instead of a content',
    () => {
      const plant = plantOf({ 'sludge.srtTarget': 20 });
      plant.advance(8 * 24 * HOUR_MS);
      const { sludgeAgeD } = plantFigures(plant.model, plant.state.plant);
      expect(sludgeAgeD).toBeGreaterThan(14);
      expect(sludgeAgeD).toBeLessThan(30);
    },
    LONG_MS,
  );
});

describe('effluent', () => {
  test(
    'of a day is plausible for the site',
    () => {
      const plant = plantOf();
      plant.advance(24 * HOUR_MS);
      const { load, volumeM3, pH } = plant.state.plant.tanks[tankIndex('TK-DC')]!;
      expect(suspendedSolids(load) / volumeM3).toBeLessThan(2);
      expect(totalPhosphorus(load) / volumeM3).toBeGreaterThan(0.2);
      expect(totalPhosphorus(load) / volumeM3).toBeLessThan(1.8);
      expect(load[C.SNH]! / volumeM3).toBeLessThan(2);
      expect(plant.tagValue('AIT-605.pv')).toBeGreaterThan(6.3);
      expect(plant.tagValue('AIT-605.pv')).toBeLessThan(7.6);
      expect(Number.isFinite(pH)).toBe(true);
    },
    LONG_MS,
  );
});
