import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorise, authoriseHeartbeat, isDemand } from '#core/safety/authorise.ts';
import { SAFETY_LAYERS } from '#core/control/intent.ts';
import type { Intent } from '#core/control/intent.ts';
import type { EngineState } from '#core/control/state.ts';
import { evaluate } from '#core/plant/condition.ts';
import { factsOf } from '#core/control/facts.ts';
import { decode } from '#core/signal/registers.ts';
import type { Sample } from '#core/signal/sample.ts';
import {
  T0,
  calmState,
  commFault,
  geumgang,
  good,
  plantContext,
  withSamples,
} from '../control/plant-fixture.ts';

const plant = plantContext(geumgang());
const { profile } = plant;
const calm = calmState(plant);
const now = { wallMs: T0, monoMs: 1_000_000 };
const remoteUnits = [...plant.units.values()].filter(
  (unit) => !unit.localOnly && plant.tags.has(`${unit.id}.cmd`),
);
const aiSetpoints = profile.plc.setpoints.filter(({ area }) => area === 'ai');

const machine = (unit: string, action: 'start' | 'stop' | 'auto'): Intent => ({
  type: 'machine',
  requestId: 'request-1',
  who: 'tester',
  why: '',
  unit,
  action,
});
const setpoint = (tag: string, value: number): Intent => ({
  type: 'setpoint',
  requestId: 'request-1',
  who: 'tester',
  why: '',
  tag,
  value,
});

const verdictsOf = (state: EngineState, intent: Intent, at = now) => {
  const judged = authorise(state, intent, at);
  const verdicts = judged.ok ? judged.value.verdicts : judged.error.verdicts;
  return {
    allowed: judged.ok,
    codes: Object.fromEntries(verdicts.map(({ layer, code }) => [layer, code])),
    verdicts,
  };
};

/** A unit whose machine has interlocks or permissives that a level decides. */
const levelGuarded = remoteUnits.find(({ machine: { id, permissives } }) =>
  JSON.stringify([
    permissives,
    profile.interlocks.filter(({ machines }) => machines.includes(id)),
  ]).includes('"tank"'),
)!;

