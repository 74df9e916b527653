import { columnLetter } from '#core/laboratory/import/cell.ts';

/** The parts of a workbook around its rows, as text (ECMA-376 part 1, SpreadsheetML; Open Packaging). */

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument';
const NAME_LENGTH = 31;

/** Number of the style of dates and of the header in `STYLES`. */
export const TIME_STYLE = '1';
const HEADER_STYLE = '2';

export const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}">\
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Characters XML 1.0 cannot hold at all: controls and the two non-characters. */
const isForbidden = (code: number): boolean =>
  (code < 0x20 && code !== 9 && code !== 10 && code !== 13) || code === 0xfffe || code === 0xffff;

/** Text as XML content; what XML cannot hold becomes the replacement character. */
export function text(content: string): string {
  let safe = '';
  for (const char of content.toWellFormed())
    safe += isForbidden(char.charCodeAt(0)) ? '\uFFFD' : (ESCAPES[char] ?? char);
  return safe;
}

/**
 * Name of a sheet as a workbook allows it: 31 characters, none of \ / ? * [ ] : and none twice.
 * What stands after a NUL is a suffix that is kept when the name is cut.
 */
export function sheetName(asked: string, taken: readonly string[]): string {
  const [name = '', suffix = ''] = asked.split('\u0000');
  const clean = name.replaceAll(/[\\/?*[\]:]/g, ' ').trim() || '-';
  const used = new Set(taken.map((each) => each.toLowerCase()));
  for (let number = 1; ; number++) {
    const end = number === 1 ? suffix : `${suffix} (${String(number)})`;
    const whole = `${clean.slice(0, NAME_LENGTH - end.length)}${end}`;
    if (!used.has(whole.toLowerCase())) return whole;
  }
}

/** Beginning of a sheet up to its rows. */
export function sheetHead(widths: readonly number[], frozen: boolean): string {
  const pane = frozen
    ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    : '';
  const columns = widths
    .map(
      (width, i) =>
        `<col min="${String(i + 1)}" max="${String(i + 1)}" width="${String(width)}" customWidth="1"/>`,
    )
    .join('');
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${columns}</cols><sheetData>`;
}

/** A cell with text, e.g. at `B7`. */
export const textCell = (place: string, content: string, style = '0'): string =>
  `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${text(content)}</t></is></c>`;

export const headerRow = (titles: readonly string[]): string =>
  `<row r="1">${titles.map((title, i) => textCell(`${columnLetter(i)}1`, title, HEADER_STYLE)).join('')}</row>`;

const numbers = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i + 1));

export const contentTypes = (sheets: number): string =>
  `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
  `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.spreadsheetml.styles+xml"/>` +
  `<Override PartName="/docProps/app.xml" ContentType="${TYPE}.extended-properties+xml"/>` +
  `${numbers(sheets)
    .map(
      (n) =>
        `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${TYPE}.spreadsheetml.worksheet+xml"/>`,
    )
    .join('')}</Types>`;

export const relations = (): string =>
  `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="${OFFICE}/extended-properties" Target="docProps/app.xml"/></Relationships>`;

export const workbook = (names: readonly string[]): string =>
  `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${names.map((name, i) => `<sheet name="${text(name)}" sheetId="${String(i + 1)}" r:id="rId${String(i + 1)}"/>`).join('')}</sheets></workbook>`;

export const workbookRelations = (sheets: number): string =>
  `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${numbers(sheets)
    .map(
      (n) =>
        `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
    )
    .join(
      '',
    )}<Relationship Id="rId${String(sheets + 1)}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`;
