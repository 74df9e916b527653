import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { createAnalyst } from '#engine/historian/analysis/analyst.ts';
import { CalledOff, Pace } from '#engine/historian/analysis/pace.ts';
import { silentLog } from '#engine/platform/log.ts';
import { HOUR_MS, ask, base, every, history, spanOf, statistics } from './analysis-rig.ts';
import { opened, sample, scan, tempDir } from './rig.ts';

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
