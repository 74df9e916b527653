import { describe, expect, it } from 'vitest';
import { readLoggedData } from '#twin/calibration/logged-data.ts';
import type { LoggedData } from '#twin/calibration/logged-data.ts';
import { readMoment } from '#twin/calibration/moment.ts';
import { prepare, stepMeans } from '#twin/calibration/prepare.ts';
import type { PrepareOptions } from '#twin/calibration/prepare.ts';
import { shippedProfile } from '../../core/plant/profile-files.ts';

const profile = shippedProfile('geumgang-mbr');
const read = (lines: readonly string[]): LoggedData => {
  const data = readLoggedData(lines.join('\n'), profile);
  if (!data.ok) throw new Error(data.error.join('\n'));
  return data.value;
};
const problems = (lines: readonly string[]): string[] => {
  const data = readLoggedData(lines.join('\n'), profile);
  return data.ok ? [] : data.error;
};
const options: PrepareOptions = {
  tags: null,
  days: null,
  warmUpDays: 0.25,
  calibrationShare: 0.5,
  stepS: 3600,
  tickMs: 60_000,
  seed: 1,
};

describe('logged data, plain table', () => {
  it('reads columns of tags with and without units, and gaps', () => {
    const data = read([
      'time,AIT-402.pv [mg/L],FIT-101.pv (m³/h),PDT-401.pv',
      '2026-06-01T00:00:00+09:00,1.5,10,12',
      '2026-06-01T01:00:00+09:00,,11,12.5',
      '',
      '2026-06-01T02:00:00+09:00,1.7,12,13',
    ]);
    expect(data.series.get('AIT-402.pv')?.values).toEqual([1.5, 1.7]);
    expect(data.series.get('FIT-101.pv')?.unit).toBe('m3/h');
    expect(data.fromMs).toBe(Date.UTC(2026, 4, 31, 15));
    expect(data.notes).toEqual(['AIT-402.pv: 1 empty cells are left out']);
  });

  it.each([
    ['nothing', [''], /no values/],
    ['header only', ['time,AIT-402.pv'], /no values/],
    ['no time', ['AIT-402.pv,x', '1,2'], /line 1: no column "time"/],
    [
      'unknown tag',
      ['time,AIT-999.pv', '2026-06-01T00:00:00Z,1'],
      /line 1, column 2: "AIT-999.pv"/,
    ],
    [
      'wrong unit',
      ['time,FIT-101.pv [gpm]', '2026-06-01T00:00:00Z,1'],
      /line 1, column 2: FIT-101.pv is in "gpm", the profile has it in "m3\/h"/,
    ],
    [
      'no number',
      ['time,AIT-402.pv', '2026-06-01T00:00:00Z,none'],
      /line 2, column 2 \(AIT-402.pv\): "none"/,
    ],
    [
      'time without zone',
      ['time,AIT-402.pv', '2026-06-01 00:00,1'],
      /line 2, column 1: .*with zone/,
    ],
    ['no such day', ['time,AIT-402.pv', '2026-02-30T00:00:00Z,1'], /line 2, column 1/],
    ['short line', ['time,AIT-402.pv', '2026-06-01T00:00:00Z'], /line 2: 1 columns instead of 2/],
    [
      'out of the range of the instrument, as in another unit',
      ['time,TIT-401.pv', '2026-06-01T00:00:00Z,64'],
      /line 2, column 2 \(TIT-401.pv\): 64 lies outside .* is the unit right/,
    ],
    [
      'time that does not rise',
      ['time,AIT-402.pv', '2026-06-01T01:00:00Z,1', '2026-06-01T01:00:00Z,1'],
      /line 3, column 2 .* line 2/,
    ],
    [
      'a tag twice',
      ['time,AIT-402.pv,AIT-402.pv', '2026-06-01T01:00:00Z,1,2'],
      /line 1, column 3: AIT-402.pv is there twice/,
    ],
    ['an open quote', ['time,AIT-402.pv', '"2026'], /line 2: a quoted cell/],
  ])('%s: told with line and column', (_, lines, message) => {
    expect(problems(lines).join('\n')).toMatch(message);
  });
});

