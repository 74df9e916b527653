import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#core/signal/trend.ts';
import { PROVENANCES, QUALITIES, QUALITY_CODE } from '#core/signal/sample.ts';
import { readRaw } from '#engine/historian/raw-reader.ts';
import { readTrend } from '#engine/historian/trend-reader.ts';
import type { StoredSample, TrendAnswer } from '#engine/ports/historian.ts';
import { Bench, DAY0_MS, sample, scan } from './rig.ts';

const TAGS = ['LIT-101.pv', 'DO-301.pv', 'TMP-401.pv', 'FIT-101.pv', 'PH-201.pv', 'AIT-9.pv'] as const;
const DAYS = 3;

const storedSample = fc.record({
  tag: fc.constantFrom(...TAGS),
  // Minutes crowd near the day changes, so that the same minute comes twice and days end often.
  minute: fc.oneof(
    fc.integer({ min: 0, max: DAYS * 1_440 - 1 }),
    fc.integer({ min: 1_430, max: 1_450 }),
    fc.integer({ min: 2_870, max: 2_890 }),
  ),
  value: fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 6, arbitrary: fc.double({ min: -1e5, max: 1e5, noNaN: true }).map((v) => v + 0) }),
  quality: fc.oneof({ weight: 4, arbitrary: fc.constant('good' as const) }, { weight: 1, arbitrary: fc.constantFrom(...QUALITIES) }),
  provenance: fc.constantFrom(...PROVENANCES),
});
/** A scan is any number of samples; scans come in any order of time, as after a clock that was set back. */
const history = fc.array(fc.array(storedSample, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 20 });

type Model = Map<string, StoredSample>;

/** What must be there: the first value of a minute stands, unless it had no number and a later one has. */
function put(model: Model, samples: readonly StoredSample[]): void {
  for (const one of samples) {
    const key = `${one.tag} ${one.tsMs}`;
    const before = model.get(key);
    if (before === undefined || (before.value === null && one.value !== null)) model.set(key, one);
  }
}

/** Values reach 1e5; sums of them in another order differ by rounding only. */
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-7;

function expectTrend(answer: TrendAnswer, model: Model, tag: string, fromMs: number, toMs: number): void {
  const period = { raw: MINUTE_MS, minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS }[answer.level];
  const from = Math.floor(fromMs / period) * period;
  const to = Math.ceil(toMs / period) * period;
  const inside = [...model.values()].filter((s) => s.tag === tag && s.tsMs >= from && s.tsMs < to);
  const groups = Map.groupBy(inside, (s) => Math.floor(s.tsMs / answer.bucketMs) * answer.bucketMs);
  const points = answer.series.find((series) => series.tag === tag)?.points ?? [];
  expect(points.map((point) => point[0])).toEqual([...groups.keys()].sort((a, b) => a - b));
  const wrong = points.find(([startMs, min, max, mean, worst, samples]) => {
    const group = groups.get(startMs) ?? [];
    const usable = group.flatMap((s) => (s.value !== null && QUALITY_CODE[s.quality] <= 1 ? [s.value] : []));
    const none = usable.length === 0;
    return samples !== group.length
      || worst !== Math.max(...group.map((s) => QUALITY_CODE[s.quality]))
      || min !== (none ? null : Math.min(...usable))
      || max !== (none ? null : Math.max(...usable))
      || (none ? mean !== null : !near(mean ?? NaN, usable.reduce((x, y) => x + y, 0) / usable.length));
  });
  expect(wrong, `${tag} at ${answer.level}`).toBeUndefined();
}

const trendOf = (bench: Bench, buckets: number, fromMs = DAY0_MS, toMs = DAY0_MS + DAYS * DAY_MS): TrendAnswer =>
  readTrend(bench.reader, { tags: TAGS, fromMs, toMs, buckets });

function rawOf(bench: Bench, limit: number): StoredSample[] {
  const rows: StoredSample[] = [];
  let cursor: string | null = null;
  do {
    const answer = readRaw(bench.reader, { tags: TAGS, fromMs: DAY0_MS, toMs: DAY0_MS + DAYS * DAY_MS, limit, cursor });
    rows.push(...answer.rows);
    cursor = answer.cursor;
  } while (cursor !== null);
  return rows;
}