describe('authorise a machine', () => {
  it('allows at least one start on the calm plant and aims it at the command register', () => {
    const allowed = remoteUnits.filter(
      (unit) => authorise(calm, machine(unit.id, 'start'), now).ok,
    );
    expect(allowed.length).toBeGreaterThan(0);
    const judged = authorise(calm, machine(allowed[0]!.id, 'start'), now);
    const tag = plant.tags.get(`${allowed[0]!.id}.cmd`)!;
    expect(judged.ok && judged.value.demand).toMatchObject({
      slave: tag.slave,
      address: tag.address,
      words: [profile.plc.commands.start],
      resetFirst: null,
    });
    expect(judged.ok && isDemand(judged.value.demand)).toBe(true);
  });

  it('clears the register first when it may already hold the command', () => {
    const unit = remoteUnits.find((each) => authorise(calm, machine(each.id, 'start'), now).ok)!;
    for (const sample of [good(profile.plc.commands.start), commFault(0)]) {
      const judged = authorise(
        withSamples(calm, { [`${unit.id}.cmd`]: sample }),
        machine(unit.id, 'start'),
        now,
      );
      expect(judged.ok && judged.value.demand.resetFirst).toEqual([profile.plc.commands.none]);
    }
  });

  it('refuses to start while a level it depends on is unknown, and lets it stop', () => {
    const levels = Object.fromEntries(
      [...plant.levelTagOf.values()].map((tag) => [tag, commFault(1)]),
    );
    const blind = withSamples(calm, levels);
    const started = verdictsOf(blind, machine(levelGuarded.id, 'start'));
    expect(started.allowed).toBe(false);
    expect([started.codes['permissive'], started.codes['interlock']]).toContainEqual(
      expect.stringMatching(/unknown$/),
    );
    expect(verdictsOf(blind, machine(levelGuarded.id, 'stop')).allowed).toBe(true);
  });

  it('refuses a start while an interlock stands, by name', () => {
    for (const interlock of profile.interlocks.filter(({ action }) => action !== 'alarm')) {
      const unit = remoteUnits.find(({ machine: { id } }) => interlock.machines.includes(id));
      if (unit === undefined) continue;
      const state = {
        ...calm,
        interlockViews: new Map([
          [
            interlock.id,
            { id: interlock.id, state: 'active' as const, condition: 'true' as const },
          ],
        ]),
      };
      const verdict = verdictsOf(state, machine(unit.id, 'start')).verdicts.find(
        ({ layer }) => layer === 'interlock',
      )!;
      expect(verdict.verdict).toBe('refuse');
      expect(verdictsOf(state, machine(unit.id, 'stop')).allowed).toBe(true);
    }
  });

  it.each([
    ['in LOCAL', (unit: string) => ({ [`${unit}.remote`]: good(0) }), 'mode', 'mode.unitLocal'],
    [
      'with unknown REMOTE',
      (unit: string) => ({ [`${unit}.remote`]: commFault(1) }),
      'mode',
      'mode.unitModeUnknown',
    ],
    [
      'in fault',
      (unit: string) => ({ [`${unit}.fault`]: good(1) }),
      'permissive',
      'permissive.fault',
    ],
    [
      'with unknown fault bit',
      (unit: string) => ({ [`${unit}.fault`]: commFault(0) }),
      'permissive',
      'permissive.unknown',
    ],
    [
      'that the PLC calls not ready',
      (unit: string) => ({ [`${unit}.ready`]: good(0) }),
      'permissive',
      /permissive\.(notReady|notMet)/,
    ],
  ])(
    'refuses to start a unit %s',
    (_name, change: (unit: string) => Record<string, Sample>, layer, code) => {
      for (const unit of remoteUnits) {
        const { allowed, codes } = verdictsOf(
          withSamples(calm, change(unit.id)),
          machine(unit.id, 'start'),
        );
        expect(allowed).toBe(false);
        expect(codes[layer]).toMatch(code);
      }
    },
  );

  it('keeps the least time between two starts, also when the clock was set back', () => {
    const unit = remoteUnits.find(
      (each) =>
        each.machine.minStartIntervalS > 0 && authorise(calm, machine(each.id, 'start'), now).ok,
    )!;
    const intervalMs = unit.machine.minStartIntervalS * 1000;
    const started = { ...calm, history: { lastStartMs: { [unit.id]: T0 }, setpoints: {} } };
    const at = (ms: number) =>
      verdictsOf(started, machine(unit.id, 'start'), { wallMs: T0 + ms, monoMs: 0 });
    expect(at(intervalMs - 1).codes['rateLimit']).toBe('rateLimit.startTooSoon');
    expect(at(-60_000).codes['rateLimit']).toBe('rateLimit.startTooSoon');
    expect(at(intervalMs).allowed).toBe(true);
    expect(verdictsOf(started, machine(unit.id, 'stop')).allowed).toBe(true);
  });

  it.each([
    ['link down', { linkUp: false }, 'mode.linkDown'],
    [
      'AI switch off',
      { control: { mode: 'plc', aiSwitch: false, heartbeatOk: true } },
      'mode.aiSwitchOff',
    ],
    [
      'AI switch unknown',
      { control: { mode: 'plc', aiSwitch: null, heartbeatOk: null } },
      'mode.aiSwitchUnknown',
    ],
    [
      'heartbeat not accepted',
      { control: { mode: 'plc', aiSwitch: true, heartbeatOk: false } },
      'mode.plcNotListening',
    ],
    ['a recording', { plant: { ...plant, recordClockTag: 'REC-CLOCK.time' } }, 'mode.observe'],
  ] as const)('refuses everything with %s', (_name, change, code) => {
    const state: EngineState = { ...calm, ...change };
    for (const action of ['start', 'stop', 'auto'] as const) {
      expect(verdictsOf(state, machine(remoteUnits[0]!.id, action)).codes['mode']).toBe(code);
    }
    expect(verdictsOf(state, setpoint(aiSetpoints[0]!.tag, aiSetpoints[0]!.initial)).allowed).toBe(
      false,
    );
    expect(authoriseHeartbeat(state, 1) === null).toBe(code !== 'mode.plcNotListening');
  });

  it('refuses a unit that is only run on its own panel, and one the profile does not know', () => {
    const local = [...plant.units.values()].find(({ localOnly }) => localOnly);
    for (const unit of [local?.id ?? 'H-401', 'P-999Z']) {
      expect(verdictsOf(calm, machine(unit, 'stop')).allowed).toBe(false);
    }
  });
});

