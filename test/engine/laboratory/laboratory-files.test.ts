import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { guardZip } from '#engine/laboratory/zip-guard.ts';
import { readLaboratoryFile } from '#engine/laboratory/read-file.ts';
import { geumgang } from '../../core/control/plant-fixture.ts';
import { cp949, longBook, reportBook } from './files.ts';
import { planOf } from './plan-of.ts';
import type { Planned } from './plan-of.ts';

const profile = geumgang();
const kst = (text: string): number => Date.parse(`${text}+09:00`);
const said = (plan: Planned): unknown[] =>
  plan.rows.map(({ row, column, status, code, reading }) =>
    status === 'taken'
      ? [row, column, reading?.point, reading?.item, reading?.qualifier, reading?.value, reading?.unit]
      : [row, column, status, code],
  );

describe('a laboratory report as a workbook', () => {
  it('is read with its title lines, merged points, units in a row and dates of three kinds', async () => {
    const plan = await planOf(profile, await reportBook(), 'report.xlsx');
    expect(plan.mapping.defaults).toMatchObject({ laboratory: '한밭환경연구소', person: '김물지', how: 'laboratory' });
    expect(said(plan)).toEqual([
      [8, 'B', 'influent', 'pH', 'exact', 7.1, 'pH'],
      [8, 'C', 'influent', 'BOD', 'exact', 142, 'mg/L'],
      [8, 'D', 'influent', 'TN', 'exact', 38.2, 'mg/L'],
      [8, 'E', 'effluent', 'pH', 'exact', 7, 'pH'],
      [8, 'F', 'effluent', 'BOD', 'below', 1, 'mg/L'],
      [8, 'G', 'effluent', 'TN', 'exact', 11.4, 'mg/L'],
      [8, 'H', 'effluent', 'TP', 'exact', 0.42, 'mg/L'],
      [9, 'B', 'influent', 'pH', 'exact', 7.3, 'pH'],
      [9, 'C', 'influent', 'BOD', 'exact', 155, 'mg/L'],
      [9, 'D', 'influent', 'TN', 'exact', 41, 'mg/L'],
      [9, 'E', 'effluent', 'pH', 'exact', 6.9, 'pH'],
      [9, 'F', 'effluent', 'BOD', 'exact', 2.1, 'mg/L'],
      // "Not detected" without a limit of quantification says nothing that could be stored.
      [9, 'G', 'rejected', 'noQuantificationLimit'],
      [9, 'H', 'effluent', 'TP', 'below', 0.05, 'mg/L'],
      [10, 'B', 'rejected', 'outsidePhysical'],
      [10, 'C', 'rejected', 'notANumber'],
      [10, 'D', 'influent', 'TN', 'exact', 39, 'mg/L'],
      [10, 'E', 'effluent', 'pH', 'exact', 7.1, 'pH'],
      [10, 'F', 'effluent', 'BOD', 'exact', 2.4, 'mg/L'],
      [10, 'G', 'effluent', 'TN', 'exact', 10.2, 'mg/L'],
      [10, 'H', 'effluent', 'TP', 'exact', 0.3, 'mg/L'],
      // One line for the row, however many results stand in it.
      [11, 'A', 'rejected', 'badTime'],
    ]);
    const times = [...new Set(plan.rows.flatMap(({ reading }) => reading?.sampledMs ?? []))];
    expect(times).toEqual([kst('2026-11-03T09:30'), kst('2026-11-06T10:00'), kst('2026-11-10T14:00')]);
    const rejected = plan.rows.find(({ code }) => code === 'outsidePhysical');
    expect(rejected).toMatchObject({ found: '17.4', allowed: '0–14 pH', header: 'pH' });
  });

  it('is read one result a row, over several sheets, with dates apart from times', async () => {
    const plan = await planOf(profile, await longBook(), 'book.xlsx');
    expect(said(plan)).toEqual([
      [2, 'F', 'effluent', 'TN', 'exact', 12.25, 'mg/L'],
      [3, 'F', 'effluent', 'TP', 'below', 0.005, 'mg/L'],
      [4, 'F', 'effluent', 'COD', 'exact', 8.4, 'µg/L'],
      [5, 'C', 'rejected', 'badTime'],
      [6, 'D', 'rejected', 'unknownPoint'],
      [2, 'B', 'influent', 'pH', 'exact', 7.4, 'pH'],
      [2, 'C', 'influent', 'SS', 'exact', 118, 'mg/L'],
      [2, 'D', 'influent', 'COD', 'exact', 65, 'mg/L'],
      [3, 'B', 'influent', 'pH', 'exact', 7.2, 'pH'],
      [3, 'C', 'rejected', 'formulaError'],
      [3, 'D', 'influent', 'COD', 'exact', 70, 'mg/L'],
    ]);
    expect(plan.rows[0]?.reading).toMatchObject({
      sampledMs: kst('2026-11-03T09:40'), tag: 'AIT-603.pv', method: 'ES 04363.1b', quantificationLimit: 0.1, person: 'Kim',
    });
    // The second sheet gives days only: the time is the mapping's, and told.
    expect(plan.rows[5]?.notes).toEqual(['timeAssumed']);
    expect(plan.rows[5]?.reading?.sampledMs).toBe(kst('2026-11-03T09:00'));
    expect(plan.counts).toMatchObject({ taken: 8, rejected: 3 });
  });
});

