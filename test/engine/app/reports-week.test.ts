import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Excel from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LaboratoryReading } from '#core/laboratory/reading.ts';
import { counterOf, unitTag } from '#core/plant/derived.ts';
import type { Cell, ReportDocument } from '#core/report/document.ts';
import type { EntryBody } from '#core/records/entry.ts';
import { reportFigures } from '#core/report/figures.ts';
import type { ReportFigures } from '#core/report/figures.ts';
import { NO_PLACE } from '#core/work/order.ts';
import type { WorkOrder } from '#core/work/order.ts';
import type { ReportService } from '#engine/app/reports/index.ts';
import { periodAt } from '#engine/app/reports/period.ts';
import type { StoredSample } from '#engine/ports/historian.ts';
import { geumgang } from '../../core/control/plant-fixture.ts';
import { must, reportRig } from './report-rig.ts';
import type { ReportRig } from './report-rig.ts';

/**
 * A week that has everything an inspector asks about: days that begin at six, one of 23 hours, a day without a value, an outage over
 * midnight, a counter that was set back, results below the limit of quantification, in another unit, withdrawn.
 * What the reports must say is reckoned here from the stored samples, by other means than the product's.
 */
const plant = geumgang();
const profile = { ...plant, site: { ...plant.site, timeZone: 'Europe/Berlin' }, display: { ...plant.display, dayStartsAt: '06:00' } };
const site = { timeZone: 'Europe/Berlin', dayStartsAt: profile.display.dayStartsAt, shifts: ['09:00'] };
/** Summer time begins in the night to Sunday, which belongs to the plant's Saturday. */
const week = periodAt('weekly', Date.UTC(2026, 2, 25, 12), site);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const flow = counterOf(profile, profile.display.effluentFlowTag) ?? '';
const tn = profile.display.effluent.find(({ item }) => item === 'TN')?.tag ?? '';
const power = profile.display.powerTag ?? '';
const motor = profile.machines[0]?.units[0]?.id ?? '';
const days = Array.from({ length: 7 }, (_, i) => periodAt('daily', week.fromMs + i * 24 * HOUR_MS + 12 * HOUR_MS, site));

/** The PC is off from 04:00 on Wednesday to 09:00 on Thursday: all of the plant's Wednesday, and hours on either side. */
const offFromMs = week.fromMs + 46 * HOUR_MS;
const offToMs = week.fromMs + 75 * HOUR_MS;
const isOff = (ms: number): boolean => ms >= offFromMs && ms < offToMs;
/** The PLC is exchanged on Friday evening: its counters begin again. */
const setBackMs = week.fromMs + 108 * HOUR_MS;
const countAt = (ms: number): number => (ms < setBackMs ? 70_000 : -2000) + ((ms - week.fromMs) / HOUR_MS) * 20;
const tnAt = (ms: number): number => 8 + Math.sin(ms / 7_000_000) * 3;
const startsAt = (ms: number): number => Math.floor((ms - (ms < setBackMs ? week.fromMs - 60_000 * HOUR_MS : setBackMs)) / HOUR_MS);

const minutes: number[] = [];
for (let ms = week.fromMs - HOUR_MS; ms < week.toMs; ms += MINUTE_MS) if (!isOff(ms)) minutes.push(ms);
const within = ({ fromMs, toMs }: { fromMs: number; toMs: number }): number[] => minutes.filter((ms) => ms >= fromMs && ms < toMs);
/** Growth of the counter from the last sample before a period to the last one in it. */
const grown = ({ fromMs, toMs }: { fromMs: number; toMs: number }): number => {
  const before = minutes.findLast((ms) => ms < fromMs) ?? NaN;
  const seen = [before, ...within({ fromMs, toMs })].map(countAt);
  return seen.reduce((sum, value, i) => sum + Math.max(0, value - (seen[i - 1] ?? value)), 0);
};

const reading = (i: number, part: Partial<LaboratoryReading>): LaboratoryReading => ({
  id: `reading-${String(i)}`, item: 'TN', point: 'effluent', tag: null, sampledMs: week.fromMs + (i + 1) * HOUR_MS, compositeFromMs: null,
  value: 1, qualifier: 'exact', unit: 'mg/L', how: 'laboratory', method: 'ES 04363', person: 'Lee', laboratory: null,
  quantificationLimit: null, uncertainty: null, note: '', explanation: '', origin: null, state: 'valid', reason: '', ...part,
});
const readings = [
  reading(0, { value: 9.5 }),
  reading(1, { value: 12_500, unit: 'µg/L' }),
  reading(2, { value: 90, state: 'withdrawn' }),
  reading(3, { value: 13, qualifier: 'below' }),
  ...Array.from({ length: 420 }, (_, i) => reading(i + 4, { value: 2, sampledMs: week.fromMs + 30 * HOUR_MS + i * MINUTE_MS })),
];

