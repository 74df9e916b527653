import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntryBody, NewEntry } from '#core/records/entry.ts';
import type { AiFigures } from '#core/report/ai/figures.ts';
import { addSums, errorOf, NO_SUMS } from '#core/signal/quality-state/virtual-tally.ts';
import { whatIfRequest } from '#core/what-if/request.ts';
import { QualityRecords } from '#engine/app/quality/quality-records.ts';
import type { ReportService } from '#engine/app/reports/index.ts';
import { periodAt } from '#engine/app/reports/period.ts';
import { reportWords } from '#engine/app/reports/words.ts';
import { WhatIfStore } from '#engine/app/what-if-store.ts';
import { silentLog } from '#engine/platform/log.ts';
import type { NewEvent } from '#engine/ports/historian.ts';
import { geumgang } from '../../core/control/plant-fixture.ts';
import { eachMinute, must, reportRig } from './report-rig.ts';
import type { ReportRig } from './report-rig.ts';

/** The report on the AI of the real service on a real history, held against what the screens are told. */
const profile = geumgang();
const dataDir = mkdtempSync(path.join(tmpdir(), 'reports-ai-'));
const MINUTE = 60_000;
const HOUR = 3_600_000;
const day = periodAt('daily', Date.UTC(2026, 5, 10, 3), {
  timeZone: profile.site.timeZone,
  dayStartsAt: profile.display.dayStartsAt,
  shifts: ['09:00'],
});
const from = day.fromMs;
let nowMs = day.toMs + 30 * MINUTE;
const tn = profile.display.effluent.find(({ item }) => item === 'TN')?.tag ?? '';
const power = profile.display.powerTag ?? '';
const virtual = profile.quality.sensors.find((sensor) => sensor.virtual)!;
/** The engine was off for these minutes. */
const OFF = { from: 300, to: 360 } as const;

let rig: ReportRig;
let reports: ReportService;

const event = (
  minute: number,
  kind: NewEvent['kind'],
  code: string,
  params: NewEvent['params'] = {},
  actor = 'engine',
): NewEvent => ({
  tsMs: from + minute * MINUTE,
  kind,
  priority: 4,
  code,
  subject: null,
  params,
  actor,
});
const entry = (kind: NewEntry['kind'], id: string, minute: number, body: object): NewEntry => ({
  kind,
  id,
  tsMs: from + minute * MINUTE,
  tag: kind === 'score' ? null : virtual.tag,
  actor: 'engine',
  writtenMs: from + minute * MINUTE,
  body: structuredClone(body) as EntryBody,
});
const finding = (check: string, severity: string, tier: number, minute: number) =>
  entry('finding', `${check}/${String(minute)}`, minute, {
    id: `${check}/${String(minute)}`,
    tag: virtual.tag,
    check,
    tier,
    severity,
    fromMs: from + minute * MINUTE,
    toMs: from + (minute + 60) * MINUTE,
    value: 1,
    expected: 2,
    limit: 1,
    other: null,
  });
const correction = (state: string, minute: number, by: string) =>
  entry('correction', 'correction-1', 0, {
    id: 'correction-1',
    tag: virtual.tag,
    state,
    fromMs: from,
    toMs: null,
    points: [{ tsMs: from, bias: 0.3, sd: 0.1 }],
    bias: 0.3,
    sd: 0.1,
    sinceMs: from,
    readingIds: ['reading-1'],
    by,
    atMs: from + minute * MINUTE,
    reason: '',
  });
const score = (hour: number, mean: number) =>
  entry('score', `hour/${String(hour)}`, hour * 60, {
    sensors: {
      [virtual.tag]: {
        mean,
        least: mean - 5,
        deductions: [],
        virtual: [60, 60 * 0.1, hour - 6, 57, 60 * 0.08],
      },
      [tn]: { mean: 95, least: 90, deductions: [] },
    },
  });

