import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Excel from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatisticsAnswer } from '#core/analysis/question.ts';
import { buildDocument } from '#core/report/build.ts';
import { reportContext } from '#core/report/context.ts';
import { reportFigures } from '#core/report/figures.ts';
import type { ReportService } from '#engine/app/reports/index.ts';
import { periodAt } from '#engine/app/reports/period.ts';
import { reportWords } from '#engine/app/reports/words.ts';
import { messageTexts } from '#engine/app/texts.ts';
import { zoneShifts } from '#engine/historian/analysis/zone.ts';
import type { Historian, NewEvent, StoredSample } from '#engine/ports/historian.ts';
import { geumgang } from '../../core/control/plant-fixture.ts';
import { eachMinute, must, reportRig } from './report-rig.ts';
import type { ReportRig } from './report-rig.ts';

/** Reports of the real service on a real history: figures, files, what comes by itself. */
const profile = geumgang();
const dataDir = mkdtempSync(path.join(tmpdir(), 'reports-'));
const { timeZone } = profile.site;
const { dayStartsAt } = profile.display;
const shifts = ['09:00', '18:00'];
/** A whole plant day in summer, and an instant of the day after it. */
const day = periodAt('daily', Date.UTC(2026, 5, 10, 3), { timeZone, dayStartsAt, shifts });
let nowMs = day.toMs + 30 * 60_000;
const tn = profile.display.effluent.find(({ item }) => item === 'TN')?.tag ?? '';
const power = profile.display.powerTag ?? '';
const energy = profile.display.energyTag ?? '';
const limit =
  profile.limits.sets
    .find(({ id }) => id === profile.limits.active)
    ?.items.find(({ item }) => item === 'TN')?.max ?? 0;
/** Two hours of the day lie beyond the limit. */
const valueAt = (minute: number): number =>
  minute >= 600 && minute < 720 ? limit + 3 : 8 + (minute % 60) / 60;

let rig: ReportRig;
let historian: Historian;
let reports: ReportService;
const open = (): void => {
  reports = rig.open();
};
const alarm = (tsMs: number, raised: boolean): NewEvent => ({
  tsMs,
  kind: 'alarm',
  priority: raised ? 2 : 5,
  code: raised ? 'alarm.raised' : 'alarm.cleared',
  subject: null,
  params: { alarm: 'effluent-TN-100', text: 'alarm.effluent', item: 'TN', percent: 100 },
  actor: 'engine',
});