/** Opened on Monday, taken up on Tuesday, done only in the week after. */
const order = (state: WorkOrder['state'], atMs: number): WorkOrder => ({
  id: 'order-0001', number: 7, state, waitingFor: null, priority: 'normal', title: { ko: '벨트 교체', en: 'Change the belt' }, description: '', place: NO_PLACE,
  source: { kind: 'person', id: 'Lee' }, openedMs: week.fromMs + HOUR_MS, dueMs: null, service: null, steps: [], assignee: 'Lee', firm: '', minutes: 0, costWon: 0, parts: [],
  notes: [], attachments: [], repeats: 0, lastRepeatMs: null, checked: null, by: 'Lee', atMs, reason: '',
  done: state === 'done' ? { by: 'Lee', atMs, note: '', hours: null, starts: null, replaced: false } : null,
});
const orders = [order('open', week.fromMs + HOUR_MS), order('inWork', week.fromMs + 30 * HOUR_MS), order('done', week.toMs + 20 * MINUTE_MS)];

const bodyOf = (record: object): EntryBody => JSON.parse(JSON.stringify(record)) as EntryBody;

const dataDir = mkdtempSync(path.join(tmpdir(), 'reports-week-'));
let rig: ReportRig;
let reports: ReportService;
let whole: Made;
const nowMs = week.toMs + HOUR_MS;

