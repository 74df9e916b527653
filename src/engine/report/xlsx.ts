import ExcelJS from 'exceljs';
import type { Block, Cell, ReportDocument } from '#core/report/document.ts';

/** Excel allows 31 characters and none of these in the name of a sheet. */
const sheetName = (text: string, taken: ReadonlySet<string>): string => {
  const plain =
    text
      .replaceAll(/[\\/?*[\]:]/g, ' ')
      .trim()
      .slice(0, 31) || 'Sheet';
  let name = plain;
  for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${plain.slice(0, 28)} ${String(i)}`;
  return name;
};

const BAD = { argb: 'FFB00F1B' };
const GREY = { argb: 'FF58636F' };
const HEAD_FILL: ExcelJS.Fill = {
  type: 'pattern',
  pattern: 'solid',
  fgColor: { argb: 'FFEDEFF2' },
};
const MIN_WIDTH = 9;
const MAX_WIDTH = 60;
/** Room for the picture of the letterhead, pixels. */
const LOGO = { width: 160, height: 64 } as const;
const DATE_FORMAT = { month: 'yyyy-mm', day: 'yyyy-mm-dd', minute: 'yyyy-mm-dd hh:mm' } as const;

/** Width of a text in characters of the sheet's type: Korean takes two. */
const widthOf = (text: string): number =>
  Array.from(text).reduce(
    (sum, sign) => sum + (/[\u1100-\u11ff\u2e80-\ud7ff\uff00-\uff60]/.test(sign) ? 2 : 1),
    0,
  );

/** Format that shows a number just as the report does: its decimals, and its unit behind it. */
function formatOf(text: string): string {
  const [, decimals = '', unit = ''] = /^-?[\d,]+(?:\.(\d+))?(.*)$/.exec(text) ?? [];
  const number = decimals === '' ? '#,##0' : `#,##0.${'0'.repeat(decimals.length)}`;
  return unit.trim() === '' ? number : `${number}"${unit.replaceAll('"', '')}"`;
}

/** Number of a text such as `1,204 kWh`; null where it is more than a number with its unit. */
function numberOf(text: string): number | null {
  const [, number] =
    /^(-?\d{1,3}(?:,\d{3})*(?:\.\d+)?|-?\d+(?:\.\d+)?)(?: [^\d]*)?$/.exec(text) ?? [];
  return number === undefined ? null : Number(number.replaceAll(',', ''));
}

function put(target: ExcelJS.Cell, text: string, value: number | null, bad: boolean): void {
  target.value = value ?? text;
  if (value !== null) target.numFmt = formatOf(text);
  if (bad) target.font = { bold: true, color: BAD };
}

/**
 * Writes a report as workbook: a first sheet with what the PDF says in words and facts, then a sheet
 * for every table and chart, numbers as numbers. Each prints on A4 with its head on every page.
 */
export async function renderXlsx(
  document: ReportDocument,
  madeMs: number,
  logo: Uint8Array | null,
): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.created = new Date(madeMs);
  book.modified = new Date(madeMs);
  const first = book.addWorksheet(sheetName(document.title, new Set()), {
    pageSetup: page('portrait'),
  });
  first.columns = [{ width: 36 }, { width: 26 }, { width: 52 }];
  first.addRow([document.title]).font = { bold: true, size: 16 };
  first.addRow([document.subtitle]);
  first.addRow([document.origin]).font = { color: GREY };
  if (logo !== null) place(book, first, logo);
  let under = document.title;
  for (const block of document.blocks) {
    if (block.type === 'heading') under = block.text;
    const taken = new Set(book.worksheets.map(({ name }) => name.toLowerCase()));
    const sheet = (title: string): ExcelJS.Worksheet =>
      book.addWorksheet(sheetName(title === '' ? under : title, taken), {
        pageSetup: page(
          block.type === 'table' && block.columns.length > 6 ? 'landscape' : 'portrait',
        ),
      });
    if (block.type === 'table') table(sheet(block.title), block);
    else if (block.type === 'chart') chart(sheet(block.title), block);
    else if (block.type === 'bars') bars(sheet(block.title), block);
    else plain(first, block);
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}

const page = (orientation: 'portrait' | 'landscape'): Partial<ExcelJS.PageSetup> => ({
  paperSize: 9,
  orientation,
  fitToPage: true,
  fitToWidth: 1,
  fitToHeight: 0,
  printTitlesRow: '1:1',
});

/** The letterhead's picture, to the right of its lines. */
function place(book: ExcelJS.Workbook, sheet: ExcelJS.Worksheet, logo: Uint8Array): void {
  const extension = logo[0] === 0xff ? 'jpeg' : 'png';
  const id = book.addImage({ base64: Buffer.from(logo).toString('base64'), extension });
  const { width, height } = pictureSize(logo) ?? { width: 1, height: 1 };
  const scale = Math.min(LOGO.width / width, LOGO.height / height);
  sheet.addImage(id, {
    tl: { col: 3, row: 0 },
    ext: { width: width * scale, height: height * scale },
  });
}

