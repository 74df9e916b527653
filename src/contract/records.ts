import { z } from 'zod';
import { PROVENANCES, QUALITIES } from '#core/signal/sample.ts';
import type { Provenance, Quality } from '#core/signal/sample.ts';

/** Records that are stored, shown and sent. Times are ms UTC. */

export const qualitySchema = z.enum(QUALITIES as readonly [Quality, ...Quality[]]);
export const provenanceSchema = z.enum(PROVENANCES as readonly [Provenance, ...Provenance[]]);

export const EVENT_KINDS = [
  'system', 'link', 'machine', 'alarm', 'command', 'setting', 'quality', 'mode',
  'round', 'work', 'person', 'report',
] as const;
export const eventKind = z.enum(EVENT_KINDS);
export type EventKind = z.infer<typeof eventKind>;

/**
 * Something that happened. The text is not stored: `code` names a message of the
 * translation files and `params` fills it, so that both languages read the same record.
 */
export const eventRecord = z.object({
  seq: z.int(),
  tsMs: z.number(),
  kind: eventKind,
  /** 1 act now, 2 act soon, 3 know, 4 diagnostic, 5 information. */
  priority: z.int().min(1).max(5),
  code: z.string(),
  /** Equipment, machine or tag it concerns. */
  subject: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Who did it: `plc`, `engine`, or `person:NAME`. */
  actor: z.string(),
});
export type EventRecord = z.infer<typeof eventRecord>;

export const eventFilter = z.object({
  fromMs: z.number().nullable(),
  toMs: z.number().nullable(),
  kinds: z.array(eventKind).nullable(),
  maxPriority: z.int().min(1).max(5).nullable(),
  subject: z.string().nullable(),
  /** Rows with a smaller sequence number (newest first). */
  beforeSeq: z.int().nullable(),
  limit: z.int().min(1).max(1000),
});
export type EventFilter = z.infer<typeof eventFilter>;

/** Verdict of one safety layer on an intent. */
export const layerVerdict = z.object({
  layer: z.enum(['permissive', 'interlock', 'rateLimit', 'range', 'area', 'mode']),
  verdict: z.enum(['pass', 'refuse', 'notApplicable']),
  /** Message code and params; what holds, and what would allow it. */
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type LayerVerdict = z.infer<typeof layerVerdict>;

export const intentSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('machine'),
    requestId: z.string().min(8).max(64),
    who: z.string().min(1).max(80),
    why: z.string().max(200),
    unit: z.string(),
    action: z.enum(['start', 'stop', 'auto']),
  }),
  z.object({
    type: z.literal('setpoint'),
    requestId: z.string().min(8).max(64),
    who: z.string().min(1).max(80),
    why: z.string().max(200),
    tag: z.string(),
    value: z.number(),
  }),
]);
export type Intent = z.infer<typeof intentSchema>;

/** One command from intent to the plant's answer, chained by hash so that a changed row shows. */
export const receiptRecord = z.object({
  requestId: z.string(),
  tsMs: z.number(),
  intent: intentSchema,
  verdicts: z.array(layerVerdict),
  outcome: z.enum(['refused', 'confirmed', 'notConfirmed', 'failed']),
  /** What was written and read back (raw words), null when refused. */
  write: z.object({ slave: z.int(), address: z.int(), words: z.array(z.int()) }).nullable(),
  readBack: z.array(z.int()).nullable(),
  /** From taking the intent to the confirmed read-back, ms. */
  tookMs: z.number(),
  /** Bus fault or reason in words of the log (English), null when confirmed. */
  detail: z.string().nullable(),
  prevHash: z.string(),
  hash: z.string(),
});
export type ReceiptRecord = z.infer<typeof receiptRecord>;

/** Bucket of a trend: [start ms, min, max, mean, worst quality code, samples]. Null numbers where nothing usable was read. */
export const trendPoint = z.tuple([
  z.number(), z.number().nullable(), z.number().nullable(), z.number().nullable(), z.int(), z.int(),
]);
export type TrendPoint = z.infer<typeof trendPoint>;
export const trendLevel = z.enum(['raw', 'minute', 'hour', 'day']);
export type TrendLevel = z.infer<typeof trendLevel>;
