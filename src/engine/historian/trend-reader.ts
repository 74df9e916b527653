import { BucketAccumulator, DAY_MS, HOUR_MS, planTrend } from '#core/signal/trend.ts';
import type { BucketPoint, TrendPlan } from '#core/signal/trend.ts';
import type { TrendAnswer, TrendQuery } from '../ports/historian.ts';
import { changeTrend } from './change-trend.ts';
import { BadQuery } from './faults.ts';
import { forDays, minuteReader, readContext } from './rows.ts';
import type { ReadContext } from './rows.ts';
import type { Db } from './database.ts';

/** Minutes a trend may read for all its tags together; about 1 microsecond each on a small PC. */
const TREND_ROW_BUDGET = 48_000;
const MOST_BUCKETS = 20_000;

/**
 * Answers a trend: minutes, hours or days by span, at most `buckets` points per tag. The first
 * bucket may begin before the asked span (buckets are aligned to UTC), none begins at or after
 * its end. A tag that was never stored has no points.
 */
export function readTrend(db: Db, query: TrendQuery): TrendAnswer {
  checkQuery(query);
  const context = readContext(db);
  const plan = planTrend(query, query.tags.length, TREND_ROW_BUDGET);
  const minutes = minuteReader(context);
  const series = query.tags.map((name) => {
    const tag = context.tags.get(name);
    if (tag === undefined) return { tag: name, points: [] };
    const grid = tag.inGrid ? gridTrend(context, minutes, plan, tag.id, query) : [];
    const changes = tag.inChanges ? changeTrend(context, plan, tag.id, query) : [];
    return { tag: name, points: joined(grid, changes) };
  });
  return { level: plan.level, bucketMs: plan.bucketMs, series };
}

function checkQuery(query: TrendQuery): void {
  const { fromMs, toMs, buckets } = query;
  if (!(fromMs < toMs) || !Number.isFinite(fromMs) || !Number.isFinite(toMs)) {
    throw new BadQuery(`trend fromMs ${fromMs} must be before toMs ${toMs}; ask for a span with an end after its start`);
  }
  if (!Number.isInteger(buckets) || buckets < 1 || buckets > MOST_BUCKETS) {
    throw new BadQuery(`trend buckets is ${buckets}, allowed are whole numbers from 1 to ${MOST_BUCKETS}; ask for the chart's width in pixels`);
  }
}

function gridTrend(
  context: ReadContext,
  minutes: ReturnType<typeof minuteReader>,
  plan: TrendPlan,
  tag: number,
  span: { readonly fromMs: number; readonly toMs: number },
): BucketPoint[] {
  const buckets = new BucketAccumulator(plan.startMs, plan.bucketMs, plan.bucketCount);
  const addMinutes = (fromMs: number, toMs: number, wanted: (day: number) => boolean): void => {
    forDays(fromMs, toMs, (day, fromMinute, endMinute) => {
      if (!wanted(day)) return;
      minutes(day, tag, fromMinute, endMinute, (row) => buckets.add(row.tsMs, row.value, row.grade & 15));
    });
  };
  if (plan.level === 'raw' || plan.level === 'minute') {
    addMinutes(span.fromMs, span.toMs, (day) => day >= context.purgedBefore);
    // What is left of days whose minutes were purged is shown coarser rather than not at all.
    const purgedMs = Math.min(span.toMs, context.purgedBefore * DAY_MS);
    if (span.fromMs < purgedMs) addHours(context, buckets, tag, span.fromMs, purgedMs);
    return buckets.points();
  }
  // Roll-ups count as a whole: the first and last bucket hold all of their hours or days.
  const isHour = plan.level === 'hour';
  const periodMs = isHour ? HOUR_MS : DAY_MS;
  const fromMs = Math.floor(span.fromMs / periodMs) * periodMs;
  const toMs = Math.ceil(span.toMs / periodMs) * periodMs;
  const rows = context.db.prepare<[number, number, number], RollupCells>(
    isHour
      ? 'SELECT hour, samples, usable, min, max, sum, worst FROM rollup_hour WHERE tag = ? AND hour >= ? AND hour < ?'
      : 'SELECT day, samples, usable, min, max, sum, worst FROM rollup_day WHERE tag = ? AND day >= ? AND day < ?',
  ).raw();
  for (const [period, samples, weight, min, max, sum, worst] of rows.all(tag, fromMs / periodMs, toMs / periodMs)) {
    if (context.openDays.has(isHour ? Math.floor(period / 24) : period)) continue;
    buckets.addRollup(period * periodMs, { samples, weight, min, max, sum, worst });
  }
  for (const day of context.openDays) {
    addMinutes(Math.max(fromMs, day * DAY_MS), Math.min(toMs, (day + 1) * DAY_MS), (other) => other === day);
  }
  return buckets.points();
}

function addHours(context: ReadContext, buckets: BucketAccumulator, tag: number, fromMs: number, toMs: number): void {
  const rows = context.db.prepare<[number, number, number], RollupCells>(
    'SELECT hour, samples, usable, min, max, sum, worst FROM rollup_hour WHERE tag = ? AND hour >= ? AND hour < ?',
  ).raw();
  for (const [hour, samples, weight, min, max, sum, worst] of rows.all(tag, Math.floor(fromMs / HOUR_MS), Math.ceil(toMs / HOUR_MS))) {
    if (context.openDays.has(Math.floor(hour / 24)) || hour * HOUR_MS < fromMs) continue;
    buckets.addRollup(hour * HOUR_MS, { samples, weight, min, max, sum, worst });
  }
}

type RollupCells = [number, number, number, number | null, number | null, number | null, number];

/** A tag that was stored both ways in its life: the grid where it has points, the changes elsewhere. */
function joined(grid: BucketPoint[], changes: BucketPoint[]): BucketPoint[] {
  if (grid.length === 0) return changes;
  if (changes.length === 0) return grid;
  const taken = new Set(grid.map((point) => point[0]));
  return [...grid, ...changes.filter((point) => !taken.has(point[0]))].sort((a, b) => a[0] - b[0]);
}
