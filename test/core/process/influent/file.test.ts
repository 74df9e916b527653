import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultText } from '#core/process/fault.ts';
import { readInfluentSeries, seriesAt } from '#core/process/influent-file.ts';
import type { InfluentSeries } from '#core/process/influent-file.ts';

function read(text: string, maxGapS?: number): InfluentSeries {
  const series = readInfluentSeries(text, maxGapS === undefined ? {} : { maxGapS });
  if (!series.ok) throw new Error(series.error.map(faultText).join('\n'));
  return series.value;
}
const refused = (text: string): string => {
  const series = readInfluentSeries(text);
  return series.ok ? 'read' : series.error.map(faultText).join('\n');
};

describe('an influent file', () => {
  test.each([
    ['t_s,flow_m3_h\n0,10\n1,10', 10],
    ['t_s,flow_m3_d\n0,240\n1,240', 10],
    ['t_s,flow (m3/d)\n0,240\n1,240', 10],
    ['t_s,Flow [m³/h]\n0,10\n1,10', 10],
    ['t_s,flow_gpm\n0,100\n1,100', 22.712_47],
    ['t_s,flow_MGD\n0,1\n1,1', 157.725_49],
    ['t_s,flow_l_s\n0,10\n1,10', 36],
    ['t_s,flow_cfs\n0,1\n1,1', 101.940_648],
    ['t,flow\ns,m3/d\n0,240\n1,240', 10],
  ])('%j is a flow in m3/h', (text, flow) => {
    expect(read(text).values.flowM3PerH![0]).toBeCloseTo(flow, 4);
  });

  test('concentrations, temperature and pH are converted; a bare concentration is mg/L', () => {
    const { values } = read(
      't_h,flow_m3_h,cod,bod_g_l,nh4n_ug_l,temp_degF,ph,tp_kg_m3\n0,1,300,0.2,20000,50,7.2,0.005\n1,1,300,0.2,20000,50,7.2,0.005',
    );
    expect(values.cod![0]).toBe(300);
    expect(values.bod![0]).toBeCloseTo(200, 9);
    expect(values.nh4n![0]).toBeCloseTo(20, 9);
    expect(values.temperatureC![0]).toBeCloseTo(10, 9);
    expect(values.pH![0]).toBe(7.2);
    expect(values.tp![0]).toBeCloseTo(5, 9);
  });

  test('dates with zone are taken at their own time, others from the start of the run', () => {
    const dated = read(
      'time,flow_m3_h\n2026-03-01T00:00:00+09:00,10\n2026-03-01T12:00:00+09:00,20\n2026-03-02T00:00:00+09:00,10',
      86_400,
    );
    const at = Date.UTC(2026, 1, 28, 15);
    expect(dated.absolute).toBe(true);
    expect(seriesAt(dated, at + 6 * 3_600_000, 0).flowM3PerH).toBeCloseTo(15, 9);
    // Forty days later the same hour of the day gives the same water.
    expect(seriesAt(dated, at + (40 * 24 + 6) * 3_600_000, 0).flowM3PerH).toBeCloseTo(15, 9);
    const counted = read('t_min,flow_m3_h\n0,10\n1,20');
    expect(seriesAt(counted, at, 30).flowM3PerH).toBeCloseTo(15, 9);
    expect(seriesAt(counted, at, 90).flowM3PerH).toBeCloseTo(15, 9);
  });

  test('an empty cell is bridged; a long gap is named with its length and what is allowed', () => {
    const series = read('t_h,flow_m3_h,cod\n0,1,100\n1,1,\n2,1,200\n3,1,');
    expect(series.values.cod).toEqual([100, 150, 200, 200]);
    expect(series.longestGapS).toBe(7200);
    expect(refused('t_h,flow_m3_h\n0,1\n1,1\n2,1\n30,1\n31,1')).toMatch(
      /at t = 7200 s: gap of flowM3PerH, s is 100800, allowed up to 10800; fill the gap/,
    );
    expect(read('t_h,flow_m3_h\n0,1\n1,1\n30,1', 200_000).longestGapS).toBe(104_400);
  });

  test.each([
    ['flow_m3_h\n1\n', /column t_s or time is missing/],
    ['t_s,cod\n0,1\n', /column flow is missing/],
    ['t_s,flow\n0,1\n1,1', /unit of column flow is no unit, allowed m3\/h, m3\/d/],
    ['t_s,flow_furlong\n0,1\n', /unit of column flow_furlong is furlong/],
    ['t_s,flow_m3_h,cod_mol\n0,1,2\n', /unit of column cod_mol is mol, allowed mg\/L/],
    ['t_s,flow_m3_h,colour\n0,1,2\n', /column is colour, allowed flow, cod/],
    ['t_s,flow_m3_h,flow_m3_d\n0,1,2\n', /column is flow_m3_d, allowed each quantity once/],
    ['t_s,flow_m3_h\n0,x\n1,2\n', /line 2: column flow_m3_h is x, allowed a number/],
    ['t_s,flow_m3_h\n0,NaN\n1,2\n', /line 2: column flow_m3_h is NaN, allowed a number/],
    ['t_s,flow_m3_h\n0,1\n1,-2\n', /line 3: column flow_m3_h is -2, allowed 0 to 200000 m3\/h/],
    ['t_s,flow_m3_h,ph\n0,1,7\n1,1,72\n', /line 3: column ph is 72, allowed 0 to 14/],
    ['t_s,flow_m3_h,temp_c\n0,1,68\n1,1,300\n', /line 3: column temp_c is 300, allowed -2 to 80/],
    ['t_s,flow_m3_h\n0,1\n0,2\n', /line 3: column t_s is 0, allowed more than 0; sort/],
    ['t_s,flow_m3_h\n5,1\n0,2\n', /column t_s is 0, allowed more than 5/],
    ['t_s,flow_m3_h\n0,1\n', /rows is 1, allowed 2 or more/],
    ['t_s,flow_m3_h\n0,1,3\n1,1\n', /line 2: column count is 3, allowed 2 cells/],
    ['time,flow_m3_h\n2026-02-30T00:00:00Z,1\n', /line 2: column time is 2026-02-30/],
    ['time,flow_m3_h\n2026-03-01 06:00,1\n', /allowed ISO 8601 with zone/],
    ['', /column is , allowed flow/],
  ])('%j is refused with its place', (text, message) => {
    expect(refused(text)).toMatch(message);
  });

  test('whatever it says, it is read or refused, and what is read is finite', () => {
    const cell = fc.oneof(
      fc.integer({ min: -5, max: 500 }).map(String),
      fc.constantFrom('', 'x', '1e400', '7', '-0', '2026-01-01T00:00:00Z'),
    );
    const header = fc.constantFrom('t_s,flow_m3_h,cod', 'time,flow_gpm,ph', 't_d,flow_m3_d,temp_f');
    fc.assert(
      fc.property(
        header,
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 }),
        (names, rows) => {
          const series = readInfluentSeries(
            [names, ...rows.map((row) => row.join(','))].join('\n'),
          );
          if (!series.ok) {
            for (const fault of series.error) expect(faultText(fault).length).toBeGreaterThan(20);
            return;
          }
          for (const value of Object.values(seriesAt(series.value, 1e12, 12_345)))
            expect(Number.isFinite(value) || Number.isNaN(value)).toBe(true);
          expect(Number.isFinite(seriesAt(series.value, 1e12, 0).flowM3PerH!)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
