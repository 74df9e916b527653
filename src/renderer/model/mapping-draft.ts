import { z } from 'zod';
import { mappingSchema } from '#core/laboratory/import/mapping.ts';
import type { ImportMapping, SheetMapping } from '#core/laboratory/import/mapping.ts';

/**
 * What a person changed of how a file of readings is read. Only that is kept, not the whole mapping: a
 * workbook of many sheets has more columns than the engine keeps of one form, a person changes a few.
 */
const sheetSchema = mappingSchema.shape.sheets.element;
const columnSchema = sheetSchema.shape.columns.element;
const changesSchema = z.object({
  defaults: mappingSchema.shape.defaults.partial(),
  decimal: mappingSchema.shape.decimal.optional(),
  dateOrder: mappingSchema.shape.dateOrder.optional(),
  sheets: z.array(z.object({
    sheet: z.string(),
    of: sheetSchema.omit({ sheet: true, columns: true }).partial(),
    /** Columns that were changed; with another row of names, all columns there are then. */
    columns: z.array(columnSchema),
    isWhole: z.boolean(),
  })),
});
export type MappingChanges = z.infer<typeof changesSchema>;

const keptSchema = z.object({
  /** Name of the file, to ask for it again. */
  file: z.string().max(255),
  changes: changesSchema,
  /** Fields that hold a text which is no value yet. */
  time: z.string().max(20).nullable(),
  quantificationLimit: z.string().max(20).nullable(),
});
export type KeptMapping = z.infer<typeof keptSchema>;

/** What was kept of a mapping; null when it cannot be read. */
export function readKeptMapping(value: unknown): KeptMapping | null {
  const parsed = keptSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** Name of the form under which the mapping of a file with this content is kept. */
export const MAPPING_FORMS = 'import-mapping:';
export const mappingForm = (sha256: string): string => `${MAPPING_FORMS}${sha256}`;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The fields that differ from before. */
const differing = <T extends object>(before: T, now: T): Partial<T> =>
  Object.fromEntries(Object.entries(now).filter(([key, value]) => !same(value, before[key as keyof T]))) as Partial<T>;

/** What came out of a JSON text has no field that is undefined. */
const laidOver = <T extends object>(before: T, part: object): T => ({ ...before, ...part });

const layoutOf = (sheet: SheetMapping): string => JSON.stringify(sheet.columns.map(({ index, header }) => [index, header]));

/** What differs between a file's mapping as it was opened and as it stands now. */
export function changesOf(before: ImportMapping, now: ImportMapping): MappingChanges {
  const { decimal, dateOrder } = differing({ decimal: before.decimal, dateOrder: before.dateOrder }, { decimal: now.decimal, dateOrder: now.dateOrder });
  const sheets = now.sheets.flatMap((sheet) => {
    const was = before.sheets.find((each) => each.sheet === sheet.sheet);
    if (was === undefined || same(was, sheet)) return [];
    const { sheet: _, columns, ...of } = sheet;
    const { sheet: __, columns: columnsWas, ...ofWas } = was;
    const isWhole = layoutOf(was) !== layoutOf(sheet);
    return [{ sheet: sheet.sheet, of: differing(ofWas, of), columns: isWhole ? columns : columns.filter((column, i) => !same(column, columnsWas[i])), isWhole }];
  });
  return { defaults: differing(before.defaults, now.defaults), ...(decimal === undefined ? {} : { decimal }), ...(dateOrder === undefined ? {} : { dateOrder }), sheets };
}

export const isUnchanged = ({ defaults, decimal, dateOrder, sheets }: MappingChanges): boolean =>
  Object.keys(defaults).length === 0 && decimal === undefined && dateOrder === undefined && sheets.length === 0;

/** A file's mapping with what was changed of it; of a sheet or column the file does not have, nothing is taken over. */
export function withChanges(before: ImportMapping, { defaults, sheets, decimal = before.decimal, dateOrder = before.dateOrder }: MappingChanges): ImportMapping {
  return {
    ...before,
    decimal,
    dateOrder,
    defaults: laidOver(before.defaults, defaults),
    sheets: before.sheets.map((sheet) => {
      const change = sheets.find((each) => each.sheet === sheet.sheet);
      if (change === undefined) return sheet;
      const columns = change.isWhole ? change.columns : sheet.columns.map((column) => change.columns.find(({ index, header }) => index === column.index && header === column.header) ?? column);
      return { ...laidOver(sheet, change.of), columns };
    }),
  };
}
