import { z } from 'zod';
import { READING_METHODS } from '../reading.ts';

/** What a column of a laboratory's file can hold. */
export const COLUMN_ROLES = [
  'ignore',
  'sampledAt',
  'date',
  'time',
  'utc',
  'compositeFrom',
  'point',
  'item',
  'value',
  'unit',
  'qualifier',
  'how',
  'method',
  'person',
  'laboratory',
  'quantificationLimit',
  'uncertainty',
  'note',
  'explanation',
  'tag',
] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];

const columnSchema = z.strictObject({
  /** From 0. */
  index: z.int().min(0).max(999),
  /** Text above the column, as in the file. */
  header: z.string().max(200),
  role: z.enum(COLUMN_ROLES),
  /** Of a value column: the item it holds where items stand side by side. */
  item: z.string().max(40).nullable(),
  /** Of a value column: the point it holds where points stand side by side. */
  point: z.string().max(40).nullable(),
  unit: z.string().max(20).nullable(),
});
export type MappedColumn = z.infer<typeof columnSchema>;

const sheetMappingSchema = z.strictObject({
  sheet: z.string().max(200),
  use: z.boolean(),
  /** Row of the column names, from 0; rows from `firstRow` on hold results. */
  headerRow: z.int().min(0),
  firstRow: z.int().min(0),
  columns: z.array(columnSchema).max(1000),
  /** Stands where no column tells the point; often the sheet's name or a title line says it. */
  point: z.string().max(40).nullable(),
  /** Date of sampling out of a title line, `YYYY-MM-DD` with `HH:MM` where given. */
  sampled: z.string().max(40).nullable(),
});
export type SheetMapping = z.infer<typeof sheetMappingSchema>;

/** How a file is read; what a person set in the window is remembered for the next file of the same form. */
export const mappingSchema = z.strictObject({
  sheets: z.array(sheetMappingSchema).max(100),
  defaults: z.strictObject({
    point: z.string().max(40).nullable(),
    item: z.string().max(40).nullable(),
    how: z.enum(READING_METHODS),
    method: z.string().max(120),
    person: z.string().max(80),
    laboratory: z.string().max(120).nullable(),
    /** Local time of sampling where the file gives only a date. */
    time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
    quantificationLimit: z.number().positive().nullable(),
  }),
  /** `auto`: what the numbers of the file themselves tell; where they do not, such rows are rejected. */
  decimal: z.enum(['auto', '.', ',']),
  dateOrder: z.enum(['auto', 'ymd', 'dmy', 'mdy']),
});
export type ImportMapping = z.infer<typeof mappingSchema>;

/** Why a cell or row of a file is not taken. */
export const REJECT_CODES = [
  'noTime',
  'badTime',
  'ambiguousDate',
  'timeInGap',
  'future',
  'noPoint',
  'unknownPoint',
  'noItem',
  'unknownItem',
  'noValue',
  'notANumber',
  'ambiguousNumber',
  'unknownUnit',
  'unitMismatch',
  'outsidePhysical',
  'noQuantificationLimit',
  'unknownQualifier',
  'unknownHow',
  'notPositive',
  'badComposite',
  'noPerson',
  'tooLong',
  'formulaError',
  'unknownTag',
] as const;
export type RejectCode = (typeof REJECT_CODES)[number];

/** What a row was taken with that a person should know. */
export const ROW_NOTES = [
  'timeAssumed',
  'dateFromTitle',
  'old',
  'overLimit',
  'outsideSensorRange',
  'sameTimeOtherValue',
  'unitAssumed',
] as const;
export type RowNote = (typeof ROW_NOTES)[number];
