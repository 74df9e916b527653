import { BucketAccumulator, DAY_MS, HOUR_MS } from '#core/signal/trend.ts';
import type { BucketPoint, TrendPlan } from '#core/signal/trend.ts';
import { changeBefore, changesBetween } from './rollups.ts';
import type { ChangeRow } from './rollups.ts';
import type { ReadContext } from './rows.ts';

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly buckets: number;
}

/**
 * Trend of a tag that is stored when it changes.
 *
 * Short spans (`raw`) are exact: the value at the start, every change at its instant, and the
 * value at the end; each point holds until the next one. Longer spans come in the same buckets as
 * the grid, the mean weighted by time (the share a machine was on), the count being the changes.
 * A state is held up to the last stored scan and never beyond it.
 */
export function changeTrend(context: ReadContext, plan: TrendPlan, tag: number, span: Span): BucketPoint[] {
  const knownUntilMs = Math.min(span.toMs, lastStoredMs(context) + 1);
  if (plan.level === 'raw') {
    const rows = changesBetween(context.db, tag, span.fromMs + 1, span.toMs);
    if (rows.length + 2 <= span.buckets) return exactPoints(context, rows, tag, span.fromMs, knownUntilMs);
  }
  const buckets = new BucketAccumulator(plan.startMs, plan.bucketMs, plan.bucketCount);
  const walk = new Walk(buckets, changeBefore(context.db, tag, plan.startMs), plan.startMs);
  if (plan.level === 'hour' || plan.level === 'day') walkRollups(context, plan, tag, walk);
  else for (const row of changesBetween(context.db, tag, plan.startMs, span.toMs)) walk.change(row);
  walk.end(knownUntilMs);
  return buckets.points();
}

/** Follows a held value through time into the buckets. */
class Walk {
  readonly buckets: BucketAccumulator;
  held: ChangeRow | null;
  atMs: number;

  constructor(buckets: BucketAccumulator, held: ChangeRow | null, atMs: number) {
    this.buckets = buckets;
    this.held = held;
    this.atMs = atMs;
  }

  change(row: ChangeRow): void {
    this.end(row.ts_ms);
    this.buckets.countChange(row.ts_ms);
    this.held = row;
  }

  /** Lets the held value last until an instant. */
  end(tsMs: number): void {
    if (this.held !== null) this.buckets.hold(this.atMs, tsMs, this.held.value, this.held.grade & 15);
    this.atMs = Math.max(this.atMs, tsMs);
  }
}

interface PeriodRow {
  readonly period: number;
  readonly samples: number;
  readonly weight: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number | null;
  readonly worst: number;
  readonly end_value: number | null;
  readonly end_grade: number;
}

/** Walks hours or days of finished days from their roll-ups, days that are not finished from their changes. */
function walkRollups(context: ReadContext, plan: TrendPlan, tag: number, walk: Walk): void {
  const { db } = context;
  const isHour = plan.level === 'hour';
  const periodMs = isHour ? HOUR_MS : DAY_MS;
  const endMs = plan.startMs + plan.bucketCount * plan.bucketMs;
  const columns = `changes AS samples, usable_ms AS weight, min, max, value_ms AS sum, worst, end_value, end_grade`;
  const rollups = db.prepare<[number, number, number], PeriodRow>(
    isHour
      ? `SELECT hour AS period, ${columns} FROM change_hour WHERE tag = ? AND hour >= ? AND hour < ? ORDER BY hour`
      : `SELECT day AS period, ${columns} FROM change_day WHERE tag = ? AND day >= ? AND day < ? ORDER BY day`,
  ).all(tag, plan.startMs / periodMs, endMs / periodMs);
  const unsealed = unsealedChanges(context, tag, plan.startMs, endMs);
  let next = 0;
  const walkUnsealedBefore = (tsMs: number): void => {
    for (let row = unsealed[next]; row !== undefined && row.ts_ms < tsMs; row = unsealed[++next]) walk.change(row);
  };
  for (const row of rollups) {
    const startMs = row.period * periodMs;
    if (context.openDays.has(Math.floor(startMs / DAY_MS))) continue;
    walkUnsealedBefore(startMs);
    walk.end(startMs);
    walk.buckets.addRollup(startMs, row);
    walk.held = { ts_ms: startMs, value: row.end_value, grade: row.end_grade };
    walk.atMs = startMs + periodMs;
  }
  walkUnsealedBefore(endMs);
}

/** Changes in the span on days that are not sealed: usually today's. */
const unsealedChanges = (context: ReadContext, tag: number, fromMs: number, toMs: number): ChangeRow[] =>
  [...context.openDays].flatMap((day) =>
    changesBetween(context.db, tag, Math.max(fromMs, day * DAY_MS), Math.min(toMs, (day + 1) * DAY_MS)),
  );

function exactPoints(context: ReadContext, rows: readonly ChangeRow[], tag: number, fromMs: number, knownUntilMs: number): BucketPoint[] {
  const first = changeBefore(context.db, tag, fromMs + 1);
  const points: BucketPoint[] = first === null || fromMs >= knownUntilMs ? [] : [exactPoint(first, fromMs, first.ts_ms === fromMs)];
  for (const row of rows) points.push(exactPoint(row, row.ts_ms, true));
  const last = rows.at(-1) ?? first;
  const endMs = knownUntilMs - 1;
  if (last !== null && endMs > Math.max(last.ts_ms, fromMs)) points.push(exactPoint(last, endMs, false));
  return points;
}

function exactPoint(row: ChangeRow, tsMs: number, isChange: boolean): BucketPoint {
  const quality = row.grade & 15;
  const value = quality <= 1 ? row.value : null;
  return [tsMs, value, value, value, quality, isChange ? 1 : 0];
}

const lastStoredMs = (context: ReadContext): number =>
  context.db.prepare<[], number>("SELECT value FROM meta WHERE key = 'last_ms'").pluck().get() ?? -Infinity;
