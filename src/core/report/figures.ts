import { z } from 'zod';
import { lineSchema, toldSchema } from '../alarms/incident.ts';
import { aiFigures } from './ai/figures.ts';
import { savingsFigures } from './savings.ts';

/**
 * The figures of a report: what was measured, counted and done in a period. Everything a report
 * shows, on screen, as PDF or as workbook, is made of these and of nothing else. They are kept with
 * the report, so that it can be made again, in either language, after the values it came from are gone.
 */

/** Reports over a stretch of time. A plant day begins at `display.dayStartsAt` of the profile. */
export const PERIOD_REPORTS = ['shift', 'daily', 'weekly', 'monthly', 'yearly'] as const;
/**
 * `rounds`: every round of a span with its answers; `savings`: energy and chemicals against like days
 * before; `aiPerformance`: virtual sensors, tests, rehearsals and commands against what came;
 * `calibration`: the certificate of one calibration; `incident`: a time in which the effluent came near
 * or past its limit.
 */
export const REPORT_KINDS = [
  ...PERIOD_REPORTS,
  'rounds',
  'savings',
  'aiPerformance',
  'calibration',
  'incident',
] as const;
/** Reports about one record instead of a stretch of time. */
export const SUBJECT_REPORTS = ['calibration', 'incident'] as const;
export const isAboutOne = (kind: ReportKind): kind is (typeof SUBJECT_REPORTS)[number] =>
  (SUBJECT_REPORTS as readonly string[]).includes(kind);
export type PeriodReport = (typeof PERIOD_REPORTS)[number];
export type ReportKind = (typeof REPORT_KINDS)[number];

const nullable = z.number().nullable();
const extreme = z.object({ value: z.number(), atMs: z.number() }).nullable();
const dayRow = z.object({
  /** Local beginning of the day, week or month, as ms of its wall clock. */
  wallMs: z.number(),
  mean: nullable,
  min: nullable,
  max: nullable,
  total: nullable,
});

const measured = z.object({
  tag: z.string(),
  unit: z.string(),
  /** Periods with a usable value, and those there should be. */
  n: z.int(),
  expected: z.int(),
  mean: nullable,
  min: extreme,
  max: extreme,
  total: nullable,
  table: z.array(dayRow),
});
export type Measured = z.infer<typeof measured>;

export const effluentFigures = measured.extend({
  item: z.string(),
  decimals: z.int(),
  limitMin: nullable,
  limitMax: nullable,
  /** What the control aims at. */
  target: nullable,
  /** Hours beyond the legal limit, either side. */
  hoursBeyond: z.number(),
  /** [ms UTC, mean] for the chart. */
  curve: z.array(z.tuple([z.number(), nullable])),
  /** Results of the laboratory for this item at the outlet. */
  laboratory: z.object({
    n: z.int(),
    mean: nullable,
    max: nullable,
    beyond: z.int(),
    /** Below the limit of quantification: they count as that limit, and so may the highest of all. */
    below: z.int().default(0),
    maxIsBelow: z.boolean().default(false),
  }),
});
export type EffluentFigures = z.infer<typeof effluentFigures>;

/** Reports over any whole days a person chooses. */
export const SPAN_REPORTS = ['rounds', 'savings', 'aiPerformance'] as const;
/** Kinds that can be made by themselves at set times: those over a span for each month. */
export const AUTOMATIC_REPORTS = [...PERIOD_REPORTS, ...SPAN_REPORTS] as const;
export type AutomaticReport = (typeof AUTOMATIC_REPORTS)[number];
export const isSpan = (kind: ReportKind): kind is (typeof SPAN_REPORTS)[number] =>
  (SPAN_REPORTS as readonly string[]).includes(kind);

/** An incident as it stood when its report was made. */
export const incidentFigures = z.object({
  id: z.string(),
  item: z.string(),
  tag: z.string(),
  unit: z.string(),
  decimals: z.int(),
  limitMin: nullable,
  limitMax: nullable,
  percent: z.number(),
  openedMs: z.number(),
  calmMs: nullable,
  worst: extreme,
  state: z.enum(['open', 'written', 'closed']),
  closedMs: nullable,
  signedBy: z.string().nullable(),
  cause: z.string(),
  measures: z.string(),
  notes: z.array(z.object({ tsMs: z.number(), who: z.string(), text: z.string() })),
  told: z.array(toldSchema),
  /** How long each level of the limit stood. */
  levels: z.array(z.object({ percent: z.number(), times: z.int(), standingMs: z.number() })),
  /** Discharged between its beginning and its end by the counter of the outflow; null without one. */
  dischargedM3: nullable,
  curve: z.array(z.tuple([z.number(), nullable])),
  lines: z.array(lineSchema),
  more: z.int(),
});
export type IncidentFigures = z.infer<typeof incidentFigures>;

