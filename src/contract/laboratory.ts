import { z } from 'zod';
import { COLUMN_ROLES, REJECT_CODES, ROW_NOTES, mappingSchema } from '#core/laboratory/import/mapping.ts';
import { READING_METHODS, readingDraftSchema, readingSchema } from '#core/laboratory/reading.ts';
import { comparisonSchema } from '#core/signal/drift/comparison.ts';

/** Readings of persons: portable meters, laboratory results, and files of them. */

const who = z.string().trim().min(1).max(80);
const reason = z.string().trim().min(1).max(300);

/** A reading with when and by whom its present version was written. */
export const storedReading = z.object({
  reading: readingSchema,
  seq: z.int(),
  actor: z.string(),
  writtenMs: z.number(),
  /** Number of versions; 1 for one that was never corrected. */
  version: z.int().min(1),
});
export type StoredReading = z.infer<typeof storedReading>;

export const readingFilter = z.object({
  fromMs: z.number().nullable(),
  toMs: z.number().nullable(),
  item: z.string().nullable(),
  point: z.string().nullable(),
  how: z.enum(READING_METHODS).nullable(),
  person: z.string().nullable(),
  /** Only those that break a limit of the discharge. */
  overLimit: z.boolean(),
  withdrawn: z.boolean(),
  importId: z.string().nullable(),
});
export type ReadingFilter = z.infer<typeof readingFilter>;

const sensorWindow = z.object({ mean: z.number(), sd: z.number(), minutes: z.int() });

export const comparisonRow = comparisonSchema.omit({ tag: true }).extend({
  how: z.enum(READING_METHODS),
  method: z.string(),
  /** Passes the bound of the profile at which a calibration is due. */
  beyond: z.boolean(),
});
export type ComparisonRow = z.infer<typeof comparisonRow>;

const agreement = z.object({
  n: z.int(), bias: z.number(), sd: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable(), beyond: z.int(),
});

export const importRow = z.object({
  sheet: z.string(),
  /** As the file counts it, from 1. */
  row: z.int(),
  /** Letter of a spreadsheet's column. */
  column: z.string(),
  header: z.string(),
  status: z.enum(['taken', 'duplicate', 'rejected']),
  code: z.enum(REJECT_CODES).nullable(),
  found: z.string(),
  allowed: z.string(),
  notes: z.array(z.enum(ROW_NOTES)),
  reading: readingDraftSchema.nullable(),
});
export type ImportRow = z.infer<typeof importRow>;

export const importPreview = z.object({
  token: z.string(),
  file: z.object({
    name: z.string(), bytes: z.int(), sha256: z.string(), kind: z.enum(['xlsx', 'csv']),
    encoding: z.string().nullable(), delimiter: z.string().nullable(),
  }),
  /** The very same file was taken in before. */
  already: z.object({ importId: z.string(), writtenMs: z.number() }).nullable(),
  mapping: mappingSchema,
  /** The mapping was kept from an earlier file of this form. */
  remembered: z.boolean(),
  sheets: z.array(z.object({ name: z.string(), rows: z.int(), columns: z.int(), sample: z.array(z.array(z.string())) })),
  counts: z.object({ taken: z.int(), duplicate: z.int(), rejected: z.int(), empty: z.int(), noted: z.int() }),
  reasons: z.array(z.object({ code: z.enum(REJECT_CODES), count: z.int() })),
});
export type ImportPreview = z.infer<typeof importPreview>;

/** Body of an entry of kind `import`. */
export const importRecord = z.object({
  importId: z.string(),
  file: z.string(),
  sha256: z.string(),
  laboratory: z.string().nullable(),
  taken: z.int(),
  duplicate: z.int(),
  rejected: z.int(),
  who: z.string(),
  state: z.enum(['taken', 'undone']),
  reason: z.string(),
});
export type ImportRecord = z.infer<typeof importRecord>;

