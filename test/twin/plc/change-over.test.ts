import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { geumgang } from '../profile.ts';
import { PlcRig } from './rig.ts';

// Scan by scan through hours: a second or two, on a busy machine a multiple of that.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let profile: PlantProfile;
beforeAll(async () => {
  profile = await geumgang();
});

const tripOf = (machine: string): number =>
  profile.machines.find((each) => each.id === machine)?.rating.tripCurrentA ?? 0;

describe('over-current', () => {
  test('A trips after the trip delay, B takes over in the same scan, FAULT stays until reset', () => {
    const rig = new PlcRig(profile);
    rig.level('TK-EQ', 'H', 0.1);
    rig.run(10);
    rig.current('P-101A', tripOf('eqPump') * 1.2);
    const from = rig.elapsedS;
    rig.run(10);
    expect(rig.at('-P-101A') - from).toBeCloseTo(rig.setting('PLC.tripDelay'), 1);
    expect(rig.at('+P-101B')).toBe(rig.at('-P-101A'));
    expect(rig.unit('P-101A').fault).toBe(true);
    rig.current('P-101A', 0);
    rig.run(60);
    expect(rig.unit('P-101A').fault, 'latched').toBe(true);
    rig.unit('P-101A').fault = false;
    rig.run(60);
    expect(rig.running('eqPump'), 'the duty stays where it went').toEqual(['P-101B']);
  });

  test('a short peak below the trip delay does nothing', () => {
    const rig = new PlcRig(profile);
    rig.level('TK-EQ', 'H', 0.1);
    rig.run(10);
    rig.current('P-101A', tripOf('eqPump') * 3);
    rig.run(rig.setting('PLC.tripDelay') - 0.2);
    rig.current('P-101A', tripOf('eqPump') * 0.8);
    rig.run(30);
    expect(rig.running('eqPump')).toEqual(['P-101A']);
  });

  test('when both have tripped the machine stands', () => {
    const rig = new PlcRig(profile);
    rig.level('TK-EQ', 'H', 0.1);
    rig.current('P-101A', 99);
    rig.current('P-101B', 99);
    rig.run(20);
    expect(rig.running('eqPump')).toEqual([]);
    expect([rig.unit('P-101A').fault, rig.unit('P-101B').fault]).toEqual([true, true]);
  });

  test('every duty and standby pair changes over', () => {
    for (const machine of profile.machines.filter((each) => each.arrangement === 'dutyStandby')) {
      const rig = new PlcRig(profile);
      rig.heart = true;
      rig.level('TK-EQ', 'H', 0.1);
      rig.level('TK-1T', 'H', 0.05);
      rig.level('TK-MB', 'H', 0.05);
      rig.level('TK-FT', 'H', -0.01);
      rig.level('TK-DC', 'H', 0.05);
      rig.level('TK-FR', 'H', 0.05);
      rig.level('TK-SL', 'M');
      rig.reading('AIT-101.pv', 6);
      rig.reading('PIT-201.pv', 300);
      if (machine.id === 'filtratePump') rig.level('TK-FT', 'H');
      rig.run(120);
      const [first, second] = rig.running(machine.id);
      if (first === undefined) continue;
      expect(second, `${machine.id} runs one unit`).toBeUndefined();
      rig.current(first, 999);
      rig.run(4);
      const after = rig.running(machine.id);
      expect(after, machine.id).toHaveLength(1);
      expect(after[0], machine.id).not.toBe(first);
    }
  });
});

describe('LOCAL and REMOTE', () => {
  test('a unit in LOCAL is left to the hand at the machine, the standby takes the duty', () => {
    const rig = new PlcRig(profile);
    rig.level('TK-EQ', 'H', 0.1);
    rig.run(5);
    rig.unit('P-101A').remote = false;
    rig.run(1);
    expect(rig.running('eqPump')).toEqual(['P-101B']);
    expect(rig.unit('P-101A').ready).toBe(false);
    rig.unit('P-101A').localRun = true;
    rig.run(1);
    expect(rig.running('eqPump'), 'the hand serves the need').toEqual(['P-101A']);
  });

  test('commands for a unit in LOCAL are not taken', () => {
    const rig = new PlcRig(profile);
    rig.heart = true;
    rig.run(1);
    rig.unit('M-111').remote = false;
    rig.command('M-111', 1);
    rig.run(1);
    expect(rig.runs('M-111')).toBe(false);
    expect(rig.unit('M-111').mode).toBe('auto');
  });
});

describe('blower', () => {
  test('speed rises below the set-point, falls above it, and stays within 30 and 60 Hz', () => {
    const rig = new PlcRig(profile);
    const blower =
      rig.state.machines[profile.machines.findIndex((machine) => machine.kind === 'blower')]!;
    rig.reading('AIT-401.pv', rig.setting('B-401.doSv'));
    rig.run(10);
    expect(rig.running('blower')).toEqual(['B-401A']);
    rig.reading('AIT-401.pv', 0.5);
    rig.run(60);
    const up = blower.speedHz;
    expect(up).toBeGreaterThan(30);
    rig.wait(3600);
    expect(blower.speedHz).toBe(60);
    rig.reading('AIT-401.pv', 6);
    rig.wait(600);
    expect(blower.speedHz).toBeLessThan(60);
    rig.wait(3600);
    expect(blower.speedHz).toBe(30);
  });

  test('A and B take turns once a week at the set hour', () => {
    const rig = new PlcRig(profile, Date.UTC(2026, 2, 1, 23, 50));
    rig.reading('AIT-401.pv', 2.5);
    rig.wait(600 - 5);
    expect(rig.running('blower'), 'Monday just before 09:00').toEqual(['B-401A']);
    rig.wait(10);
    expect(rig.running('blower'), 'Monday 09:00').toEqual(['B-401B']);
    rig.wait(3600);
    expect(rig.running('blower')).toEqual(['B-401B']);
    const nextWeek = new PlcRig(profile, Date.UTC(2026, 2, 8, 23, 59));
    nextWeek.wait(50);
    expect(nextWeek.running('blower'), 'a cold start begins with A').toEqual(['B-401A']);
    nextWeek.wait(20);
    expect(nextWeek.running('blower')).toEqual(['B-401B']);
  });

  test('AI speed is used in speed mode, and the PI takes over without a jump', () => {
    const rig = new PlcRig(profile);
    const blower =
      rig.state.machines[profile.machines.findIndex((machine) => machine.kind === 'blower')]!;
    rig.heart = true;
    rig.reading('AIT-401.pv', 2.5);
    rig.set('B-401.aiMode', 1);
    rig.set('B-401.aiSpeedSp', 48);
    rig.run(5);
    expect(blower.speedHz).toBe(48);
    rig.set('B-401.aiMode', 0);
    rig.run(1);
    expect(blower.speedHz).toBeCloseTo(48, 1);
  });
});
