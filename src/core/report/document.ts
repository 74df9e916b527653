import { z } from 'zod';
import { NO_FIGURE, formatFigure } from '../units/text.ts';

/**
 * A report as a reader sees it, in one language, before it is ink or pixels: the same blocks become
 * the PDF, the workbook and the preview in the window.
 */
const cell = z.object({
  text: z.string(),
  /** The number itself, for the workbook; null where the cell is words or empty. */
  value: z.number().nullable(),
  bad: z.boolean(),
  /** A date: ms of the plant's wall clock, and how much of it is meant. */
  at: z.object({ wallMs: z.number(), to: z.enum(['month', 'day', 'minute']) }).optional(),
});
export type Cell = z.infer<typeof cell>;

export const block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('heading'), text: z.string() }),
  z.object({ type: z.literal('text'), text: z.string(), bad: z.boolean() }),
  z.object({
    type: z.literal('facts'),
    facts: z.array(
      z.object({ name: z.string(), value: z.string(), detail: z.string(), bad: z.boolean() }),
    ),
  }),
  z.object({
    type: z.literal('table'),
    title: z.string(),
    columns: z.array(
      z.object({
        name: z.string(),
        align: z.enum(['left', 'right']),
        /** Width against the other columns. */
        share: z.number().positive(),
      }),
    ),
    rows: z.array(z.array(cell)),
  }),
  z.object({
    type: z.literal('chart'),
    title: z.string(),
    unit: z.string(),
    /** Whether zero belongs to the axis: a share of a limit is only seen against it. */
    fromZero: z.boolean(),
    fromMs: z.number(),
    toMs: z.number(),
    points: z.array(z.tuple([z.number(), z.number().nullable()])),
    /** Local time of each point, as ms of its wall clock, and what a column of them is called. */
    wallMs: z.array(z.number()),
    timeName: z.string(),
    limits: z.array(z.object({ name: z.string(), value: z.number() })),
    ticks: z.array(z.object({ atMs: z.number(), text: z.string() })),
  }),
  /** One number for each of several things, as bars to the right. */
  z.object({
    type: z.literal('bars'),
    title: z.string(),
    unit: z.string(),
    decimals: z.int(),
    /** A number all are held against. */
    mark: z.object({ name: z.string(), value: z.number() }),
    bars: z.array(z.object({ name: z.string(), value: z.number(), bad: z.boolean() })),
  }),
  /** Pictures side by side; without its bytes one is only named. */
  z.object({
    type: z.literal('images'),
    images: z.array(
      z.object({
        caption: z.string(),
        /** Attachment it is. */
        id: z.string(),
        /** PNG or JPEG; empty where it is not at hand. */
        base64: z.string(),
      }),
    ),
  }),
  z.object({ type: z.literal('signatures'), names: z.array(z.string()) }),
]);
export type Block = z.infer<typeof block>;

export const reportDocument = z.object({
  title: z.string(),
  /** Site and period. */
  subtitle: z.string(),
  /** When and by whom it was made, and its number. */
  origin: z.string(),
  blocks: z.array(block),
});
export type ReportDocument = z.infer<typeof reportDocument>;

export const words = (text: string, bad = false): Cell => ({ text, value: null, bad });
export { NO_FIGURE };

/** A number with its decimals; a dash where there is none. */
export const figure = (value: number | null, decimals: number, bad = false): Cell => ({
  text: value === null ? NO_FIGURE : formatFigure(value, decimals),
  value,
  bad,
});

/** A date or time in words, which the workbook holds as one. */
export const moment = (
  text: string,
  wallMs: number,
  to: NonNullable<Cell['at']>['to'],
  bad = false,
): Cell => ({ text, value: null, bad, at: { wallMs, to } });

/** A share of 0 to 1 in %. */
export const percent = (share: number | null, decimals: number, bad = false): Cell => ({
  text: share === null ? NO_FIGURE : `${formatFigure(share * 100, decimals)} %`,
  value: share === null ? null : share * 100,
  bad,
});
