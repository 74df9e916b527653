import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_PATTERN, advancePattern } from '#core/signal/gaps/pattern.ts';
import type { PatternState } from '#core/signal/gaps/pattern.ts';
import { advanceGap, firstGap } from '#core/signal/quality-state/gap-keeper.ts';
import type { FilledMinute } from '#core/signal/gaps/fill.ts';

const MINUTE = 60_000;
const T0 = Date.UTC(2026, 5, 1);
const range = { min: -1000, max: 1000 };
const slotOf = (tsMs: number): number => Math.floor(tsMs / 3_600_000) % 168;

/** Every hour of a week knows that the value is 5. */
function known(): PatternState {
  let pattern = EMPTY_PATTERN;
  for (let minute = 0; minute < 15 * 24 * 60; minute += 2) {
    const tsMs = T0 - 15 * 86_400_000 + minute * MINUTE;
    pattern = advancePattern(pattern, tsMs, slotOf(tsMs), 5);
  }
  return pattern;
}
const pattern = known();

function run(
  values: readonly (number | null)[],
  meaningful: (i: number) => boolean | null = () => null,
) {
  const state = firstGap();
  const filled: FilledMinute[] = [];
  values.forEach((value, i) => {
    filled.push(
      ...advanceGap(state, {
        tsMs: T0 + i * MINUTE,
        value,
        meaningful: meaningful(i),
        range,
        pattern,
        slotOf,
      }),
    );
  });
  return { filled, state };
}
const good = (n: number, of = (i: number) => i): number[] =>
  Array.from({ length: n }, (_, i) => of(i));
const gone = (n: number): null[] => Array.from({ length: n }, () => null);

describe('a gap', () => {
  it('of a few minutes is a straight line as soon as the next reading is there', () => {
    const { filled } = run([...good(10), ...gone(3), 13]);
    expect(filled.map(({ how, value, tsMs }) => [how, value, (tsMs - T0) / MINUTE])).toEqual([
      ['linear', 10, 10],
      ['linear', 11, 11],
      ['linear', 12, 12],
    ]);
  });

  it('of 15 min is a spline once the neighbours after it are known', () => {
    const values = [...good(10), ...gone(15), ...good(6, (i) => 25 + i)];
    expect(run(values.slice(0, -1)).filled).toEqual([]);
    const { filled } = run(values);
    expect(filled).toHaveLength(15);
    filled.forEach(({ how, value }, i) => {
      expect(how).toBe('spline');
      expect(value).toBeCloseTo(10 + i, 9);
    });
  });

  it('that opens again before its neighbours are known is filled with what is there', () => {
    const { filled } = run([...good(10), ...gone(8), 18, 19, ...gone(2), 22]);
    expect(filled.filter(({ how }) => how === 'spline')).toHaveLength(8);
    expect(filled.filter(({ how }) => how === 'linear')).toHaveLength(2);
  });

  it('of hours is filled from the pattern as it grows, each minute once', () => {
    const { filled } = run([...good(10), ...gone(300), ...good(8)]);
    expect(filled).toHaveLength(300);
    expect(new Set(filled.map(({ tsMs }) => tsMs)).size).toBe(300);
    expect(filled.every(({ how, value }) => how === 'pattern' && Math.abs(value - 5) < 1e-9)).toBe(
      true,
    );
    const half = run([...good(10), ...gone(31)]);
    expect(half.filled).toHaveLength(31);
  });

  it('is not filled across a stop of the machine the signal hangs on', () => {
    const { filled } = run([...good(10), ...gone(4), ...good(4, (i) => 14 + i)], (i) => i !== 12);
    expect(filled).toEqual([]);
  });

  it('never gives a minute twice nor one that was read, whatever comes and goes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 50 })), { maxLength: 12 }),
        (runs) => {
          const values = runs.flatMap(([read, n]): (number | null)[] => (read ? good(n) : gone(n)));
          const { filled } = run(values);
          const times = filled.map(({ tsMs }) => tsMs);
          expect(new Set(times).size).toBe(times.length);
          for (const tsMs of times) expect(values[(tsMs - T0) / MINUTE]).toBeNull();
          for (const { value, sd } of filled) expect(Number.isFinite(value) && sd >= 0).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
