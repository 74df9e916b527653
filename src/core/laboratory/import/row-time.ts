import { cellText, isRealTime } from './cell.ts';
import type { LocalTime, RawCell } from './cell.ts';
import type { MappedColumn, RowNote } from './mapping.ts';
import { reject } from './plan.ts';
import type { Rejection, RowReader } from './plan.ts';
import { parseWhen } from './when.ts';
import type { When } from './when.ts';

interface SampleTime {
  readonly sampledMs: number;
  readonly compositeFromMs: number | null;
  readonly notes: readonly RowNote[];
}

const FUTURE_MS = 5 * 60_000;
const OLD_MS = 30 * 86_400_000;
const COMPOSITE_MS = 7 * 86_400_000;

/** When the sample of a row was taken; a rejection names the cell that does not tell. */
export function sampleTimeOf(reader: RowReader, cells: readonly RawCell[]): SampleTime | Rejection {
  const { context } = reader;
  const time = mainTime(reader, cells);
  if ('code' in time) return time;
  const { sampledMs, notes } = time;
  if (sampledMs > context.nowMs + FUTURE_MS)
    return reject(
      'future',
      time.found,
      '',
      columnOf(reader, 'sampledAt') ?? columnOf(reader, 'date'),
    );
  const compositeFromMs = compositeStart(reader, cells);
  if (compositeFromMs !== null && typeof compositeFromMs !== 'number') return compositeFromMs;
  if (
    compositeFromMs !== null &&
    (compositeFromMs >= sampledMs || sampledMs - compositeFromMs > COMPOSITE_MS)
  )
    return reject(
      'badComposite',
      cellText(reader.cell(cells, 'compositeFrom')),
      '',
      columnOf(reader, 'compositeFrom'),
    );
  const old: readonly RowNote[] = sampledMs < context.nowMs - OLD_MS ? ['old'] : [];
  return { sampledMs, compositeFromMs, notes: [...notes, ...old] };
}

const columnOf = ({ sheet }: RowReader, role: MappedColumn['role']): MappedColumn | undefined =>
  sheet.columns.find((column) => column.role === role);

const isBlank = (cell: RawCell): boolean => cellText(cell) === '';

function mainTime(
  reader: RowReader,
  cells: readonly RawCell[],
):
  | { readonly sampledMs: number; readonly notes: readonly RowNote[]; readonly found: string }
  | Rejection {
  const { context, order, sheet } = reader;
  const utc = reader.cell(cells, 'utc');
  if (!isBlank(utc)) {
    const when = parseWhen(utc, context.words, 'ymd');
    if (when.kind === 'instant') return { sampledMs: when.ms, notes: [], found: cellText(utc) };
    return reject('badTime', cellText(utc), 'YYYY-MM-DDTHH:MM:SSZ', columnOf(reader, 'utc'));
  }
  const whole = reader.cell(cells, 'sampledAt');
  const day = reader.cell(cells, 'date');
  const clock = reader.cell(cells, 'time');
  const role = isBlank(whole) ? 'date' : 'sampledAt';
  const source = isBlank(whole) ? day : whole;
  const fromTitle = isBlank(source) && sheet.sampled !== null;
  const text = fromTitle ? (sheet.sampled ?? '') : cellText(source);
  if (text === '' && !fromTitle)
    return reject('noTime', '', '', columnOf(reader, 'sampledAt') ?? columnOf(reader, 'date'));
  const when = parseWhen(fromTitle ? sheet.sampled : source, context.words, order);
  const at = columnOf(reader, role);
  if (when.kind === 'instant') return { sampledMs: when.ms, notes: [], found: text };
  if (when.kind === 'ambiguous') return reject('ambiguousDate', text, '', at);
  if (when.kind === 'bad' || when.date === null) return reject('badTime', text, '', at);
  return withClock(reader, when, clock, text, fromTitle);
}

function withClock(
  reader: RowReader,
  when: Extract<When, { kind: 'local' }>,
  clockCell: RawCell,
  text: string,
  fromTitle: boolean,
):
  | { readonly sampledMs: number; readonly notes: readonly RowNote[]; readonly found: string }
  | Rejection {
  const { context, mapping } = reader;
  const notes: RowNote[] = fromTitle ? ['dateFromTitle'] : [];
  let clock = when.clock;
  const isMidnight = clock !== null && clock.hour + clock.minute + clock.second === 0;
  // A spreadsheet's date is midnight of its day; a column for the clock says more.
  if (!isBlank(clockCell) && (clock === null || isMidnight)) {
    const own = parseWhen(clockCell, context.words, null);
    if (own.kind !== 'local' || own.clock === null)
      return reject('badTime', cellText(clockCell), 'HH:MM', columnOf(reader, 'time'));
    clock = own.clock;
  }
  if (clock === null) {
    const [hour = '9', minute = '0'] = mapping.defaults.time.split(':');
    clock = { hour: Number(hour), minute: Number(minute), second: 0 };
    notes.push('timeAssumed');
  }
  const local: LocalTime = { ...(when.date ?? { year: 0, month: 0, day: 0 }), ...clock };
  if (!isRealTime(local)) return reject('badTime', text);
  const sampledMs = context.toMs(local);
  return sampledMs === null ? reject('timeInGap', text) : { sampledMs, notes, found: text };
}

function compositeStart(reader: RowReader, cells: readonly RawCell[]): number | null | Rejection {
  const cell = reader.cell(cells, 'compositeFrom');
  if (isBlank(cell)) return null;
  const { context, order } = reader;
  const when = parseWhen(cell, context.words, order);
  if (when.kind === 'instant') return when.ms;
  const text = cellText(cell);
  const at = columnOf(reader, 'compositeFrom');
  if (when.kind === 'ambiguous') return reject('ambiguousDate', text, '', at);
  if (when.kind === 'bad' || when.date === null || when.clock === null)
    return reject('badComposite', text, '', at);
  return context.toMs({ ...when.date, ...when.clock }) ?? reject('timeInGap', text, '', at);
}
