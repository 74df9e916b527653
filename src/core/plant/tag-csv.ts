import { err, ok, type Result } from '../result.ts';
import { formatCsv, parseCsv, type CsvRow } from './csv.ts';
import { issuesOf, valueText } from './issues.ts';
import { TAGS_FILE, type ProfileIssue } from './profile.ts';
import { tagSchema, type Tag } from './tag.ts';

/**
 * The tag list as a spreadsheet file: one line per tag, columns in this order when
 * written, in any order when read. Text is carried as it stands: a name that starts
 * with `=` is kept, because altering it would change the plant's data; spreadsheet
 * programs may take it for a formula, so names are best begun with a letter.
 */
export const TAG_COLUMNS = [
  'id',
  'name_ko',
  'name_en',
  'unit',
  'slave',
  'table',
  'address',
  'type',
  'bit',
  'wordOrder',
  'scale',
  'offset',
  'pollClass',
  'access',
  'min',
  'max',
  'decimals',
  'store',
] as const;
type Column = (typeof TAG_COLUMNS)[number];

const NUMBER_COLUMNS: ReadonlySet<Column> = new Set([
  'slave',
  'address',
  'bit',
  'scale',
  'offset',
  'min',
  'max',
  'decimals',
]);
const NULLABLE_COLUMNS: ReadonlySet<Column> = new Set(['bit', 'wordOrder', 'min', 'max']);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const isColumn = (name: string): name is Column =>
  (TAG_COLUMNS as readonly string[]).includes(name);

/** Canonical text of the tag list; `parseTagCsv` of it gives the same tags back. */
export function formatTagCsv(tags: readonly Tag[]): string {
  return formatCsv([
    TAG_COLUMNS,
    ...tags.map((tag) => TAG_COLUMNS.map((column) => cellOf(tag, column))),
  ]);
}

function cellOf(tag: Tag, column: Column): string {
  if (column === 'name_ko') return tag.name.ko;
  if (column === 'name_en') return tag.name.en;
  const value = tag[column];
  if (value === null) return '';
  return Object.is(value, -0) ? '0' : String(value);
}

/** A tag with the line it stands on, so that later checks can name the line. */
export interface TagLine {
  readonly line: number;
  readonly tag: Tag;
}

/** Reads a tag list; every wrong cell of every line is reported, with line and column. */
export function parseTagCsv(
  text: string,
  file: string = TAGS_FILE,
): Result<TagLine[], ProfileIssue[]> {
  const parsed = parseCsv(text);
  if (!parsed.ok) {
    return err([
      {
        file,
        path: `line ${parsed.error.line}`,
        value: '',
        rule: parsed.error.rule,
        code: 'syntax',
      },
    ]);
  }
  const [header, ...rows] = parsed.value;
  if (header === undefined) {
    return err([
      {
        file,
        path: 'line 1',
        value: '',
        rule: `the first line must name the columns: ${TAG_COLUMNS.join(', ')}`,
        code: 'syntax',
      },
    ]);
  }
  const headerIssues = checkHeader(header, file);
  if (headerIssues.length > 0) return err(headerIssues);

  const issues: ProfileIssue[] = [];
  const lines: TagLine[] = [];
  for (const row of rows) {
    const tag = readRow(header.cells, row, file);
    if (tag.ok) lines.push({ line: row.line, tag: tag.value });
    else issues.push(...tag.error);
  }
  return issues.length > 0 ? err(issues) : ok(lines);
}

function checkHeader(header: CsvRow, file: string): ProfileIssue[] {
  const path = `line ${header.line}`;
  const names = header.cells.map((name) => name.trim());
  return [
    ...names
      .filter((name) => !isColumn(name))
      .map((name): ProfileIssue => ({
        file,
        path,
        value: valueText(name),
        rule: `unknown column; the columns are ${TAG_COLUMNS.join(', ')}`,
        code: 'syntax',
      })),
    ...names
      .filter((name, i) => isColumn(name) && names.indexOf(name) !== i)
      .map((name): ProfileIssue => ({
        file,
        path,
        value: valueText(name),
        rule: 'column stands twice; keep one',
        code: 'duplicate',
      })),
    ...TAG_COLUMNS.filter((name) => !names.includes(name)).map((name): ProfileIssue => ({
      file,
      path,
      value: 'missing',
      rule: `column ${name} must be there`,
      code: 'syntax',
    })),
  ];
}

function readRow(
  header: readonly string[],
  row: CsvRow,
  file: string,
): Result<Tag, ProfileIssue[]> {
  if (row.cells.length !== header.length) {
    return err([
      {
        file,
        path: `line ${row.line}`,
        value: `${row.cells.length} cells`,
        rule: `must have ${header.length} cells, as many as there are columns`,
        code: 'syntax',
      },
    ]);
  }
  const cells = new Map(header.map((name, i) => [name.trim(), row.cells[i] ?? '']));
  const issues: ProfileIssue[] = [];
  const record: Record<string, unknown> = {};
  for (const column of TAG_COLUMNS) {
    const cell = cells.get(column) ?? '';
    if (NULLABLE_COLUMNS.has(column) && cell === '') record[column] = null;
    else if (NUMBER_COLUMNS.has(column)) {
      if (!NUMBER.test(cell.trim())) {
        issues.push({
          file,
          path: at(row, column),
          value: valueText(cell),
          rule: 'must be a number such as 12 or 0.1',
          code: 'syntax',
        });
      }
      record[column] = Number(cell);
    } else record[column] = cell;
  }
  const { name_ko: ko, name_en: en, ...rest } = record;
  const candidate = { ...rest, name: { ko, en } };
  const result = tagSchema.safeParse(candidate);
  if (result.success && issues.length === 0) return ok(result.data);
  const reported = new Set(issues.map((issue) => issue.path));
  const schemaIssues = result.success ? [] : issuesOf(file, candidate, result.error.issues);
  const placed = schemaIssues.map((issue) => ({
    ...issue,
    path: at(row, issue.path.replace('name.', 'name_')),
  }));
  return err([...issues, ...placed.filter((issue) => !reported.has(issue.path))]);
}

const at = (row: CsvRow, column: string): string => `line ${row.line}, column ${column}`;
