import fc from 'fast-check';
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

describe('AI area', () => {
  test('active needs the switch on and a changing heartbeat', () => {
    const rig = new PlcRig(profile);
    rig.run(1);
    expect(rig.state.ai.active).toBe(false);
    rig.beat(1);
    rig.run(1);
    expect(rig.state.ai.active).toBe(true);
    rig.run(rig.setting('PLC-AI.timeout') - 2);
    rig.beat(1);
    rig.run(3);
    expect(rig.state.ai.active, 'the same number is no beat').toBe(false);
    rig.beat(2);
    rig.run(1);
    expect(rig.state.ai.active).toBe(true);
    rig.state.ai.switchOn = false;
    rig.run(0.2);
    expect(rig.state.ai.active).toBe(false);
  });

  test('falls back to its own program exactly when the heartbeat is too old, commands included', () => {
    const rig = new PlcRig(profile);
    rig.beat(1);
    rig.run(1);
    rig.command('M-111', 1);
    expect(rig.runs('M-111')).toBe(true);
    rig.set('P-402.aiOnS', 120);
    const beatAt = rig.elapsedS;
    rig.beat(2);
    for (let i = 0; i < 1000 && rig.state.ai.active; i++) rig.scan();
    expect(rig.elapsedS - beatAt).toBeCloseTo(rig.setting('PLC-AI.timeout') + 0.1, 5);
    expect(rig.runs('M-111'), 'started by AI, dropped with AI').toBe(false);
    expect(rig.unit('M-111').mode).toBe('auto');
    expect(rig.state.ai.fallbacks).toBe(1);
  });

  test('tells the age of the heartbeat in the time of who keeps it, while plant time runs faster', () => {
    const rig = new PlcRig(profile, undefined, 20);
    rig.beat(1);
    const timeoutS = rig.setting('PLC-AI.timeout');
    rig.run(19 * timeoutS);
    expect(rig.state.ai.active).toBe(true);
    rig.run(2 * timeoutS);
    expect(rig.state.ai.active).toBe(false);
  });

  test('set-points out of their limits are not used', () => {
    const rig = new PlcRig(profile);
    rig.heart = true;
    rig.level('TK-EQ', 'H', 0.1);
    rig.set('DP-101.aiRate', 300);
    rig.run(40);
    const pac =
      rig.state.machines[profile.machines.findIndex((machine) => machine.id === 'pacPump')]!;
    expect(pac.rateMlPerMin).toBe(300);
    rig.set('DP-101.aiRate', 5000);
    rig.run(1);
    expect(pac.rateMlPerMin).toBe(rig.setting('DP-101.rateSet'));
  });

  test('start, stop and auto words are taken on change', () => {
    const rig = new PlcRig(profile);
    rig.heart = true;
    rig.level('TK-EQ', 'H', 0.1);
    rig.run(5);
    rig.command('P-101A', 2);
    expect(rig.runs('P-101A')).toBe(false);
    rig.run(1);
    expect(rig.running('eqPump'), 'the standby serves the level').toEqual(['P-101B']);
    rig.command('P-101A', 3);
    expect(rig.unit('P-101A').mode).toBe('auto');
    expect(rig.unit('P-101A').commandTaken).toBe(3);
  });

  test('a start is refused by an interlock and not remembered', () => {
    const rig = new PlcRig(profile);
    rig.heart = true;
    rig.level('TK-EQ', 'LL', -0.05);
    rig.run(1);
    rig.command('P-101A', 1);
    expect(rig.runs('P-101A')).toBe(false);
    expect(rig.unit('P-101A').mode).toBe('auto');
    expect(rig.unit('P-101A').ready).toBe(false);
    rig.level('TK-EQ', 'M');
    rig.run(5);
    expect(rig.runs('P-101A'), 'the lapsed command does not come back').toBe(false);
  });

  test('an interlock stops what a command started', () => {
    const rig = new PlcRig(profile);
    rig.heart = true;
    rig.level('TK-EQ', 'M');
    rig.run(1);
    rig.command('P-101A', 1);
    expect(rig.runs('P-101A')).toBe(true);
    rig.level('TK-1T', 'HH');
    rig.scan();
    expect(rig.runs('P-101A')).toBe(false);
    rig.level('TK-1T', 'M');
    rig.run(5);
    expect(rig.runs('P-101A')).toBe(false);
  });

  test('words are dead while AI is not active', () => {
    const rig = new PlcRig(profile);
    rig.run(1);
    rig.command('M-111', 1);
    rig.run(1);
    expect(rig.runs('M-111')).toBe(false);
  });
});