describe('CSV of a laboratory', () => {
  it('is read in CP949', async () => {
    const text = '채취일시,지점,항목,결과,단위\r\n2026-11-03 09:30,방류수,T-N,11.5,mg/L\r\n2026-11-03 09:30,방류수,T-P,불검출,mg/L\r\n';
    const file = await readLaboratoryFile(cp949(text), 'a.csv');
    expect(file.ok && [file.value.encoding, file.value.delimiter]).toEqual(['cp949', ',']);
    expect(said(await planOf(profile, cp949(text)))).toEqual([
      [2, 'D', 'effluent', 'TN', 'exact', 11.5, 'mg/L'],
      [3, 'D', 'rejected', 'noQuantificationLimit'],
    ]);
  });

  it('is read in UTF-8 with a mark, semicolons and decimal commas', async () => {
    const text = '\uFEFFsampled;point;T-N (mg/L);pH\r\n"03.11.2026 09:30";effluent;11,5;7,1\r\n"13.11.2026 09:30";effluent;1.234,5;7,2\r\n"14.11.2026 09:30";effluent;1,234;7\r\n';
    expect(said(await planOf(profile, Buffer.from(text)))).toEqual([
      [2, 'C', 'effluent', 'TN', 'exact', 11.5, 'mg/L'],
      [2, 'D', 'effluent', 'pH', 'exact', 7.1, 'pH'],
      [3, 'C', 'effluent', 'TN', 'exact', 1234.5, 'mg/L'],
      [3, 'D', 'effluent', 'pH', 'exact', 7.2, 'pH'],
      [4, 'C', 'effluent', 'TN', 'exact', 1.234, 'mg/L'],
      [4, 'D', 'effluent', 'pH', 'exact', 7, 'pH'],
    ]);
  });

  it('never guesses the order of day and month, or which mark is decimal', async () => {
    const text = 'date,point,item,value\n03/04/2026,effluent,TN,"1,234"\n05/06/2026,effluent,TN,11\n';
    expect(said(await planOf(profile, Buffer.from(text)))).toEqual([
      [2, 'D', 'rejected', 'ambiguousNumber'],
      [3, 'A', 'rejected', 'ambiguousDate'],
    ]);
    const told = await planOf(profile, Buffer.from(text), 'a.csv', (mapping) => ({ ...mapping, decimal: '.', dateOrder: 'dmy' }));
    expect(said(told)).toEqual([
      [2, 'D', 'effluent', 'TN', 'exact', 1234, 'mg/L'],
      [3, 'D', 'effluent', 'TN', 'exact', 11, 'mg/L'],
    ]);
    expect(told.rows[0]?.reading?.sampledMs).toBe(kst('2026-04-03T09:00'));
  });

  it('tells a result twice in a file as a duplicate, and another value of the same sample', async () => {
    const text = 'sampled,point,item,value,unit\n2026-11-03 09:30,effluent,TN,11,mg/L\n2026-11-03 09:30,effluent,TN,11,mg/L\n2026-11-03 09:30,effluent,TN,12,mg/L\n';
    const plan = await planOf(profile, Buffer.from(text));
    expect(plan.rows.map(({ status, notes }) => [status, notes])).toEqual([
      ['taken', []],
      ['duplicate', []],
      ['taken', ['sameTimeOtherValue']],
    ]);
  });

  it('takes neither of two columns of one item until a person says which is which', async () => {
    const text = 'sampled,point,TN(mg/L),TN(mg/L),pH\n2026-11-03 09:30,effluent,11,40,7\n';
    expect(said(await planOf(profile, Buffer.from(text)))).toEqual([[2, 'E', 'effluent', 'pH', 'exact', 7, 'pH']]);
  });
});

describe('what is no file of results', () => {
  const fault = async (bytes: Buffer): Promise<string> => {
    const file = await readLaboratoryFile(bytes, 'x');
    return file.ok ? 'read' : file.error.kind;
  };
  it('is told by what is wrong with it', async () => {
    const book = await reportBook();
    const old = Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.alloc(600)]);
    expect(await fault(Buffer.alloc(0))).toBe('fileEmpty');
    expect(await fault(Buffer.from('\n\n,,\n'))).toBe('fileEmpty');
    expect(await fault(Buffer.alloc(11 * 1024 * 1024, 0x61))).toBe('fileTooLarge');
    expect(await fault(old)).toBe('fileOldExcel');
    expect(await fault(Buffer.concat([old, Buffer.from('EncryptedPackage', 'utf16le')]))).toBe('fileEncrypted');
    expect(await fault(book.subarray(0, book.length - 200))).toBe('fileBroken');
    expect(await fault(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]))).toBe('fileKind');
    expect(await fault(Buffer.from('a,b\n'.repeat(50_001)))).toBe('fileRows');
  });

  it('is refused before it is unpacked into memory', async () => {
    const zeros = new Uint8Array(700_000);
    const bomb = Buffer.from(zipSync({ 'xl/workbook.xml': strToU8('<workbook/>'), 'xl/a.xml': zeros, 'xl/b.xml': zeros }));
    expect(bomb.length).toBeLessThan(5000);
    expect(guardZip(bomb, 2_000_000).ok).toBe(true);
    const refused = guardZip(bomb, 1_000_000);
    expect(!refused.ok && refused.error.kind).toBe('fileBomb');
    // A directory that claims less than it holds does not help.
    const lying = Buffer.from(bomb);
    for (let at = lying.indexOf('PK\u0001\u0002'); at >= 0; at = lying.indexOf('PK\u0001\u0002', at + 1)) lying.writeUInt32LE(10, at + 24);
    const caught = guardZip(lying, 1_000_000);
    expect(!caught.ok && caught.error.kind).toBe('fileBomb');
  });
});