beforeAll(async () => {
  rig = await reportRig({ profile, dataDir, nowMs: () => nowMs });
  ({ historian } = rig);
  const grid = (tag: string, value: (minute: number) => number): StoredSample[] =>
    eachMinute(tag, day.fromMs, 1440, value);
  await rig.commit({
    grid: [
      ...grid(tn, valueAt),
      ...grid(power, () => 24),
      ...grid(energy, (minute) => 1000 + minute * 0.4),
    ],
  });
  await rig.commit({
    events: [
      alarm(day.fromMs + 600 * 60_000, true),
      alarm(day.fromMs + 720 * 60_000, false),
      {
        tsMs: day.fromMs + 3_600_000,
        kind: 'command',
        priority: 5,
        code: 'command.confirmed',
        subject: profile.machines[0]?.units[0]?.id ?? '',
        params: { action: 'start' },
        actor: 'person:Kim',
      },
    ],
  });
  open();
});
afterAll(async () => {
  await rig.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const textOf = async (id: string, language: 'ko' | 'en'): Promise<string> =>
  JSON.stringify(must(await reports.document(id, language)).document);

describe('a daily report', () => {
  it('says what the history screen says of the same tag and span', async () => {
    const made = must(
      await reports.make(
        { kind: 'daily', atMs: day.fromMs, subject: null, remarks: '' },
        'person:Kim',
      ),
    );
    expect(made).toMatchObject({
      id: 'daily/2026-06-10',
      number: 'D-2026-06-10',
      version: 1,
      madeBy: 'Kim',
      beyond: true,
      incomplete: false,
    });
    const answer = must(
      await rig.questions.ask('by-hand-1', {
        kind: 'statistics',
        tags: [tn],
        span: { fromMs: day.fromMs, toMs: day.toMs },
        zone: timeZone,
        corrected: true,
        level: 'auto',
        limits: [{ tag: tn, below: null, above: limit }],
        classes: 5,
        table: 'day',
      }),
    ) as StatisticsAnswer;
    const shown = answer.tags[0];
    const { document } = must(await reports.document(made.id, 'en'));
    const table = document.blocks.find((block) => block.type === 'table');
    const row =
      table?.type === 'table'
        ? table.rows.find((cells) => cells[0]?.text.startsWith('T-N'))
        : undefined;
    expect(row?.[2]?.value).toBe(shown?.figures.mean);
    expect(row?.[4]?.value).toBe(limit + 3);
    expect(row?.[6]?.value).toBe(shown?.hoursAbove);
    expect(row?.[6]?.bad).toBe(true);
    expect(row?.[6]?.value).toBeCloseTo(2, 9);
  });

  it('is complete in both languages, with energy at its price, the alarm and the command', async () => {
    for (const language of ['ko', 'en'] as const) {
      const text = await textOf('daily/2026-06-10', language);
      const keys = Object.keys(reportWords(language)).filter(
        (key) => key.includes('.') && text.includes(`"${key}"`),
      );
      expect(keys).toEqual([]);
      expect(text).not.toMatch(/\{\w+\}/);
      expect(text).toContain('576 kWh');
    }
    expect(await textOf('daily/2026-06-10', 'en')).toContain(
      'Effluent T-N reached 100 % of its limit',
    );
    expect(await textOf('daily/2026-06-10', 'ko')).toContain('2.0시간');
    expect(Object.keys(reportWords('ko')).sort()).toEqual(Object.keys(reportWords('en')).sort());
  });

  it('lies on disk as PDF and workbook, whose numbers are numbers', async () => {
    const folder = path.join(reports.folder, '2026');
    expect(readdirSync(folder).sort()).toEqual(['D-2026-06-10.ko.pdf', 'D-2026-06-10.ko.xlsx']);
    const pdf = readFileSync(path.join(folder, 'D-2026-06-10.ko.pdf'));
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(pdf.toString('latin1')).toContain('Pretendard');
    const book = new Excel.Workbook();
    await book.xlsx.readFile(path.join(folder, 'D-2026-06-10.ko.xlsx'));
    const sheet = book.getWorksheet('방류 수질');
    const values =
      sheet?.getSheetValues().flatMap((row) => (Array.isArray(row) ? [row] : [])) ?? [];
    expect(values.find((cells) => String(cells[1]).startsWith('T-N'))?.[5]).toBe(limit + 3);
    expect(sheet?.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    // Facts are numbers with their unit, and a chart's times those of the plant.
    const facts = book.worksheets[0]?.getSheetValues() ?? [];
    expect(facts.some((row) => Array.isArray(row) && row[2] === 576)).toBe(true);
    const curve = book.getWorksheet('T-N');
    expect(curve?.getCell('A1').value).toBe(`시각 (${timeZone})`);
    const local = new Date(day.fromMs).toLocaleString('sv', { timeZone });
    expect((curve?.getCell('A2').value as Date).toISOString().slice(0, 10)).toBe(
      local.slice(0, 10),
    );
  });

  it('makes a lost file again out of what is stored, and says when there is no such report', async () => {
    const file = path.join(reports.folder, '2026', 'D-2026-06-10.ko.pdf');
    rmSync(file);
    const again = must(await reports.file('daily/2026-06-10', 'ko', 'pdf'));
    expect(again.name).toBe('D-2026-06-10.ko.pdf');
    expect(Buffer.from(again.base64, 'base64').subarray(0, 5).toString('latin1')).toBe('%PDF-');
    const unknown = await reports.file('daily/1999-01-01', 'ko', 'pdf');
    expect(unknown.ok ? null : unknown.error.messageCode).toBe('reports.unknown');
  });

  it('made anew is a later version; the one before stays', async () => {
    const again = must(
      await reports.make(
        { kind: 'daily', atMs: day.fromMs, subject: null, remarks: 'checked' },
        'person:Lee',
      ),
    );
    expect(again).toMatchObject({ version: 2, madeBy: 'Lee', remarks: 'checked' });
    expect(existsSync(path.join(reports.folder, '2026', 'D-2026-06-10.v2.ko.pdf'))).toBe(true);
    expect(must(await reports.list('daily', null, 10)).rows.map(({ version }) => version)).toEqual([
      2,
    ]);
    expect(
      must(
        await historian.entries({
          kinds: ['report'],
          id: 'daily/2026-06-10',
          versions: 'all',
          limit: 10,
        }),
      ),
    ).toHaveLength(2);
  });

  it('refuses a period that has not begun, and a certificate of a calibration nobody did', async () => {
    const future = await reports.make(
      { kind: 'daily', atMs: nowMs + 3 * 86_400_000, subject: null, remarks: '' },
      'person:Kim',
    );
    expect(future.ok ? null : future.error.messageCode).toBe('reports.future');
    const none = await reports.make(
      { kind: 'calibration', atMs: nowMs, subject: 'calibration-0', remarks: '' },
      'person:Kim',
    );
    expect(none.ok ? null : none.error.messageCode).toBe('reports.noCalibration');
  });
});

describe('reports that come by themselves', () => {
  it('are made once when their period is over, also after a start that missed the time', async () => {
    nowMs = day.toMs + 86_400_000 + 5 * 60_000;
    open();
    await reports.makeDue();
    // The day after has not one stored value: nothing is made of nothing.
    expect(must(await reports.list(null, null, 50)).rows.map(({ id }) => id)).toEqual([
      'daily/2026-06-10',
    ]);
    await rig.commit({
      grid: [
        { tag: tn, value: 9, quality: 'good', provenance: 'measured', tsMs: day.toMs + 60_000 },
      ],
    });
    nowMs += 2 * 3_600_000;
    open();
    await reports.makeDue();
    await reports.makeDue();
    const rows = must(await reports.list(null, null, 50)).rows;
    expect(rows.map(({ id, version, madeBy }) => [id, version, madeBy])).toEqual([
      ['daily/2026-06-11', 1, 'engine'],
      ['daily/2026-06-10', 2, 'Lee'],
    ]);
    expect(rows[0]?.incomplete).toBe(true);
  });

  it('make up, oldest first, for days that passed while the PC was off, and not for those without a value', async () => {
    // Two days on, one of them with an hour of values and one with none; then a start in the middle of the next.
    const later = day.toMs + 86_400_000;
    await rig.commit({ grid: eachMinute(power, later + 3_600_000, 60, () => 24) });
    nowMs = later + 2 * 86_400_000 + 5 * 3_600_000;
    open();
    await reports.makeDue();
    await reports.makeDue();
    const rows = must(await reports.list('daily', null, 50)).rows;
    expect(rows.map(({ id, madeBy, incomplete }) => [id, madeBy, incomplete])).toEqual([
      ['daily/2026-06-12', 'engine', true],
      ['daily/2026-06-11', 'engine', true],
      ['daily/2026-06-10', 'Lee', false],
    ]);
    expect(await textOf('daily/2026-06-12', 'en')).toContain(
      'Nothing was stored for 23.0 h in all',
    );
  });

  it('refuse a picture nobody can print, and a span nobody would read', async () => {
    const { settings } = must(await reports.settings());
    const broken = { ...settings, logoBase64: 'iVBORw0KGgoAAAANSUhEUg==' };
    const answer = await reports.configure(broken, 'person:Park');
    expect(answer).toMatchObject({ ok: false, error: { messageCode: 'reports.badLogo' } });
    const long = { kind: 'rounds' as const, atMs: day.fromMs - 400 * 86_400_000 };
    expect(
      await reports.make(
        { ...long, untilMs: day.fromMs, subject: null, remarks: '' },
        'person:Park',
      ),
    ).toMatchObject({ ok: false, error: { messageCode: 'reports.tooLong' } });
  });

  it('follow the settings, which keep who changed them', async () => {
    const { settings } = must(await reports.settings());
    must(
      await reports.configure(
        {
          ...settings,
          siteName: 'Riverside',
          automatic: { ...settings.automatic, daily: false },
          languages: ['en'],
          formats: ['pdf'],
        },
        'person:Park',
      ),
    );
    expect(must(await reports.settings()).next.daily).toBeNull();
    const made = must(
      await reports.make(
        {
          kind: 'shift',
          atMs: day.fromMs + 12 * 3_600_000,
          subject: null,
          remarks: 'blower belt squeaks',
        },
        'person:Kim',
      ),
    );
    const { document } = must(await reports.document(made.id, 'en'));
    expect(document.subtitle).toContain('Riverside');
    expect(JSON.stringify(document)).toContain('blower belt squeaks');
    const entry = must(
      await historian.entries({ kinds: ['reportSetting'], versions: 'latest', limit: 1 }),
    )[0];
    expect(entry?.actor).toBe('person:Park');
  });
});

describe('a report on savings', () => {
  it('says plainly that one day is not enough, and that no control by the AI is active', async () => {
    const ask = { kind: 'savings' as const, subject: null, remarks: '' };
    const made = must(
      await reports.make({ ...ask, atMs: day.fromMs, untilMs: day.toMs - 1 }, 'person:Kim'),
    );
    expect(made.number).toBe('E-2026-06-10--2026-06-10');
    const text = await textOf(made.id, 'en');
    expect(text).toContain('Not enough data');
    expect(text).toContain('control by the AI is not active');
    expect(text).not.toMatch(/\{\w+\}|savings\./);
    expect(
      await reports.make({ ...ask, atMs: day.toMs, untilMs: day.fromMs - 1 }, 'person:Kim'),
    ).toMatchObject({ ok: false, error: { messageCode: 'reports.order' } });
  });
});

describe('a report of a plant that was changed since', () => {
  it('shows what the profile no longer knows by its id, in every kind that is there', async () => {
    const bare = {
      ...profile,
      sensors: [],
      machines: [],
      tanks: [],
      rounds: { ...profile.rounds, checklists: [] },
      display: { ...profile.display, effluent: [] },
    };
    const shifts = zoneShifts(timeZone, day.fromMs - 86_400_000, nowMs + 86_400_000);
    const entries = must(
      await historian.entries({ kinds: ['report'], versions: 'latest', limit: 50 }),
    );
    expect(entries.length).toBeGreaterThan(3);
    for (const { body } of entries) {
      const context = reportContext('ko', bare, reportWords('ko'), messageTexts('ko'), shifts);
      const figures = reportFigures.parse(body['figures']);
      const document = buildDocument(figures, context, { siteName: 'x', number: '1' });
      expect(document.blocks.length).toBeGreaterThan(0);
      expect(JSON.stringify(document)).not.toMatch(/undefined|NaN/);
    }
  });
});

describe('periods', () => {
  const at = (text: string): number => Date.parse(text);
  const site = {
    timeZone: 'Europe/Berlin',
    dayStartsAt: '06:00',
    shifts: ['06:00', '14:00', '22:00'],
  };

  it('lie one after the other without gap or overlap, over changes to summer time and back', () => {
    for (const kind of ['shift', 'daily', 'weekly', 'monthly', 'yearly'] as const) {
      let period = periodAt(kind, at('2026-03-20T12:00:00Z'), site);
      for (let i = 0; i < 60 && period.toMs < at('2028-01-01T00:00:00Z'); i++) {
        const next = periodAt(kind, period.toMs, site);
        expect(next.fromMs).toBe(period.toMs);
        expect(next.label).not.toBe(period.label);
        period = next;
      }
    }
    const short = periodAt('daily', at('2026-03-29T01:30:00Z'), site);
    expect(short.toMs - short.fromMs).toBe(23 * 3_600_000);
  });

  it('count the hours before the day begins to the day before', () => {
    expect(periodAt('daily', at('2026-06-10T03:59:00Z'), site).label).toBe('2026-06-09');
    expect(periodAt('daily', at('2026-06-10T04:00:00Z'), site).label).toBe('2026-06-10');
    expect(periodAt('monthly', at('2026-07-01T03:00:00Z'), site).label).toBe('2026-06');
    expect(periodAt('shift', at('2026-06-10T21:00:00Z'), site)).toMatchObject({
      fromMs: at('2026-06-10T20:00:00Z'),
      toMs: at('2026-06-11T04:00:00Z'),
    });
  });
});
