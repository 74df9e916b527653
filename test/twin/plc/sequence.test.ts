import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { SequenceStep } from '#core/plant/logic.ts';
import { geumgang } from '../profile.ts';
import { PlcRig } from './rig.ts';

// Scan by scan through hours: a second or two, on a busy machine a multiple of that.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let profile: PlantProfile;
beforeAll(async () => {
  profile = await geumgang();
});

/** When each step must act, counted from the trigger, by the settings of the profile. */
function expected(
  rig: PlcRig,
  steps: readonly SequenceStep[],
): { step: SequenceStep; atS: number }[] {
  let atS = 0;
  return steps.map((step) => {
    atS += step.delayTag === null ? step.delayS : rig.setting(step.delayTag);
    return { step, atS };
  });
}

const SCAN_S = 0.1;

describe('flotation line sequence', () => {
  test('starts in order, each step at its delay to one scan', () => {
    const rig = new PlcRig(profile);
    const sequence = profile.sequences[0]!;
    rig.level('TK-EQ', 'H');
    rig.run(120);
    const t0 = rig.at('+P-101A');
    for (const { step, atS } of expected(rig, sequence.start)) {
      if (step.action === 'enable') continue;
      const machine = profile.machines.find((each) => each.id === step.target);
      const what = machine === undefined ? step.target : machine.units[0]!.id;
      const sign = step.action === 'open' || step.action === 'start' ? '+' : '-';
      expect(
        Math.abs(rig.at(`${sign}${what}`, t0) - t0 - atS),
        `${step.action} ${step.target} at ${atS} s`,
      ).toBeLessThanOrEqual(SCAN_S + 1e-9);
    }
    const order = ['+P-101A', '+SOL-101', '+P-201A', '+DP-101A', '+M-101', '+DP-102A'].map((what) =>
      rig.at(what),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test('stops in reverse with vent and the 60 s lag of the agitators', () => {
    const rig = new PlcRig(profile);
    const sequence = profile.sequences[0]!;
    rig.level('TK-EQ', 'H');
    rig.run(700);
    rig.level('TK-EQ', 'L', -0.01);
    rig.run(200);
    const t0 = rig.at('-P-101A');
    for (const { step, atS } of expected(rig, sequence.stop)) {
      if (step.action === 'disable') continue;
      const machine = profile.machines.find((each) => each.id === step.target);
      const what = machine === undefined ? step.target : machine.units[0]!.id;
      const sign = step.action === 'open' ? '+' : '-';
      expect(
        Math.abs(rig.at(`${sign}${what}`, t0) - t0 - atS),
        `${step.action} ${step.target} at ${atS} s`,
      ).toBeLessThanOrEqual(SCAN_S + 1e-9);
    }
    expect(rig.at('-M-101', t0) - rig.at('-DP-101A', t0)).toBeCloseTo(
      rig.setting('SEQ-DAF.agitatorStopDelay'),
      1,
    );
    expect(rig.state.valves).toEqual([false, false]);
    expect(rig.state.sequences[0]?.phase).toBe('idle');
  });

  test('a delay changed on the panel is used', () => {
    const rig = new PlcRig(profile);
    rig.set('SEQ-DAF.circulationDelay', 42);
    rig.level('TK-EQ', 'H');
    rig.run(80);
    expect(rig.at('+P-201A') - rig.at('+SOL-101')).toBeCloseTo(42, 1);
  });

  test('a start that breaks off a stop leaves no vent open', () => {
    const rig = new PlcRig(profile);
    rig.level('TK-EQ', 'H');
    rig.run(700);
    rig.level('TK-EQ', 'L', -0.01);
    const vent = 1;
    for (let i = 0; i < 1000 && rig.state.valves[vent] !== true; i++) rig.scan();
    expect(rig.state.valves[vent]).toBe(true);
    rig.level('TK-EQ', 'H');
    rig.run(3);
    expect(rig.running('eqPump')).toHaveLength(1);
    expect(rig.state.valves[vent]).toBe(false);
    rig.run(60);
    expect(rig.state.valves).toEqual([true, false]);
  });
});

describe('pH control', () => {
  const started = (): PlcRig => {
    const rig = new PlcRig(profile);
    rig.level('TK-EQ', 'H');
    rig.run(60);
    return rig;
  };

  test('caustic soda starts below LOW and stops above HIGH', () => {
    const rig = started();
    expect(rig.running('naohPump')).toEqual([]);
    rig.reading('AIT-101.pv', rig.setting('AIT-101.low') - 0.05);
    rig.run(1);
    expect(rig.running('naohPump')).toEqual(['DP-103A']);
    rig.reading('AIT-101.pv', (rig.setting('AIT-101.low') + rig.setting('AIT-101.high')) / 2);
    rig.run(30);
    expect(rig.running('naohPump'), 'inside the band it goes on').toEqual(['DP-103A']);
    rig.reading('AIT-101.pv', rig.setting('AIT-101.high') + 0.05);
    rig.run(0.2);
    expect(rig.running('naohPump')).toEqual([]);
  });

  test('it never runs without the equalisation pump or its agitator', () => {
    const rig = new PlcRig(profile);
    rig.reading('AIT-101.pv', 5.5);
    rig.run(60);
    expect(rig.running('naohPump')).toEqual([]);
    const running = started();
    running.reading('AIT-101.pv', 5.5);
    running.run(1);
    expect(running.running('naohPump')).toHaveLength(1);
    running.unit('M-102').fault = true;
    running.run(0.3);
    expect(running.running('naohPump')).toEqual([]);
  });

  test('an empty chemical tank stops its pump', () => {
    const rig = started();
    expect(rig.running('pacPump')).toHaveLength(1);
    rig.inputs.stockLow[profile.machines.findIndex((machine) => machine.id === 'pacPump')] = true;
    rig.run(6);
    expect(rig.running('pacPump')).toEqual([]);
  });
});