describe('authorise a set-point', () => {
  it('writes only AI set-points, never the settings of the PLC, the heartbeat or the switch', () => {
    const { heartbeatTag, switchTag, activeTag } = profile.plc.ai;
    for (const tag of [
      ...profile.plc.setpoints.filter(({ area }) => area === 'plc').map((each) => each.tag),
      heartbeatTag,
      switchTag,
      activeTag,
    ]) {
      expect(verdictsOf(calm, setpoint(tag, 1)).allowed).toBe(false);
    }
  });

  it('caps the change within the window, however many steps it is cut into', () => {
    const capped = aiSetpoints.find(({ maxChange }) => maxChange !== null)!;
    const amount = capped.maxChange!.amount;
    const from = capped.initial;
    const up = Math.min(capped.max, from + amount);
    const first = authorise(calm, setpoint(capped.tag, up), now);
    expect(first.ok).toBe(true);
    const reached = first.ok ? first.value.demand.value : 0;
    const after: EngineState = {
      ...withSamples(calm, { [capped.tag]: good(reached) }),
      history: { lastStartMs: {}, setpoints: { [capped.tag]: [[T0, from, reached]] } },
    };
    const more = reached + amount / 2;
    if (more <= capped.max) {
      expect(verdictsOf(after, setpoint(capped.tag, more)).codes['rateLimit']).toBe(
        'rateLimit.changeTooLarge',
      );
      const later = { wallMs: T0 + capped.maxChange!.perS * 1000, monoMs: 0 };
      expect(verdictsOf(after, setpoint(capped.tag, more), later).allowed).toBe(true);
    }
    const blind = withSamples(calm, { [capped.tag]: commFault(from) });
    expect(verdictsOf(blind, setpoint(capped.tag, from)).codes['rateLimit']).toBe(
      'rateLimit.presentUnknown',
    );
  });
});

/** Any plant: each reading good with some value, or lost. */
const anyState: fc.Arbitrary<EngineState> = fc
  .record({
    lost: fc.subarray([...plant.tags.keys()]),
    levels: fc.array(fc.double({ min: 0, max: 6, noNaN: true }), {
      minLength: plant.levelTagOf.size,
      maxLength: plant.levelTagOf.size,
    }),
    bits: fc.array(fc.boolean(), {
      minLength: remoteUnits.length * 3,
      maxLength: remoteUnits.length * 3,
    }),
    aiSwitch: fc.constantFrom(true, true, true, false, null),
    heartbeatOk: fc.constantFrom(true, true, true, false, null),
    linkUp: fc.constantFrom(true, true, true, false),
    blind: fc.boolean(),
  })
  .map(({ lost, levels, bits, aiSwitch, heartbeatOk, linkUp, blind }) => {
    const changes: Record<string, Sample> = {};
    [...plant.levelTagOf.values()].forEach((tag, i) => {
      changes[tag] = good(levels[i]!);
    });
    remoteUnits.forEach((unit, i) =>
      ['run', 'remote', 'fault'].forEach((role, j) => {
        changes[`${unit.id}.${role}`] = good(bits[i * 3 + j] === true ? 1 : 0);
      }),
    );
    if (blind) for (const tag of lost) changes[tag] = commFault(null);
    return {
      ...withSamples(calm, changes),
      control: { mode: 'remote' as const, aiSwitch, heartbeatOk },
      linkUp,
    };
  });

