import { beforeAll, describe, expect, test } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { runControlLine } from '#twin/control-channel.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { geumgang } from './profile.ts';

let profile: PlantProfile;
beforeAll(async () => {
  profile = await geumgang();
});
const host = { cut: () => undefined };
const make = (): VirtualPlant => {
  const plant = createVirtualPlant({ profile, seed: 1, startMs: Date.UTC(2026, 2, 2, 3) });
  plant.advance(5000);
  return plant;
};
const say = (plant: VirtualPlant, command: object) =>
  runControlLine(JSON.stringify(command), plant, host);

describe('control channel', () => {
  test('over-current trips the running unit, the standby takes over, reset makes it ready again', () => {
    const plant = make();
    expect(plant.tagValue('B-401A.run')).toBe(1);
    expect(say(plant, { cmd: 'overcurrent', unit: 'B-401A' })).toEqual({ ok: true });
    plant.advance(8000);
    expect([
      plant.tagValue('B-401A.run'),
      plant.tagValue('B-401A.fault'),
      plant.tagValue('B-401B.run'),
    ]).toEqual([0, 1, 1]);
    say(plant, { cmd: 'resetFault', unit: 'B-401A' });
    plant.advance(1000);
    expect([plant.tagValue('B-401A.fault'), plant.tagValue('B-401A.ready')]).toEqual([0, 1]);
  });

  test('panel, AI switch, settings, stock and sensors', () => {
    const plant = make();
    say(plant, { cmd: 'panel', unit: 'B-401A', remote: false });
    plant.advance(1000);
    expect(
      [plant.tagValue('B-401A.remote'), plant.tagValue('B-401A.run')],
      'goes on by hand',
    ).toEqual([0, 1]);
    say(plant, { cmd: 'panel', unit: 'B-401A', run: false });
    plant.advance(1000);
    expect(plant.tagValue('B-401A.run')).toBe(0);
    say(plant, { cmd: 'aiSwitch', on: false });
    plant.advance(200);
    expect(plant.tagValue('PLC-AI.switch')).toBe(0);
    expect(say(plant, { cmd: 'setting', tag: 'B-401.doSv', value: 99 })).toMatchObject({
      ok: false,
    });
    expect(say(plant, { cmd: 'setting', tag: 'B-401.doSv', value: 3 })).toEqual({ ok: true });
    expect(plant.tagValue('B-401.doSv')).toBe(3);
    say(plant, { cmd: 'stock', machine: 'pacPump', litres: 10 });
    say(plant, { cmd: 'sensor', id: 'AIT-401', fault: { kind: 'value', value: 9 } });
    plant.advance(2000);
    expect(plant.tagValue('LS-111.low')).toBe(1);
    expect(plant.tagValue('AIT-401.pv')).toBe(9);
    say(plant, { cmd: 'sensor', id: 'AIT-401', fault: { kind: 'stuck' } });
    plant.advance(180_000);
    expect(plant.tagValue('AIT-401.pv')).toBe(9);
    say(plant, { cmd: 'sensor', id: 'AIT-401', fault: null });
    plant.advance(2000);
    expect(plant.tagValue('AIT-401.pv')).toBeLessThan(8);
    expect(say(plant, { cmd: 'read', tag: 'TK-EQ.level' })).toMatchObject({
      ok: true,
      value: expect.any(Number),
    });
    expect(say(plant, { cmd: 'status' })).toMatchObject({
      ok: true,
      aiSwitch: false,
      overflows: 0,
    });
  });

  test('what it does not understand it says, and the plant goes on', () => {
    const plant = make();
    for (const line of [
      '',
      'x',
      '[]',
      '{"cmd":"fly"}',
      '{"cmd":"panel"}',
      '{"cmd":"panel","unit":"P-999"}',
      '{"cmd":"read","tag":"NO.tag"}',
      '{"cmd":"sensor","id":"X-1","fault":null}',
    ]) {
      const answer = runControlLine(line, plant, host);
      expect(answer.ok, line).toBe(false);
      if (!answer.ok) expect(answer.error.length).toBeGreaterThan(5);
    }
    plant.advance(1000);
    expect(plant.tagValue('B-401A.run')).toBe(1);
  });
});
