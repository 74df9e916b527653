import type { PlantProfile } from '../../plant/profile.ts';
import type { ReadingDraft } from '../reading.ts';
import { cellText, columnLetter } from './cell.ts';
import type { LocalTime, RawCell, RawSheet } from './cell.ts';
import type { ImportMapping, MappedColumn, RejectCode, RowNote, SheetMapping } from './mapping.ts';
import { resultOf } from './row-value.ts';
import { sampleTimeOf } from './row-time.ts';
import { markOf } from './value.ts';
import type { DecimalMark } from './value.ts';
import { orderOfDates } from './when.ts';
import type { DateOrder } from './when.ts';
import type { Words } from './words.ts';

/** What one cell of results became. */
export interface PlannedRow {
  readonly sheet: string;
  /** As the file counts, from 1. */
  readonly row: number;
  readonly column: string;
  readonly header: string;
  readonly status: 'taken' | 'duplicate' | 'rejected';
  readonly code: RejectCode | null;
  readonly found: string;
  readonly allowed: string;
  readonly notes: readonly RowNote[];
  readonly reading: ReadingDraft | null;
}

export interface PlanContext {
  readonly profile: PlantProfile;
  readonly words: Words;
  readonly nowMs: number;
  /** Local time of the plant as an instant; null for one that does not exist there. */
  readonly toMs: (time: LocalTime) => number | null;
  /** `same`: this very result is stored; `other`: another value of the same sample is. */
  readonly stands: (draft: ReadingDraft) => 'same' | 'other' | null;
  readonly newId: (n: number) => string;
}

export interface ImportPlan {
  readonly rows: readonly PlannedRow[];
  readonly counts: {
    readonly taken: number;
    readonly duplicate: number;
    readonly rejected: number;
    readonly empty: number;
    readonly noted: number;
  };
}

/** Columns of one sheet by what they hold. */
export interface RowReader {
  readonly sheet: SheetMapping;
  readonly mapping: ImportMapping;
  readonly context: PlanContext;
  readonly mark: DecimalMark | null;
  readonly order: DateOrder | null;
  readonly cell: (row: readonly RawCell[], role: MappedColumn['role']) => RawCell;
  readonly has: (role: MappedColumn['role']) => boolean;
}

/** A row or cell that is not taken, and what to tell of it. */
export interface Rejection {
  readonly code: RejectCode;
  readonly found: string;
  readonly allowed: string;
  /** Column it stands in, where it is not the result's own. */
  readonly column?: MappedColumn;
}

export const reject = (
  code: RejectCode,
  found = '',
  allowed = '',
  column?: MappedColumn,
): Rejection => ({
  code,
  found: found.slice(0, 120),
  allowed,
  ...(column === undefined ? {} : { column }),
});

/**
 * What every cell of results in a file would become, with nothing stored and nothing dropped
 * silently: a reading, a reading that is there already, or a rejection that says why. Empty cells
 * are counted.
 */
export function planImport(
  sheets: readonly RawSheet[],
  mapping: ImportMapping,
  context: PlanContext,
): ImportPlan {
  const rows: PlannedRow[] = [];
  const seen = new Map<string, number>();
  let empty = 0;
  for (const sheet of mapping.sheets) {
    const raw = sheet.use
      ? sheets.find(({ name }) => name.slice(0, 200) === sheet.sheet)
      : undefined;
    if (raw === undefined) continue;
    const reader = readerOf(raw, sheet, mapping, context);
    const values = sheet.columns.filter(({ role }) => role === 'value');
    for (let r = sheet.firstRow; r < raw.rows.length; r++) {
      const cells = raw.rows[r] ?? [];
      // A time or place that does not tell spoils the whole row: it is told once.
      const toldOfRow = new Set<string>();
      for (const column of values) {
        const planned = planCell(reader, cells, column, context.newId(rows.length));
        if (planned === null) {
          empty++;
          continue;
        }
        const at = planned.rejection?.column ?? column;
        const base = {
          sheet: sheet.sheet,
          row: r + 1,
          column: columnLetter(at.index),
          header: at.header,
        };
        if (planned.rejection !== null) {
          const { code, found, allowed } = planned.rejection;
          const told = `${base.column}|${code}|${found}`;
          if (planned.rejection.column !== undefined && toldOfRow.has(told)) continue;
          toldOfRow.add(told);
          rows.push({
            ...base,
            status: 'rejected',
            code,
            found,
            allowed,
            notes: [],
            reading: null,
          });
          continue;
        }
        rows.push(
          settled(
            base,
            planned.reading,
            planned.notes,
            cellText(cells[column.index]),
            context,
            seen,
          ),
        );
      }
    }
  }
  return { rows, counts: countsOf(rows, empty) };
}

