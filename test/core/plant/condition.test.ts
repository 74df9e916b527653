import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { condition, evaluate, COMPARISONS, LEVEL_MARKS } from '#core/plant/condition.ts';
import type { Condition, PlantFacts, Truth } from '#core/plant/condition.ts';

const levels: Record<string, number | null> = { 'TK-A': 1.5, 'TK-B': null };
const values: Record<string, number | null> = { 'AIT-1.pv': 7, 'AIT-1.spLow': 6.5, 'AIT-2.pv': null };
const facts: PlantFacts = {
  tagValue: (tag) => values[tag] ?? null,
  levelM: (tank) => levels[tank] ?? null,
  markM: (_tank, mark) => (mark === 'HHAL' ? null : LEVEL_MARKS.indexOf(mark) * 0.5),
  machineState: (machine) => (machine === 'pump' ? 'running' : null),
};

describe('evaluate', () => {
  it.each<[Condition, Truth]>([
    [{ tank: 'TK-A', atOrAbove: 'H' }, 'true'],
    [{ tank: 'TK-A', below: 'H' }, 'false'],
    [{ tank: 'TK-A', atOrAbove: 'HH' }, 'false'],
    [{ tank: 'TK-A', atOrAbove: 'HHAL' }, 'unknown'],
    [{ tank: 'TK-B', below: 'LL' }, 'unknown'],
    [{ tag: 'AIT-1.pv', op: '>', setting: 'AIT-1.spLow' }, 'true'],
    [{ tag: 'AIT-1.pv', op: '<', value: 7 }, 'false'],
    [{ tag: 'AIT-1.pv', op: '==', value: 7 }, 'true'],
    [{ tag: 'AIT-2.pv', op: '<', value: 7 }, 'unknown'],
    [{ machine: 'pump', is: 'running' }, 'true'],
    [{ machine: 'pump', is: 'stopped' }, 'false'],
    [{ machine: 'other', is: 'stopped' }, 'unknown'],
  ])('%j is %s', (c, expected) => {
    expect(evaluate(c, facts)).toBe(expected);
  });

  const leaf: fc.Arbitrary<Condition> = fc.oneof(
    fc.record({ tank: fc.constantFrom('TK-A', 'TK-B'), atOrAbove: fc.constantFrom(...LEVEL_MARKS) }),
    fc.record({ tank: fc.constantFrom('TK-A', 'TK-B'), below: fc.constantFrom(...LEVEL_MARKS) }),
    fc.record({ tag: fc.constantFrom('AIT-1.pv', 'AIT-2.pv'), op: fc.constantFrom(...COMPARISONS), value: fc.integer({ min: 5, max: 9 }) }),
    fc.record({ machine: fc.constantFrom('pump', 'other'), is: fc.constantFrom('running' as const, 'stopped' as const) }),
  );
  const tree = fc.letrec<{ node: Condition }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.record({ all: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie('node') }),
    ),
  })).node;

  const opposite = (t: Truth): Truth => (t === 'unknown' ? t : t === 'true' ? 'false' : 'true');

  it('keeps De Morgan in three values', () => {
    fc.assert(
      fc.property(fc.array(tree, { minLength: 1, maxLength: 4 }), (parts) => {
        const notAll = evaluate({ not: { all: parts } }, facts);
        const anyNot = evaluate({ any: parts.map((part) => ({ not: part })) }, facts);
        expect(notAll).toBe(anyNot);
        expect(evaluate({ not: { not: { all: parts } } }, facts)).toBe(opposite(notAll));
      }),
    );
  });

  it('never turns an answer round when an unknown becomes known', () => {
    fc.assert(
      fc.property(tree, fc.double({ min: 0, max: 3, noNaN: true }), fc.double({ min: 4, max: 10, noNaN: true }), (c, level, value) => {
        const before = evaluate(c, facts);
        const better: PlantFacts = {
          ...facts,
          levelM: (tank) => levels[tank] ?? level,
          tagValue: (tag) => values[tag] ?? value,
          markM: (_tank, mark) => LEVEL_MARKS.indexOf(mark) * 0.5,
          machineState: (machine) => (machine === 'pump' ? 'running' : 'stopped'),
        };
        const after = evaluate(c, better);
        expect(after).not.toBe('unknown');
        if (before !== 'unknown') expect(after).toBe(before);
      }),
    );
  });

  it('survives the schema unchanged', () => {
    fc.assert(fc.property(tree, (c) => {
        expect(condition.parse(c)).toEqual(c);
      }));
  });
});
