import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { unservedTags } from '#twin/plc/tag-sources.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { parseState } from '#twin/state.ts';
import { geumgang } from './profile.ts';

let profile: PlantProfile;
/** The same plant with a scan of 1 s: a simulated hour takes half a second. */
let coarse: PlantProfile;
beforeAll(async () => {
  profile = await geumgang();
  coarse = { ...profile, plc: { ...profile.plc, scanMs: 1000 } };
});

const HOUR_MS = 3_600_000;
/** Simulated days take seconds; on a busy machine several times that. */
const LONG_MS = 120_000;
const START_MS = Date.UTC(2026, 2, 2, 15);
const stored = (plant: VirtualPlant): number =>
  plant.state.plant.tanks.reduce((sum, tank) => sum + tank.volumeM3, 0);
const sum = (values: Iterable<number>): number =>
  [...values].reduce((total, value) => total + value, 0);

describe('the register map', () => {
  test('every tag of the profile has a source in the virtual plant', () => {
    expect(unservedTags(profile)).toEqual([]);
  });
});

describe('water', () => {
  test(
    'what comes in is what goes out plus what is stored, to 1e-9, under any influent and meddling',
    () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 1e6 }),
          fc.double({ min: 0.1, max: 6, noNaN: true }),
          fc.array(fc.record({ unit: fc.nat(40), remote: fc.boolean(), run: fc.boolean() }), {
            maxLength: 8,
          }),
          (seed, flowFactor, hands) => {
            const influent = {
              ...coarse.influent,
              meanFlowM3PerD: coarse.influent.meanFlowM3PerD * flowFactor,
            };
            const plant = createVirtualPlant({
              profile: { ...coarse, influent },
              seed,
              startMs: START_MS,
            });
            const before = stored(plant);
            plant.advance(HOUR_MS);
            for (const hand of hands) {
              const unit = plant.state.plc.units[hand.unit % plant.state.plc.units.length]!;
              unit.remote = hand.remote;
              unit.localRun = hand.run;
            }
            plant.advance(HOUR_MS);
            const { account } = plant.state.plant;
            const came = account.influent + account.chemicals + account.serviceWater;
            const went = account.effluent + account.sludgeCake + account.spilled;
            expect(Math.abs(came - went - (stored(plant) - before))).toBeLessThanOrEqual(
              1e-9 * (came + stored(plant)),
            );
            for (const tank of plant.state.plant.tanks) {
              expect(tank.volumeM3).toBeGreaterThanOrEqual(0);
              for (const amount of tank.load) expect(amount).toBeGreaterThanOrEqual(-1e-9);
            }
          },
        ),
        { numRuns: 6 },
      );
    },
    LONG_MS,
  );

  test('a full tank spills, and each spill is counted once', () => {
    const influent = { ...coarse.influent, meanFlowM3PerD: 5000 };
    const plant = createVirtualPlant({
      profile: { ...coarse, influent },
      seed: 1,
      startMs: START_MS,
    });
    plant.advance(3 * HOUR_MS);
    expect(plant.state.plant.account.spilled).toBeGreaterThan(0);
    expect(plant.state.plant.tanks[plant.model.influentTank]!.spills).toBe(1);
  });
});

describe('same seed, same run', () => {
  test(
    'hours across midnight are byte for byte the same whatever the steps they are asked for in, and another seed gives others',
    () => {
      const run = (seed: number, stepMs: number): string => {
        const plant = createVirtualPlant({
          profile: coarse,
          seed,
          startMs: START_MS - 2 * HOUR_MS,
        });
        for (let ms = 0; ms < 4 * HOUR_MS; ms += stepMs)
          plant.advance(Math.min(stepMs, 4 * HOUR_MS - ms));
        return JSON.stringify(plant.state);
      };
      expect(run(7, 7777)).toBe(run(7, 4 * HOUR_MS));
      const hour = (seed: number): string => {
        const plant = createVirtualPlant({ profile: coarse, seed, startMs: START_MS });
        plant.advance(HOUR_MS);
        return JSON.stringify(plant.state.plant);
      };
      expect(hour(7)).toBe(hour(7));
      expect(hour(8)).not.toBe(hour(7));
    },
    LONG_MS,
  );

  test('with the scan of 100 ms too', () => {
    const run = (stepMs: number): string => {
      const plant = createVirtualPlant({ profile, seed: 7, startMs: START_MS });
      for (let ms = 0; ms < 600_000; ms += stepMs) plant.advance(stepMs);
      return JSON.stringify(plant.state);
    };
    expect(run(50)).toBe(run(600_000));
  });

  test('a saved state goes on as if it had never stopped', () => {
    const through = createVirtualPlant({ profile: coarse, seed: 5, startMs: START_MS });
    through.advance(4 * HOUR_MS);
    const half = createVirtualPlant({ profile: coarse, seed: 5, startMs: START_MS });
    half.advance(2 * HOUR_MS);
    const saved = parseState(JSON.stringify(half.state), coarse);
    expect(saved.ok).toBe(true);
    if (!saved.ok) return;
    const again = createVirtualPlant({
      profile: coarse,
      seed: 99,
      startMs: 0,
      resume: saved.value,
    });
    again.advance(2 * HOUR_MS);
    expect(JSON.stringify(again.state)).toBe(JSON.stringify(through.state));
  });

  test('a state of another plant, another edition or no state at all is refused with what to do', () => {
    expect(parseState('{', profile)).toMatchObject({
      ok: false,
      error: expect.stringContaining('delete it'),
    });
    expect(parseState('{"version":0}', profile).ok).toBe(false);
    const plant = createVirtualPlant({ profile, seed: 1, startMs: START_MS });
    const other = { ...profile, site: { ...profile.site, id: 'elsewhere' } };
    expect(parseState(JSON.stringify(plant.state), other)).toMatchObject({
      ok: false,
      error: expect.stringContaining('elsewhere'),
    });
    const fewer = { ...profile, interlocks: profile.interlocks.slice(1) };
    expect(parseState(JSON.stringify(plant.state), fewer).ok).toBe(false);
  });
});

