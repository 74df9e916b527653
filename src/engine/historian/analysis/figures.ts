import { MomentsOf, NO_MOMENTS, joinMoments, standardDeviation } from '#core/analysis/moments.ts';
import type { Moments } from '#core/analysis/moments.ts';
import type { AnalysisSpan, Figures } from '#core/analysis/question.ts';
import { TotalOf } from '#core/analysis/total.ts';
import type { TotalRule } from '#core/analysis/total.ts';
import type { Periods } from './periods.ts';

const HOUR_MS = 3_600_000;

/** Gathers the figures of a tag over a span out of its slices. */
export class FiguresOf {
  readonly #span: AnalysisSpan;
  readonly #knownUntilMs: number;
  readonly #total: TotalOf | null;
  readonly #totalUnit: string;
  #moments: Moments = NO_MOMENTS;
  #expected = 0;

  /**
   * Periods that begin outside the span, or after the last stored scan, are not expected.
   * @param before what a counter showed last before the span (`counterBefore`)
   */
  constructor(span: AnalysisSpan, knownUntilMs: number, rule: TotalRule | null, before = NaN) {
    this.#span = span;
    this.#knownUntilMs = knownUntilMs;
    this.#total = rule === null ? null : new TotalOf(rule, before);
    this.#totalUnit = rule?.unit ?? '';
  }

  add({ startMs, periodMs, mean, min, max }: Periods): void {
    const part = new MomentsOf();
    for (let i = 0; i < mean.length; i++) {
      const tsMs = startMs + i * periodMs;
      // Whole periods count: an hour the span begins in the middle of belongs to it.
      if (
        tsMs + periodMs <= this.#span.fromMs ||
        tsMs >= this.#span.toMs ||
        tsMs > this.#knownUntilMs
      )
        continue;
      this.#expected++;
      const value = mean[i] ?? NaN;
      if (Number.isNaN(value)) continue;
      part.add(value, tsMs, min[i], max[i]);
      this.#total?.add(value, periodMs / HOUR_MS);
    }
    this.#moments = joinMoments(this.#moments, part.moments());
  }

  figures(): Figures {
    const m = this.#moments;
    const has = m.n > 0;
    return {
      n: m.n,
      expected: this.#expected,
      mean: has ? m.mean : null,
      sd: standardDeviation(m),
      min: has ? { value: m.min, atMs: m.minAtMs } : null,
      max: has ? { value: m.max, atMs: m.maxAtMs } : null,
      total:
        this.#total === null || !has ? null : { value: this.#total.total, unit: this.#totalUnit },
    };
  }
}
