import { breaksLimit, dischargeLimit, sensorsAt } from '../places.ts';
import { quantityOf } from '../quantities.ts';
import type { Quantity } from '../quantities.ts';
import type { Qualifier, ReadingDraft, ReadingHow } from '../reading.ts';
import { convert, knownUnit } from '../units.ts';
import { cellText } from './cell.ts';
import type { RawCell } from './cell.ts';
import type { MappedColumn, RowNote } from './mapping.ts';
import { reject } from './plan.ts';
import type { Rejection, RowReader } from './plan.ts';
import { parseNumber, parseValue } from './value.ts';

type Result = Omit<ReadingDraft, 'id' | 'sampledMs' | 'compositeFromMs'> & {
  readonly notes: readonly RowNote[];
};

/** Texts of a row that go into the reading as they are, with how long each may be. */
const LONGEST = { method: 120, person: 80, laboratory: 120, note: 500, explanation: 300 } as const;

const columnOf = ({ sheet }: RowReader, role: MappedColumn['role']): MappedColumn | undefined =>
  sheet.columns.find((column) => column.role === role);

/** A cell of results as a reading without its time; null when the cell is empty. */
export function resultOf(
  reader: RowReader,
  cells: readonly RawCell[],
  column: MappedColumn,
): Result | Rejection | null {
  const { context, mapping, mark } = reader;
  const raw = cells[column.index] ?? null;
  const cell = parseValue(raw, context.words, mark);
  const found = cellText(raw);
  if (cell.kind === 'empty') return null;
  if (cell.kind === 'error') return reject('formulaError', found);
  const item = itemOf(reader, cells, column);
  if (typeof item !== 'string') return item;
  const quantity = quantityOf(item);
  if (quantity === undefined) return reject('unknownItem', item);
  if (cell.kind === 'ambiguous') return reject('ambiguousNumber', found);
  if (cell.kind === 'badUnit') return reject('unknownUnit', cell.unit, quantity.unit);
  if (cell.kind === 'bad') return reject('notANumber', found);
  const point = pointOf(reader, cells, column);
  if (typeof point !== 'string') return point;
  const unit = unitOf(reader, cells, column, cell.kind === 'value' ? cell.unit : null, quantity);
  if ('code' in unit) return unit;
  const limit = positive(reader, cells, 'quantificationLimit');
  if (limit !== null && typeof limit !== 'number') return limit;
  const quantificationLimit = limit ?? mapping.defaults.quantificationLimit;
  const value = valueOf(reader, cells, cell, quantificationLimit, unit.unit, quantity, found);
  if ('code' in value) return value;
  const uncertainty = positive(reader, cells, 'uncertainty');
  if (uncertainty !== null && typeof uncertainty !== 'number') return uncertainty;
  const how = howOf(reader, cells);
  if (typeof how !== 'string') return how;
  const texts = textsOf(reader, cells);
  if ('code' in texts) return texts;
  const tag = tagOf(reader, cells, point, item);
  if (tag !== null && typeof tag !== 'string') return tag;
  const draft = {
    item,
    point,
    tag,
    ...value,
    unit: unit.unit,
    how,
    ...texts,
    quantificationLimit: limit ?? (value.qualifier === 'below' ? quantificationLimit : null),
    uncertainty,
  };
  return { ...draft, notes: notesOf(reader, draft, unit.isAssumed) };
}

function itemOf(
  reader: RowReader,
  cells: readonly RawCell[],
  column: MappedColumn,
): string | Rejection {
  if (column.item !== null) return column.item;
  const { context, mapping } = reader;
  const text = cellText(reader.cell(cells, 'item'));
  if (text === '')
    return mapping.defaults.item ?? reject('noItem', '', '', columnOf(reader, 'item'));
  return (
    context.words.item(text)?.item ?? reject('unknownItem', text, '', columnOf(reader, 'item'))
  );
}

function pointOf(
  reader: RowReader,
  cells: readonly RawCell[],
  column: MappedColumn,
): string | Rejection {
  if (column.point !== null) return column.point;
  const { context, mapping, sheet } = reader;
  const text = cellText(reader.cell(cells, 'point'));
  if (text !== '')
    return context.words.point(text) ?? reject('unknownPoint', text, '', columnOf(reader, 'point'));
  return (
    sheet.point ?? mapping.defaults.point ?? reject('noPoint', '', '', columnOf(reader, 'point'))
  );
}

/** Unit from the cell itself, its column's name, the row's unit, or the item's name; else the usual one, told. */
function unitOf(
  reader: RowReader,
  cells: readonly RawCell[],
  column: MappedColumn,
  inCell: string | null,
  quantity: Quantity,
): { readonly unit: string; readonly isAssumed: boolean } | Rejection {
  const { context } = reader;
  const row = cellText(reader.cell(cells, 'unit'));
  const ofRow = row === '' || /^[-–]$/.test(row) ? null : knownUnit(row);
  if (row !== '' && !/^[-–]$/.test(row) && ofRow === null)
    return reject('unknownUnit', row, quantity.unit, columnOf(reader, 'unit'));
  const ofItem =
    column.item === null
      ? (context.words.item(cellText(reader.cell(cells, 'item')))?.unit ?? null)
      : null;
  const stated = inCell ?? ofRow ?? column.unit ?? ofItem;
  if (stated === null) return { unit: quantity.unit, isAssumed: quantity.unit !== 'pH' };
  if (convert(1, stated, quantity.unit) === null)
    return reject(
      'unitMismatch',
      stated,
      quantity.unit,
      inCell === null && ofRow !== null ? columnOf(reader, 'unit') : column,
    );
  return { unit: knownUnit(stated) ?? stated, isAssumed: false };
}

