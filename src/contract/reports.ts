import { z } from 'zod';
import { AUTOMATIC_REPORTS, REPORT_KINDS } from '#core/report/figures.ts';
import { reportDocument } from '#core/report/document.ts';

/** Reports: what was made, its document, its files, what is made by itself. */

const who = z.string().trim().min(1).max(80);
const language = z.enum(['ko', 'en']);
const reportId = z.string().min(3).max(120);
const hhmm = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM, 00:00 to 23:59');

export const REPORT_FORMATS = ['pdf', 'xlsx'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A letterhead's picture: PNG or JPEG, small enough to lie in the setting itself. */
const MOST_LOGO_CHARS = 400_000;

export const reportSettings = z.strictObject({
  /** Name on the letterhead; empty for the profile's own. */
  siteName: z.string().trim().max(80),
  logoBase64: z
    .string()
    .max(MOST_LOGO_CHARS)
    .regex(/^(iVBORw0KGgo|\/9j\/)/, 'a PNG or JPEG picture')
    .nullable(),
  /** Local times at which shifts begin, in order of the day. */
  shifts: z
    .array(hhmm)
    .min(1)
    .max(4)
    .refine((times) => times.every((time, i) => i === 0 || time > (times[i - 1] ?? '')), 'must rise'),
  /** Which kinds are made by themselves when their period is over. */
  automatic: z.strictObject({
    shift: z.boolean(),
    daily: z.boolean(),
    weekly: z.boolean(),
    monthly: z.boolean(),
    yearly: z.boolean(),
    // Each for the month that is over; absent in settings of before they could be made by themselves.
    rounds: z.boolean().default(false),
    savings: z.boolean().default(false),
    aiPerformance: z.boolean().default(true),
  }),
  /** Minutes after the end of a period: the last values are stored by then. */
  delayMin: z.int().min(2).max(720),
  formats: z.array(z.enum(REPORT_FORMATS)).min(1),
  languages: z.array(language).min(1),
});
export type ReportSettings = z.infer<typeof reportSettings>;

/** A report that was made, without its figures. */
export const reportSummary = z.object({
  id: reportId,
  /** What people call it, e.g. `D-2026-11-21`. */
  number: z.string(),
  kind: z.enum(REPORT_KINDS),
  fromMs: z.number(),
  toMs: z.number(),
  madeMs: z.number(),
  madeBy: z.string(),
  remarks: z.string(),
  /** 1 for the first; a report made again is a later version under the same number. */
  version: z.int().min(1),
  seq: z.int(),
  /** The water left its limits within the period. */
  beyond: z.boolean(),
  /** The period was not over, or hours of it are missing. */
  incomplete: z.boolean(),
});
export type ReportSummary = z.infer<typeof reportSummary>;

export const reportsQueries = {
  /** Latest version of each report, newest made first. */
  'reports.list': {
    params: z.object({ kind: z.enum(REPORT_KINDS).nullable(), beforeSeq: z.int().nullable(), limit: z.int().min(1).max(200) }),
    result: z.object({ rows: z.array(reportSummary), nextSeq: z.int().nullable() }),
  },
  /** What a report says, in a language. */
  'reports.document': { params: z.object({ id: reportId, language }), result: z.object({ summary: reportSummary, document: reportDocument }) },
  /** The file of a report; made out of its figures when it is not there (any more). */
  'reports.file': {
    params: z.object({ id: reportId, language, format: z.enum(REPORT_FORMATS) }),
    result: z.object({ name: z.string(), base64: z.string() }),
  },
  /** Words for the authority about an incident, line by line, as it stands now. */
  'reports.notice': {
    params: z.object({ incident: z.string().min(1).max(120), language }),
    result: z.object({ lines: z.array(z.string()) }),
  },
  'reports.settings': {
    params: z.object({}),
    result: z.object({
      settings: reportSettings,
      /** Folder of the files. */
      folder: z.string(),
      /** When each kind is made next by itself; null when it is not. */
      next: z.record(z.enum(AUTOMATIC_REPORTS), z.number().nullable()),
    }),
  },
} as const;

export const reportsCommands = {
  /** Makes the report of the period `atMs` lies in (of kinds over a span: the month), or the one about a calibration or an incident. */
  'reports.make': {
    params: z.object({
      kind: z.enum(REPORT_KINDS),
      atMs: z.number(),
      /** An instant in the last plant day of a span that begins with the one of `atMs`; null for the others, and for a month. */
      untilMs: z.number().nullable().default(null),
      /** Calibration or incident it is about; null for the others. */
      subject: z.string().max(120).nullable(),
      remarks: z.string().trim().max(1000),
      who,
    }),
    result: reportSummary,
  },
  'reports.configure': { params: z.object({ settings: reportSettings, who }), result: reportSettings },
} as const;

export const reportsEvents = {
  /** A report was made or the settings changed; lists on screen ask again. */
  reports: z.object({ change: z.int() }),
} as const;
