import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryKind } from '#core/records/entry.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#core/signal/trend.ts';
import { Purger } from '#engine/historian/purger.ts';
import { checkSlice } from '#engine/historian/integrity.ts';
import { monthOf } from '#engine/historian/months.ts';
import { readTrend } from '#engine/historian/trend-reader.ts';
import type { CheckCursor, PurgeCounts, PurgeOrder } from '#engine/ports/recovery.ts';
import type { NewEvent } from '#engine/ports/historian.ts';
import { Bench, DAY0_MS, sample, scan } from './rig.ts';

const NEVER: PurgeOrder = {
  samplesBeforeMs: null,
  derivedBeforeMs: null,
  findingsBeforeMs: null,
  commandsBeforeMs: null,
  actionsBeforeMs: null,
  laboratoryBeforeMs: null,
  equipmentBeforeMs: null,
};
const purge = (bench: Bench, order: Partial<PurgeOrder>): PurgeCounts => {
  const purger = new Purger(bench.writerDb, bench.days, { ...NEVER, ...order });
  while (purger.step());
  return purger.counts();
};
const number = (bench: Bench, sql: string): number =>
  Number(bench.reader.prepare(sql).pluck().get());
const event = (day: number, code: string, kind: NewEvent['kind'], alarm?: string): NewEvent => ({
  tsMs: DAY0_MS + day * DAY_MS,
  kind,
  priority: 3,
  code,
  subject: null,
  params: alarm === undefined ? {} : { alarm },
  actor: 'engine',
});
const entry = (day: number, kind: EntryKind, id = `${kind}-${day}`) => ({
  kind,
  id,
  tsMs: DAY0_MS + day * DAY_MS,
  tag: null,
  actor: 'engine',
  writtenMs: DAY0_MS + day * DAY_MS,
  body: {},
});
function days(bench: Bench, count: number): void {
  for (let day = 0; day < count; day++)
    bench.commit(
      scan({
        grid: Array.from({ length: 48 }, (_, i) =>
          sample('LIT-101.pv', DAY0_MS + day * DAY_MS + i * 30 * MINUTE_MS, day + i / 64),
        ),
        changes: [sample('P-101A.run', DAY0_MS + day * DAY_MS + 6 * HOUR_MS, day % 2)],
      }),
    );
  bench.commit(scan({ grid: [sample('LIT-101.pv', DAY0_MS + count * DAY_MS + HOUR_MS, 1)] }));
  bench.sealAll();
}