describe('roll-ups', () => {
  it('equal a recomputation from the rows, whatever comes twice, late, bad or not at all', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 2, max: 900 }), fc.array(fc.nat(12), { maxLength: 20 }), (scans, buckets, steps) => {
        const bench = new Bench();
        const model: Model = new Map();
        scans.forEach((minutes, index) => {
          const grid = minutes.map(({ tag, minute, ...rest }) => sample(tag, DAY0_MS + minute * MINUTE_MS, rest.value, rest));
          bench.commit(scan({ grid }));
          put(model, grid);
          for (let step = 0; step < (steps[index] ?? 0); step++) bench.sealStep();
          if (index % 5 === 4) bench.reopen();
        });
        for (let round = 0; round < 2; round++) {
          for (const tag of TAGS) {
            for (const width of [buckets, 5, 60]) {
              expectTrend(trendOf(bench, width), model, tag, DAY0_MS, DAY0_MS + DAYS * DAY_MS);
            }
          }
          expect(rawOf(bench, 7)).toHaveLength(model.size);
          bench.sealAll();
        }
        bench.close();
      }),
      { numRuns: 10 },
    );
  });

  it('do not change while a day is moved, nor when the move is broken off at any slice', { timeout: 60_000 }, () => {
    const bench = new Bench();
    for (let minute = 0; minute < 1_500; minute += 7) {
      bench.commit(scan({
        grid: TAGS.map((tag, i) => sample(tag, DAY0_MS + minute * MINUTE_MS, minute * (i + 1))),
        changes: minute % 3 === 0 ? [sample('P-101A.run', DAY0_MS + minute * MINUTE_MS + 777, (minute / 3) % 2)] : [],
      }));
    }
    const tags = [...TAGS, 'P-101A.run'];
    const look = (): unknown => [3, 30, 2_000].map((buckets) =>
      readTrend(bench.reader, { tags, fromMs: DAY0_MS, toMs: DAY0_MS + 1_500 * MINUTE_MS, buckets }).series.map(({ points }) =>
        points.map(([ts, min, max, mean, worst, n]) => [ts, min, max, mean === null ? null : Number(mean.toPrecision(9)), worst, n])));
    const rows = rawOf(bench, 1_000);
    const before = look();
    let steps = 0;
    while (bench.sealStep()) {
      steps++;
      expect(look()).toEqual(before);
      expect(rawOf(bench, 1_000)).toEqual(rows);
      expect(bench.reader.prepare('SELECT count(*) FROM samples').pluck().get()).toBe(rows.length);
      if (steps === 1 || steps === 4) bench.reopen();
    }
    expect(steps).toBeGreaterThan(4);
    expect(bench.reader.prepare('SELECT count(*) FROM sample').pluck().get()).toBe(Math.ceil(1_440 / 7) * TAGS.length);
    expect(bench.reader.prepare('SELECT min(minute) FROM sample_hot').pluck().get()).toBe(DAY0_MS / MINUTE_MS + 1_442);
    expect(look()).toEqual(before);
  });

  it('keep a reading that was overwritten in time by a clock set back', () => {
    const bench = new Bench();
    const at = DAY0_MS + 5 * MINUTE_MS;
    bench.commit(scan({ grid: [sample('DO-301.pv', at, 2.5), sample('PH-201.pv', at, null, { quality: 'commFault' })] }));
    bench.commit(scan({ grid: [sample('DO-301.pv', at, 2.5), sample('PH-201.pv', at, 7.1)] }));
    bench.commit(scan({ grid: [sample('DO-301.pv', at, 3.25), sample('PH-201.pv', at, 7.2)] }));
    const latest = bench.reader.prepare('SELECT tag_id, value FROM samples ORDER BY tag_id').raw().all();
    expect(latest).toEqual([['DO-301.pv', 2.5], ['PH-201.pv', 7.1]]);
    const again = bench.reader.prepare('SELECT value FROM sample_again ORDER BY seq').pluck().all();
    expect(again).toEqual([3.25, 7.2]);
  });
});
