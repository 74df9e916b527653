import { z } from 'zod';
import type { EntryBody, NewEntry } from '../records/entry.ts';

/**
 * Report on a time in which the effluent came near or past its limit (seed 5.4, from level 3 on). It
 * starts by itself; values, alarms and commands of its span are read from the history while it is
 * open and are copied into it when it is closed, so that it stands by itself afterwards.
 */
const noteSchema = z.object({ tsMs: z.number(), who: z.string(), text: z.string() });

/** How somebody was told of an incident. */
export const TOLD_HOWS = ['phone', 'message', 'mail', 'visit', 'other'] as const;
export const toldSchema = z.object({
  /** When they were told, and when and by whom that was written down. */
  tsMs: z.number(),
  name: z.string(),
  /** Authority, firm or duty of the person. */
  office: z.string(),
  how: z.enum(TOLD_HOWS),
  answer: z.string(),
  writtenMs: z.number(),
  who: z.string(),
});
export type Told = z.infer<typeof toldSchema>;

/** A line of the event list. */
export const lineSchema = z.object({
  tsMs: z.number(),
  kind: z.string(),
  priority: z.int(),
  code: z.string(),
  subject: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  actor: z.string(),
});
export type IncidentLine = z.infer<typeof lineSchema>;

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
  /** Who was told of it, in the order it was written down. */
  told: z.array(toldSchema).default([]),
  /** `written`: cause and measures are there, the signature is not. */
  state: z.enum(['open', 'written', 'closed']),
  closedMs: z.number().nullable(),
  /** Who signed it. */
  signedBy: z.string().nullable(),
  /** Copied in when it was closed: [ms UTC, value], and the lines of the event list in its span. */
  values: z.array(z.tuple([z.number(), z.number().nullable()])),
  lines: z.array(lineSchema),
  /** Lines of the span beyond those kept. */
  more: z.int().default(0),
});
export type Incident = z.infer<typeof incidentSchema>;

/** Time before the beginning and after the end that belongs into the report. */
const BEFORE_MS = 3_600_000;
const AFTER_MS = 600_000;

/** Span of a report: from before it began until after it was over, or until now. */
export const incidentSpan = (
  { openedMs, calmMs }: Pick<Incident, 'openedMs' | 'calmMs'>,
  nowMs: number,
): { readonly fromMs: number; readonly toMs: number } => ({
  fromMs: openedMs - BEFORE_MS,
  toMs: calmMs === null ? nowMs : Math.min(nowMs, calmMs + AFTER_MS),
});

/** What a person wrote decides whether a report that is not signed is `open` or `written`. */
export const unsignedState = ({
  cause,
  measures,
}: Pick<Incident, 'cause' | 'measures'>): 'open' | 'written' =>
  cause.trim() === '' || measures.trim() === '' ? 'open' : 'written';

/** Least important kinds first: of too many lines these go first, and each from its middle. */
const KIND_WEIGHT: readonly string[] = ['machine', 'work', 'person', 'mode', 'alarm', 'command'];

/**
 * The lines a report keeps of too many: commands, alarms and changes of control stay before the rest;
 * within a kind those nearest to the beginning and the end of the span stay.
 */
export function keptLines<T extends { readonly kind: string; readonly tsMs: number }>(
  lines: readonly T[],
  most: number,
): { readonly lines: readonly T[]; readonly more: number } {
  if (lines.length <= most) return { lines, more: 0 };
  const weighed = lines.map((line, at) => ({
    line,
    at,
    weight: KIND_WEIGHT.indexOf(line.kind),
    edge: Math.min(at, lines.length - 1 - at),
  }));
  weighed.sort((a, b) => b.weight - a.weight || a.edge - b.edge);
  const kept = weighed.slice(0, most).sort((a, b) => a.at - b.at);
  return { lines: kept.map(({ line }) => line), more: lines.length - most };
}

/** How long each level of the limit stood within a span, from the lines of its alarms; lowest first. */
export function levelTimes(
  lines: readonly Pick<IncidentLine, 'tsMs' | 'code' | 'params'>[],
  item: string,
  toMs: number,
): readonly { readonly percent: number; readonly times: number; readonly standingMs: number }[] {
  const levels = new Map<number, { times: number; standingMs: number; openMs: number | null }>();
  for (const { tsMs, code, params } of lines) {
    const { text, percent } = params;
    if (text !== 'alarm.effluent' || params['item'] !== item || typeof percent !== 'number')
      continue;
    const known = levels.get(percent) ?? { times: 0, standingMs: 0, openMs: null };
    levels.set(percent, known);
    if (code === 'alarm.raised') {
      known.times++;
      known.openMs ??= tsMs;
    } else if (code === 'alarm.cleared' && known.openMs !== null) {
      known.standingMs += tsMs - known.openMs;
      known.openMs = null;
    }
  }
  return [...levels]
    .map(([percent, { times, standingMs, openMs }]) => ({
      percent,
      times,
      standingMs: standingMs + (openMs === null ? 0 : Math.max(0, toMs - openMs)),
    }))
    .filter(({ times }) => times > 0)
    .sort((a, b) => a.percent - b.percent);
}

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