describe('removing what is old', () => {
  it('takes minutes and changes before the day, keeps every roll-up, the held state and what it shows', () => {
    const bench = new Bench();
    days(bench, 40);
    const before = Object.fromEntries(
      [
        'rollup_hour',
        'rollup_day',
        'rollup_month',
        'change_hour',
        'change_day',
        'change_month',
      ].map((table) => [table, number(bench, `SELECT count(*) FROM ${table}`)]),
    );
    const counts = purge(bench, { samplesBeforeMs: DAY0_MS + 10 * DAY_MS + 5 * HOUR_MS });
    expect(counts).toMatchObject({ samples: 10 * 48, changes: 9 });
    for (const [table, rows] of Object.entries(before))
      expect([table, number(bench, `SELECT count(*) FROM ${table}`)]).toEqual([table, rows]);
    // A chart of the purged days shows their hours; one of the whole span is as before.
    const old = readTrend(bench.reader, {
      tags: ['LIT-101.pv'],
      fromMs: DAY0_MS + 3 * DAY_MS,
      toMs: DAY0_MS + 3 * DAY_MS + 6 * HOUR_MS,
      buckets: 1_000,
    });
    expect(old.series[0]?.points.map(([tsMs, min, max]) => [tsMs, min, max])).toEqual(
      Array.from({ length: 6 }, (_, h) => [
        DAY0_MS + 3 * DAY_MS + h * HOUR_MS,
        3 + (2 * h) / 64,
        3 + (2 * h + 1) / 64,
      ]),
    );
    const state = readTrend(bench.reader, {
      tags: ['P-101A.run'],
      fromMs: DAY0_MS + 10 * DAY_MS + 5 * HOUR_MS,
      toMs: DAY0_MS + 10 * DAY_MS + 7 * HOUR_MS,
      buckets: 1_000,
    });
    expect(state.series[0]?.points.map(([, , , mean]) => mean)).toEqual([1, 0, 0]);
    // A row that comes late for such a day does not replace its roll-up.
    bench.commit(scan({ grid: [sample('LIT-101.pv', DAY0_MS + 3 * DAY_MS + MINUTE_MS, 999)] }));
    expect(
      number(bench, `SELECT max(max) FROM rollup_day WHERE day = ${DAY0_MS / DAY_MS + 3}`),
    ).toBe(3 + 47 / 64);
    expect(number(bench, 'SELECT value FROM sample_again')).toBe(999);
    expect(purge(bench, { samplesBeforeMs: DAY0_MS + 10 * DAY_MS })).toMatchObject({ changes: 0 });
    expect(bench.reader.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it('never takes an alarm that is not over, an event that is kept, or what a receiver has not had', () => {
    const bench = new Bench();
    bench.commit(
      scan({
        events: [
          event(0, 'alarm.raised', 'alarm', 'over'),
          event(1, 'alarm.cleared', 'alarm', 'over'),
          event(2, 'alarm.raised', 'alarm', 'stands'),
          event(3, 'command.confirmed', 'command'),
          event(4, 'machine.started', 'machine'),
          event(5, 'machine.stopped', 'machine'),
          event(900, 'machine.started', 'machine'),
        ],
      }),
    );
    bench.writerDb.exec(
      "INSERT INTO keep_event VALUES (5, 'not acknowledged'); INSERT INTO receiver VALUES ('agency', 'event', 5)",
    );
    const order = { actionsBeforeMs: DAY0_MS + 100 * DAY_MS, commandsBeforeMs: DAY0_MS };
    expect(purge(bench, order)).toMatchObject({ events: 2, held: 3 });
    expect(bench.reader.prepare('SELECT seq FROM event ORDER BY seq').pluck().all()).toEqual([
      3, 4, 5, 6, 7,
    ]);
    bench.writerDb.exec('DELETE FROM keep_event; UPDATE receiver SET sent_through = 7');
    bench.commit(scan({ events: [event(901, 'alarm.cleared', 'alarm', 'stands')] }));
    expect(purge(bench, { ...order, commandsBeforeMs: order.actionsBeforeMs })).toMatchObject({
      events: 4,
      held: 0,
    });
    // Numbers are never given again.
    expect(bench.commit(scan({ events: [event(902, 'machine.started', 'machine')] }))).toEqual([
      [9],
    ]);
  });

  it('never takes an alarm nobody has acknowledged, nor the occurrence that goes with it', () => {
    const bench = new Bench();
    const of = (day: number, code: string, alarm: string): NewEvent => ({
      ...event(day, code, 'alarm', alarm),
      params: { alarm, occurrence: `${alarm}@0` },
    });
    bench.commit(
      scan({
        events: [
          of(0, 'alarm.raised', 'seen'),
          of(1, 'alarm.acknowledged', 'seen'),
          of(2, 'alarm.cleared', 'seen'),
          of(2, 'alarm.raised', 'unseen'),
          of(3, 'alarm.cleared', 'unseen'),
          of(4, 'alarm.raised', 'shelved'),
          of(5, 'alarm.shelved', 'shelved'),
        ],
        entries: [
          { ...entry(2, 'alarm', 'unseen@0'), body: { closedMs: null } },
          { ...entry(0, 'alarm', 'seen@0'), body: { closedMs: 5 } },
        ],
      }),
    );
    const order = { actionsBeforeMs: DAY0_MS + 100 * DAY_MS };
    expect(purge(bench, order)).toMatchObject({ events: 5, entries: 1, held: 3 });
    bench.commit(
      scan({
        events: [of(6, 'alarm.acknowledged', 'unseen')],
        entries: [{ ...entry(6, 'alarm', 'unseen@0'), body: { closedMs: 6 } }],
      }),
    );
    expect(purge(bench, order)).toMatchObject({ events: 3, entries: 2, held: 0 });
  });

  it('keeps each kind of entry for its own time, whole records only, and settings for ever', () => {
    const bench = new Bench();
    const kinds: EntryKind[] = [
      'finding',
      'reading',
      'correction',
      'calibration',
      'backup',
      'dataSetting',
      'score',
    ];
    bench.commit(
      scan({
        entries: [
          ...kinds.map((kind) => entry(0, kind)),
          entry(0, 'finding', 'grows'),
          entry(500, 'finding', 'grows'),
        ],
      }),
    );
    const all = DAY0_MS + 100 * DAY_MS;
    expect(purge(bench, { findingsBeforeMs: all })).toMatchObject({ entries: 2 });
    expect(number(bench, "SELECT count(*) FROM entry WHERE id = 'grows'")).toBe(2);
    expect(purge(bench, { laboratoryBeforeMs: all, actionsBeforeMs: all })).toMatchObject({
      entries: 3,
    });
    expect(
      bench.reader
        .prepare("SELECT kind FROM entry WHERE id <> 'grows' ORDER BY kind")
        .pluck()
        .all(),
    ).toEqual(['calibration', 'dataSetting']);
  });

  it(
    'broken off after any slice leaves a whole file and ends the same',
    { timeout: 60_000 },
    () => {
      fc.assert(
        fc.property(fc.array(fc.nat(12), { minLength: 1, maxLength: 6 }), (steps) => {
          const bench = new Bench();
          days(bench, 12);
          const order = { ...NEVER, samplesBeforeMs: DAY0_MS + 7 * DAY_MS };
          for (const count of steps) {
            const purger = new Purger(bench.writerDb, bench.days, order);
            for (let i = 0; i < count; i++) purger.step();
            bench.reopen();
            expect(checkAll(bench)).toEqual([]);
          }
          purge(bench, order);
          expect(number(bench, 'SELECT count(*) FROM samples')).toBe(5 * 48 + 1);
          expect(number(bench, 'SELECT count(*) FROM change')).toBe(6);
          bench.close();
        }),
        { numRuns: 8 },
      );
    },
  );
});

function checkAll(bench: Bench): string[] {
  const found: string[] = [];
  let cursor: CheckCursor | null = null;
  do {
    const slice: ReturnType<typeof checkSlice> = checkSlice(bench.reader, cursor, bench.path);
    found.push(...slice.damage, ...slice.findings);
    cursor = slice.cursor;
  } while (cursor !== null);
  return found;
}

describe('the check of the whole file', () => {
  it('finds a changed minute by the hour it was made of, and nothing in a sound file', () => {
    const bench = new Bench();
    days(bench, 5);
    expect(checkAll(bench)).toEqual([]);
    bench.writerDb.exec(
      'UPDATE sample SET value = value + 0.001 WHERE key = (SELECT min(key) FROM sample)',
    );
    expect(checkAll(bench)).toEqual([
      expect.stringMatching(/^2026-11-01 LIT-101\.pv: the minutes are not/),
    ]);
  });
});

describe('months', () => {
  it('are the sums of their days, and of the time a state was held through', () => {
    const bench = new Bench();
    days(bench, 40);
    const first = monthOf(DAY0_MS / DAY_MS);
    expect(
      bench.reader
        .prepare('SELECT month, samples, min, max FROM rollup_month ORDER BY month')
        .raw()
        .all(),
    ).toEqual([
      [first, 30 * 48, 0, 29 + 47 / 64],
      [first + 1, 10 * 48, 30, 39 + 47 / 64],
    ]);
    // On from the second day's 06:00 for a day, off for a day, and so on; nothing is known before the first 06:00.
    const [changes, usableMs, valueMs] = bench.reader
      .prepare(`SELECT changes, usable_ms, value_ms FROM change_month WHERE month = ${first}`)
      .raw()
      .get() as number[];
    expect([changes, usableMs, valueMs]).toEqual([
      30,
      30 * DAY_MS - 6 * HOUR_MS,
      14 * DAY_MS + 18 * HOUR_MS,
    ]);
    expect(
      bench.reader.prepare('SELECT utc, samples FROM months ORDER BY utc').raw().all(),
    ).toEqual([
      ['2026-11', 1_440],
      ['2026-12', 480],
    ]);
  });
});
