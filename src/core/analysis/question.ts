import { z } from 'zod';
import { CALENDAR_PERIODS } from './local-time.ts';

/** Questions to the history and their answers. Times are ms UTC; `wall` ms are local time as if it were UTC. */

export const MOST_ANALYSED_TAGS = 12;
export const LONGEST_LAG_HOURS = 24;
/** A little over three years; what is kept is no longer. */
const LONGEST_SPAN_MS = 5 * 366 * 86_400_000;

export const ANALYSIS_LEVELS = ['minute', 'hour', 'day'] as const;
export type AnalysisLevel = (typeof ANALYSIS_LEVELS)[number];

const level = z.enum(ANALYSIS_LEVELS);
const levelChoice = z.enum(['auto', ...ANALYSIS_LEVELS]);
export type LevelChoice = z.infer<typeof levelChoice>;

export const spanSchema = z
  .strictObject({ fromMs: z.number(), toMs: z.number() })
  .refine(({ fromMs, toMs }) => fromMs < toMs, 'the span must end after it begins')
  .refine(
    ({ fromMs, toMs }) => toMs - fromMs <= LONGEST_SPAN_MS,
    'the span may be at most 5 years',
  );
export type AnalysisSpan = z.infer<typeof spanSchema>;

const tagName = z.string().min(1).max(80);
const tags = z.array(tagName).min(1).max(MOST_ANALYSED_TAGS);
const zone = z.string().min(1).max(60);
/** Whether accepted corrections are taken off the raw values. */
const corrected = z.boolean();

export const statisticsQuestion = z.strictObject({
  kind: z.literal('statistics'),
  tags,
  span: spanSchema,
  zone,
  corrected,
  level: levelChoice,
  /** Hours above and below these are counted. */
  limits: z
    .array(
      z.strictObject({ tag: tagName, below: z.number().nullable(), above: z.number().nullable() }),
    )
    .max(MOST_ANALYSED_TAGS),
  classes: z.int().min(5).max(100),
  table: z.enum(CALENDAR_PERIODS),
  /** When a day of the table begins, minutes after midnight on the wall clock; 0 without it. */
  dayStartsMin: z.int().min(0).max(1439).optional(),
});

export const COMPARE_ALIGNS = ['elapsed', 'clock'] as const;
export const compareQuestion = z.strictObject({
  kind: z.literal('compare'),
  tags,
  a: spanSchema,
  b: spanSchema,
  /** `elapsed`: time since each began; `clock`: the same weekday and time of day above each other. */
  align: z.enum(COMPARE_ALIGNS),
  zone,
  corrected,
  points: z.int().min(20).max(1500),
});

export const seriesQuestion = z.strictObject({
  kind: z.literal('series'),
  tags,
  span: spanSchema,
  zone,
  corrected,
  points: z.int().min(20).max(4000),
});

export const SCATTER_COLOURS = ['time', 'hour'] as const;
export const correlateQuestion = z.strictObject({
  kind: z.literal('correlate'),
  tags: z.array(tagName).min(2).max(MOST_ANALYSED_TAGS),
  span: spanSchema,
  zone,
  corrected,
  level: levelChoice,
  /** Shifts of the second tag against the first that are tried, both ways. */
  lagHours: z.number().min(0).max(LONGEST_LAG_HOURS),
  colour: z.enum(SCATTER_COLOURS),
  hexagonsAcross: z.int().min(10).max(80),
});

export const heatMapQuestion = z.strictObject({
  kind: z.literal('heatMap'),
  tags: z.array(tagName).length(1),
  span: spanSchema,
  zone,
  corrected,
});

export const analysisQuestion = z.discriminatedUnion('kind', [
  statisticsQuestion,
  seriesQuestion,
  compareQuestion,
  correlateQuestion,
  heatMapQuestion,
]);
export type StatisticsQuestion = z.infer<typeof statisticsQuestion>;
export type SeriesQuestion = z.infer<typeof seriesQuestion>;
export type CompareQuestion = z.infer<typeof compareQuestion>;
export type CorrelateQuestion = z.infer<typeof correlateQuestion>;
export type HeatMapQuestion = z.infer<typeof heatMapQuestion>;
export type AnalysisQuestion = z.infer<typeof analysisQuestion>;

const nullable = z.number().nullable();

/** What an answer is made of, to be shown with it. */
const source = z.object({
  level,
  /** Stored values that went in. */
  values: z.int(),
  /** Of these, values a correction was taken off. */
  corrected: z.int(),
  tookMs: z.number(),
});
export type AnalysisSource = z.infer<typeof source>;

