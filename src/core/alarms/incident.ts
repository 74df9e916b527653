import { z } from 'zod';
import type { EntryBody, NewEntry } from '../records/entry.ts';

/**
 * Report on a time in which the effluent came near or past its limit (seed 5.4, from level 3 on). It
 * starts by itself; values, alarms and commands of its span are read from the history while it is
 * open and are copied into it when it is closed, so that it stands by itself afterwards.
 */
const noteSchema = z.object({ tsMs: z.number(), who: z.string(), text: z.string() });

export const incidentSchema = z.object({
  id: z.string(),
  /** Item of the effluent, tag it is measured by, and the limit. */
  item: z.string(),
  tag: z.string(),
  unit: z.string(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  openedMs: z.number(),
  /** Highest share of the limit that was reached, percent of the mark that was passed. */
  percent: z.number(),
  /** Worst value so far, and when. */
  worst: z.object({ value: z.number(), tsMs: z.number() }).nullable(),
  /** When the last of its alarms was gone; null while one stands. */
  calmMs: z.number().nullable(),
  /** Occurrences that belong to it. */
  occurrences: z.array(z.string()),
  notes: z.array(noteSchema),
  cause: z.string(),
  measures: z.string(),
  state: z.enum(['open', 'closed']),
  closedMs: z.number().nullable(),
  /** Who signed it. */
  signedBy: z.string().nullable(),
  /** Copied in when it was closed: [ms UTC, value], and the lines of the event list in its span. */
  values: z.array(z.tuple([z.number(), z.number().nullable()])),
  lines: z.array(
    z.object({
      tsMs: z.number(),
      kind: z.string(),
      priority: z.int(),
      code: z.string(),
      subject: z.string().nullable(),
      params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
      actor: z.string(),
    }),
  ),
});
export type Incident = z.infer<typeof incidentSchema>;

/** What a raised alarm of the effluent says of itself; null for any other. */
export function effluentFacts(params: Readonly<Record<string, unknown>>): {
  readonly item: string;
  readonly tag: string;
  readonly unit: string;
  readonly percent: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly value: number | null;
} | null {
  const { item, tag, unit, percent, min, max, value } = params;
  if (typeof item !== 'string' || typeof tag !== 'string' || typeof percent !== 'number')
    return null;
  const number = (each: unknown): number | null => (typeof each === 'number' ? each : null);
  return {
    item,
    tag,
    unit: typeof unit === 'string' ? unit : '',
    percent,
    min: number(min),
    max: number(max),
    value: number(value),
  };
}

/** Whether `value` is further from what is allowed than `than`: above an upper limit, below a lower one. */
export function isWorse(
  limit: { readonly min: number | null; readonly max: number | null },
  value: number,
  than: number,
): boolean {
  const { min, max } = limit;
  if (max === null) return value < than;
  if (min === null) return value > than;
  const middle = (min + max) / 2;
  return Math.abs(value - middle) > Math.abs(than - middle);
}

/** The version of an incident on its way to disk. */
export function incidentEntry(incident: Incident, actor: string, writtenMs: number): NewEntry {
  const body: EntryBody = {
    ...incident,
    values: incident.values.map(([tsMs, value]) => [tsMs, value]),
  };
  return {
    kind: 'incident',
    id: incident.id,
    tsMs: incident.openedMs,
    tag: incident.tag,
    actor,
    writtenMs,
    body,
  };
}
