import { ValueStore, histogramOf, percentile } from '#core/analysis/distribution.ts';
import { PERIOD_MS, planLevel } from '#core/analysis/level.ts';
import { hasWholeHours, periodStart, wallMs } from '#core/analysis/local-time.ts';
import { MomentsOf } from '#core/analysis/moments.ts';
import { PERCENTILES } from '#core/analysis/question.ts';
import type { StatisticsAnswer, StatisticsQuestion } from '#core/analysis/question.ts';
import { TotalOf } from '#core/analysis/total.ts';
import type { TotalRule } from '#core/analysis/total.ts';
import { FiguresOf } from './figures.ts';
import { counterBefore, forSlices } from './periods.ts';
import type { Periods } from './periods.ts';
import type { Work } from './work.ts';

/** Values one question may read for all its tags: four tags of three years by the minute, some seconds of work. */
const MOST_VALUES = 6_600_000;
const HOUR_MS = 3_600_000;

type TagStatistics = StatisticsAnswer['tags'][number];
type Row = TagStatistics['table'][number];

/** Mean, spread, percentiles, histogram, hours beyond limits and a table by local day, week or month. */
export function answerStatistics(work: Work, question: StatisticsQuestion): StatisticsAnswer {
  const { span, tags, table } = question;
  const shifts = work.shifts(question.zone, span);
  const dayStartMs = (question.dayStartsMin ?? 0) * PERIOD_MS.minute;
  const planned = planLevel(question.level, span.toMs - span.fromMs, tags.length, MOST_VALUES);
  // Days of UTC are not days of the wall clock, nor are hours in zones of half hours.
  const byHours = hasWholeHours(shifts) && dayStartMs % HOUR_MS === 0;
  const level = planned === 'minute' || !byHours ? 'minute' : 'hour';
  let values = 0;
  const answers = tags.map((tag, i): TagStatistics => {
    const rule = work.totals[tag] ?? null;
    const limit = question.limits.find((each) => each.tag === tag) ?? { below: null, above: null };
    const before = counterBefore(work.db, tag, rule, span.fromMs);
    const figures = new FiguresOf(span, work.knownUntilMs, rule, before);
    const store = new ValueStore();
    const hours = { below: 0, above: 0 };
    const rows = new TableOf(rule, before, (tsMs) =>
      periodStart(wallMs(shifts, tsMs) - dayStartMs, table),
    );
    const step = work.pace.part(i / tags.length, (i + 1) / tags.length);
    forSlices(
      work.db,
      { tag, level, span, biasAt: work.biasOf(tag, question.corrected) },
      (slice) => {
        figures.add(slice);
        const periodH = slice.periodMs / HOUR_MS;
        for (let k = 0; k < slice.mean.length; k++) {
          const value = slice.mean[k] ?? NaN;
          const tsMs = slice.startMs + k * slice.periodMs;
          if (Number.isNaN(value) || tsMs + slice.periodMs <= span.fromMs || tsMs >= span.toMs)
            continue;
          store.add(value);
          if (limit.below !== null && value < limit.below) hours.below += periodH;
          if (limit.above !== null && value > limit.above) hours.above += periodH;
          rows.add(tsMs, slice, k);
        }
      },
      (share) => step(share, values + store.n),
    );
    values += store.n;
    const sorted = store.sorted();
    const { edges, counts } = histogramOf(sorted, question.classes);
    return {
      tag,
      figures: figures.figures(),
      percentiles: sorted.length === 0 ? [] : PERCENTILES.map((p) => percentile(sorted, p)),
      histogram: { edges: [...edges], counts: [...counts] },
      hoursBelow: limit.below === null ? null : hours.below,
      hoursAbove: limit.above === null ? null : hours.above,
      table: rows.rows(),
    };
  });
  return { kind: 'statistics', source: work.source(level, values), tags: answers };
}

/** Rows of the table, one local day, week or month each. */
class TableOf {
  readonly #rule: TotalRule | null;
  readonly #startOf: (tsMs: number) => number;
  /** Carried from row to row, so that a counter's step over midnight is not lost. */
  readonly #total: TotalOf | null;
  readonly #rows: { wallMs: number; moments: MomentsOf; fromTotal: number; toTotal: number }[] = [];

  constructor(rule: TotalRule | null, before: number, startOf: (tsMs: number) => number) {
    this.#rule = rule;
    this.#startOf = startOf;
    this.#total = rule === null ? null : new TotalOf(rule, before);
  }

  add(tsMs: number, { mean, min, max, periodMs }: Periods, i: number): void {
    const start = this.#startOf(tsMs);
    let row = this.#rows.at(-1);
    if (row?.wallMs !== start) {
      const total = this.#total?.total ?? 0;
      row = { wallMs: start, moments: new MomentsOf(), fromTotal: total, toTotal: total };
      this.#rows.push(row);
    }
    row.moments.add(mean[i] ?? NaN, tsMs, min[i], max[i]);
    if (this.#total === null) return;
    this.#total.add(mean[i] ?? NaN, periodMs / PERIOD_MS.hour);
    row.toTotal = this.#total.total;
  }

  rows(): Row[] {
    return this.#rows.map(({ wallMs: start, moments, fromTotal, toTotal }) => {
      const { n, mean, min, max } = moments.moments();
      return {
        wallMs: start,
        n,
        mean,
        min,
        max,
        total: this.#rule === null ? null : toTotal - fromTotal,
      };
    });
  }
}
