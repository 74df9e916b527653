import { z } from 'zod';
import { ENTRY_KINDS } from '#core/records/entry.ts';
import {
  POLL_CLASSES,
  REGISTER_TABLES,
  STORE_KINDS,
  TAG_TYPES,
  WORD_ORDERS,
} from '#core/plant/tag.ts';
import { findingSchema } from '#core/signal/qa/finding.ts';
import { correctionSchema } from '#core/signal/drift/correction.ts';
import { howSchema } from './data-quality.ts';
import {
  eventKind,
  eventRecord,
  provenanceSchema,
  qualitySchema,
  receiptRecord,
} from './records.ts';

/** Any stored record, and the way of a shown value back to the register it was read from. Times are ms UTC. */

export const storedSample = z.object({
  tag: z.string(),
  /** Minute of the UTC grid, or the source time of a change. */
  tsMs: z.number(),
  value: z.number().nullable(),
  quality: qualitySchema,
  provenance: provenanceSchema,
});

/** Text in, number and list in, and so on: whatever the writer of the entry put down. */
const body = z.record(z.string(), z.unknown());

export const entryRecord = z.object({
  seq: z.int(),
  kind: z.enum(ENTRY_KINDS),
  id: z.string(),
  tsMs: z.number(),
  tag: z.string().nullable(),
  actor: z.string(),
  writtenMs: z.number(),
  latest: z.boolean(),
  body,
});
export type EntryRecord = z.infer<typeof entryRecord>;

export const derivedRecord = z.object({
  tag: z.string(),
  tsMs: z.number(),
  how: howSchema,
  value: z.number(),
  sd: z.number().nullable(),
  entryId: z.string().nullable(),
});

/** Where a tag stands in the PLC and how its words become a value: `value = raw * scale + offset`. */
export const registerView = z.object({
  slave: z.int(),
  table: z.enum(REGISTER_TABLES),
  address: z.int(),
  type: z.enum(TAG_TYPES),
  bit: z.int().nullable(),
  wordOrder: z.enum(WORD_ORDERS).nullable(),
  scale: z.number(),
  offset: z.number(),
  pollClass: z.enum(POLL_CLASSES),
  periodMs: z.number(),
  store: z.enum(STORE_KINDS),
  /** Words that hold the stored value, worked back from it; null where it does not fit or is one bit of a word. */
  words: z.array(z.int()).nullable(),
});

export const valueSource = z.object({
  tag: z.string(),
  /** Instant that was asked for. */
  atMs: z.number(),
  /** What counts at that instant, and by which way it came. */
  shown: z.object({
    value: z.number().nullable(),
    way: z.enum(['raw', 'corrected', 'derived', 'none']),
  }),
  /** As it was stored; null when nothing was stored for that minute. */
  raw: storedSample.nullable(),
  /** Readings of the PLC that one stored minute is the mean of, at most; null for a change. */
  readingsAtMost: z.int().nullable(),
  correction: z
    .object({ record: correctionSchema, biasThen: z.number(), entrySeq: z.int() })
    .nullable(),
  derived: z.array(derivedRecord),
  /** Substitutions and other entries the derived values name. */
  derivedEntries: z.array(entryRecord),
  findings: z.array(findingSchema),
  /** Readings of persons around that time, nearest first, and calibrations before it. */
  readings: z.array(entryRecord),
  calibrations: z.array(entryRecord),
  register: registerView,
});
export type ValueSource = z.infer<typeof valueSource>;

/** Whether a receipt's hash fits its content and the receipt before it. */
export const RECEIPT_CHECKS = ['verified', 'changed', 'notLinked'] as const;
export const receiptCheck = z.enum(RECEIPT_CHECKS);
export type ReceiptCheck = z.infer<typeof receiptCheck>;
export const checkedReceipt = z.object({ receipt: receiptRecord, check: receiptCheck });
export type CheckedReceipt = z.infer<typeof checkedReceipt>;

const period = { fromMs: z.number().nullable(), toMs: z.number().nullable() };
/** Name of a person, without the `person:` of the record; null for anybody. */
const person = z.string().max(80).nullable();
const limit = z.int().min(1).max(500);

export const provenanceQueries = {
  /** One value of one tag, step by step back to its register. */
  'provenance.value': {
    params: z.object({ tag: z.string(), atMs: z.number() }),
    result: valueSource,
  },
  /** One versioned record with all its versions, newest first, and the records it rests on. */
  'provenance.entry': {
    params: z.object({ kind: z.enum(ENTRY_KINDS), id: z.string().min(1).max(200) }),
    result: z.object({ versions: z.array(entryRecord), related: z.array(entryRecord) }),
  },
  'provenance.entries': {
    params: z.object({
      kinds: z.array(z.enum(ENTRY_KINDS)).min(1),
      tag: z.string().nullable(),
      ...period,
      person,
      versions: z.enum(['latest', 'all']),
      beforeSeq: z.int().nullable(),
      limit,
    }),
    /** `nextSeq`: ask again with it as `beforeSeq`; null at the end. */
    result: z.object({ rows: z.array(entryRecord), nextSeq: z.int().nullable() }),
  },
  'provenance.samples': {
    params: z.object({
      tags: z.array(z.string()).min(1).max(12),
      fromMs: z.number(),
      toMs: z.number(),
      cursor: z.string().nullable(),
      limit,
    }),
    result: z.object({
      rows: z.array(storedSample),
      derived: z.array(derivedRecord),
      cursor: z.string().nullable(),
    }),
  },
  'provenance.events': {
    params: z.object({
      ...period,
      kinds: z.array(eventKind).nullable(),
      subject: z.string().nullable(),
      person,
      beforeSeq: z.int().nullable(),
      limit,
    }),
    result: z.object({ rows: z.array(eventRecord), nextSeq: z.int().nullable() }),
  },
  'provenance.receipts': {
    params: z.object({
      ...period,
      unit: z.string().nullable(),
      person,
      beforeHash: z.string().nullable(),
      limit,
    }),
    result: z.object({ rows: z.array(checkedReceipt), nextHash: z.string().nullable() }),
  },
  'provenance.receipt': {
    params: z.object({ requestId: z.string().min(1).max(64) }),
    result: checkedReceipt,
  },
} as const;