function settled(
  base: Pick<PlannedRow, 'sheet' | 'row' | 'column' | 'header'>,
  reading: ReadingDraft,
  notes: readonly RowNote[],
  found: string,
  context: PlanContext,
  seen: Map<string, number>,
): PlannedRow {
  const sample = `${reading.point}|${reading.item}|${reading.tag ?? ''}|${String(Math.floor(reading.sampledMs / 60_000))}`;
  const exact = `${sample}|${reading.qualifier}|${String(reading.value)}|${reading.unit}`;
  const stands = seen.has(exact) ? 'same' : context.stands(reading);
  const other = stands === 'other' || seen.has(sample);
  seen.set(exact, base.row);
  seen.set(sample, base.row);
  return {
    ...base,
    status: stands === 'same' ? 'duplicate' : 'taken',
    code: null,
    found,
    allowed: '',
    notes: stands !== 'same' && other ? [...notes, 'sameTimeOtherValue'] : notes,
    reading,
  };
}

function planCell(
  reader: RowReader,
  cells: readonly RawCell[],
  column: MappedColumn,
  id: string,
):
  | { readonly rejection: Rejection; readonly reading: null; readonly notes: null }
  | { readonly rejection: null; readonly reading: ReadingDraft; readonly notes: readonly RowNote[] }
  | null {
  const result = resultOf(reader, cells, column);
  if (result === null) return null;
  if ('code' in result) return { rejection: result, reading: null, notes: null };
  const time = sampleTimeOf(reader, cells);
  if ('code' in time) return { rejection: time, reading: null, notes: null };
  const { notes, ...rest } = result;
  return {
    rejection: null,
    reading: { id, sampledMs: time.sampledMs, compositeFromMs: time.compositeFromMs, ...rest },
    notes: [...time.notes, ...notes],
  };
}

function readerOf(
  raw: RawSheet,
  sheet: SheetMapping,
  mapping: ImportMapping,
  context: PlanContext,
): RowReader {
  const byRole = new Map<MappedColumn['role'], MappedColumn>();
  for (const column of sheet.columns) if (!byRole.has(column.role)) byRole.set(column.role, column);
  const textsOf = function* (wanted: (column: MappedColumn) => boolean): Generator<string> {
    for (const row of raw.rows.slice(sheet.firstRow)) {
      for (const column of sheet.columns) {
        const cell = row[column.index];
        if (wanted(column) && typeof cell === 'string') yield cell;
      }
    }
  };
  return {
    sheet,
    mapping,
    context,
    mark:
      mapping.decimal === 'auto'
        ? evidence(textsOf(({ role }) => role === 'value'))
        : mapping.decimal,
    order:
      mapping.dateOrder === 'auto'
        ? orderOfDates(
            textsOf(
              ({ role }) => role === 'sampledAt' || role === 'date' || role === 'compositeFrom',
            ),
          )
        : mapping.dateOrder,
    cell: (row, role) => row[byRole.get(role)?.index ?? -1] ?? null,
    has: (role) => byRole.has(role),
  };
}

/** The decimal mark every written number of a sheet agrees on; null when none tells or two disagree. */
function evidence(texts: Iterable<string>): DecimalMark | null {
  const marks = new Set<DecimalMark>();
  for (const text of texts) {
    const mark = markOf(text);
    if (mark !== null) marks.add(mark);
  }
  return marks.size === 1 ? ([...marks][0] ?? null) : null;
}

function countsOf(rows: readonly PlannedRow[], empty: number): ImportPlan['counts'] {
  const count = (status: PlannedRow['status']): number =>
    rows.filter((row) => row.status === status).length;
  return {
    taken: count('taken'),
    duplicate: count('duplicate'),
    rejected: count('rejected'),
    empty,
    noted: rows.filter((row) => row.status === 'taken' && row.notes.length > 0).length,
  };
}
