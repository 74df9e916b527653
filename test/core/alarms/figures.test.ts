import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsWithin } from '#core/alarms/dead-band.ts';
import { alarmPlan } from '#core/alarms/alarm-list.ts';
import { NO_SETTINGS, comparedIn } from '#core/alarms/definition.ts';
import { alarmHealth, standingLong } from '#core/alarms/health.ts';
import type { Raise } from '#core/alarms/health.ts';
import {
  incidentSpan,
  isWorse,
  keptLines,
  levelTimes,
  unsignedState,
} from '#core/alarms/incident.ts';
import { matches } from '#core/alarms/journal.ts';
import type { JournalFilter } from '#core/alarms/journal.ts';
import type { Occurrence } from '#core/alarms/occurrence.ts';
import { EFFLUENT_LEVELS, OWN_ALARMS, isOwnId, ownDefinition } from '#core/alarms/own-alarms.ts';
import { CONSEQUENCES, priorityOf } from '#core/alarms/priority.ts';
import { ALARM_CODES } from '#core/control/codes.ts';
import { plantContext } from '#core/control/plant-context.ts';
import { evaluate } from '#core/plant/condition.ts';
import type { Condition, PlantFacts } from '#core/plant/condition.ts';
import { geumgang } from '../control/plant-fixture.ts';

const DAY_MS = 86_400_000;
const T0 = Date.UTC(2026, 10, 1);

describe('priority', () => {
  it('rises with the consequence and with the haste', () => {
    const times = [1, 10, 11, 60, 61, 10_000];
    for (const [i, consequence] of CONSEQUENCES.entries())
      for (const [j, minutes] of times.entries()) {
        const worse = CONSEQUENCES[i + 1];
        if (worse !== undefined)
          expect(priorityOf(worse, minutes)).toBeLessThanOrEqual(priorityOf(consequence, minutes));
        const sooner = times[j - 1];
        if (sooner !== undefined)
          expect(priorityOf(consequence, sooner)).toBeLessThanOrEqual(
            priorityOf(consequence, minutes),
          );
      }
  });

  it('of the four effluent levels is warning, caution, emergency, critical', () => {
    expect(
      EFFLUENT_LEVELS.map(({ consequence, timeToActMin }) => priorityOf(consequence, timeToActMin)),
    ).toEqual([3, 2, 1, 1]);
  });

  it('stands in the registry for every alarm the engine raises itself, under ids the profile must not take', () => {
    expect([...Object.keys(OWN_ALARMS), 'alarm.effluent'].sort()).toEqual([...ALARM_CODES].sort());
    expect(ownDefinition('alarm.linkDown', 'link-down').priority).toBe(2);
    expect(geumgang().alarms.filter(({ id }) => isOwnId(id))).toEqual([]);
  });
});

