import { DateTime } from 'luxon';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TotalRule } from '#core/analysis/total.ts';
import {
  DAY_MS,
  HOUR_MS,
  ask,
  base,
  distinct,
  every,
  history,
  minutes,
  spanOf,
  statistics,
  usable,
} from './analysis-rig.ts';
import { Bench, DAY0_MS, sample, scan } from './rig.ts';

describe('statistics of the stored minutes', () => {
  it('are those of the usable values, however they are spread over finished and open days', () => {
    fc.assert(
      fc.property(minutes, fc.constantFrom('minute' as const, 'hour' as const), (rows, level) => {
        const stored = distinct(rows);
        const bench = history(stored);
        const values = stored.filter(usable).map(({ value }) => value ?? NaN);
        const [found] = ask(bench, {
          ...statistics,
          span: spanOf(3),
          level,
          tags: ['A.pv'],
          limits: [{ tag: 'A.pv', below: 0, above: 100 }],
        }).tags;
        bench.close();
        if (found === undefined) throw new Error('no answer');
        expect(found.figures.min?.value ?? null).toBe(
          values.length === 0 ? null : Math.min(...values),
        );
        expect(found.figures.max?.value ?? null).toBe(
          values.length === 0 ? null : Math.max(...values),
        );
        expect(found.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(found.figures.n);
        expect(found.table.reduce((sum, { n }) => sum + n, 0)).toBe(found.figures.n);
        if (level !== 'minute') return;
        expect(found.figures.n).toBe(values.length);
        if (values.length > 0)
          expect(found.figures.mean).toBeCloseTo(
            values.reduce((sum, value) => sum + value, 0) / values.length,
            6,
          );
        expect(found.hoursBelow).toBeCloseTo(values.filter((value) => value < 0).length / 60, 9);
        expect(found.hoursAbove).toBeCloseTo(values.filter((value) => value > 100).length / 60, 9);
      }),
      { numRuns: 15 },
    );
  });

  it('make a table of local days, with totals of a rate and of a counter through midnight', () => {
    const bench = history([
      ...every(2, () => 60, 'F.pv'),
      ...every(2, (minute) => minute, 'E.energy'),
    ]);
    const totals: Record<string, TotalRule> = {
      'F.pv': { kind: 'rate', perHour: 1, unit: 'm3' },
      'E.energy': { kind: 'counter', unit: 'kWh' },
    };
    const [flow, energy] = ask(
      bench,
      { ...statistics, tags: ['F.pv', 'E.energy'], span: spanOf(2) },
      totals,
    ).tags;
    // Seoul is nine hours ahead: the first local day has 15 hours, the last nine.
    expect(
      flow?.table.map(({ wallMs, total }) => [new Date(wallMs).toISOString().slice(0, 10), total]),
    ).toEqual([
      ['2026-11-01', 900],
      ['2026-11-02', 1440],
      ['2026-11-03', 540],
    ]);
    expect(flow?.figures.total).toEqual({ value: 2880, unit: 'm3' });
    expect(energy?.table.map(({ total }) => total)).toEqual([899, 1440, 540]);
    expect(energy?.figures.total?.value).toBe(2 * 1440 - 1);
  });

  it('are empty for a span before the first record, for a tag never stored and for an empty history', () => {
    const bench = history(every(1, () => 1));
    const before = ask(bench, { ...statistics, span: spanOf(10, -20) }).tags[0];
    expect(before).toMatchObject({
      figures: { n: 0, expected: 14_400, mean: null, sd: null, min: null, max: null, total: null },
      percentiles: [],
      histogram: { edges: [], counts: [] },
      table: [],
    });
    expect(
      ask(bench, { ...statistics, tags: ['NONE.pv'], span: spanOf(1) }).tags[0]?.figures.n,
    ).toBe(0);
    expect(ask(new Bench(), { ...statistics, span: spanOf(1) }).tags[0]?.figures).toMatchObject({
      n: 0,
      expected: 0,
    });
  });

  it('of one value, of nothing but gaps, and of a future that is not expected yet', () => {
    const one = ask(history([sample('A.pv', DAY0_MS, 5)]), { ...statistics, span: spanOf(1) })
      .tags[0];
    expect(one?.figures).toMatchObject({ n: 1, expected: 1, mean: 5, sd: null });
    expect(one?.percentiles).toEqual(new Array(9).fill(5));
    const none = ask(history(every(1, () => null)), { ...statistics, span: spanOf(1) }).tags[0];
    expect(none?.figures).toMatchObject({ n: 0, expected: 1440, mean: null });
    const half = ask(history(every(0.5, () => 2)), { ...statistics, span: spanOf(1) }).tags[0];
    expect(half?.figures).toMatchObject({ n: 720, expected: 720 });
  });

  it('of a state are its share of time and its hours', () => {
    // Ten minutes on in every hour, the grid beside it up to the end of the day.
    const changes = Array.from({ length: 24 }, (_, hour) => [
      sample('P.run', DAY0_MS + hour * HOUR_MS, 1),
      sample('P.run', DAY0_MS + hour * HOUR_MS + 600_000, 0),
    ]).flat();
    const bench = history(
      every(1, () => 0),
      changes,
    );
    const run = ask(
      bench,
      { ...statistics, tags: ['P.run'], span: spanOf(1) },
      { 'P.run': { kind: 'state', unit: 'h' } },
    ).tags[0];
    expect(run?.figures.mean).toBeCloseTo(1 / 6, 3);
    expect(run?.figures.total?.value).toBeCloseTo(4, 2);
  });
});

describe('corrections', () => {
  it('are taken off where they were accepted, and leave raw answers as they were', () => {
    const bench = history(every(2, () => 10));
    const correction = {
      id: 'correction-1',
      tag: 'A.pv',
      state: 'accepted',
      fromMs: DAY0_MS + DAY_MS,
      toMs: null,
      points: [{ tsMs: DAY0_MS + DAY_MS, bias: 2, sd: 0.1 }],
      bias: 2,
      sd: 0.1,
      sinceMs: DAY0_MS,
      readingIds: ['reading-1'],
      by: 'person:Kim',
      atMs: DAY0_MS + 2 * DAY_MS,
      reason: 'buffer check',
    };
    bench.commit(
      scan({
        entries: [
          {
            kind: 'correction',
            id: 'correction-1',
            tsMs: DAY0_MS + DAY_MS,
            tag: 'A.pv',
            actor: 'person:Kim',
            writtenMs: DAY0_MS,
            body: correction,
          },
        ],
      }),
    );
    const raw = ask(bench, { ...statistics, span: spanOf(2) });
    expect([raw.tags[0]?.figures.mean, raw.source.corrected]).toEqual([10, 0]);
    const taken = ask(bench, { ...statistics, span: spanOf(2), corrected: true });
    expect(taken.tags[0]?.figures.mean).toBeCloseTo(9, 9);
    expect(taken.source.corrected).toBe(1440);
    expect(taken.tags[0]?.figures.min?.value).toBe(8);
    const series = ask(bench, {
      kind: 'series',
      ...base,
      corrected: true,
      tags: ['A.pv'],
      span: spanOf(2),
      points: 48,
    });
    expect(series.tags[0]?.points.map(([, mean]) => mean)).toEqual([
      ...new Array<number>(24).fill(10),
      ...new Array<number>(24).fill(8),
    ]);
  });
});

describe('heat map', () => {
  it('has the means of the minutes in each local hour', () => {
    fc.assert(
      fc.property(
        minutes,
        fc.constantFrom('Asia/Seoul', 'Asia/Kolkata', 'Europe/Berlin'),
        (rows, zone) => {
          const stored = distinct(rows);
          const bench = history(stored);
          const answer = ask(bench, {
            kind: 'heatMap',
            tags: ['A.pv'],
            zone,
            corrected: false,
            span: spanOf(3),
          });
          bench.close();
          const groups = Map.groupBy(stored.filter(usable), ({ tsMs }) => {
            const there = DateTime.fromMillis(tsMs, { zone });
            return (
              (Math.floor(
                there.setZone('utc', { keepLocalTime: true }).startOf('day').toMillis() / DAY_MS,
              ) -
                answer.firstDayWallMs / DAY_MS) *
                24 +
              there.hour
            );
          });
          answer.cells.forEach((cell, i) => {
            const group = groups.get(i);
            if (group === undefined) expect(cell).toBeNull();
            else
              expect(cell).toBeCloseTo(
                group.reduce((sum, { value }) => sum + (value ?? 0), 0) / group.length,
                6,
              );
          });
        },
      ),
      { numRuns: 15 },
    );
  });
});
