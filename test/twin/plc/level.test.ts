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

describe('level control', () => {
  test('every level-controlled machine starts at its start mark, holds between the marks and stops below its stop mark', () => {
    const machines = profile.machines.filter((machine) => machine.control.type === 'level');
    expect(machines.length).toBeGreaterThan(3);
    for (const machine of machines) {
      if (machine.control.type !== 'level') continue;
      const { tank, startMark, stopMark } = machine.control;
      const rig = new PlcRig(profile);
      rig.level(tank, startMark, -0.01);
      rig.run(2);
      expect(rig.running(machine.id), `${machine.id} below ${startMark}`).toEqual([]);
      rig.level(tank, startMark);
      rig.run(0.2);
      expect(rig.running(machine.id), `${machine.id} at ${startMark}`).toEqual([
        machine.units[0]?.id,
      ]);
      rig.level(tank, stopMark, 0.01);
      rig.run(5);
      expect(rig.running(machine.id), `${machine.id} between the marks`).toHaveLength(1);
      rig.level(tank, stopMark, -0.01);
      rig.run(0.2);
      expect(rig.running(machine.id), `${machine.id} below ${stopMark}`).toEqual([]);
    }
  });

  test('first treatment HH stops the equalisation pump until its level is below H again', () => {
    const rig = new PlcRig(profile);
    rig.level('TK-EQ', 'H', 0.1);
    rig.run(1);
    expect(rig.running('eqPump')).toEqual(['P-101A']);
    rig.level('TK-1T', 'HH');
    rig.scan();
    expect(rig.running('eqPump')).toEqual([]);
    rig.wait(900);
    rig.level('TK-1T', 'H', 0.02);
    rig.run(10);
    expect(rig.running('eqPump'), 'held until below H').toEqual([]);
    rig.level('TK-1T', 'H', -0.02);
    rig.run(1);
    expect(rig.running('eqPump')).toEqual(['P-101A']);
  });

  test('membrane HH stops the first treatment pump, HHAL the equalisation pump as well', () => {
    const rig = new PlcRig(profile);
    rig.level('TK-EQ', 'H', 0.1);
    rig.level('TK-1T', 'H', 0.1);
    rig.run(1);
    rig.level('TK-MB', 'HH');
    rig.run(0.2);
    expect(rig.running('firstTreatmentPump')).toEqual([]);
    expect(rig.running('eqPump')).toEqual(['P-101A']);
    rig.level('TK-MB', 'HHAL');
    rig.run(0.2);
    expect(rig.running('eqPump')).toEqual([]);
  });

  test('discharge HH stops the filtrate pump, filtrate HH stops suction', () => {
    const rig = new PlcRig(profile);
    rig.level('TK-FT', 'H');
    rig.level('TK-MB', 'H');
    rig.run(1);
    expect(rig.running('filtratePump')).toHaveLength(1);
    rig.level('TK-DC', 'HH');
    rig.run(0.2);
    expect(rig.running('filtratePump')).toEqual([]);
    rig.level('TK-FT', 'L');
    rig.run(1);
    expect(rig.running('suctionOld')).toHaveLength(1);
    rig.level('TK-FT', 'HH');
    rig.run(0.2);
    expect([...rig.running('suctionOld'), ...rig.running('suctionNew')]).toEqual([]);
  });

  test('no unit starts again before its least start interval', () => {
    const rig = new PlcRig(profile);
    const interval =
      profile.machines.find((machine) => machine.id === 'dischargePump')?.minStartIntervalS ?? 0;
    rig.level('TK-DC', 'H');
    rig.run(1);
    rig.level('TK-DC', 'L', -0.01);
    rig.run(1);
    rig.level('TK-DC', 'H');
    rig.run(interval + 10);
    expect(rig.at('+P-601A', 2) - rig.at('+P-601A')).toBeCloseTo(interval, 0);
  });

  test('horn and beacon follow a new HHAL; the horn stops by itself, the beacon stays', () => {
    const rig = new PlcRig(profile);
    rig.scan();
    expect(rig.state.hornMs).toBe(0);
    rig.level('TK-EQ', 'HHAL');
    rig.run(1);
    expect(rig.state.hornMs).toBeGreaterThan(0);
    rig.run(60);
    expect(rig.state.hornMs).toBe(0);
    expect(rig.state.alarms).toBe(1);
    rig.level('TK-EQ', 'M');
    rig.scan();
    expect(rig.state.alarms).toBe(0);
  });
});
