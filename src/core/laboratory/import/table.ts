import { knownUnit } from '../units.ts';
import { cellText } from './cell.ts';
import type { RawSheet } from './cell.ts';
import type { ImportMapping, MappedColumn, SheetMapping } from './mapping.ts';
import { parseWhen } from './when.ts';
import type { HeaderMeaning, Words } from './words.ts';

/** Titles, addresses and seals stand above the table; it begins within so many rows. */
const SEARCHED_ROWS = 60;
const MOST_COLUMNS = 200;

interface Title {
  readonly point: string | null;
  readonly sampled: string | null;
  readonly laboratory: string | null;
  readonly person: string | null;
}

export interface DetectedSheet {
  readonly mapping: SheetMapping;
  readonly title: Title;
}

/**
 * Finds the table of results in a sheet: the row of column names, what each column holds, units in
 * the names or in a row of their own, points over the items, and what title lines say of the whole.
 * @returns null when no row looks like one
 */
export function detectSheet(sheet: RawSheet, words: Words): DetectedSheet | null {
  const title = readTitle(sheet, words);
  let best: { row: number; score: number; meanings: readonly (HeaderMeaning | null)[] } | null =
    null;
  for (let row = 0; row < Math.min(SEARCHED_ROWS, sheet.rows.length); row++) {
    const meanings = meaningsOf(sheet, row, words);
    const score = scoreOf(meanings);
    if (score > 0 && (best === null || score > best.score)) best = { row, score, meanings };
  }
  if (best === null) return null;
  const above = best.row > 0 ? pointsAbove(sheet, best.row - 1, words) : [];
  const units = unitsBelow(sheet, best.row + 1, best.meanings);
  const isCross = best.meanings.some((each) => each?.kind === 'role' && each.role === 'item');
  const columns = best.meanings.map((meaning, index): MappedColumn => {
    const header = cellText(sheet.rows[best.row]?.[index]).slice(0, 200);
    const blank: MappedColumn = {
      index,
      header,
      role: 'ignore',
      item: null,
      point: null,
      unit: null,
    };
    if (meaning === null) return blank;
    if (meaning.kind === 'item')
      return {
        ...blank,
        role: 'value',
        item: meaning.item,
        point: above[index] ?? null,
        unit: meaning.unit ?? units?.[index] ?? null,
      };
    if (meaning.kind === 'point')
      return isCross ? { ...blank, role: 'value', point: meaning.point } : blank;
    return { ...blank, role: meaning.role, unit: meaning.unit };
  });
  return {
    title,
    mapping: {
      sheet: sheet.name.slice(0, 200),
      use: true,
      headerRow: best.row,
      firstRow: best.row + (units === null ? 1 : 2),
      columns: withoutTwins(columns),
      point: title.point ?? words.point(sheet.name),
      sampled: title.sampled,
    },
  };
}

function meaningsOf(sheet: RawSheet, row: number, words: Words): (HeaderMeaning | null)[] {
  return (sheet.rows[row] ?? [])
    .slice(0, MOST_COLUMNS)
    .map((cell) => (typeof cell === 'string' ? words.header(cell) : null));
}

/** How much a row looks like column names; 0 when results could not be read under it. */
function scoreOf(meanings: readonly (HeaderMeaning | null)[]): number {
  const roles = new Set(
    meanings.flatMap((each) =>
      each?.kind === 'role' && each.role !== 'ignore' ? [each.role] : [],
    ),
  );
  const items = meanings.filter((each) => each?.kind === 'item').length;
  const points = meanings.filter((each) => each?.kind === 'point').length;
  const hasValue = items > 0 || roles.has('value') || (roles.has('item') && points > 0);
  if (!hasValue) return 0;
  // One known item alone is as likely a sentence as a table.
  return roles.size + items + points >= 2
    ? roles.size * 2 + items + (roles.has('item') ? points : 0)
    : 0;
}

/** Points over the columns of items; a name stands for the columns to its right as well, as merged cells do. */
function pointsAbove(sheet: RawSheet, row: number, words: Words): (string | null)[] {
  const cells = sheet.rows[row] ?? [];
  const found: (string | null)[] = [];
  let current: string | null = null;
  for (let i = 0; i < Math.max(cells.length, MOST_COLUMNS); i++) {
    const text = cellText(cells[i]);
    if (text !== '') current = words.point(text);
    found.push(current);
  }
  return found.some((each) => each !== null) ? found : [];
}

/** Units in the row under the names; null when that row holds results already. */
function unitsBelow(
  sheet: RawSheet,
  row: number,
  meanings: readonly (HeaderMeaning | null)[],
): (string | null)[] | null {
  const cells = sheet.rows[row];
  if (cells === undefined || cells.some((cell) => typeof cell === 'number')) return null;
  const units = cells.map((cell) => (typeof cell === 'string' ? knownUnit(cell) : null));
  const wanted = meanings.flatMap((each, i) => (each?.kind === 'item' ? [i] : []));
  const there = wanted.filter(
    (i) => (units[i] ?? null) !== null || /^[-–]?$/.test(cellText(cells[i])),
  );
  const named = wanted.filter((i) => (units[i] ?? null) !== null);
  return named.length > 0 && there.length === wanted.length ? units : null;
}

