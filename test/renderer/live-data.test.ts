import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FullSnapshot, WireSample } from '#contract/snapshot.ts';
import { applyDelta } from '#renderer/model/delta.ts';
import { GAP_MS, pushPoint, withGaps } from '#renderer/model/series-ring.ts';
import type { SeriesPoint } from '#renderer/model/series-ring.ts';
import { sparkPath } from '#renderer/model/spark-path.ts';
import { ageMs, readingOf, trustOf } from '#renderer/model/reading.ts';

const standing = (id: string, state: string, value: number) => ({ id, occurrence: `${id}.1`, state, params: { value } });
const statusWith = (alarms: object[]): FullSnapshot['status'] => ({ alarms }) as unknown as FullSnapshot['status'];
const status = statusWith([]);
const sample = (value: number): WireSample => [value, 0, 0, 1];

describe('deltas', () => {
  it('lead to the state the engine has, however the changes are spread', () => {
    const changes = fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer()), { maxLength: 20 });
    fc.assert(fc.property(changes, (deltas) => {
      const truth: Record<string, WireSample> = {};
      let state: FullSnapshot = { seq: 10, samples: {}, status };
      deltas.forEach((delta, i) => {
        const samples = Object.fromEntries(Object.entries(delta).map(([tag, value]) => [tag, sample(value)]));
        Object.assign(truth, samples);
        const next = applyDelta(state, { seq: 11 + i, samples, status });
        if (next === 'gap') throw new Error('no gap here');
        state = next;
      });
      expect(state.samples).toEqual(truth);
    }));
  });

  it('calls a missing one a gap and takes an old one for done', () => {
    const state: FullSnapshot = { seq: 10, samples: { a: sample(1) }, status };
    expect(applyDelta(state, { seq: 12, samples: {}, status })).toBe('gap');
    expect(applyDelta(state, { seq: 10, samples: { a: sample(2) }, status })).toBe(state);
  });

  it('keeps the identity of what did not change, so that nothing redraws for it', () => {
    const state: FullSnapshot = { seq: 1, samples: { a: sample(1), b: sample(2) }, status };
    const next = applyDelta(state, { seq: 2, samples: { b: sample(3) }, status });
    expect(next).not.toBe('gap');
    if (next !== 'gap') expect(next.samples['a']).toBe(state.samples['a']);
  });

  it('keeps alarms that say the same, and their list when all do', () => {
    const before = statusWith([standing('a', 'unacknowledged', 1), standing('b', 'unacknowledged', 2)]);
    const state: FullSnapshot = { seq: 1, samples: {}, status: before };
    const same = applyDelta(state, { seq: 2, samples: {}, status: statusWith([standing('a', 'unacknowledged', 1), standing('b', 'unacknowledged', 2)]) });
    expect(same === 'gap' ? null : same.status.alarms).toBe(before.alarms);
    const moved = applyDelta(state, { seq: 2, samples: {}, status: statusWith([standing('a', 'acknowledged', 1), standing('b', 'unacknowledged', 2)]) });
    if (moved === 'gap') throw new Error('no gap here');
    expect(moved.status.alarms.map(({ state: now }) => now)).toEqual(['acknowledged', 'unacknowledged']);
    expect(moved.status.alarms[1]).toBe(before.alarms[1]);
    const filled = applyDelta(state, { seq: 2, samples: {}, status: statusWith([standing('b', 'unacknowledged', 3)]) });
    expect(filled === 'gap' ? null : filled.status.alarms.map(({ params }) => params)).toEqual([{ value: 3 }]);
  });
});

describe('short histories', () => {
  it('stay bounded and in order for ever', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 400 }), (steps) => {
      let points: readonly SeriesPoint[] = [];
      let at = 0;
      for (const step of steps) {
        at += step;
        points = pushPoint(points, [at, step], 60_000, 1000);
      }
      expect(points.length).toBeLessThanOrEqual(62);
      expect(points.at(-1)?.[0]).toBe(at);
      for (let i = 1; i < points.length; i++) expect(points[i]![0]).toBeGreaterThanOrEqual(points[i - 1]![0]);
      expect(points.every(([tsMs]) => tsMs >= at - 60_000)).toBe(true);
    }));
  });

  it('draw gaps as gaps and stay within their box', () => {
    const { path, last } = sparkPath([[0, 1], [50, 3], [60, null], [70, 2], [100, 2]], 0, 100, 240, 28, 0);
    expect(path.match(/M/g)).toHaveLength(2);
    expect(last).toEqual([240, 14]);
  });
});

describe('readings', () => {
  it('are never shown as good with a code nobody knows', () => {
    expect(trustOf(readingOf([1, 99, 0, 5]))).toBe('none');
    expect(trustOf(readingOf(undefined))).toBe('none');
    expect(trustOf(readingOf([1, 3, 1, 5]))).toBe('old');
    expect(trustOf(readingOf([1, 1, 0, 5]))).toBe('doubt');
  });

  it('have no age before they were read, and none below zero', () => {
    expect(ageMs(readingOf([null, 6, 0, 0]), 1000)).toBeNull();
    expect(ageMs(readingOf([1, 0, 0, 2000]), 1000)).toBe(0);
  });
});

describe('gaps', () => {
  it('break a line where nothing was stored and nowhere else', () => {
    const points: SeriesPoint[] = [[0, 1], [60_000, 2], [900_000, 3], [960_000, 4]];
    expect(withGaps(points, GAP_MS)).toEqual([[0, 1], [60_000, 2], [60_001, null], [900_000, 3], [960_000, 4]]);
    expect(pushPoint([[0, 1]], [GAP_MS + 1, 2], 86_400_000, 60_000)).toEqual([[0, 1], [1, null], [GAP_MS + 1, 2]]);
  });
});