const extreme = z.object({ value: z.number(), atMs: z.number() }).nullable();

const figures = z.object({
  /** Periods with a usable value, and periods the span has up to the last stored scan. */
  n: z.int(),
  expected: z.int(),
  mean: nullable,
  sd: nullable,
  min: extreme,
  max: extreme,
  /** Integral of a rate, growth of a counter, hours of a state; null where a total means nothing. */
  total: z.object({ value: z.number(), unit: z.string() }).nullable(),
});
export type Figures = z.infer<typeof figures>;

export const PERCENTILES = [1, 5, 10, 25, 50, 75, 90, 95, 99] as const;

const statisticsAnswer = z.object({
  kind: z.literal('statistics'),
  source,
  tags: z.array(
    z.object({
      tag: z.string(),
      figures,
      /** Values at `PERCENTILES`; empty when there is none. */
      percentiles: z.array(z.number()),
      histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.int()) }),
      hoursBelow: nullable,
      hoursAbove: nullable,
      /** Local days, weeks or months, by wall time of their beginning. */
      table: z.array(
        z.object({
          wallMs: z.number(),
          n: z.int(),
          mean: nullable,
          min: nullable,
          max: nullable,
          total: nullable,
        }),
      ),
    }),
  ),
});

const comparePoint = z.tuple([z.number(), nullable, nullable, nullable]);
const seriesAnswer = z.object({
  kind: z.literal('series'),
  source,
  bucketMs: z.number(),
  /** [ms UTC, mean, min, max] of each tag. */
  tags: z.array(z.object({ tag: z.string(), points: z.array(comparePoint) })),
});

const compareAnswer = z.object({
  kind: z.literal('compare'),
  source,
  bucketMs: z.number(),
  /** Place of the axis' zero in local time; null for elapsed time. */
  originWallMs: nullable,
  tags: z.array(
    z.object({
      tag: z.string(),
      a: figures,
      b: figures,
      /** [ms from the axis' zero, mean, min, max]. */
      pointsA: z.array(comparePoint),
      pointsB: z.array(comparePoint),
    }),
  ),
});

const interval = z.tuple([z.number(), z.number()]).nullable();
const correlateAnswer = z.object({
  kind: z.literal('correlate'),
  source,
  /** Every two tags once, by their place in the question. */
  pairs: z.array(
    z.object({
      x: z.int(),
      y: z.int(),
      n: z.int(),
      /** What n dependent pairs are worth. */
      independent: z.number(),
      pearson: nullable,
      pearson95: interval,
      spearman: nullable,
      spearman95: interval,
    }),
  ),
  /** The first tag (x) against the second (y). */
  lag: z.object({
    stepMs: z.number(),
    /** [lag ms, r, n]; a positive lag: y follows x by so much. */
    curve: z.array(z.tuple([z.number(), nullable, z.int()])),
    best: z.object({ lagMs: z.number(), r: z.number(), n: z.int() }).nullable(),
  }),
  line: z
    .object({ slope: z.number(), intercept: z.number(), r2: z.number(), residualSd: z.number() })
    .nullable(),
  scatter: z.object({
    n: z.int(),
    /** [x, y, ms UTC] of all pairs, or of a part of them drawn at random. */
    points: z.array(z.tuple([z.number(), z.number(), z.number()])),
    /** [x, y, pairs, mean of the colour: ms UTC or hour of the day]. */
    hexagons: z.array(z.tuple([z.number(), z.number(), z.int(), z.number()])),
  }),
});

const heatMapAnswer = z.object({
  kind: z.literal('heatMap'),
  source,
  firstDayWallMs: z.number(),
  /** Day after day, hours 0 to 23 of each. */
  cells: z.array(nullable),
  /** Monday to Sunday, hours 0 to 23 of each. */
  weekCells: z.array(nullable),
});

export const analysisAnswer = z.discriminatedUnion('kind', [
  statisticsAnswer,
  seriesAnswer,
  compareAnswer,
  correlateAnswer,
  heatMapAnswer,
]);
export type StatisticsAnswer = z.infer<typeof statisticsAnswer>;
export type SeriesAnswer = z.infer<typeof seriesAnswer>;
export type CompareAnswer = z.infer<typeof compareAnswer>;
export type CorrelateAnswer = z.infer<typeof correlateAnswer>;
export type HeatMapAnswer = z.infer<typeof heatMapAnswer>;
export type AnalysisAnswer = z.infer<typeof analysisAnswer>;
