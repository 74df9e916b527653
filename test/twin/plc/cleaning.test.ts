import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { weekOf } from '#twin/plc/cleaning.ts';
import { createLocalCalendar } from '#twin/time.ts';
import { geumgang } from '../profile.ts';
import { PlcRig } from './rig.ts';

// Scan by scan through hours: a second or two, on a busy machine a multiple of that.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let profile: PlantProfile;
beforeAll(async () => {
  profile = await geumgang();
});

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** First Saturday 09:00 Seoul time of a week in which in-line cleaning is due or not. */
function saturday(inline: boolean): number {
  const calendar = createLocalCalendar(profile.site.timeZone);
  const every = profile.cleanings.find((cleaning) => cleaning.kind === 'inline')!.everyWeeks;
  for (let ms = Date.UTC(2026, 0, 3, 0); ; ms += 7 * DAY_MS) {
    if ((weekOf(calendar(ms)) % every === 0) === inline) return ms;
  }
}

describe('cleaning calendar in local time', () => {
  test('the calendar of Seoul: Saturday 09:00 is 00:00 UTC', () => {
    const at = createLocalCalendar('Asia/Seoul')(Date.UTC(2026, 2, 7, 0));
    expect(at).toMatchObject({ weekday: 5, secondOfDay: 9 * 3600, dayOfYear: 66 });
  });

  test('weekly: series A on Saturday 09:00, B on Sunday 09:00, 20 min each, phases in order', () => {
    const begin = saturday(false);
    const rig = new PlcRig(profile, begin - 60_000);
    rig.level('TK-MB', 'H');
    rig.run(59);
    expect(rig.state.cleaning.running).toBeNull();
    rig.run(3);
    expect(rig.state.cleaning.running).not.toBeNull();
    const weekly = profile.cleanings.find((cleaning) => cleaning.kind === 'weekly')!;
    const total = weekly.phases.reduce((sum, phase) => sum + phase.durationS, 0);
    expect(total).toBe(1200);
    const held = profile.machines.findIndex((machine) => machine.id === weekly.series[0]!.suction);
    expect(rig.state.machines[held]!.heldByCleaning).toBe(true);
    expect(rig.running(weekly.series[1]!.suction).length, 'the other series goes on').toBe(1);
    rig.run(total);
    expect(rig.done).toEqual([{ suction: held, kind: 'weekly', chemicalL: weekly.chemicalL }]);
    expect(rig.state.machines[held]!.heldByCleaning).toBe(false);
    const dose = weekly.phases.find((phase) => phase.run.includes('cleaningChemicalPump'))!;
    expect(rig.at('-DP-401A') - rig.at('+DP-401A')).toBeCloseTo(dose.durationS, 1);
    expect(rig.at('+P-411')).toBeGreaterThan(rig.at('+DP-401A'));
    expect(
      rig.running('suctionOld').length +
        rig.changes.filter((change) => change.what === '+P-401A').length,
    ).toBeGreaterThan(0);

    const sunday = new PlcRig(profile, begin + DAY_MS - 30_000);
    sunday.wait(60 + total);
    expect(sunday.done.map((done) => done.suction)).toEqual([
      profile.machines.findIndex((machine) => machine.id === weekly.series[1]!.suction),
    ]);
  });

  test('no suction unit of the series runs while it is cleaned', () => {
    const rig = new PlcRig(profile, saturday(false) - 5000);
    rig.heart = true;
    rig.level('TK-MB', 'H');
    rig.run(20);
    rig.command('P-401A', 1);
    for (let i = 0; i < 11_000; i++) {
      rig.scan();
      if (rig.running('suctionOld').length > 0)
        throw new Error(`suction runs ${rig.elapsedS} s into the cleaning`);
    }
  });

  test('in the in-line week the in-line cleaning runs instead, 380 min at most', () => {
    const begin = saturday(true);
    const rig = new PlcRig(profile, begin - 5000);
    const inline = profile.cleanings.find((cleaning) => cleaning.kind === 'inline')!;
    const total = inline.phases.reduce((sum, phase) => sum + phase.durationS, 0);
    expect(total).toBeLessThanOrEqual(380 * 60);
    rig.wait(10 + total);
    expect(rig.done.map((done) => done.kind)).toEqual(['inline']);
  });

  test('the day and hour set on the panel are used', () => {
    const begin = saturday(false) - 2 * DAY_MS;
    const rig = new PlcRig(profile, begin + 2 * HOUR_MS - 5000);
    rig.set('CLN-401.weeklyDay', 3);
    rig.set('CLN-401.weeklyHour', 11);
    rig.run(10);
    expect(rig.state.cleaning.running).not.toBeNull();
  });
});
