import { parse } from 'csv-parse/sync';
import Excel from 'exceljs';
import { strFromU8, unzipSync } from 'fflate';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS, SPAN, written } from './export-rig.ts';
import { DAY0_MS } from './rig.ts';

const csvOf = (data: Buffer): string[][] => parse(data, { bom: true, relax_column_count: false });

describe('CSV', () => {
  it('has every stored value in time order, with mark, quotes and quality, in local time', async () => {
    const { data, rows } = await written({});
    expect(data.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(data.toString('utf8')).toMatch(/\r\n$/);
    const [head, ...body] = csvOf(data);
    expect(head).toEqual(['Time', 'tag', 'name', 'value', 'unit', 'quality', 'provenance']);
    expect([rows, body.length]).toEqual([2 * 1440 - 1 + 2, 2 * 1440 - 1 + 2]);
    expect(body[0]).toEqual([
      '2026-11-01 09:00:00',
      'A.pv',
      '유량, "A"',
      '0',
      'm3/h',
      'good',
      'measured',
    ]);
    expect(
      body.filter(([, tag]) => tag === 'P.run').map(([time, , , value]) => [time, value]),
    ).toEqual([
      ['2026-11-01 09:01:30', '1'],
      ['2026-11-01 09:10:00', '0'],
    ]);
    expect(body.filter((row) => row[3] === '').length).toBe(1);
    expect(body.find((row) => row[0] === '2026-11-01 09:06:00')?.[5]).toBe('outOfRange');
    const times = body.map(([time]) => time ?? '');
    expect(times).toEqual(times.toSorted());
  });

  it('has a row for each minute with the state held, in the wide layout', async () => {
    const [head, ...body] = csvOf((await written({ layout: 'wide' })).data);
    expect(head).toEqual([
      'Time',
      '유량, "A" [m3/h] A.pv',
      'quality A.pv',
      'Pump P.run',
      'quality P.run',
    ]);
    expect(body.length).toBe(2 * 1440);
    expect(body.slice(0, 3).map((row) => row[3])).toEqual(['', '', '1']);
    expect(body[10]?.[3]).toBe('0');
    expect(body[77]?.slice(1, 3)).toEqual(['', 'notYetRead']);
  });

  it('has hours and local days with mean, smallest and largest', async () => {
    const hours = csvOf((await written({ level: 'hour', tags: ['A.pv'] })).data);
    expect(hours.length).toBe(49);
    // The first hour lacks one value that was none and one that was out of range.
    expect(hours[1]?.slice(3)).toEqual([
      String(
        Number(
          (
            Array.from({ length: 60 }, (_, i) => i)
              .filter((i) => i !== 5 && i !== 6)
              .reduce((sum, i) => sum + i / 4, 0) / 58
          ).toPrecision(12),
        ),
      ),
      '0',
      '14.75',
      'm3/h',
      '58',
    ]);
    const days = csvOf((await written({ level: 'day', layout: 'wide', tags: ['A.pv'] })).data);
    expect(days.slice(1).map(([time]) => time)).toEqual([
      '2026-11-01 00:00:00',
      '2026-11-02 00:00:00',
      '2026-11-03 00:00:00',
    ]);
    expect(days[1]?.[3]).toBe(String((15 * 60 - 1) / 4));
  });

  it('has events, readings that stand, findings and derived values, each as a table', async () => {
    const events = csvOf((await written({ contents: ['events'], tags: [] })).data);
    expect(events.slice(1)).toEqual([
      ['2026-11-01 10:00:00', 'system', '5', 'system.started', '', '{"a":1}', 'engine'],
    ]);
    const readings = csvOf((await written({ contents: ['readings'], tags: [] })).data);
    expect(readings.length).toBe(2);
    expect(readings[1]).toContain('calm, "quoted"');
    expect(csvOf((await written({ contents: ['findings'], tags: [] })).data)[1]).toEqual([
      '2026-11-01 09:00:00',
      '60',
      'A.pv',
      'range',
      '1',
      'bad',
      '1',
      '',
      '0',
      '',
    ]);
    expect(csvOf((await written({ contents: ['derived'] })).data)[1]).toEqual([
      '2026-11-01 09:05:00',
      'A.pv',
      '유량, "A"',
      '1.25',
      '',
      'm3/h',
      'linear',
      '',
    ]);
  });
});

describe('Parquet', () => {
  it('is typed, described and read back to the last value', async () => {
    const { data, job } = await written({ format: 'parquet' });
    const file = data.buffer.slice(data.byteOffset, data.byteOffset + data.length) as ArrayBuffer;
    const metadata = parquetMetadata(file);
    const types = metadata.schema
      .slice(1)
      .map(({ name, type, converted_type, repetition_type }) => [
        name,
        type,
        converted_type,
        repetition_type,
      ]);
    expect(types).toEqual([
      ['time', 'INT64', 'TIMESTAMP_MILLIS', 'REQUIRED'],
      ['tag', 'BYTE_ARRAY', 'UTF8', 'OPTIONAL'],
      ['name', 'BYTE_ARRAY', 'UTF8', 'OPTIONAL'],
      ['value', 'DOUBLE', undefined, 'OPTIONAL'],
      ['unit', 'BYTE_ARRAY', 'UTF8', 'OPTIONAL'],
      ['quality', 'INT32', 'INT_8', 'REQUIRED'],
      ['provenance', 'INT32', 'INT_8', 'REQUIRED'],
    ]);
    const described = new Map(
      metadata.key_value_metadata?.map(({ key, value }) => [key, value ?? '']),
    );
    expect(described.get('zone')).toBe('Asia/Seoul');
    expect(described.get('tag.A.pv')).toBe('유량, "A" [m3/h]');
    expect(JSON.parse(described.get('column.quality') ?? '')).toMatchObject({
      codes: ['good', 'uncertain', 'outOfRange', 'stale', 'commFault', 'configError', 'notYetRead'],
    });
    const rows = await parquetReadObjects({ file });
    expect(rows.length).toBe(2 * 1440 + 1);
    expect(rows[0]).toEqual({
      time: new Date(DAY0_MS),
      tag: 'A.pv',
      name: job.tags[0]?.name,
      value: 0,
      unit: 'm3/h',
      quality: 0,
      provenance: 0,
    });
    const values = rows.filter((row) => row['tag'] === 'A.pv');
    expect(values[5]?.['value'] ?? null).toBeNull();
    expect(values[6]?.['quality']).toBe(2);
    expect(values.at(-1)).toMatchObject({ time: new Date(SPAN.toMs - MINUTE_MS), value: 2879 / 4 });
  });

  it('of nothing is a file without rows', async () => {
    const { data } = await written({
      format: 'parquet',
      span: { fromMs: DAY0_MS - 9 * DAY_MS, toMs: DAY0_MS - 8 * DAY_MS },
    });
    const file = data.buffer.slice(data.byteOffset, data.byteOffset + data.length) as ArrayBuffer;
    expect(await parquetReadObjects({ file })).toEqual([]);
  });
});

describe('Excel', () => {
  it('has a sheet for each content, real dates in local time, a frozen head and a sheet about itself', async () => {
    const { data } = await written({
      format: 'xlsx',
      layout: 'wide',
      contents: ['values', 'events', 'readings'],
    });
    const book = new Excel.Workbook();
    await book.xlsx.load(
      data.buffer.slice(data.byteOffset, data.byteOffset + data.length) as ArrayBuffer,
    );
    expect(book.worksheets.map(({ name }) => name)).toEqual([
      'About',
      'values',
      'events',
      'readings',
    ]);
    const values = book.getWorksheet('values');
    expect(values?.rowCount).toBe(1 + 2 * 1440);
    expect(values?.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    expect(values?.getCell('B1').value).toBe('유량, "A" [m3/h] A.pv');
    // 09:00 on a wall in Seoul; a workbook's dates have no zone.
    expect(values?.getCell('A2').value).toEqual(new Date(Date.UTC(2026, 10, 1, 9)));
    expect(values?.getCell('A2').numFmt).toBe('yyyy-mm-dd hh:mm:ss');
    expect(values?.getCell('B3').value).toBe(0.25);
    expect(values?.getCell('C8').value).toBe('outOfRange');
    const about = book.getWorksheet('About');
    const lines = Array.from({ length: about?.rowCount ?? 0 }, (_, i) => [
      about?.getCell(i + 1, 1).value,
      about?.getCell(i + 1, 2).value,
    ]);
    expect(lines).toContainEqual(['site', 'A plant']);
    expect(lines).toContainEqual(['who', 'Kim']);
    expect(lines).toContainEqual(['zone', 'Asia/Seoul']);
  });

  it('is a sound archive to another reader as well', async () => {
    const { data } = await written({ format: 'xlsx', tags: ['A.pv'] });
    const parts = unzipSync(data);
    const sheet = strFromU8(parts['xl/worksheets/sheet2.xml'] ?? new Uint8Array());
    expect(sheet.match(/<row /g)?.length).toBe(2 * 1440);
    expect(sheet).toContain('<v>719.75</v>');
  });
});