const countOf = z.record(z.string(), z.int());

export const reportFigures = z.object({
  kind: z.enum(REPORT_KINDS),
  fromMs: z.number(),
  toMs: z.number(),
  /** Zone the days of the report are days in. */
  zone: z.string(),
  madeMs: z.number(),
  madeBy: z.string(),
  remarks: z.string(),
  /** Last instant of the period that anything was stored for; earlier than `toMs` when the report was made too soon or the PC was off. */
  storedToMs: nullable,
  /** Minutes of it in which nothing was stored at all, and the longest stretch; null where nobody looked. */
  gaps: z
    .object({
      minutes: z.int(),
      longest: z.object({ fromMs: z.number(), toMs: z.number() }).nullable(),
    })
    .nullable()
    .default(null),
  effluent: z.array(effluentFigures),
  water: z.object({ inflow: measured.nullable(), outflow: measured.nullable() }),
  energy: z
    .object({
      source: measured,
      kwh: nullable,
      kwhPerM3: nullable,
      /** Won by the tariff in force, without the base charge; null where hours are missing by more than a tenth. */
      costWon: nullable,
      tariff: z.string(),
      kwhByBand: z.object({ offPeak: z.number(), mid: z.number(), peak: z.number() }),
      /** Share of the period's hours with a power reading. */
      covered: z.number(),
    })
    .nullable(),
  machines: z.array(
    z.object({ unit: z.string(), machine: z.string(), hours: nullable, starts: nullable }),
  ),
  alarms: z.object({
    byPriority: countOf,
    total: z.int(),
    /** Most frequent first. */
    top: z.array(
      z.object({
        alarm: z.string(),
        code: z.string().nullable(),
        params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
        priority: z.int(),
        count: z.int(),
        standingMs: z.number(),
      }),
    ),
  }),
  /** What people did, newest last; `more`: how many beyond those listed. */
  actions: z.object({
    rows: z.array(
      z.object({
        tsMs: z.number(),
        code: z.string(),
        subject: z.string().nullable(),
        params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
        who: z.string(),
      }),
    ),
    more: z.int(),
  }),
  rounds: z.object({
    byState: countOf,
    rows: z.array(
      z.object({
        checklist: z.string(),
        dueMs: nullable,
        doneMs: nullable,
        state: z.string(),
        who: z.string(),
        answers: z.array(
          z.object({
            item: z.string(),
            /** `given`, `cannotRead`, `notApplicable`. */
            state: z.string(),
            text: z.string(),
            choice: z.string().nullable(),
            /** Why it is unusual, cannot be read or failed. */
            note: z.string(),
            photos: z.int(),
            /** Timed steps that were done, and how long they took. */
            steps: z.object({ done: z.int(), ms: z.number() }).nullable().default(null),
          }),
        ),
      }),
    ),
  }),
  work: z.object({
    opened: z.int(),
    finished: z.int(),
    standing: z.array(
      z.object({
        number: z.int(),
        ko: z.string(),
        en: z.string(),
        state: z.string(),
        dueMs: nullable,
      }),
    ),
  }),
  laboratory: z.array(
    z.object({
      sampledMs: z.number(),
      item: z.string(),
      point: z.string(),
      text: z.string(),
      value: z.number(),
      unit: z.string(),
      method: z.string(),
      person: z.string(),
      beyond: z.boolean(),
    }),
  ),
  /** Readings beyond those listed. */
  laboratoryMore: z.int().default(0),
  sensors: z.object({
    /** Lowest hourly score first. */
    worst: z.array(z.object({ tag: z.string(), mean: nullable, least: nullable })),
    findings: z.int(),
    calibrations: z.int(),
    corrections: z.int(),
  }),
  /**
   * Newest row of the audit log when the report was made. Printed, it is a witness that does not lie in the
   * database: a log that was cut off or written anew does not hold this row any more.
   */
  audit: z.object({ seq: z.int(), hash: z.string() }).nullable().default(null),
  /** Only in the certificate of a calibration. */
  calibration: z
    .object({
      id: z.string(),
      tag: z.string(),
      unit: z.string(),
      decimals: z.int(),
      cause: z.string(),
      dueMs: z.number(),
      doneMs: nullable,
      by: z.string(),
      sensorValue: nullable,
      referenceValue: nullable,
      errorBefore: nullable,
      errorAfter: nullable,
      reason: z.string(),
      /** Readings of persons it rests on, and what the sensor showed then. */
      comparisons: z.array(
        z.object({ atMs: z.number(), sensor: nullable, reference: z.number(), how: z.string() }),
      ),
    })
    .nullable(),
  /** Only in the report on an incident. */
  incident: incidentFigures.nullable().default(null),
  /** Only in the report on savings. */
  savings: savingsFigures.nullable().default(null),
  /** Only in the report on the performance of the AI. */
  ai: aiFigures.nullable().default(null),
});
export type ReportFigures = z.infer<typeof reportFigures>;

