import ExcelJS from 'exceljs';
import type { Params } from '#contract/api.ts';

export type Mapping = Params<'laboratory.importRemap'>['mapping'];

/** Bytes of a workbook that a function fills in. */
export async function workbook(fill: (book: ExcelJS.Workbook) => void): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  fill(book);
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** A commercial laboratory's report: title lines, a merged head with the points over the items, units in a row of their own. */
export const reportBook = (): Promise<Buffer> =>
  workbook((book) => {
    const sheet = book.addWorksheet('수질분석 결과');
    sheet.mergeCells('A1:H1');
    sheet.getCell('A1').value = '수질 시험 성적서';
    sheet.getCell('A2').value = '분석기관: 한밭환경연구소';
    sheet.getCell('A3').value = '채취자';
    sheet.getCell('B3').value = '김물지';
    sheet.mergeCells('A5:A6');
    sheet.getCell('A5').value = '채취일시';
    sheet.mergeCells('B5:D5');
    sheet.getCell('B5').value = '유입수';
    sheet.mergeCells('E5:H5');
    sheet.getCell('E5').value = '방류수';
    ['pH', 'BOD', 'T-N', 'pH', 'BOD', 'T-N', 'T-P'].forEach((name, i) => {
      sheet.getCell(6, i + 2).value = name;
    });
    ['-', 'mg/L', 'mg/L', '-', 'mg/L', 'mg/L', 'mg/L'].forEach((unit, i) => {
      sheet.getCell(7, i + 2).value = unit;
    });
    sheet.getRow(8).values = ['2026년 11월 3일 09:30', 7.1, 142, 38.2, 7.0, '<1.0', 11.4, 0.42];
    const real = sheet.getRow(9);
    real.values = [new Date(Date.UTC(2026, 10, 6, 10, 0)), 7.3, 155, 41, 6.9, 2.1, '불검출', 'ND(<0.05)'];
    real.getCell(1).numFmt = 'yyyy-mm-dd hh:mm';
    sheet.getRow(10).values = ['2026.11.10 오후 2시', 17.4, 'err', 39, 7.1, 2.4, 10.2, 0.3];
    sheet.getRow(11).values = ['평균', 7.2, 148, 39, 7, 2, 10, 0.3];
  });

/** A sheet a plant keeps itself: one result a row, with the limit of quantification beside it. */
export const longBook = (): Promise<Buffer> =>
  workbook((book) => {
    const sheet = book.addWorksheet('결과');
    sheet.addRow(['번호', '채취일자', '채취시간', '시료명', '분석항목', '결과', '단위', '정량한계', '시험방법', '비고']);
    sheet.addRow([1, new Date(Date.UTC(2026, 10, 3)), '09:40', '방류수', '총질소(T-N)', 12.25, 'mg/L', 0.1, 'ES 04363.1b', '']);
    sheet.addRow([2, '2026-11-03', '09:40', '방류수', '총인(T-P)', '불검출', 'mg/L', 0.005, 'ES 04362.1c', '맑음']);
    sheet.addRow([3, '2026-11-03', '09:40', '방류수', 'COD(Mn)', 8.4, 'µg/L', '', '', '']);
    sheet.addRow([4, '2026-11-03', '25:40', '방류수', 'SS', 2.2, 'mg/L', '', '', '']);
    sheet.addRow([5, '2026-11-03', '09:40', '뒷마당', 'SS', 2.2, 'mg/L', '', '', '']);
    sheet.getCell('B2').numFmt = 'yyyy-mm-dd';
    const second = book.addWorksheet('유입수');
    second.addRow(['일자', 'pH', 'SS(mg/L)', 'COD(mg/L)']);
    second.addRow(['2026/11/03', 7.4, 118, { formula: '60+5', result: 65 }]);
    second.addRow(['2026/11/05', 7.2, { formula: '1/0', result: { error: '#DIV/0!' } }, 70]);
  });

/** `채취일시,지점,...` in CP949, as Korean Windows writes it. The encoder of the platform knows UTF-8 only, so the words are given as bytes. */
const CP949: Readonly<Record<string, readonly number[]>> = {
  채: [0xc3, 0xa4], 취: [0xc3, 0xeb], 일: [0xc0, 0xcf], 시: [0xbd, 0xc3], 지: [0xc1, 0xf6], 점: [0xc1, 0xa1],
  항: [0xc7, 0xd7], 목: [0xb8, 0xf1], 결: [0xb0, 0xe1], 과: [0xb0, 0xfa], 단: [0xb4, 0xdc], 위: [0xc0, 0xa7],
  방: [0xb9, 0xe6], 류: [0xb7, 0xf9], 수: [0xbc, 0xf6], 불: [0xba, 0xd2], 검: [0xb0, 0xcb], 출: [0xc3, 0xe2],
};
export const cp949 = (text: string): Buffer =>
  Buffer.from([...text].flatMap((letter) => CP949[letter] ?? [...Buffer.from(letter, 'latin1')]));