function valueOf(
  reader: RowReader,
  cells: readonly RawCell[],
  cell:
    | { readonly kind: 'notDetected' }
    | { readonly kind: 'value'; readonly value: number; readonly qualifier: Qualifier },
  quantificationLimit: number | null,
  unit: string,
  quantity: Quantity,
  found: string,
): { readonly value: number; readonly qualifier: Qualifier } | Rejection {
  if (cell.kind === 'notDetected')
    return quantificationLimit === null
      ? reject('noQuantificationLimit', found)
      : { value: quantificationLimit, qualifier: 'below' };
  const sign = qualifierOf(reader, cells, cell.qualifier);
  if (typeof sign !== 'string') return sign;
  const inUnit = convert(cell.value, unit, quantity.unit);
  if (inUnit === null || inUnit < quantity.min || inUnit > quantity.max)
    return reject(
      'outsidePhysical',
      found,
      `${String(quantity.min)}–${String(quantity.max)} ${quantity.unit}`,
    );
  if (sign === 'below' && cell.value <= 0) return reject('noQuantificationLimit', found);
  return { value: cell.value, qualifier: sign };
}

function qualifierOf(
  reader: RowReader,
  cells: readonly RawCell[],
  own: Qualifier,
): Qualifier | Rejection {
  const text = cellText(reader.cell(cells, 'qualifier')).normalize('NFKC');
  if (text === '' || text === '=') return own;
  const sign =
    /^[<≤≦]$/.test(text) || text === 'below'
      ? 'below'
      : /^[>≥≧]$/.test(text) || text === 'above'
        ? 'above'
        : text === 'exact'
          ? 'exact'
          : null;
  if (sign === null) return reject('unknownQualifier', text, '< >', columnOf(reader, 'qualifier'));
  return own === 'exact' || own === sign
    ? sign
    : reject('unknownQualifier', text, '', columnOf(reader, 'qualifier'));
}

/** A positive number of a side column; null when the cell is empty. */
function positive(
  reader: RowReader,
  cells: readonly RawCell[],
  role: 'quantificationLimit' | 'uncertainty',
): number | null | Rejection {
  const raw = reader.cell(cells, role);
  const text = cellText(raw);
  if (reader.context.words.isEmpty(text)) return null;
  const value =
    typeof raw === 'number' ? raw : parseNumber(text.replace(/^[<≤]\s*/, ''), reader.mark);
  if (value === 'ambiguous') return reject('ambiguousNumber', text, '', columnOf(reader, role));
  return value !== null && value > 0
    ? value
    : reject('notPositive', text, '> 0', columnOf(reader, role));
}

function howOf(reader: RowReader, cells: readonly RawCell[]): ReadingHow | Rejection {
  const text = cellText(reader.cell(cells, 'how'));
  if (text === '') return reader.mapping.defaults.how;
  return reader.context.words.how(text) ?? reject('unknownHow', text, '', columnOf(reader, 'how'));
}

function textsOf(
  reader: RowReader,
  cells: readonly RawCell[],
): Pick<ReadingDraft, 'method' | 'person' | 'laboratory' | 'note' | 'explanation'> | Rejection {
  const { defaults } = reader.mapping;
  const of = (role: keyof typeof LONGEST): string => cellText(reader.cell(cells, role));
  for (const role of Object.keys(LONGEST) as (keyof typeof LONGEST)[]) {
    if (of(role).length > LONGEST[role])
      return reject('tooLong', of(role), `${String(LONGEST[role])}`, columnOf(reader, role));
  }
  const person = of('person') || defaults.person.trim();
  if (person === '') return reject('noPerson', '', '', columnOf(reader, 'person'));
  return {
    method: of('method') || defaults.method,
    person,
    // An empty cell of a column for it says that there was none.
    laboratory: of('laboratory') || (reader.has('laboratory') ? null : defaults.laboratory),
    note: of('note'),
    explanation: of('explanation'),
  };
}

function tagOf(
  reader: RowReader,
  cells: readonly RawCell[],
  point: string,
  item: string,
): string | null | Rejection {
  const sensors = sensorsAt(reader.context.profile, point, item);
  const text = cellText(reader.cell(cells, 'tag'));
  if (text === '')
    return !reader.has('tag') && sensors.length === 1 ? (sensors[0]?.tag ?? null) : null;
  const named = sensors.find(({ tag, id }) => tag === text || id === text);
  return (
    named?.tag ??
    reject('unknownTag', text, sensors.map(({ tag }) => tag).join(', '), columnOf(reader, 'tag'))
  );
}

function notesOf(
  { context: { profile } }: RowReader,
  draft: Pick<ReadingDraft, 'point' | 'item' | 'value' | 'unit' | 'qualifier' | 'tag'>,
  unitAssumed: boolean,
): RowNote[] {
  const notes: RowNote[] = unitAssumed ? ['unitAssumed'] : [];
  const limit = dischargeLimit(profile, draft.point, draft.item);
  if (limit !== null && breaksLimit(limit, draft)) notes.push('overLimit');
  const sensor = profile.sensors.find(({ tag }) => tag === draft.tag);
  const value = sensor === undefined ? null : convert(draft.value, draft.unit, sensor.unit);
  if (
    sensor !== undefined &&
    value !== null &&
    (value < sensor.range.min || value > sensor.range.max)
  )
    notes.push('outsideSensorRange');
  return notes;
}
