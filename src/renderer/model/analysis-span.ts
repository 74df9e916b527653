import { DateTime } from 'luxon';
import type { AnalysisSpan } from '#core/analysis/question.ts';

export const QUICK_SPANS = ['day', 'week', 'month', 'year', 'all'] as const;
export type QuickSpan = (typeof QUICK_SPANS)[number];

const DAY_MS = 86_400_000;
const QUICK_DAYS: Readonly<Record<Exclude<QuickSpan, 'all'>, number>> = { day: 1, week: 7, month: 30, year: 365 };
const LEAST_MS = 10 * 60_000;

/** A quick span that ends now; `all` begins with the first record. */
export function quickSpan(id: QuickSpan, nowMs: number, firstMs: number | null): AnalysisSpan {
  const toMs = Math.ceil(nowMs / 60_000) * 60_000;
  const fromMs = id === 'all' ? Math.min(firstMs ?? toMs - DAY_MS, toMs - LEAST_MS) : toMs - QUICK_DAYS[id] * DAY_MS;
  return { fromMs: Math.floor(fromMs / 60_000) * 60_000, toMs };
}

/** Which quick span a span is, or an empty string. */
export function quickOf(span: AnalysisSpan, firstMs: number | null): QuickSpan | '' {
  const length = span.toMs - span.fromMs;
  const found = (['day', 'week', 'month', 'year'] as const).find((id) => Math.abs(length - QUICK_DAYS[id] * DAY_MS) < 120_000);
  if (found !== undefined) return found;
  return firstMs !== null && Math.abs(span.fromMs - firstMs) < 120_000 ? 'all' : '';
}

export const COMPARE_PRESETS = ['before', 'lastWeek', 'lastMonth', 'lastYear', 'weeks', 'days'] as const;
export type ComparePreset = (typeof COMPARE_PRESETS)[number];

/** Both spans of a usual comparison. `weeks`: this calendar week up to now against the one before; `days`: today against yesterday. */
export function comparePreset(id: ComparePreset, span: AnalysisSpan, nowMs: number, zone: string): { readonly a: AnalysisSpan; readonly b: AnalysisSpan } {
  const moved = (by: Record<string, number>): AnalysisSpan => {
    const back = (tsMs: number): number => DateTime.fromMillis(tsMs, { zone }).minus(by).toMillis();
    return { fromMs: back(span.fromMs), toMs: back(span.toMs) };
  };
  const lengthMs = span.toMs - span.fromMs;
  switch (id) {
    case 'before':
      return { a: span, b: { fromMs: span.fromMs - lengthMs, toMs: span.fromMs } };
    case 'lastWeek':
      return { a: span, b: moved({ weeks: 1 }) };
    case 'lastMonth':
      return { a: span, b: moved({ months: 1 }) };
    case 'lastYear':
      return { a: span, b: moved({ years: 1 }) };
    case 'weeks':
    case 'days': {
      const unit = id === 'weeks' ? 'week' : 'day';
      const start = DateTime.fromMillis(nowMs, { zone }).startOf(unit);
      const toMs = Math.max(nowMs, start.toMillis() + LEAST_MS);
      return {
        a: { fromMs: start.toMillis(), toMs },
        b: { fromMs: start.minus(id === 'weeks' ? { weeks: 1 } : { days: 1 }).toMillis(), toMs: start.toMillis() },
      };
    }
  }
}

/** The same length of time before an event and after it. */
export const aroundEvent = (tsMs: number, hours: number, nowMs: number): { readonly a: AnalysisSpan; readonly b: AnalysisSpan } => {
  const lengthMs = Math.max(LEAST_MS, Math.min(hours * 3_600_000, nowMs - tsMs));
  return { a: { fromMs: tsMs, toMs: tsMs + lengthMs }, b: { fromMs: tsMs - lengthMs, toMs: tsMs } };
};