describe('a plausible plant', () => {
  test(
    'over a day levels cycle between their marks, nothing spills, DO, TMP, effluent and power are in range',
    () => {
      const plant = createVirtualPlant({ profile, seed: 2, startMs: START_MS, tickMs: 10_000 });
      plant.advance(12 * HOUR_MS);
      const seen = new Map<string, number[]>();
      const watch = [
        'TK-EQ.level',
        'TK-1T.level',
        'TK-MB.level',
        'TK-FT.level',
        'TK-DC.level',
        'AIT-401.pv',
        'PDT-401.pv',
        'AIT-601.pv',
        'AIT-603.pv',
        'AIT-604.pv',
        'AIT-605.pv',
        'SIT-601.pv',
        'JIT-001.power',
        'AIT-406.pv',
      ];
      for (const tag of watch) seen.set(tag, []);
      const energyBefore = plant.state.plant.totalKwh;
      const blower = plant.model.machines.find((machine) => machine.role.kind === 'blower')!.index;
      const blowerBefore = plant.state.plant.energyKwhByMachine[blower]!;
      for (let minute = 0; minute < 24 * 60; minute++) {
        plant.advance(60_000);
        for (const tag of watch) seen.get(tag)!.push(plant.tagValue(tag)!);
      }
      const of = (tag: string) => seen.get(tag)!;
      const mean = (tag: string): number => sum(of(tag)) / of(tag).length;
      for (const tank of profile.tanks.filter(
        (each) => each.levelTag !== null && seen.has(each.levelTag),
      )) {
        const levels = of(tank.levelTag!);
        expect(Math.max(...levels) - Math.min(...levels), `${tank.id} moves`).toBeGreaterThan(0.1);
        expect(Math.max(...levels), tank.id).toBeLessThan(tank.marksM.HHAL ?? tank.depthM);
      }
      expect(plant.state.plant.account.spilled).toBe(0);
      expect(mean('AIT-401.pv')).toBeGreaterThan(1.5);
      expect(mean('AIT-401.pv')).toBeLessThan(3.5);
      const suction = of('PDT-401.pv').filter((kPa) => kPa > 5);
      expect(Math.min(...suction)).toBeGreaterThan(5);
      expect(Math.max(...suction)).toBeLessThan(35);
      expect(mean('AIT-601.pv')).toBeGreaterThan(12);
      expect(mean('AIT-601.pv')).toBeLessThan(35);
      expect(mean('AIT-603.pv')).toBeGreaterThan(6);
      expect(mean('AIT-603.pv')).toBeLessThan(20);
      expect(mean('AIT-604.pv')).toBeLessThan(2);
      expect(mean('AIT-605.pv')).toBeGreaterThan(6);
      expect(mean('AIT-605.pv')).toBeLessThan(8);
      expect(mean('SIT-601.pv')).toBeLessThan(5);
      const yearKwh = (plant.state.plant.totalKwh - energyBefore) * 365;
      const blowerShare =
        (plant.state.plant.energyKwhByMachine[blower]! - blowerBefore) /
        (plant.state.plant.totalKwh - energyBefore);
      expect(yearKwh).toBeGreaterThan(200_000);
      expect(yearKwh).toBeLessThan(330_000);
      expect(blowerShare).toBeGreaterThan(0.35);
      expect(blowerShare).toBeLessThan(0.65);
    },
    LONG_MS,
  );

  test('totalisers count on, the day counter starts again at local midnight', () => {
    const beforeMidnight = Date.UTC(2026, 2, 2, 14, 30);
    const plant = createVirtualPlant({ profile: coarse, seed: 1, startMs: beforeMidnight });
    plant.advance(0.4 * HOUR_MS);
    const today = plant.tagValue('FIT-101.today')!;
    const total = plant.tagValue('FIT-101.total')!;
    expect(today).toBeGreaterThan(1);
    plant.advance(0.2 * HOUR_MS);
    expect(plant.tagValue('FIT-101.today')!).toBeLessThan(today);
    expect(plant.tagValue('FIT-101.total')!).toBeGreaterThan(total);
  });

  test('hours and starts count, current flows only while a unit runs', () => {
    const plant = createVirtualPlant({ profile: coarse, seed: 1, startMs: START_MS });
    plant.advance(2 * HOUR_MS);
    expect(plant.tagValue('B-401A.hours')).toBeCloseTo(2, 1);
    expect(plant.tagValue('B-401A.starts')).toBe(1);
    expect(plant.tagValue('B-401A.current')!).toBeGreaterThan(10);
    expect(plant.tagValue('B-401B.current')).toBe(0);
    expect(plant.tagValue('P-402A.starts')!).toBeGreaterThan(3);
  });
});