beforeAll(async () => {
  rig = await reportRig({ profile, dataDir, nowMs: () => nowMs });
  const sample = (tag: string, value: number, tsMs: number): StoredSample => ({ tag, value, quality: 'good', provenance: 'measured', tsMs });
  await rig.commit({
    grid: minutes.flatMap((ms) => [sample(flow, countAt(ms), ms), sample(tn, tnAt(ms), ms), sample(power, 24, ms)]),
    changes: minutes.filter((ms) => ms % HOUR_MS === 0).map((ms) => sample(unitTag(motor, 'starts'), startsAt(ms), ms)),
    entries: [
      ...orders.map((body) => ({ kind: 'workOrder' as const, id: body.id, tsMs: body.openedMs, tag: null, actor: 'person:Lee', writtenMs: body.atMs, body: bodyOf(body) })),
      ...readings.map((body) => ({ kind: 'reading' as const, id: body.id, tsMs: body.sampledMs, tag: null, actor: 'person:Lee', writtenMs: body.sampledMs, body: bodyOf(body) })),
      {
        kind: 'alarm' as const, id: 'old@1', tsMs: week.fromMs - 30 * HOUR_MS, tag: 'old', actor: 'engine', writtenMs: week.fromMs - 30 * HOUR_MS,
        body: {
          id: 'old@1', alarm: 'old', code: null, params: {}, equipment: null, kind: 'process', priority: 2, raisedMs: week.fromMs - 30 * HOUR_MS, raises: 1,
          lastRaisedMs: week.fromMs - 30 * HOUR_MS, firstOut: null, ackMs: null, ackBy: null, comments: [], clearedMs: null, closedMs: null, end: null,
        },
      },
    ],
    audit: [{ tsMs: week.fromMs, actor: 'person:Kim', role: null, session: null, second: null, action: 'work.open', outcome: 'done', code: null, subject: null, before: null, after: null }],
  });
  reports = rig.open();
  const { settings } = must(await reports.settings());
  must(await reports.configure({ ...settings, languages: ['ko'], formats: ['pdf'] }, 'person:Kim'));
  whole = await made('weekly', week.fromMs);
}, 60_000);
afterAll(async () => {
  await rig.close();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Made {
  readonly figures: ReportFigures;
  readonly document: ReportDocument;
  readonly id: string;
}
const made = async (kind: 'daily' | 'weekly', atMs: number): Promise<Made> => {
  const { id } = must(await reports.make({ kind, atMs, subject: null, remarks: '' }, 'person:Kim'));
  const [entry] = must(await rig.historian.entries({ kinds: ['report'], id, versions: 'latest', limit: 1 }));
  return { id, figures: reportFigures.parse(entry?.body['figures']), document: must(await reports.document(id, 'en')).document };
};
const rowsUnder = (document: ReportDocument, first: string): readonly (readonly Cell[])[] =>
  document.blocks.flatMap((block) => (block.type === 'table' && block.columns[0]?.name === first ? block.rows : []));

describe('a week with gaps, a short day and a counter that was set back', () => {
  it('adds up from its days, each as long as it was', async () => {
    expect(days.map(({ fromMs, toMs }) => (toMs - fromMs) / HOUR_MS)).toEqual([24, 24, 24, 24, 24, 23, 24]);
    expect(whole.figures.water.outflow?.total).toBeCloseTo(grown(week), 6);
    const ofDays: number[] = [];
    for (const day of days.filter((each) => within(each).length > 0)) {
      const { figures } = await made('daily', day.fromMs);
      const total = figures.water.outflow?.total ?? 0;
      expect(total, new Date(day.fromMs).toISOString()).toBeCloseTo(grown(day), 6);
      const seen = within(day).map(tnAt);
      const own = figures.effluent.find(({ item }) => item === 'TN');
      expect(own?.mean).toBeCloseTo(seen.reduce((sum, value) => sum + value, 0) / seen.length, 9);
      expect([own?.n, own?.expected]).toEqual([seen.length, (day.toMs - day.fromMs) / MINUTE_MS]);
      ofDays.push(total);
    }
    expect(ofDays.reduce((sum, each) => sum + each, 0)).toBeCloseTo(grown(week), 6);
    // Steps of the counter on either side of the exchange; the hour of it is nobody's.
    expect(whole.figures.machines.find(({ unit }) => unit === motor)?.starts).toBeGreaterThan(100);
  }, 60_000);

  it('has a line for the day without a value, and says so', () => {
    const { document, figures } = whole;
    const rows = rowsUnder(document, 'Day');
    expect(rows.map((row) => row[0]?.text)).toEqual(['2026-03-23', '2026-03-24', '2026-03-25', '2026-03-26', '2026-03-27', '2026-03-28', '2026-03-29']);
    expect(rows[2]?.slice(1).map(({ text }) => text)).toEqual(rows[2]?.slice(1).map(() => '–'));
    expect(rows[3]?.[2]?.value).toBeCloseTo(grown(days[3] ?? week), 6);
    expect(JSON.stringify(document)).toContain('Nothing recorded: 2026-03-25.');
    expect(figures.gaps?.minutes).toBe((offToMs - offFromMs) / MINUTE_MS);
  });

  it('counts all readings that stand in one unit, and shows what is below as below', async () => {
    const { figures, document, id } = whole;
    const own = figures.effluent.find(({ item }) => item === 'TN');
    expect(own?.laboratory).toMatchObject({ n: 423, max: 13, maxIsBelow: true, below: 1 });
    expect(own?.laboratory.mean).toBeCloseTo((9.5 + 12.5 + 13 + 420 * 2) / 423, 9);
    expect(figures.laboratory).toHaveLength(400);
    expect(JSON.stringify(document)).toContain('23 earlier ones are on the laboratory screen');
    expect(JSON.stringify(document)).toMatch(/423, max < 13\.0+"/);
    // As it was when the week ended, though it is done by the time of the report.
    expect(figures.work).toMatchObject({ opened: 1, finished: 0, standing: [{ number: 7, state: 'inWork' }] });
    // Standing all week, raised in none of it.
    expect(figures.alarms).toMatchObject({ total: 0, top: [{ alarm: 'old', count: 0, standingMs: week.toMs - week.fromMs }] });
    // The row of the audit log that a printed report can be a witness of.
    expect(document.origin).toContain(`Audit log row 1, ${figures.audit?.hash.slice(0, 16) ?? '?'}`);

    const book = new Excel.Workbook();
    await book.xlsx.load(Uint8Array.from(Buffer.from(must(await reports.file(id, 'en', 'xlsx')).base64, 'base64')).buffer);
    const sheet = book.getWorksheet('Day by day');
    expect(sheet?.getCell('A4').value).toEqual(new Date('2026-03-25T00:00:00Z'));
    expect(sheet?.getCell('A4').numFmt).toBe('yyyy-mm-dd');
    const sampled = book.getWorksheet('Laboratory and portable reading');
    // 14:00 on the plant's wall, 13:00 in UTC.
    expect((sampled?.getCell('A2').value as Date | undefined)?.getUTCHours()).toBe((new Date(figures.laboratory[0]?.sampledMs ?? 0).getUTCHours() + 1) % 24);
    const file = readFileSync(path.join(reports.folder, '2026', 'W-2026-W13.ko.pdf'));
    expect(file.length).toBeGreaterThan(10_000);
  });
});