export const laboratoryQueries = {
  /** Newest sample first, in pages. */
  'laboratory.readings': {
    params: z.object({ filter: readingFilter, skip: z.int().min(0), limit: z.int().min(1).max(500) }),
    result: z.object({ readings: z.array(storedReading), total: z.int() }),
  },
  /** Every version of one reading, newest first. */
  'laboratory.versions': {
    params: z.object({ id: z.string() }),
    result: z.array(z.object({ reading: readingSchema, actor: z.string(), writtenMs: z.number(), seq: z.int() })),
  },
  /** What stands beside the field while a person types: the sensor at that time, and the readings before. */
  'laboratory.beside': {
    params: z.object({
      tag: z.string().nullable(), item: z.string(), point: z.string(),
      sampledMs: z.number(), compositeFromMs: z.number().nullable(),
    }),
    result: z.object({
      sensor: sensorWindow.nullable(),
      /** The sensor's window had nothing yet: this is its present reading. */
      isPresent: z.boolean(),
      last: storedReading.nullable(),
      earlier: z.array(z.number()),
    }),
  },
  /** Pairs of sensor and reading in time order, and how they agree. */
  'laboratory.comparisons': {
    params: z.object({ tag: z.string(), fromMs: z.number(), toMs: z.number() }),
    result: z.object({
      rows: z.array(comparisonRow), agreement: agreement.nullable(),
      /** Readings of this sensor that could not be compared, by why. */
      left: z.array(z.object({ why: z.string(), count: z.int() })),
    }),
  },
  /** Sensors that have readings, with how many. */
  'laboratory.compared': {
    params: z.object({}),
    result: z.array(z.object({ tag: z.string(), count: z.int(), lastMs: z.number() })),
  },
  /** Words offered while typing: what was written before. */
  'laboratory.remembered': {
    params: z.object({}),
    result: z.object({
      methods: z.array(z.object({ how: z.enum(READING_METHODS), item: z.string(), method: z.string() })),
      persons: z.array(z.string()), laboratories: z.array(z.string()), points: z.array(z.string()), items: z.array(z.string()),
    }),
  },
  'laboratory.imports': {
    params: z.object({}),
    result: z.array(z.object({ record: importRecord, writtenMs: z.number() })),
  },
  /** Rows of a preview, in the order of the file. */
  'laboratory.importRows': {
    params: z.object({
      token: z.string(), status: importRow.shape.status.nullable(), skip: z.int().min(0), limit: z.int().min(1).max(500),
    }),
    result: z.object({ rows: z.array(importRow), total: z.int() }),
  },
} as const;

export const laboratoryCommands = {
  /** Stores a reading. The same id twice is one reading: a second try after a lost answer stores nothing new. */
  'laboratory.enter': { params: z.object({ draft: readingDraftSchema, who }), result: storedReading },
  /** A new version in place of the present one, which is kept. */
  'laboratory.correct': { params: z.object({ draft: readingDraftSchema, who, reason }), result: storedReading },
  'laboratory.withdraw': { params: z.object({ id: z.string(), who, reason }), result: storedReading },
  /** Reads a file and says what each row would become; stores nothing. */
  'laboratory.importPreview': {
    params: z.object({ name: z.string().min(1).max(255), base64: z.string().max(15_000_000), who }),
    result: importPreview,
  },
  /** The same file read another way. */
  'laboratory.importRemap': { params: z.object({ token: z.string(), mapping: mappingSchema }), result: importPreview },
  'laboratory.importConfirm': { params: z.object({ token: z.string(), who }), result: importRecord },
  'laboratory.importDrop': { params: z.object({ token: z.string() }), result: z.object({}) },
  'laboratory.importUndo': { params: z.object({ importId: z.string(), who, reason }), result: importRecord },
} as const;

export const laboratoryEvents = {
  /** Readings were entered, changed or withdrawn; lists on screen ask again. */
  laboratory: z.object({ change: z.int() }),
} as const;

export { COLUMN_ROLES };