const anyNumber = fc.oneof(
  fc.double({ min: -2000, max: 5000 }),
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY),
);
const anyIntent: fc.Arbitrary<Intent> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...plant.units.keys(), 'P-999Z'),
      fc.constantFrom('start' as const, 'stop' as const, 'auto' as const),
    )
    .map(([unit, action]) => machine(unit, action)),
  fc
    .tuple(fc.constantFrom(...plant.tags.keys(), ...aiSetpoints.map(({ tag }) => tag)), anyNumber)
    .map(([tag, value]) => setpoint(tag, value)),
  fc
    .constantFrom(...aiSetpoints)
    .chain(({ tag, min, max }) =>
      fc.double({ min, max, noNaN: true }).map((value) => setpoint(tag, value)),
    ),
);

describe('whatever the plant and the wish', () => {
  it('every layer speaks exactly once, in order, and a demand exists only without a refusal', () => {
    fc.assert(
      fc.property(anyState, anyIntent, (state, intent) => {
        const { allowed, verdicts } = verdictsOf(state, intent);
        expect(verdicts.map(({ layer }) => layer)).toEqual(SAFETY_LAYERS);
        expect(allowed).toBe(verdicts.every(({ verdict }) => verdict !== 'refuse'));
      }),
      { numRuns: 600 },
    );
  });

  it('no demand leaves the AI area or the allowed range', () => {
    const { slave, firstAddress, lastAddress } = profile.plc.ai;
    fc.assert(
      fc.property(anyState, anyIntent, (state, intent) => {
        const judged = authorise(state, intent, now);
        if (!judged.ok) return;
        const { demand } = judged.value;
        expect(demand.slave).toBe(slave);
        expect(demand.table).toBe('holding');
        expect(demand.address).toBeGreaterThanOrEqual(firstAddress);
        expect(demand.address + demand.words.length - 1).toBeLessThanOrEqual(lastAddress);
        const tag = plant.tags.get(demand.tag)!;
        expect(tag.access).toBe('rw');
        const onWire = decode(tag, demand.words);
        if (intent.type === 'setpoint') {
          const limits = profile.plc.setpoints.find((each) => each.tag === intent.tag)!;
          expect(onWire).toBeGreaterThanOrEqual(limits.min);
          expect(onWire).toBeLessThanOrEqual(limits.max);
        } else {
          expect(Object.values(profile.plc.commands)).toContain(onWire);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('no start is allowed unless every permissive is true and no interlock can be', () => {
    fc.assert(
      fc.property(anyState, fc.constantFrom(...remoteUnits), (state, unit) => {
        if (!authorise(state, machine(unit.id, 'start'), now).ok) return;
        const facts = factsOf(plant, state.samples);
        for (const { when } of unit.machine.permissives) expect(evaluate(when, facts)).toBe('true');
        for (const interlock of profile.interlocks) {
          if (interlock.action === 'alarm' || !interlock.machines.includes(unit.machine.id))
            continue;
          expect(evaluate(interlock.when, facts)).toBe('false');
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('a stop is refused by mode or area alone', () => {
    fc.assert(
      fc.property(anyState, fc.constantFrom(...plant.units.values()), (state, unit) => {
        const { verdicts } = verdictsOf(state, machine(unit.id, 'stop'));
        for (const { layer, verdict } of verdicts)
          if (verdict === 'refuse') expect(['mode', 'area']).toContain(layer);
      }),
      { numRuns: 600 },
    );
  });

  it('the same state and wish give the same verdicts', () => {
    fc.assert(
      fc.property(anyState, anyIntent, (state, intent) => {
        expect(authorise(state, intent, now)).toEqual(authorise(state, intent, now));
      }),
      { numRuns: 200 },
    );
  });
});

describe('a demand', () => {
  it('cannot be forged', () => {
    const judged = authorise(calm, setpoint(aiSetpoints[0]!.tag, aiSetpoints[0]!.initial), now);
    expect(judged.ok).toBe(true);
    if (!judged.ok) return;
    expect(isDemand({ ...judged.value.demand })).toBe(false);
    expect(Object.isFrozen(judged.value.demand)).toBe(true);
  });
});
