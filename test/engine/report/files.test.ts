import Excel from 'exceljs';
import { describe, expect, it } from 'vitest';
import { heading, left, right, table, text } from '#core/report/blocks.ts';
import { figure, moment, words } from '#core/report/document.ts';
import type { Block, ReportDocument } from '#core/report/document.ts';
import { reportFonts } from '#engine/report/fonts.ts';
import { renderPdf } from '#engine/report/pdf.ts';
import { pictureSize, renderXlsx } from '#engine/report/xlsx.ts';

const document = (...blocks: Block[]): ReportDocument => ({ title: '점검 기록', subtitle: '긴 사업장 이름 '.repeat(30), origin: '번호 R-1', blocks });
const pagesOf = async (...blocks: Block[]): Promise<number> => {
  const bytes = await renderPdf(document(...blocks), 0, { fonts: reportFonts(), product: '물지기', page: (at, of) => `${String(at)}/${String(of)}`, logo: null });
  return bytes.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
};
const note = '세정을 마친 뒤 차압이 0.2 bar로 내려갔으나 다시 올라 펌프를 세우고 확인하였음. ';

describe('a report as a file', () => {
  it('goes on over pages with tables, rows and remarks of any length, and leaves none of them empty', async () => {
    const columns = [left('항목', 3), left('답', 3)];
    expect(await pagesOf(heading('0행'), table(columns, []))).toBe(1);
    // A row longer than two pages begins under the one before it.
    const long = table(columns, [[words('첫째'), words('짧음')], [words('둘째'), words(note.repeat(160))], [words('셋째'), words('짧음')]]);
    expect(await pagesOf(heading('긴 칸'), long)).toBe(3);
    expect(await pagesOf(heading('말'), text(note.repeat(30)))).toBe(1);
    expect(await pagesOf(heading('말'), text(note.repeat(150)))).toBe(2);
    const rows = Array.from({ length: 400 }, (_, i) => [words(`둘째 ${String(i)}`), figure(i, 1)]);
    expect(await pagesOf(heading('400행'), table([left('항목'), right('값')], rows))).toBe(10);
  });

  it('holds numbers, dates and words as what they are, and a picture in its own shape', async () => {
    const rows = [[moment('2026-03-29', Date.UTC(2026, 2, 29), 'day'), figure(-0.25, 2), words('< 0.5 mg/L')]];
    const wide = Buffer.from('89504e470d0a1a0a0000000d49484452000002000000004008060000000000000000', 'hex');
    expect(pictureSize(wide)).toEqual({ width: 512, height: 64 });
    const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0001108002000800301220002110103110100', 'hex');
    expect(pictureSize(jpeg)).toEqual({ width: 128, height: 32 });
    expect(pictureSize(Buffer.from('ffd8ff'))).toBeNull();
    const bytes = await renderXlsx(document(table([left('날'), right('값'), left('결과')], rows, '표')), 0, wide);
    const book = new Excel.Workbook();
    await book.xlsx.load(Uint8Array.from(bytes).buffer);
    const sheet = book.getWorksheet('표');
    expect([1, 2, 3].map((i) => sheet?.getRow(2).getCell(i).value)).toEqual([new Date('2026-03-29T00:00:00Z'), -0.25, '< 0.5 mg/L']);
    expect(book.worksheets[0]?.getImages()[0]?.range).toMatchObject({ ext: { width: 160, height: 20 } });
  });
});