/** Markers of JPEG that carry the size: SOF0 to SOF15 without DHT, JPG and DAC (ITU-T T.81, table B.1). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Width and height of a PNG (its IHDR) or JPEG (its frame header), pixels; null where neither is found. */
export function pictureSize(bytes: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sized = (width: number, height: number): { width: number; height: number } | null =>
    width > 0 && height > 0 ? { width, height } : null;
  if (view.byteLength >= 24 && view.getUint32(0) === 0x89504e47)
    return sized(view.getUint32(16), view.getUint32(20));
  for (let at = 2; at + 9 <= view.byteLength && view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    if (isFrame(marker)) return sized(view.getUint16(at + 7), view.getUint16(at + 5));
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

type Plain = Exclude<Block, { type: 'table' | 'chart' | 'bars' }>;

function plain(sheet: ExcelJS.Worksheet, block: Plain): void {
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
        const row = sheet.addRow([name, null, detail]);
        put(row.getCell(2), value, numberOf(value), bad);
        row.getCell(2).alignment = { horizontal: 'left' };
        row.getCell(3).font = { color: GREY };
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

/** First row of a sheet: bold on grey, in sight while the rest moves. */
function head(sheet: ExcelJS.Worksheet, names: readonly string[]): void {
  const row = sheet.addRow([...names]);
  row.eachCell((cell) => {
    cell.font = { bold: true };
    cell.fill = HEAD_FILL;
    cell.alignment = { vertical: 'middle', wrapText: true };
  });
  sheet.views = [{ state: 'frozen', ySplit: 1 }];
}

function fit(sheet: ExcelJS.Worksheet, at: number, texts: readonly string[]): void {
  const longest = Math.max(...texts.map(widthOf));
  sheet.getColumn(at).width = Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, longest + 2));
}

function table(
  sheet: ExcelJS.Worksheet,
  { columns, rows }: Extract<Block, { type: 'table' }>,
): void {
  head(
    sheet,
    columns.map(({ name }) => name),
  );
  for (const row of rows) {
    const line = sheet.addRow([]);
    row.forEach(({ text, value, bad, at }: Cell, i) => {
      const cell = line.getCell(i + 1);
      put(cell, text, value, bad);
      // A sheet knows no zones: what it is given is the clock on the plant's wall.
      if (at !== undefined) {
        cell.value = new Date(at.wallMs);
        cell.numFmt = DATE_FORMAT[at.to];
      }
      cell.alignment = {
        horizontal: columns[i]?.align ?? 'left',
        vertical: 'top',
        wrapText: widthOf(text) > MAX_WIDTH,
      };
    });
  }
  columns.forEach(({ name, align }, i) => {
    sheet.getCell(1, i + 1).alignment = { horizontal: align, vertical: 'middle', wrapText: true };
    fit(sheet, i + 1, [name, ...rows.map((row) => row[i]?.text ?? '')]);
  });
}

function chart(
  sheet: ExcelJS.Worksheet,
  { title, unit, points, limits, wallMs, timeName }: Extract<Block, { type: 'chart' }>,
): void {
  const name = `${title}${unit === '' ? '' : ` (${unit})`}`;
  head(sheet, [timeName, name, ...limits.map((limit) => limit.name)]);
  points.forEach(([ms, value], i) => {
    const row = sheet.addRow([
      new Date(wallMs[i] ?? ms),
      value,
      ...limits.map((limit) => limit.value),
    ]);
    row.getCell(1).numFmt = 'yyyy-mm-dd hh:mm';
    row.getCell(1).alignment = { horizontal: 'left' };
    row.getCell(2).numFmt = '#,##0.0##';
  });
  fit(sheet, 1, [timeName, '2026-11-22 09:00']);
  fit(sheet, 2, [name]);
}

function bars(
  sheet: ExcelJS.Worksheet,
  { title, unit, decimals, mark, bars: list }: Extract<Block, { type: 'bars' }>,
): void {
  const name = `${title}${unit === '' ? '' : ` (${unit})`}`;
  head(sheet, ['', name, mark.name]);
  for (const each of list) {
    const row = sheet.addRow([each.name, each.value, mark.value]);
    row.getCell(2).numFmt = decimals === 0 ? '#,##0' : `#,##0.${'0'.repeat(decimals)}`;
    if (each.bad) row.getCell(2).font = { bold: true, color: BAD };
  }
  fit(
    sheet,
    1,
    list.map((each) => each.name),
  );
  fit(sheet, 2, [name]);
  fit(sheet, 3, [mark.name]);
}