describe('whatever happens', () => {
  test('no stop interlock is ever overrun in REMOTE, suction never passes its cap, one unit of a pair runs at a time', () => {
    const tanks = profile.tanks.filter((tank) => Object.keys(tank.marksM).length > 0);
    const event = fc.oneof(
      fc.record({
        kind: fc.constant('level' as const),
        tank: fc.nat(tanks.length - 1),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      fc.record({
        kind: fc.constant('command' as const),
        unit: fc.nat(40),
        word: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
      }),
      fc.record({
        kind: fc.constant('pH' as const),
        value: fc.double({ min: 4, max: 10, noNaN: true }),
      }),
      fc.record({ kind: fc.constant('trip' as const), unit: fc.nat(40) }),
      fc.record({ kind: fc.constant('reset' as const), unit: fc.nat(40) }),
      fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 400 }) }),
    );
    fc.assert(
      fc.property(fc.array(event, { minLength: 5, maxLength: 25 }), (events) => {
        const rig = new PlcRig(profile);
        rig.heart = true;
        const suctionMs = new Map<string, number>();
        const check = (): void => {
          for (const machine of rig.program.machines) {
            const remote = machine.units.filter(
              (unit) => rig.state.units[unit.index]!.remote && rig.state.units[unit.index]!.run,
            );
            const stopped = machine.stoppedBy.some((index) => rig.state.interlocks[index]!.active);
            if (stopped && remote.length > 0)
              throw new Error(`${machine.def.id} runs against an interlock`);
            if (machine.def.control.type === 'suction') {
              const ms = remote.length > 0 ? (suctionMs.get(machine.def.id) ?? 0) + 100 : 0;
              suctionMs.set(machine.def.id, ms);
              if (ms > machine.def.control.maxOnS * 1000)
                throw new Error(`${machine.def.id} over its cap`);
            }
            if (
              machine.def.arrangement === 'dutyStandby' &&
              remote.filter((unit) => rig.state.units[unit.index]!.mode === 'auto').length > 1
            ) {
              throw new Error(`${machine.def.id}: both run by the program`);
            }
            if (
              machine.units.some(
                (unit) => rig.state.units[unit.index]!.fault && rig.state.units[unit.index]!.run,
              )
            )
              throw new Error(`${machine.def.id} runs with a fault`);
          }
        };
        const step = (seconds: number): void => {
          for (let i = 0; i < seconds * 10; i++) {
            rig.scan();
            check();
          }
        };
        for (const each of events) {
          if (each.kind === 'level')
            rig.level(tanks[each.tank]!.id, each.share * tanks[each.tank]!.depthM);
          else if (each.kind === 'pH') rig.reading('AIT-101.pv', each.value);
          else if (each.kind === 'wait') step(each.seconds);
          else {
            const unit = rig.program.units[each.unit % rig.program.units.length]!;
            if (each.kind === 'command') rig.state.units[unit.index]!.command = each.word;
            else if (each.kind === 'trip') rig.inputs.currentA[unit.index] = 999;
            else {
              rig.inputs.currentA[unit.index] = 0;
              rig.state.units[unit.index]!.fault = false;
            }
          }
          step(2);
        }
      }),
      { numRuns: 25 },
    );
  });
});
