import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PlantAction } from '#core/scenario/action.ts';
import { baselineTags, holds } from '#core/scenario/scenario-condition.ts';
import type { ScenarioCondition, ScenarioFacts } from '#core/scenario/scenario-condition.ts';
import { parseScenario } from '#core/scenario/scenario.ts';
import type { Scenario } from '#core/scenario/scenario.ts';
import { timelineOf } from '#core/scenario/timeline.ts';

const file = path.resolve(import.meta.dirname, '../../../resources/scenarios/s-07.json');
const data = JSON.parse(readFileSync(file, 'utf8')) as Scenario;

describe('scenario file', () => {
  test('is taken whole', () => {
    const read = parseScenario('s-07.json', JSON.stringify(data));
    expect(read.ok && read.value.id).toBe('s-07');
  });

  test.each<[string, unknown, RegExp, RegExp]>([
    ['not JSON', '{"id":', /\(file\)/, /JSON object/],
    ['no steps', { ...data, steps: [] }, /^steps$/, /empty/],
    [
      'two times for a step',
      { ...data, steps: [{ atS: 1, atH: 1, action: { cmd: 'clearAll' } }] },
      /steps\[0\]/,
      /exactly one of atS, atH and atClock/,
    ],
    [
      'an unknown action',
      { ...data, steps: [{ atS: 1, action: { cmd: 'fly' } }] },
      /steps\[0\]\.action/,
      /./,
    ],
    [
      'a share over 1',
      { ...data, steps: [{ atS: 1, action: { cmd: 'breach', machine: 'suctionNew', share: 2 } }] },
      /steps\[0\]\.action\.share/,
      /at most 1/,
    ],
    ['a field too many', { ...data, colour: 'red' }, /^colour$/, /unknown field/],
    ['a step of no use', { ...data, tickMs: 7 }, /^tickMs$/, /5000/],
    [
      'an expectation after the end',
      { ...data, expect: [{ ...data.expect[0], toS: 1e6 }] },
      /expect\[0\]\.toS/,
      /within the scenario/,
    ],
    [
      'a window that ends before it begins',
      { ...data, expect: [{ ...data.expect[0], fromS: 950, toS: 940 }] },
      /expect\[0\]/,
      /fromS must be less/,
    ],
    [
      'a name twice',
      { ...data, expect: [data.expect[0], data.expect[0]] },
      /expect\[1\]\.id/,
      /twice/,
    ],
  ])('%s: says where, what and what to do', (_, spoilt, quantity, allowed) => {
    const text = typeof spoilt === 'string' ? spoilt : JSON.stringify(spoilt);
    const read = parseScenario('x.json', text);
    expect(read.ok).toBe(false);
    if (read.ok) return;
    const fault = read.error[0]!;
    expect(fault.place).toBe('x.json');
    expect(fault.quantity).toMatch(quantity);
    expect(fault.allowed).toMatch(allowed);
    expect(fault.advice.length).toBeGreaterThan(10);
  });
});

