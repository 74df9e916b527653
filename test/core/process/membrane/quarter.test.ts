import { beforeAll, describe, expect, test } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { foul, newMembrane, tmpKPa } from '#core/process/membrane.ts';
import type { FoulingState } from '#core/process/membrane.ts';
import { cleanMembrane, contactS, percentAsMgPerL } from '#core/process/membrane-cleaning.ts';
import { MEMBRANE_PARAMETERS } from '#core/process/membrane-parameters.ts';
import { resolveParameters } from '#core/process/parameters.ts';
import type { ValuesOf } from '#core/process/parameters.ts';
import { geumgang } from '#test/twin/profile.ts';

/** 7 min of suction and 2 of rest (seed B.5), two thirds of the day, as 250 m3/d need. */
const FLUX = 19e-3 / 3600;
const AIR = 0.27;
const DAY_CYCLES = 107;

let profile: PlantProfile;
let p: ValuesOf<typeof MEMBRANE_PARAMETERS>;
beforeAll(async () => {
  profile = await geumgang();
  const site = Object.fromEntries(
    Object.entries(profile.process.parameters).map(([key, { value }]) => [key, value]),
  );
  const resolved = resolveParameters('membrane', MEMBRANE_PARAMETERS, site);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  p = resolved.value;
});

function clean(s: FoulingState, kind: 'weekly' | 'inline', temperatureC: number): void {
  const plan = profile.cleanings.find((each) => each.kind === kind)!;
  cleanMembrane(
    s,
    {
      concentrationMgPerL: percentAsMgPerL(plan.concentrationPercent),
      arrivedShare: 1,
      contactS: contactS(
        plan.phases.map(({ durationS, run }) => ({
          durationS,
          injects: run.includes('backwashPump'),
        })),
      ),
      temperatureC,
    },
    p,
  );
}

/** Highest pressure of each day; day 0 begins after a cleaning of every kind. */
function days(count: number, temperatureC: number, weekly: boolean, inline: boolean): number[] {
  const s = newMembrane();
  const drive = { fluxMPerS: FLUX, mlssGPerL: 10, sadNm3PerHM2: AIR, temperatureC };
  const rest = { ...drive, fluxMPerS: 0 };
  return Array.from({ length: count }, (_, day) => {
    if (inline && day > 0 && day % 91 === 0) clean(s, 'inline', temperatureC);
    else if (weekly && day > 0 && day % 7 === 0) clean(s, 'weekly', temperatureC);
    let most = 0;
    for (let cycle = 0; cycle < DAY_CYCLES; cycle++) {
      for (let minute = 0; minute < 7; minute++) foul(s, drive, 60, p);
      most = Math.max(most, tmpKPa(s, FLUX, temperatureC, p));
      for (let minute = 0; minute < 2; minute++) foul(s, rest, 60, p);
    }
    return most;
  });
}

describe('suction over quarters', () => {
  test.each([
    [8, 98],
    [17, 182],
    [25, 182],
  ])(
    'at %d degC for %d days stays between 6 and 25 kPa with its cleanings',
    (temperature, count) => {
      const pressure = days(count, temperature, true, true);
      expect(Math.min(...pressure)).toBeGreaterThan(6);
      expect(Math.max(...pressure)).toBeLessThan(25);
      // A week raises it, a weekly cleaning takes most of that back, an in-line one more.
      expect(pressure[6]!).toBeGreaterThan(pressure[0]! + 0.5);
      expect(pressure[7]!).toBeLessThan(pressure[6]!);
      expect(pressure[84]!).toBeGreaterThan(pressure[0]! + 0.5);
      expect(pressure[91]!).toBeLessThan(pressure[84]!);
    },
  );

  test('reaches 30 kPa when the weekly cleanings are missed', () => {
    const missed = days(91, 12, false, false);
    expect(Math.max(...missed)).toBeGreaterThan(30);
    expect(missed.findIndex((kPa) => kPa > 30)).toBeGreaterThan(10);
  });
});