beforeAll(async () => {
  const figures = {
    effluent: [],
    energyKwh: 1,
    energyByKind: [],
    costWon: 1,
    peakKw: 1,
    chemicals: [],
    membranes: [],
    water: { influentM3: 1, effluentM3: 1, spilledM3: 0, sludgeCakeM3: 0 },
    interlocks: [],
    trips: [],
  };
  // The future rehearsed at hour 8 is 0.5 above what came; the value rose from 8 to 12 right after its start.
  const startMs = from + 8 * HOUR;
  const request = whatIfRequest.parse({ horizonDays: 1, changes: [] });
  new WhatIfStore(path.join(dataDir, 'what-if'), silentLog).save(
    {
      id: 'what-if-1',
      askedMs: startMs,
      who: 'kim',
      request,
      state: 'done',
      progress: 1,
      tookMs: 5,
      fault: null,
    },
    {
      request,
      origin: { kind: 'exact', atMs: startMs, notes: [] },
      startMs,
      stepS: 900,
      series: [{ tag: tn, now: Array.from({ length: 96 }, () => 12.5), changed: [] }],
      now: figures,
      changed: figures,
    },
  );
  rig = await reportRig({
    profile,
    dataDir,
    nowMs: () => nowMs,
    quality: {
      comparisons: ({ tag, fromMs, toMs }) => ({
        ok: true,
        value:
          tag !== virtual.tag || fromMs > from || toMs < from
            ? []
            : [
                {
                  readingId: 'reading-1',
                  sampledMs: from + 130 * MINUTE,
                  sensorValue: 100,
                  sensorSd: 0.1,
                  referenceValue: 10,
                  referenceSd: 0.1,
                  outlier: false,
                  estimate: { value: 10.4, sd: 0.2 },
                },
              ],
      }),
    },
  });
  const lived = (minute: number): boolean => minute < OFF.from || minute >= OFF.to;
  await rig.commit({
    grid: [
      ...eachMinute(power, from, 1440, () => 24),
      ...eachMinute(tn, from, 1440, (minute) => (minute < 480 ? 8 : 12)),
    ].filter(({ tsMs }) => lived((tsMs - from) / MINUTE)),
  });
  await rig.commit({
    events: [
      event(-30, 'system', 'system.started'),
      event(-20, 'mode', 'mode.changed', { from: 'plc', to: 'remote' }),
      event(OFF.to, 'system', 'system.started'),
      event(OFF.to, 'system', 'system.restoredAfterCrash'),
      event(OFF.to + 10, 'mode', 'mode.changed', { from: 'plc', to: 'remote' }),
      event(600, 'mode', 'mode.heartbeatLost'),
      event(620, 'mode', 'mode.heartbeatBack'),
      event(700, 'system', 'system.scanOverrun', { seconds: 7 }),
      event(100, 'command', 'command.confirmed', {}, 'person:Kim'),
      event(110, 'command', 'command.refused', { reason: 'interlock.active' }, 'person:Kim'),
      event(120, 'machine', 'machine.started', {}, 'plc'),
    ],
    entries: [
      finding('drift', 'suspect', 2, 120),
      finding('sigma', 'note', 1, 200),
      entry('substitution', 'sub-1', 240, {
        kind: 'virtual',
        fromMs: from + 240 * MINUTE,
        toMs: from + 420 * MINUTE,
        reason: 'drift',
      }),
      ...Array.from({ length: 24 }, (_, hour) => score(hour, hour === 23 ? 70 : 80)),
      correction('proposed', 130, 'engine'),
    ],
  });
  await rig.commit({ entries: [correction('accepted', 200, 'person:Kim')] });
  reports = rig.open();
});
afterAll(async () => {
  await rig.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const ask = { kind: 'aiPerformance' as const, subject: null, remarks: '' };
async function stored(id: string): Promise<AiFigures> {
  const [found] = must(
    await rig.historian.entries({ kinds: ['report'], id, versions: 'latest', limit: 1 }),
  );
  return (found?.body as unknown as { readonly figures: { readonly ai: AiFigures } }).figures.ai;
}

describe('the report on the performance of the AI', () => {
  it('holds what the screens are told of the same sensors and span', async () => {
    const made = must(
      await reports.make({ ...ask, atMs: from, untilMs: day.toMs - 1 }, 'person:Kim'),
    );
    expect(made).toMatchObject({ number: 'A-2026-06-10--2026-06-10', incomplete: false });
    const ai = await stored(made.id);
    const records = new QualityRecords(rig.historian);
    const span = { fromMs: day.fromMs, toMs: day.toMs };
    const hours = must(await records.scores({ tag: virtual.tag, ...span }));
    const own = ai.sensors.find(({ tag }) => tag === virtual.tag)!;
    expect(own.mean).toBeCloseTo(hours.reduce((sum, { mean }) => sum + (mean ?? 0), 0) / 24, 9);
    expect(own.least).toBe(Math.min(...hours.map(({ least }) => least ?? 100)));
    expect(own.last).toBe(hours.at(-1)?.mean);
    const shown = errorOf(
      hours.reduce((sums, each) => addSums(sums, each.virtual ?? NO_SUMS), NO_SUMS),
    );
    const row = ai.virtual.find(({ tag }) => tag === virtual.tag)!;
    expect(row).toMatchObject({ ...shown, readings: 1 });
    expect(row.readingError).toBeCloseTo(0.4, 9);
    expect(row.within).toBeCloseTo(0.95, 9);
    const found = must(
      await records.findings({
        tag: null,
        checks: null,
        tier: null,
        severity: null,
        open: null,
        ...span,
        beforeSeq: null,
        limit: 500,
      }),
    );
    expect(ai.findings.reduce((sum, { count }) => sum + count, 0)).toBe(found.findings.length);
    expect(ai.corrections).toMatchObject({ proposed: 1, accepted: 1, rejected: 0 });
    // The minutes the engine was off do not count as stood in: 180 less 60.
    expect(row.stoodInMs).toBe(120 * MINUTE);
    // A reading far off while the drift stood.
    expect(ai.agreement).toEqual({ confirmed: 1, contradicted: 0, unchecked: 0, missed: 0 });
  });

  it('tells who was in control, who commanded, and how long the engine ran', async () => {
    const ai = await stored('aiPerformance/2026-06-10--2026-06-10');
    expect(ai.running).toMatchObject({
      minutes: 1440,
      lived: 1380,
      gaps: 1,
      longestGap: { fromMs: from + OFF.from * MINUTE, toMs: from + OFF.to * MINUTE },
      starts: 1,
      unclean: 1,
      missedScans: 7,
    });
    expect(ai.operation).toMatchObject({
      modes: [
        { mode: 'plc', minutes: 10 },
        { mode: 'remote', minutes: 1370 },
      ],
      heartbeatLosses: 1,
      heartbeatLostMin: 20,
      refusedBy: { interlock: 1 },
      plcStarts: 1,
    });
    expect(ai.operation.commands).toEqual([
      { by: 'ai', confirmed: 0, refused: 0, notConfirmed: 0 },
      { by: 'person', confirmed: 1, refused: 1, notConfirmed: 0 },
    ]);
  });

  it('holds a rehearsal against what came, and against all staying as it was', async () => {
    const { rehearsals } = await stored('aiPerformance/2026-06-10--2026-06-10');
    expect(rehearsals).toMatchObject({ asked: 1, kept: 1, judged: 1, hours: 16 });
    expect(rehearsals.rows).toMatchObject([{ tag: tn, runs: 1, error: 0.5, persistence: 4 }]);
  });

  it('says all of it in both languages, as PDF and as a workbook', async () => {
    const id = 'aiPerformance/2026-06-10--2026-06-10';
    for (const language of ['ko', 'en'] as const) {
      const { document } = must(await reports.document(id, language));
      const text = JSON.stringify(document);
      expect(text).not.toMatch(/\{\w+\}/);
      const keys = Object.keys(reportWords(language)).filter(
        (key) => key.includes('.') && text.includes(`"${key}"`),
      );
      expect(keys).toEqual([]);
      expect(new Set(document.blocks.map(({ type }) => type))).toContain('bars');
      for (const [format, head] of [
        ['pdf', '%PDF'],
        ['xlsx', 'PK'],
      ] as const) {
        const file = must(await reports.file(id, language, format));
        expect(Buffer.from(file.base64, 'base64').subarray(0, head.length).toString()).toBe(head);
      }
    }
  });

  it('of a span in which nothing was recorded says so, and nothing else', async () => {
    const emptyDay = from - 40 * 24 * HOUR;
    const made = must(
      await reports.make({ ...ask, atMs: emptyDay, untilMs: emptyDay }, 'person:Kim'),
    );
    expect(made.incomplete).toBe(true);
    const text = JSON.stringify(must(await reports.document(made.id, 'en')).document);
    expect(text).toContain('Nothing was stored in this period.');
    expect(text).toContain('1,440');
    // Nothing was looked at, so nothing is said to have gone well.
    expect(text).not.toMatch(/never lost|No test failed|read by itself/);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('comes by itself for the month that is over, once, also after a start that missed it', async () => {
    nowMs = Date.UTC(2026, 6, 3);
    reports = rig.open();
    const { settings } = must(await reports.settings());
    expect(settings.automatic.aiPerformance).toBe(true);
    await reports.makeDue();
    reports = rig.open();
    await reports.makeDue();
    const { rows } = must(await reports.list('aiPerformance', null, 10));
    expect(rows.map(({ number, version, madeBy }) => [number, version, madeBy])[0]).toEqual([
      'A-2026-06',
      1,
      'engine',
    ]);
  });
});
