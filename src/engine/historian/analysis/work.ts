import { performance } from 'node:perf_hooks';
import type { ZoneShifts } from '#core/analysis/local-time.ts';
import type { AnalysisLevel, AnalysisSource, AnalysisSpan } from '#core/analysis/question.ts';
import type { TotalRule } from '#core/analysis/total.ts';
import type { Db } from '../database.ts';
import { correctionsOf } from './corrections.ts';
import type { Pace } from './pace.ts';
import { lastStoredMs } from './periods.ts';
import type { BiasAt } from './periods.ts';
import { zoneShifts } from './zone.ts';

/** What the answer to one question is worked out with. */
export class Work {
  readonly db: Db;
  readonly pace: Pace;
  readonly totals: Readonly<Record<string, TotalRule>>;
  /** Nothing is known after this instant. */
  readonly knownUntilMs: number;
  readonly #startedMs = performance.now();
  #corrected = 0;

  constructor(db: Db, pace: Pace, totals: Readonly<Record<string, TotalRule>>) {
    this.db = db;
    this.pace = pace;
    this.totals = totals;
    this.knownUntilMs = lastStoredMs(db) ?? -Infinity;
  }

  shifts(zone: string, span: AnalysisSpan): ZoneShifts {
    return zoneShifts(zone, span.fromMs, span.toMs);
  }

  /** Bias of a tag over time by its accepted corrections; null when raw values are asked for or there is none. */
  biasOf(tag: string, corrected: boolean): BiasAt | null {
    const biasAt = corrected ? correctionsOf(this.db, tag) : null;
    if (biasAt === null) return null;
    return (tsMs) => {
      const bias = biasAt(tsMs);
      if (bias !== 0) this.#corrected++;
      return bias;
    };
  }

  source(level: AnalysisLevel, values: number): AnalysisSource {
    return {
      level,
      values,
      corrected: this.#corrected,
      tookMs: Math.round(performance.now() - this.#startedMs),
    };
  }
}