describe('a dead band', () => {
  const facts = (value: number): PlantFacts => ({
    tagValue: () => value,
    levelM: () => value,
    markM: () => 1,
    machineState: () => 'running',
  });
  const limit = fc.oneof(
    fc.record({
      tag: fc.constant('A-1.pv'),
      op: fc.constantFrom('>' as const, '>=' as const, '<' as const, '<=' as const),
      value: fc.double({ min: -10, max: 10, noNaN: true }),
    }),
    fc.constant<Condition>({ tank: 'T', atOrAbove: 'H' }),
    fc.constant<Condition>({ tank: 'T', below: 'L' }),
  );
  const condition = fc.letrec<{ c: Condition }>((tie) => ({
    c: fc.oneof(
      { maxDepth: 3 },
      limit as fc.Arbitrary<Condition>,
      fc.record({ all: fc.array(tie('c'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('c'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie('c') }),
    ),
  })).c;

  it('never ends an alarm whose bare condition holds, and is that condition where it is nought', () => {
    fc.assert(
      fc.property(
        condition,
        fc.double({ min: -20, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (c, value, band) => {
          const bare = evaluate(c, facts(value));
          expect(holdsWithin(c, facts(value), 0)).toBe(bare);
          if (bare === 'true') expect(holdsWithin(c, facts(value), band)).toBe('true');
        },
      ),
    );
  });

  it('holds on until the limit is passed by as much', () => {
    const c: Condition = { tag: 'A-1.pv', op: '>', value: 0.5 };
    expect([0.49, 0.485, 0.48, 0.47].map((value) => holdsWithin(c, facts(value), 0.02))).toEqual([
      'true',
      'true',
      'false',
      'false',
    ]);
  });
});

describe('figures on the alarms', () => {
  const dayStarts = [0, 1, 2].map((day) => T0 + day * DAY_MS);

  it('count every raising once, in its day, hour and priority, whatever the order', () => {
    const raise = fc.record({
      alarm: fc.constantFrom('a', 'b', 'c', 'd'),
      tsMs: fc.integer({ min: T0, max: T0 + 3 * DAY_MS - 1 }),
      priority: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(raise, { maxLength: 200 }), (raises) => {
        const health = alarmHealth(raises, T0, T0 + 3 * DAY_MS, dayStarts);
        const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
        expect(health.total).toBe(raises.length);
        expect(sum(health.days.map(({ count }) => count))).toBe(raises.length);
        expect(sum(health.byPriority)).toBe(raises.length);
        expect(sum(health.hours)).toBe(raises.filter(({ tsMs }) => tsMs >= T0 + 2 * DAY_MS).length);
        expect(sum(health.topTen.map(({ count }) => count))).toBe(raises.length);
        expect(alarmHealth([...raises].reverse(), T0, T0 + 3 * DAY_MS, dayStarts)).toEqual(health);
        expect(health.perDay).toBeCloseTo(raises.length / 3, 9);
        expect(health.floodShare).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('find the peak, the flood and what chatters', () => {
    const raises: Raise[] = Array.from({ length: 12 }, (_, i) => ({
      alarm: 'noisy',
      tsMs: T0 + DAY_MS + i * 15_000,
      priority: 2,
    }));
    raises.push({ alarm: 'calm', tsMs: T0, priority: 3 });
    const health = alarmHealth(raises, T0, T0 + 3 * DAY_MS, dayStarts);
    expect(health.peak).toEqual({ count: 12, startMs: T0 + DAY_MS });
    expect(health.floodShare).toBeCloseTo(1 / 432, 9);
    expect(health.chattering.map(({ alarm }) => alarm)).toEqual(['noisy']);
    expect(health.topTen[0]).toEqual({ alarm: 'noisy', count: 12 });
    const standing = [
      { sinceMs: T0, clearedMs: null },
      { sinceMs: T0, clearedMs: T0 + 5 },
    ];
    expect(standingLong(standing, T0 + DAY_MS + 1)).toHaveLength(1);
  });
});

describe('the journal', () => {
  const row: Occurrence = {
    id: 'low@1',
    alarm: 'low',
    code: null,
    params: {},
    equipment: 'pacPump',
    kind: 'chemical',
    priority: 3,
    raisedMs: 1,
    raises: 1,
    lastRaisedMs: 1,
    firstOut: null,
    ackMs: 5,
    ackBy: '김기사',
    comments: [{ tsMs: 5, who: '박주임', text: '입고 예정' }],
    clearedMs: 9,
    closedMs: 9,
    end: 'cleared',
  };
  const all: JournalFilter = {
    fromMs: null,
    toMs: null,
    priorities: null,
    equipment: null,
    state: null,
    person: null,
    alarms: null,
    text: '',
  };

  it.each<readonly [Partial<JournalFilter>, boolean]>([
    [{}, true],
    [{ priorities: [1, 2] }, false],
    [{ priorities: [3] }, true],
    [{ equipment: 'naohPump' }, false],
    [{ state: 'open' }, false],
    [{ state: 'unseen' }, false],
    [{ state: 'cleared' }, true],
    [{ state: 'shelved' }, false],
    [{ person: '박주임' }, true],
    [{ person: '이' }, false],
    [{ text: '입고' }, true],
    [{ text: 'PACpump' }, true],
    [{ text: 'nothing' }, false],
    [{ text: 'nothing', alarms: ['low'] }, true],
  ])('finds by %j: %s', (filter, found) => expect(matches(row, { ...all, ...filter })).toBe(found));
});

describe('the worst value', () => {
  it('is the one furthest from what is allowed', () => {
    expect(isWorse({ min: null, max: 10 }, 9.6, 9.5)).toBe(true);
    expect(isWorse({ min: 5.8, max: 8.6 }, 5.5, 8.7)).toBe(true);
    expect(isWorse({ min: 5.8, max: 8.6 }, 7.2, 8)).toBe(false);
  });
});

describe('the limit of an alarm', () => {
  it('is the one a person set, else that of the profile; conditions without one value stay as they are', () => {
    const plant = plantContext(geumgang());
    const setting = {
      priority: null,
      onDelayS: null,
      offDelayS: null,
      deadBand: null,
      opensWork: null,
      limit: 3.5,
    };
    const alarms = Object.fromEntries(plant.profile.alarms.map(({ id }) => [id, setting]));
    const set = alarmPlan(plant, { ...NO_SETTINGS, alarms });
    for (const { alarm, when } of set.profile) {
      const compared = comparedIn(alarm.when);
      expect(when, alarm.id).toEqual(compared === null ? alarm.when : { ...compared, value: 3.5 });
    }
    for (const { alarm, when } of alarmPlan(plant).profile) expect(when).toBe(alarm.when);
  });
});

describe('an incident', () => {
  const kinds = ['machine', 'work', 'person', 'mode', 'alarm', 'command'];

  it('keeps of too many lines the weightier ones, in their order, and says how many went', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...kinds), { maxLength: 60 }),
        fc.integer({ min: 1, max: 30 }),
        (list, most) => {
          const lines = list.map((kind, tsMs) => ({ kind, tsMs }));
          const kept = keptLines(lines, most);
          expect(kept.lines.length + kept.more).toBe(lines.length);
          expect(kept.lines.length).toBe(Math.min(most, lines.length));
          expect(kept.lines.map(({ tsMs }) => tsMs)).toEqual(
            kept.lines.map(({ tsMs }) => tsMs).sort((a, b) => a - b),
          );
          const least = Math.min(...kept.lines.map(({ kind }) => kinds.indexOf(kind)));
          const gone = lines.filter((line) => !kept.lines.includes(line));
          for (const { kind } of gone) expect(kinds.indexOf(kind)).toBeLessThanOrEqual(least);
        },
      ),
    );
  });

  it('adds up how long each level stood, to the end where it still stands', () => {
    const line = (tsMs: number, code: string, percent: number, item = 'TN') => ({
      tsMs,
      code,
      params: { text: 'alarm.effluent', item, percent },
    });
    const lines = [
      line(0, 'alarm.raised', 90),
      line(60, 'alarm.raised', 100),
      line(100, 'alarm.cleared', 100),
      line(150, 'alarm.raised', 100),
      line(160, 'alarm.raised', 90, 'SS'),
    ];
    expect(levelTimes(lines, 'TN', 200)).toEqual([
      { percent: 90, times: 1, standingMs: 200 },
      { percent: 100, times: 2, standingMs: 90 },
    ]);
  });

  it('is written once both cause and measures are, and reaches from before its beginning to after its end', () => {
    expect(unsignedState({ cause: 'x', measures: ' ' })).toBe('open');
    expect(unsignedState({ cause: 'x', measures: 'y' })).toBe('written');
    const { fromMs, toMs } = incidentSpan({ openedMs: 1e9, calmMs: 2e9 }, 9e9);
    expect([fromMs < 1e9, toMs > 2e9]).toEqual([true, true]);
    expect(incidentSpan({ openedMs: 1e9, calmMs: null }, 3e9).toMs).toBe(3e9);
  });
});