describe('timeline', () => {
  const at = (steps: Scenario['steps'], secondOfDay = 0): string[] => {
    const made = timelineOf({ ...data, durationH: 48, steps }, secondOfDay);
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    return made.value.map(({ atS, action }) => `${String(atS)} ${action.cmd}`);
  };
  const level = (m: number): PlantAction => ({ cmd: 'level', tank: 'TK-EQ', m });

  test('orders by time, keeps the order of the file within one time', () => {
    expect(
      at([
        { atH: 1, action: { cmd: 'clearAll' } },
        { atS: 5, action: level(1) },
        { atS: 5, action: { cmd: 'aiSwitch', on: true } },
      ]),
    ).toEqual(['5 level', '5 aiSwitch', '3600 clearAll']);
  });

  test('a clock time is the next one; day 1 is a day later', () => {
    const eight = 8 * 3600;
    expect(at([{ atClock: '10:30', action: level(1) }], eight)).toEqual(['9000 level']);
    expect(at([{ atClock: '07:00', action: level(1) }], eight)).toEqual(['82800 level']);
    expect(at([{ atClock: '10:30', day: 1, action: level(1) }], eight)).toEqual(['95400 level']);
  });

  test('repeats and ramps are unrolled', () => {
    expect(at([{ atS: 10, action: level(1), repeat: { times: 3, everyS: 60 } }])).toEqual([
      '10 level',
      '70 level',
      '130 level',
    ]);
    const ramp = { field: 'fault.by', from: 0, to: 4, overS: 60, steps: 3 };
    const action: PlantAction = {
      cmd: 'sensor',
      id: 'AIT-401',
      fault: { kind: 'offset', by: 0 },
    };
    const made = timelineOf({ ...data, durationH: 1, steps: [{ atS: 0, action, ramp }] }, 0);
    expect(made.ok && made.value.map(({ atS, action: each }) => [atS, each])).toEqual([
      [0, { ...action, fault: { kind: 'offset', by: 0 } }],
      [30, { ...action, fault: { kind: 'offset', by: 2 } }],
      [60, { ...action, fault: { kind: 'offset', by: 4 } }],
    ]);
  });

  test('a ramp over nothing, out of range, or a step after the end is said', () => {
    const wrong = (steps: Scenario['steps']): string => {
      const made = timelineOf({ ...data, durationH: 1, steps }, 0);
      return made.ok ? '' : made.error.map((fault) => `${fault.quantity}: ${fault.allowed}`).join();
    };
    const ramp = { from: 0, to: 4, overS: 60, steps: 3 };
    expect(wrong([{ atS: 0, action: level(1), ramp: { ...ramp, field: 'metres' } }])).toMatch(
      /ramp\.metres: a number of the action/,
    );
    expect(wrong([{ atS: 0, action: level(1), ramp: { ...ramp, field: 'm', from: -1 } }])).toMatch(
      /ramp\.m/,
    );
    expect(wrong([{ atH: 2, action: level(1) }])).toMatch(/within 3600 s/);
  });
});

describe('conditions of scenarios', () => {
  const facts: ScenarioFacts = {
    tagValue: (tag) => (tag === 'A.pv' ? 7 : null),
    levelM: () => 2,
    markM: () => 3,
    machineState: () => 'running',
    interlockActive: (id) => (id === 'on' ? true : id === 'off' ? false : null),
    truth: () => 5,
    counter: () => 1,
    baseline: (tag) => (tag === 'A.pv' ? 4 : null),
  };
  test.each<[ScenarioCondition, boolean]>([
    [{ interlock: 'on', is: 'active' }, true],
    [{ interlock: 'off', is: 'released' }, true],
    [{ interlock: 'unknown', is: 'released' }, false],
    [{ truth: 'AIT-1', op: '<', value: 6 }, true],
    [{ tag: 'A.pv', change: '>=', by: 3 }, true],
    [{ tag: 'A.pv', change: '>', by: 3 }, false],
    [{ tag: 'B.pv', change: '>', by: -100 }, false],
    [{ counter: 'trips', op: '==', value: 1 }, true],
    [{ tag: 'B.pv', op: '<', value: 100 }, false],
    [
      {
        every: [
          { machine: 'x', is: 'running' },
          { tank: 'T-1', below: 'H' },
        ],
      },
      true,
    ],
    [
      {
        every: [
          { machine: 'x', is: 'running' },
          { tank: 'T-1', atOrAbove: 'H' },
        ],
      },
      false,
    ],
    [
      {
        some: [
          { tank: 'T-1', atOrAbove: 'H' },
          { interlock: 'on', is: 'active' },
        ],
      },
      true,
    ],
  ])('%j is %s', (condition, expected) => {
    expect(holds(condition, facts)).toBe(expected);
  });
  test('names the tags it compares with their beginning', () => {
    expect(
      baselineTags({
        some: [
          { tag: 'A.pv', change: '>', by: 1 },
          { every: [{ tag: 'B.pv', change: '>', by: 1 }] },
          { tag: 'C.pv', op: '>', value: 1 },
        ],
      }),
    ).toEqual(['A.pv', 'B.pv']);
  });
});