/** Hours of power with the price that held in each, added up. */
export interface HourPrice {
  readonly kwh: number | null;
  readonly wonPerKwh: number;
  readonly band: 'offPeak' | 'mid' | 'peak';
}

/** Share of hours without a reading up to which a cost still means something. */
const MOST_MISSING = 0.1;

/**
 * Cost of the energy of a period. Hours without a reading are not made up: they lower `covered`, and
 * beyond a tenth of all there is no cost.
 */
export function energyCost(hours: readonly HourPrice[]): {
  readonly costWon: number | null;
  readonly kwhByBand: { offPeak: number; mid: number; peak: number };
  readonly covered: number;
} {
  const kwhByBand = { offPeak: 0, mid: 0, peak: 0 };
  let cost = 0;
  let known = 0;
  for (const { kwh, wonPerKwh, band } of hours) {
    if (kwh === null) continue;
    known++;
    kwhByBand[band] += kwh;
    cost += kwh * wonPerKwh;
  }
  const covered = hours.length === 0 ? 0 : known / hours.length;
  return {
    costWon: hours.length > 0 && covered >= 1 - MOST_MISSING ? cost : null,
    kwhByBand,
    covered,
  };
}

/** A raised or cleared alarm, in time order. */
export interface AlarmChange {
  readonly tsMs: number;
  readonly alarm: string;
  readonly raised: boolean;
  readonly priority: number;
  readonly code: string | null;
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * Counts of the alarms raised in a period, and how long each stood in it.
 * @param before alarms that stood already when it began, with that instant: they stand, but were not raised in it
 */
export function alarmFigures(
  changes: readonly AlarmChange[],
  toMs: number,
  most: number,
  before: readonly Omit<AlarmChange, 'raised'>[] = [],
): ReportFigures['alarms'] {
  const byPriority: Record<string, number> = {};
  const each = new Map<
    string,
    ReportFigures['alarms']['top'][number] & { openMs: number | null }
  >();
  let total = 0;
  for (const { tsMs, alarm, priority, code, params } of before)
    each.set(alarm, {
      alarm,
      code,
      params: { ...params },
      priority,
      count: 0,
      standingMs: 0,
      openMs: tsMs,
    });
  for (const change of changes) {
    const known = each.get(change.alarm) ?? {
      alarm: change.alarm,
      code: change.code,
      params: { ...change.params },
      priority: change.priority,
      count: 0,
      standingMs: 0,
      openMs: null,
    };
    each.set(change.alarm, known);
    if (change.raised) {
      total++;
      known.count++;
      known.priority = change.priority;
      byPriority[String(change.priority)] = (byPriority[String(change.priority)] ?? 0) + 1;
      known.openMs ??= change.tsMs;
    } else if (known.openMs !== null) {
      known.standingMs += change.tsMs - known.openMs;
      known.openMs = null;
    }
  }
  const top = [...each.values()]
    .map(({ openMs, ...rest }) => ({
      ...rest,
      standingMs: rest.standingMs + (openMs === null ? 0 : toMs - openMs),
    }))
    .filter(({ count, standingMs }) => count > 0 || standingMs > 0)
    .sort((a, b) => b.count - a.count || b.standingMs - a.standingMs)
    .slice(0, most);
  return { byPriority, total, top };
}
