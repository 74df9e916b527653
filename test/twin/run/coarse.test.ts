import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { outcomeOf } from '#bench/twin-agreement.ts';
import type { Outcome } from '#bench/twin-agreement.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import { parseState } from '#twin/state.ts';
import { geumgang } from '../profile.ts';

/** Simulated hours at the PLC's scan take seconds; on a busy machine several times that. */
const LONG_MS = 180_000;
/** Saturday 07:00 local: the weekly cleaning of a series falls into the hours that follow. */
const START_MS = Date.UTC(2026, 2, 6, 22);
const DAYS = 0.25;

let profile: PlantProfile;
let fine: Outcome;
beforeAll(async () => {
  profile = await geumgang();
  fine = outcomeOf(profile, 3, START_MS, DAYS, undefined);
}, LONG_MS);

describe.each([10_000, 30_000])('in steps of %i ms', (tickMs) => {
  let coarse: Outcome;
  beforeAll(() => {
    coarse = outcomeOf(profile, 3, START_MS, DAYS, tickMs);
  }, LONG_MS);
  const relative = (name: string): number => {
    const want = fine.get(name) ?? Number.NaN;
    return Math.abs((coarse.get(name) ?? Number.NaN) / want - 1);
  };

  test.each([
    ['energy kWh', 0.02],
    ['energy blower', 0.02],
    ['influent m3', 0.001],
    ['effluent m3', 0.04],
    ['used L pacPump', 0.04],
    ['used L polymerPump', 0.04],
    ['mean AIT-401.pv', 0.03],
    ['mean AIT-406.pv', 0.02],
    ['mean FIT-401.pv', 0.02],
    ['mean TK-EQ.level', 0.03],
    ['mean TK-MB.level', 0.02],
  ])('%s agrees with the scan of the PLC within %f', (name, share) => {
    expect(relative(name)).toBeLessThanOrEqual(share);
  });

  test('the same cleanings are done with the same chemical', () => {
    expect(coarse.get('cleanings')).toBe(fine.get('cleanings'));
    expect(fine.get('cleanings')).toBe(1);
    expect(relative('used L cleaningChemicalPump')).toBeLessThan(1e-9);
  });

  test('pumps start as often, give or take one', () => {
    for (const [name, starts] of fine) {
      if (!name.startsWith('starts P-')) continue;
      expect(Math.abs((coarse.get(name) ?? Number.NaN) - starts), name).toBeLessThanOrEqual(1);
    }
  });
});

describe('same seed, same bytes', () => {
  const hash = (days: number, tickMs: number, pieces = 1): string => {
    const plant = createVirtualPlant({ profile, seed: 9, startMs: START_MS, tickMs });
    for (let piece = 0; piece < pieces; piece++) plant.advance((days * 86_400_000) / pieces);
    return createHash('sha256').update(JSON.stringify(plant.state)).digest('hex');
  };

  test(
    'in coarse steps too, whatever the pieces it is asked for in',
    () => {
      expect(hash(2, 30_000)).toBe(hash(2, 30_000, 6));
      expect(hash(0.25, 10_000)).toBe(hash(0.25, 10_000, 1000));
    },
    LONG_MS,
  );

  test('across save and resume', { timeout: LONG_MS }, () => {
    const through = createVirtualPlant({ profile, seed: 9, startMs: START_MS, tickMs: 30_000 });
    through.advance(43_200_000);
    const saved = parseState(JSON.stringify(through.state), profile);
    if (!saved.ok) throw new Error(saved.error);
    const again = createVirtualPlant({
      profile,
      seed: 0,
      startMs: 0,
      tickMs: 30_000,
      resume: saved.value,
    });
    through.advance(43_200_000);
    again.advance(43_200_000);
    expect(JSON.stringify(again.state)).toBe(JSON.stringify(through.state));
  });
});