describe('logged data, export of the trend screen', () => {
  const head = 'Time (Asia/Seoul),Tag,Name,Value,Unit,Quality,Provenance';
  it('reads local times, leaves bad values out', () => {
    const data = read([
      `\uFEFF${head}`,
      '2026-06-01 00:00:00,AIT-402.pv,Ammonia,1.5,mg/L,good,measured',
      '2026-06-01 00:15:00,AIT-402.pv,Ammonia,9.5,mg/L,bad,measured',
      '2026-06-01 00:30:00,AIT-402.pv,Ammonia,,mg/L,good,measured',
      '2026-06-01 00:45:00,AIT-402.pv,Ammonia,1.6,mg/L,good,measured',
      '2026-06-01 00:00:00,PDT-401.pv,Pressure,12,kPa,good,measured',
    ]);
    const ammonia = data.series.get('AIT-402.pv')!;
    expect(ammonia.values).toEqual([1.5, 1.6]);
    expect(ammonia.timesMs[0]).toBe(Date.UTC(2026, 4, 31, 15));
    expect(data.notes).toEqual(['2 rows without a value or of bad quality are left out']);
  });

  it('names a wrong unit and time with their columns', () => {
    const found = problems([
      head,
      '2026-06-01 00:00:00,AIT-402.pv,Ammonia,1.5,mg/L,good,measured',
      'soon,AIT-402.pv,Ammonia,1.5,g/L,good,measured',
    ]);
    expect(found.join('\n')).toMatch(/line 3, column 5: .*"g\/L"/);
    expect(found.join('\n')).toMatch(/line 3, column 1: "soon"/);
  });
});

describe('moments', () => {
  it.each([
    ['2026-06-01T09:00:00+09:00', null, Date.UTC(2026, 5, 1)],
    ['2026-06-01 00:00:00Z', null, Date.UTC(2026, 5, 1)],
    ['2026-06-01 09:00', 'Asia/Seoul', Date.UTC(2026, 5, 1)],
    ['2026-07-01 02:00:00', 'Europe/Berlin', Date.UTC(2026, 6, 1)],
    ['2026-06-01 09:00', null, null],
    ['2026-06-01 25:00Z', null, null],
    ['2026-06-01 09:00', 'Nowhere/Land', null],
    ['', 'Asia/Seoul', null],
  ])('%s in %s', (text, zone, expected) => {
    expect(readMoment(text, zone)).toBe(expected);
  });
});

describe('preparing a run', () => {
  const hours = Array.from({ length: 25 }, (_, h) =>
    new Date(Date.UTC(2026, 5, 1, h)).toISOString(),
  );
  const table = (columns: string, row: (h: number) => string): string[] => [
    `time,${columns}`,
    ...hours.map((time, h) => `${time},${row(h)}`),
  ];

  it('splits the time, takes the inlet as drive and settings as changes', () => {
    const data = read(
      table(
        'AIT-402.pv,FIT-101.pv,AIT-004.pv,P-401.onS',
        (h) => `${h / 10},10,20,${h < 10 ? 420 : 300}`,
      ),
    );
    const prepared = prepare(data, profile, options);
    if (!prepared.ok) throw new Error(prepared.error.join('\n'));
    const { run, series, steps } = prepared.value;
    expect(run.tags).toEqual(['AIT-402.pv']);
    expect(run.days).toBe(1);
    expect(run.influentCsv?.split('\n')[0]).toBe('time,nh4n [mg/L],flow_m3_h');
    expect(run.changes).toEqual([
      { afterS: 0, command: { cmd: 'setting', tag: 'P-401.onS', value: 420 } },
      { afterS: 36_000, command: { cmd: 'setting', tag: 'P-401.onS', value: 300 } },
    ]);
    // Six hours of warm-up, then half of eighteen.
    expect(steps[0]).toEqual(Array.from({ length: 18 }, (_, k) => k + 6));
    expect(series[0]!.calibrate.filter((c) => c)).toHaveLength(9);
    expect(series[0]!.measured[0]).toBeCloseTo(0.7, 10);
  });

  it('tells a gap in what drives the model, with its place', () => {
    const data = read(table('AIT-402.pv,FIT-101.pv', (h) => `1,${h > 5 && h < 16 ? '' : 10}`));
    const prepared = prepare(data, profile, options);
    expect(prepared.ok ? '' : prepared.error.join()).toMatch(
      /FIT-101.pv has a gap of 11.0 h from 2026-06-01T05:00/,
    );
  });

  it('tells tags that are not in the data, too few days and a bad step', () => {
    const data = read(table('AIT-402.pv', () => '1'));
    const prepared = prepare(data, profile, {
      ...options,
      tags: ['AIT-403.pv'],
      warmUpDays: 3,
      stepS: 500.5,
    });
    const text = prepared.ok ? '' : prepared.error.join('\n');
    expect(text).toMatch(/--step 500.5/);
    expect(text).toMatch(/0.99 days, of which 3 only warm up/);
    expect(text).toMatch(/--tags AIT-403.pv: not in the data/);
  });

  it('puts a value at the end of a step into that step', () => {
    const logged = {
      tag: 'x',
      unit: '',
      timesMs: [0, 1_800_000, 3_600_000, 3_600_001],
      values: [9, 1, 3, 5],
    };
    expect(stepMeans(logged, 0, 3600, 2)).toEqual([2, 5]);
  });
});
