import { DateTime } from 'luxon';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnalysisAnswer, AnalysisQuestion } from '#core/analysis/question.ts';
import type { TotalRule } from '#core/analysis/total.ts';
import { isUsableCode } from '#core/signal/trend.ts';
import { QUALITY_CODE } from '#core/signal/sample.ts';
import type { Quality } from '#core/signal/sample.ts';
import { answerQuestion } from '#engine/historian/analysis/answer.ts';
import { createAnalyst } from '#engine/historian/analysis/analyst.ts';
import { CalledOff, Pace } from '#engine/historian/analysis/pace.ts';
import type { StoredSample } from '#engine/ports/historian.ts';
import { silentLog } from '#engine/platform/log.ts';
import { Bench, DAY0_MS, opened, sample, scan, tempDir } from './rig.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

type AnswerOf<K extends AnalysisQuestion['kind']> = Extract<AnalysisAnswer, { kind: K }>;
const quiet = (): Pace => new Pace(new Int32Array(new SharedArrayBuffer(4)), () => undefined);
function ask<Q extends AnalysisQuestion>(
  bench: Bench,
  question: Q,
  totals: Readonly<Record<string, TotalRule>> = {},
): AnswerOf<Q['kind']> {
  return answerQuestion(bench.reader, { question, totals }, quiet()) as AnswerOf<Q['kind']>;
}

/** Fills a history; all but its last day are finished and moved, as on a plant. */
function history(samples: readonly StoredSample[], changes: readonly StoredSample[] = []): Bench {
  const bench = new Bench();
  const byDay = Map.groupBy(
    [
      ...samples.map((one) => ({ one, grid: true })),
      ...changes.map((one) => ({ one, grid: false })),
    ],
    ({ one }) => Math.floor(one.tsMs / DAY_MS),
  );
  for (const [, day] of [...byDay].sort(([a], [b]) => a - b)) {
    bench.commit(
      scan({
        grid: day.filter(({ grid }) => grid).map(({ one }) => one),
        changes: day.filter(({ grid }) => !grid).map(({ one }) => one),
      }),
    );
    bench.sealAll();
  }
  return bench;
}

const every = (
  days: number,
  value: (minute: number) => number | null,
  tag = 'A.pv',
  stepMinutes = 1,
): StoredSample[] =>
  Array.from({ length: (days * 1440) / stepMinutes }, (_, i) =>
    sample(tag, DAY0_MS + i * stepMinutes * MINUTE_MS, value(i * stepMinutes)),
  );

const base = { zone: 'Asia/Seoul', corrected: false } as const;
const statistics = {
  kind: 'statistics',
  ...base,
  tags: ['A.pv'],
  level: 'auto',
  limits: [],
  classes: 20,
  table: 'day',
} as const;
const spanOf = (days: number, fromDay = 0): { fromMs: number; toMs: number } => ({
  fromMs: DAY0_MS + fromDay * DAY_MS,
  toMs: DAY0_MS + (fromDay + days) * DAY_MS,
});

const minutes = fc.array(
  fc.record({
    minute: fc.oneof(
      fc.integer({ min: 0, max: 3 * 1440 - 1 }),
      fc.integer({ min: 1430, max: 1450 }),
    ),
    value: fc.option(fc.double({ min: -1e4, max: 1e4, noNaN: true }), { nil: null }),
    quality: fc.constantFrom<Quality>('good', 'good', 'uncertain', 'outOfRange', 'commFault'),
  }),
  { minLength: 1, maxLength: 120 },
);
const usable = (one: StoredSample): boolean =>
  one.value !== null && isUsableCode(QUALITY_CODE[one.quality]);
const distinct = (
  rows: readonly { minute: number; value: number | null; quality: Quality }[],
): StoredSample[] =>
  [...new Map(rows.map((row) => [row.minute, row])).values()].map(({ minute, value, quality }) =>
    sample('A.pv', DAY0_MS + minute * MINUTE_MS, value, { quality }),
  );

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

describe('comparison of two spans', () => {
  it('lays them over each other by elapsed time', () => {
    const bench = history(every(2, (minute) => minute % 1440));
    const answer = ask(bench, {
      kind: 'compare',
      ...base,
      tags: ['A.pv'],
      a: spanOf(1, 1),
      b: spanOf(1),
      align: 'elapsed',
      points: 24,
    });
    const [tag] = answer.tags;
    expect(answer.bucketMs).toBe(HOUR_MS);
    expect(tag?.pointsA).toEqual(tag?.pointsB);
    expect(tag?.pointsA[1]).toEqual([HOUR_MS, 89.5, 60, 119]);
    expect(tag?.a.mean).toBeCloseTo(719.5, 9);
    expect(answer.originWallMs).toBeNull();
  });

  it('lays them over each other by weekday and clock, through the change of the clock', () => {
    // Berlin sets its clock back on 2026-10-25; the hour of the day still falls on itself.
    const zone = 'Europe/Berlin';
    const start = DateTime.fromISO('2026-10-19', { zone });
    const samples = Array.from({ length: 14 * 24 + 1 }, (_, i) => start.plus({ hours: i })).map(
      (at) => sample('A.pv', at.toMillis(), at.hour),
    );
    const answer = ask(history(samples), {
      kind: 'compare',
      zone,
      corrected: false,
      tags: ['A.pv'],
      align: 'clock',
      points: 200,
      a: { fromMs: start.plus({ weeks: 1 }).toMillis(), toMs: start.plus({ weeks: 2 }).toMillis() },
      b: { fromMs: start.toMillis(), toMs: start.plus({ weeks: 1 }).toMillis() },
    });
    const [tag] = answer.tags;
    expect(tag?.pointsA).toEqual(tag?.pointsB);
    expect(tag?.pointsA.every(([xMs, mean]) => mean === (xMs / HOUR_MS) % 24)).toBe(true);
    expect(answer.originWallMs).toBe(Date.UTC(2026, 9, 26));
  });
});

