import type { LaboratoryReading } from './reading.ts';

/** Columns of an export of readings, in order; an import understands every one of them. */
export const EXPORT_COLUMNS = [
  'sampledAt',
  'utc',
  'compositeFrom',
  'point',
  'pointName',
  'item',
  'value',
  'unit',
  'how',
  'method',
  'person',
  'laboratory',
  'quantificationLimit',
  'uncertainty',
  'note',
  'explanation',
  'tag',
  'recordId',
] as const;
export type ExportColumn = (typeof EXPORT_COLUMNS)[number];

export interface ExportWords {
  /** Local time of the plant, `YYYY-MM-DD HH:MM:SS`. */
  readonly local: (ms: number) => string;
  /** ISO 8601 with Z. */
  readonly utc: (ms: number) => string;
  readonly point: (id: string) => string;
}

const SIGN = { exact: '', below: '<', above: '>' } as const;

/** A leading apostrophe before a formula's sign is doubled, since reading a file takes one away. */
const guarded = (cell: string | number): string | number =>
  typeof cell === 'string' && /^'+[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;

/** One reading as cells in the order of `EXPORT_COLUMNS`; numbers stay numbers so that nothing rounds them. */
export function exportCells(
  reading: LaboratoryReading,
  words: ExportWords,
): readonly (string | number)[] {
  const { sampledMs, compositeFromMs, qualifier, value } = reading;
  const cells: Readonly<Record<ExportColumn, string | number>> = {
    sampledAt: words.local(sampledMs),
    utc: words.utc(sampledMs),
    compositeFrom: compositeFromMs === null ? '' : words.utc(compositeFromMs),
    point: reading.point,
    pointName: words.point(reading.point),
    item: reading.item,
    value: qualifier === 'exact' ? value : `${SIGN[qualifier]}${String(value)}`,
    unit: reading.unit,
    how: reading.how,
    method: reading.method,
    person: reading.person,
    laboratory: reading.laboratory ?? '',
    quantificationLimit: reading.quantificationLimit ?? '',
    uncertainty: reading.uncertainty ?? '',
    note: reading.note,
    explanation: reading.explanation,
    tag: reading.tag ?? '',
    recordId: reading.id,
  };
  return EXPORT_COLUMNS.map((column) => guarded(cells[column]));
}