/** Two columns of the same item with nothing to tell them apart: neither is taken until a person says which. */
function withoutTwins(columns: readonly MappedColumn[]): MappedColumn[] {
  const keyOf = (column: MappedColumn): string | null =>
    column.role === 'value' ? `value|${column.item ?? ''}|${column.point ?? ''}` : null;
  const single = new Set<string>([
    'sampledAt',
    'date',
    'time',
    'utc',
    'compositeFrom',
    'point',
    'item',
    'unit',
    'qualifier',
    'how',
    'tag',
  ]);
  const times = new Map<string, number>();
  for (const column of columns) {
    const key = keyOf(column);
    if (key !== null) times.set(key, (times.get(key) ?? 0) + 1);
  }
  const seen = new Set<string>();
  return columns.map((column) => {
    const key = keyOf(column);
    if (key !== null && (times.get(key) ?? 0) > 1)
      return { ...column, role: 'ignore', item: null, point: null };
    // Of two columns for the time or the point the first counts.
    if (single.has(column.role) && seen.has(column.role)) return { ...column, role: 'ignore' };
    seen.add(column.role);
    return column;
  });
}

/** `Label: value` lines and labels with the value beside them, above or beside the table. */
function readTitle(sheet: RawSheet, words: Words): Title {
  const found: { -readonly [K in keyof Title]: Title[K] } = {
    point: null,
    sampled: null,
    laboratory: null,
    person: null,
  };
  const named = new Set<string>();
  for (const row of sheet.rows.slice(0, SEARCHED_ROWS)) {
    const meanings = row.map((cell) => (typeof cell === 'string' ? words.header(cell) : null));
    if (scoreOf(meanings) > 2) break;
    row.forEach((cell, i) => {
      if (typeof cell !== 'string' || (i > 0 && row[i - 1] === cell)) return;
      const pair = /^([^:：]{1,30})[:：]\s*(.+)$/.exec(cell.trim());
      const label = words.header(pair?.[1] ?? cell);
      const beside = row
        .slice(i + 1)
        .find((each) => each !== null && cellText(each) !== '' && each !== cell);
      const value = pair === null ? (beside ?? null) : (pair[2] ?? null);
      if (label?.kind === 'role' && value !== null) takeTitle(found, label.role, value, words);
      else if (pair === null) {
        for (const token of cell.split(/[\s,()[\]]+/)) {
          const point = token === '' ? null : words.point(token);
          if (point !== null) named.add(point);
        }
      }
    });
  }
  // A heading that names two points says nothing about either.
  if (found.point === null && named.size === 1) found.point = [...named][0] ?? null;
  return found;
}

function takeTitle(
  found: { -readonly [K in keyof Title]: Title[K] },
  role: string,
  value: RawSheet['rows'][number][number],
  words: Words,
): void {
  const text = cellText(value);
  if (role === 'point') found.point ??= words.point(text);
  if (role === 'laboratory') found.laboratory ??= text.slice(0, 120);
  if (role === 'person') found.person ??= text.slice(0, 80);
  if ((role === 'sampledAt' || role === 'date') && parseWhen(value, words, null).kind === 'local')
    found.sampled ??= text.slice(0, 40);
}

/** Names of the columns of every table of a file; the same for the next file of the same form. */
export function formOf(sheets: readonly SheetMapping[]): string {
  return sheets
    .map(({ columns }) => columns.map(({ header }) => header.replace(/\s+/g, ' ').trim()).join('|'))
    .join('||');
}

/** First reading of a file nobody has mapped yet. */
export function detectMapping(
  sheets: readonly RawSheet[],
  words: Words,
  who: string,
): ImportMapping {
  const found = sheets.map((sheet) => detectSheet(sheet, words));
  const first = <K extends keyof Title>(key: K): Title[K] =>
    found.map((each) => each?.title[key] ?? null).find((value) => value !== null) ??
    (null as Title[K]);
  return {
    sheets: sheets.map(
      (sheet, i): SheetMapping =>
        found[i]?.mapping ?? {
          sheet: sheet.name.slice(0, 200),
          use: false,
          headerRow: 0,
          firstRow: 1,
          columns: [],
          point: null,
          sampled: null,
        },
    ),
    defaults: {
      point: null,
      item: null,
      how: 'laboratory',
      method: '',
      person: first('person') ?? who,
      laboratory: first('laboratory'),
      time: '09:00',
      quantificationLimit: null,
    },
    decimal: 'auto',
    dateOrder: 'auto',
  };
}

/** Columns of a sheet as they stand when a person points at another row of names. */
export function columnsAt(sheet: RawSheet, headerRow: number, words: Words): MappedColumn[] {
  const meanings = meaningsOf(sheet, headerRow, words);
  return withoutTwins(
    (sheet.rows[headerRow] ?? []).slice(0, MOST_COLUMNS).map((cell, index): MappedColumn => {
      const meaning = meanings[index] ?? null;
      const column: MappedColumn = {
        index,
        header: cellText(cell).slice(0, 200),
        role: 'ignore',
        item: null,
        point: null,
        unit: null,
      };
      if (meaning?.kind === 'role') return { ...column, role: meaning.role, unit: meaning.unit };
      return meaning?.kind === 'item'
        ? { ...column, role: 'value', item: meaning.item, unit: meaning.unit }
        : column;
    }),
  );
}
