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

describe('suction', () => {
  test('7 min on and 2 min off to the scan, from H down to L', () => {
    const rig = new PlcRig(profile);
    rig.level('TK-MB', 'H', -0.01);
    rig.run(30);
    expect(rig.running('suctionOld')).toEqual([]);
    rig.level('TK-MB', 'H');
    rig.run(3 * 540);
    const starts = rig.changes
      .filter((change) => change.what === '+P-401A')
      .map((change) => change.atS);
    const stops = rig.changes
      .filter((change) => change.what === '-P-401A')
      .map((change) => change.atS);
    expect(starts).toHaveLength(3);
    stops.forEach((stop, i) => expect(stop - starts[i]!).toBeCloseTo(420, 5));
    expect(starts[1]! - stops[0]!).toBeCloseTo(120, 5);
    rig.run(60);
    rig.level('TK-MB', 'L', -0.01);
    rig.run(0.2);
    expect([...rig.running('suctionOld'), ...rig.running('suctionNew')]).toEqual([]);
  });

  test('the cap of 7 min holds whatever is asked: command, longer setting, AI set-point', () => {
    const rig = new PlcRig(profile);
    rig.heart = true;
    rig.level('TK-MB', 'M');
    rig.run(1);
    rig.command('P-401A', 1);
    expect(rig.runs('P-401A')).toBe(true);
    rig.run(430);
    expect(rig.at('-P-401A') - rig.at('+P-401A')).toBeCloseTo(420, 5);
    expect(rig.unit('P-401A').mode, 'a capped run waits for a new command').toBe('stop');

    const longer = new PlcRig(profile);
    longer.heart = true;
    longer.set('P-401.onS', 2000);
    longer.set('P-401.aiOnS', 2000);
    longer.level('TK-MB', 'H');
    longer.run(1500);
    expect(longer.at('-P-401C') - longer.at('+P-401C')).toBeLessThanOrEqual(420 + 1e-9);
  });

  test('a shorter cycle by AI is used while AI is active only', () => {
    const rig = new PlcRig(profile);
    rig.set('P-401.aiOnS', 300);
    rig.heart = true;
    rig.level('TK-MB', 'H');
    rig.run(320);
    expect(rig.at('-P-401A') - rig.at('+P-401A')).toBeCloseTo(300, 5);
    const own = new PlcRig(profile);
    own.set('P-401.aiOnS', 300);
    own.level('TK-MB', 'H');
    own.run(430);
    expect(own.at('-P-401A') - own.at('+P-401A')).toBeCloseTo(420, 5);
  });
});

describe('return sludge pump', () => {
  test('runs free by its on and off times', () => {
    const rig = new PlcRig(profile);
    rig.run(rig.setting('P-402.onS') * 2 + rig.setting('P-402.offS') + 5);
    expect(rig.at('-P-402A') - rig.at('+P-402A')).toBeCloseTo(rig.setting('P-402.onS'), 5);
    expect(rig.at('+P-402A', rig.at('-P-402A')) - rig.at('-P-402A')).toBeCloseTo(
      rig.setting('P-402.offS'),
      5,
    );
  });
});
