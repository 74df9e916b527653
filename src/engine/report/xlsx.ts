import ExcelJS from 'exceljs';
import type { Block, ReportDocument } from '#core/report/document.ts';

/** Excel allows 31 characters and none of these in the name of a sheet. */
const sheetName = (text: string, taken: ReadonlySet<string>): string => {
  const plain =
    text
      .replaceAll(/[\\/?*[\]:]/g, ' ')
      .trim()
      .slice(0, 28) || 'Sheet';
  let name = plain;
  for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${plain.slice(0, 26)} ${String(i)}`;
  return name;
};

const BAD = { argb: 'FFB00F1B' };
const MIN_WIDTH = 9;
const MAX_WIDTH = 44;

/**
 * Writes a report as workbook: a first sheet with what the PDF says in words and facts, then a sheet
 * for every table, numbers as numbers, and one for each chart's points.
 */
export async function renderXlsx(document: ReportDocument, madeMs: number): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.created = new Date(madeMs);
  book.modified = new Date(madeMs);
  const first = book.addWorksheet(sheetName(document.title, new Set()));
  first.getColumn(1).width = 34;
  first.getColumn(2).width = 26;
  first.getColumn(3).width = 50;
  first.addRow([document.title]).font = { bold: true, size: 16 };
  first.addRow([document.subtitle]);
  first.addRow([document.origin]);
  let under = document.title;
  for (const block of document.blocks) {
    if (block.type === 'heading') under = block.text;
    const taken = new Set(book.worksheets.map(({ name }) => name.toLowerCase()));
    if (block.type === 'table')
      table(book.addWorksheet(sheetName(block.title === '' ? under : block.title, taken)), block);
    else if (block.type === 'chart') chart(book.addWorksheet(sheetName(block.title, taken)), block);
    else plain(first, block);
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}

function plain(sheet: ExcelJS.Worksheet, block: Exclude<Block, { type: 'table' | 'chart' }>): void {
  switch (block.type) {
    case 'heading':
      sheet.addRow([]);
      sheet.addRow([block.text]).font = { bold: true, size: 12 };
      return;
    case 'text':
      sheet.addRow([block.text]).font = block.bad ? { bold: true, color: BAD } : {};
      return;
    case 'facts':
      for (const { name, value, detail, bad } of block.facts) {
        const row = sheet.addRow([name, value, detail]);
        if (bad) row.getCell(2).font = { bold: true, color: BAD };
      }
      return;
    case 'images':
      for (const { caption } of block.images) sheet.addRow([caption]);
      return;
    case 'signatures':
      sheet.addRow([]);
      sheet.addRow([...block.names]);
  }
}

function table(
  sheet: ExcelJS.Worksheet,
  { columns, rows }: Extract<Block, { type: 'table' }>,
): void {
  sheet.addRow(columns.map(({ name }) => name)).font = { bold: true };
  sheet.views = [{ state: 'frozen', ySplit: 1 }];
  for (const row of rows) {
    const line = sheet.addRow(row.map(({ text, value }) => value ?? text));
    row.forEach(({ text, value, bad }, i) => {
      const cell = line.getCell(i + 1);
      const decimals = /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
      if (value !== null) cell.numFmt = decimals === 0 ? '#,##0' : `#,##0.${'0'.repeat(decimals)}`;
      if (bad) cell.font = { bold: true, color: BAD };
    });
  }
  columns.forEach(({ name }, i) => {
    const longest = Math.max(name.length, ...rows.map((row) => row[i]?.text.length ?? 0));
    sheet.getColumn(i + 1).width = Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, longest * 1.3));
  });
}

function chart(
  sheet: ExcelJS.Worksheet,
  { title, unit, points, limits }: Extract<Block, { type: 'chart' }>,
): void {
  sheet.addRow([
    'UTC',
    `${title}${unit === '' ? '' : ` (${unit})`}`,
    ...limits.map(({ name }) => name),
  ]).font = { bold: true };
  sheet.views = [{ state: 'frozen', ySplit: 1 }];
  for (const [ms, value] of points)
    sheet.addRow([new Date(ms), value, ...limits.map((limit) => limit.value)]).getCell(1).numFmt =
      'yyyy-mm-dd hh:mm';
  sheet.getColumn(1).width = 18;
}