describe('correlation', () => {
  it('finds the lag of a delayed copy, and a matrix of all tags', () => {
    const wave = (minute: number): number => Math.sin(minute / 97) * 5 + Math.sin(minute / 31);
    const bench = history([
      ...every(4, wave),
      ...every(4, (minute) => 3 * wave(minute - 120) + 1, 'B.pv'),
      ...every(4, () => 7, 'C.pv'),
    ]);
    const answer = ask(bench, {
      kind: 'correlate',
      ...base,
      tags: ['A.pv', 'B.pv', 'C.pv'],
      span: spanOf(4),
      level: 'minute',
      lagHours: 6,
      colour: 'hour',
      hexagonsAcross: 20,
    });
    expect(answer.lag.best).toMatchObject({ lagMs: 2 * HOUR_MS });
    expect(answer.lag.best?.r).toBeCloseTo(1, 3);
    expect(answer.pairs.map(({ x, y, n }) => [x, y, n])).toEqual([
      [0, 1, 5760],
      [0, 2, 5760],
      [1, 2, 5760],
    ]);
    // A tag that never changes goes with nothing.
    expect(answer.pairs[1]).toMatchObject({ pearson: null, spearman: null, pearson95: null });
    expect(answer.scatter.points.length).toBe(2000);
    expect(answer.scatter.hexagons.reduce((sum, [, , n]) => sum + n, 0)).toBe(5760);
    expect(answer.source).toMatchObject({ level: 'minute', values: 3 * 5760 });
  });

  it('says that there are no pairs where tags were never there together', () => {
    const bench = history([
      ...every(1, (minute) => (minute < 720 ? 1 : null)),
      ...every(1, (minute) => (minute < 720 ? null : 1), 'B.pv'),
    ]);
    const answer = ask(bench, {
      kind: 'correlate',
      ...base,
      tags: ['A.pv', 'B.pv'],
      span: spanOf(1),
      level: 'minute',
      lagHours: 0,
      colour: 'time',
      hexagonsAcross: 20,
    });
    expect(answer.pairs).toEqual([
      {
        x: 0,
        y: 1,
        n: 0,
        independent: 0,
        pearson: null,
        pearson95: null,
        spearman: null,
        spearman95: null,
      },
    ]);
    expect([answer.line, answer.lag.best, answer.scatter]).toEqual([
      null,
      null,
      { n: 0, points: [], hexagons: [] },
    ]);
  });
});

describe('the thread for long questions', () => {
  it('answers beside the open history, tells how far it is, and heeds being called off', async () => {
    const dir = tempDir();
    const historian = await opened(dir);
    await historian.commit(scan({ grid: every(1, (minute) => minute) }));
    const analyst = createAnalyst({ dataDir: dir, log: silentLog });
    try {
      const order = {
        question: { ...statistics, tags: ['A.pv'], limits: [], span: spanOf(1) },
        totals: {},
      };
      const answer = await analyst.analyse(order, {
        onProgress: () => undefined,
        signal: new AbortController().signal,
      });
      expect(
        answer.ok && answer.value.kind === 'statistics' ? answer.value.tags[0]?.figures.n : answer,
      ).toBe(1440);
      const gone = new AbortController();
      gone.abort();
      expect(
        await analyst.analyse(order, { onProgress: () => undefined, signal: gone.signal }),
      ).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
      const bad = await analyst.analyse(
        { ...order, question: { ...order.question, zone: 'Nowhere/Land' } },
        { onProgress: () => undefined, signal: new AbortController().signal },
      );
      expect(bad).toMatchObject({ ok: false, error: { kind: 'badQuery' } });
    } finally {
      await analyst.close();
    }
    expect(
      await analyst.analyse(
        { question: { ...statistics, tags: ['A.pv'], limits: [], span: spanOf(1) }, totals: {} },
        { onProgress: () => undefined, signal: new AbortController().signal },
      ),
    ).toMatchObject({ ok: false, error: { kind: 'closed' } });
  });

  it('stops at the next slice when the flag is set', () => {
    const off = new Int32Array(new SharedArrayBuffer(4));
    const shares: number[] = [];
    const pace = new Pace(off, (share) => shares.push(share));
    pace.step(0.25, 10);
    Atomics.store(off, 0, 1);
    expect(() => pace.step(0.5)).toThrow(CalledOff);
    expect(shares).toEqual([0.25]);
  });
});
