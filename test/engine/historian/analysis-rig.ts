import fc from 'fast-check';
import type {
  AnalysisAnswer,
  AnalysisQuestion,
  StatisticsQuestion,
} from '#core/analysis/question.ts';
import type { TotalRule } from '#core/analysis/total.ts';
import { isUsableCode } from '#core/signal/trend.ts';
import { QUALITY_CODE } from '#core/signal/sample.ts';
import type { Quality } from '#core/signal/sample.ts';
import { answerQuestion } from '#engine/historian/analysis/answer.ts';
import { Pace } from '#engine/historian/analysis/pace.ts';
import type { StoredSample } from '#engine/ports/historian.ts';
import { Bench, DAY0_MS, sample, scan } from './rig.ts';

/** Histories and questions for the tests of the analysis. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

type AnswerOf<K extends AnalysisQuestion['kind']> = Extract<AnalysisAnswer, { kind: K }>;
const quiet = (): Pace => new Pace(new Int32Array(new SharedArrayBuffer(4)), () => undefined);
export function ask<Q extends AnalysisQuestion>(
  bench: Bench,
  question: Q,
  totals: Readonly<Record<string, TotalRule>> = {},
): AnswerOf<Q['kind']> {
  return answerQuestion(bench.reader, { question, totals }, quiet()) as AnswerOf<Q['kind']>;
}

/** Fills a history; all but its last day are finished and moved, as on a plant. */
export function history(
  samples: readonly StoredSample[],
  changes: readonly StoredSample[] = [],
): Bench {
  const bench = new Bench();
  const byDay = Map.groupBy(
    [
      ...samples.map((one) => ({ one, grid: true })),
      ...changes.map((one) => ({ one, grid: false })),
    ],
    ({ one }) => Math.floor(one.tsMs / DAY_MS),
  );
  for (const [, day] of [...byDay].sort(([a], [b]) => a - b)) {
    bench.commit(
      scan({
        grid: day.filter(({ grid }) => grid).map(({ one }) => one),
        changes: day.filter(({ grid }) => !grid).map(({ one }) => one),
      }),
    );
    bench.sealAll();
  }
  return bench;
}

export const every = (
  days: number,
  value: (minute: number) => number | null,
  tag = 'A.pv',
  stepMinutes = 1,
): StoredSample[] =>
  Array.from({ length: (days * 1440) / stepMinutes }, (_, i) =>
    sample(tag, DAY0_MS + i * stepMinutes * MINUTE_MS, value(i * stepMinutes)),
  );

export const base = { zone: 'Asia/Seoul', corrected: false } as const;
export const statistics: Omit<StatisticsQuestion, 'span'> = {
  kind: 'statistics',
  ...base,
  tags: ['A.pv'],
  level: 'auto',
  limits: [],
  classes: 20,
  table: 'day',
};
export const spanOf = (days: number, fromDay = 0): { fromMs: number; toMs: number } => ({
  fromMs: DAY0_MS + fromDay * DAY_MS,
  toMs: DAY0_MS + (fromDay + days) * DAY_MS,
});

export const minutes = fc.array(
  fc.record({
    minute: fc.oneof(
      fc.integer({ min: 0, max: 3 * 1440 - 1 }),
      fc.integer({ min: 1430, max: 1450 }),
    ),
    // SQLite keeps no sign of a zero.
    value: fc.option(
      fc.double({ min: -1e4, max: 1e4, noNaN: true }).map((value) => value + 0),
      { nil: null },
    ),
    quality: fc.constantFrom<Quality>('good', 'good', 'uncertain', 'outOfRange', 'commFault'),
  }),
  { minLength: 1, maxLength: 120 },
);
export const usable = (one: StoredSample): boolean =>
  one.value !== null && isUsableCode(QUALITY_CODE[one.quality]);
export const distinct = (
  rows: readonly { minute: number; value: number | null; quality: Quality }[],
): StoredSample[] =>
  [...new Map(rows.map((row) => [row.minute, row])).values()].map(({ minute, value, quality }) =>
    sample('A.pv', DAY0_MS + minute * MINUTE_MS, value, { quality }),
  );
