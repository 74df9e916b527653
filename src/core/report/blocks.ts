import { civilDate, dayNumber } from '../time/civil.ts';
import type { ReportContext } from './context.ts';
import type { Block, Cell } from './document.ts';

/** What the parts of a report are put together from. */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A chart has room for about this many marks under it. */
const MOST_TICKS = 8;

type Table = Extract<Block, { type: 'table' }>;
export type Column = Table['columns'][number];
export type Fact = Extract<Block, { type: 'facts' }>['facts'][number];

/** Columns of words and of numbers; `share` is the width against the other columns. */
export const left = (name: string, share = 2): Column => ({ name, align: 'left', share });
export const right = (name: string, share = 1): Column => ({ name, align: 'right', share });

export const heading = (text: string): Block => ({ type: 'heading', text });
export const text = (content: string, bad = false): Block => ({ type: 'text', text: content, bad });
export const table = (
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  title = '',
): Table => ({ type: 'table', title, columns: [...columns], rows: rows.map((row) => [...row]) });

export const facts = (list: readonly Fact[]): Block => ({ type: 'facts', facts: [...list] });
export const fact = (name: string, value: string, detail = '', bad = false): Fact => ({
  name,
  value,
  detail,
  bad,
});

type Chart = Extract<Block, { type: 'chart' }>;

/** Beginnings of local months, every so many that they have room. */
function monthTicks(
  wall: ReportContext['wall'],
  fromMs: number,
  toMs: number,
): { atMs: number; text: string }[] {
  const first = civilDate(Math.floor(wall(fromMs) / DAY_MS));
  const every = Math.ceil((toMs - fromMs) / (MOST_TICKS * 30 * DAY_MS));
  const ticks: { atMs: number; text: string }[] = [];
  for (let months = first.month - 1; ; months += every) {
    const year = first.year + Math.floor(months / 12);
    const month = (months % 12) + 1;
    const wallMs = dayNumber(year, month, 1) * DAY_MS;
    const near = wallMs - (wall(fromMs) - fromMs);
    const atMs = wallMs - (wall(near) - near);
    if (atMs > toMs) return ticks;
    if (atMs >= fromMs)
      ticks.push({ atMs, text: `${String(year)}-${String(month).padStart(2, '0')}` });
  }
}

/** Marks under a chart: full hours, days or months of local time, a readable number of them. */
export function ticksOf(
  context: Pick<ReportContext, 'wall' | 'stamp'>,
  fromMs: number,
  toMs: number,
): { atMs: number; text: string }[] {
  const span = toMs - fromMs;
  const steps = [3, 6, 12, 24, 48, 7 * 24, 14 * 24].map((hours) => hours * HOUR_MS);
  const step = steps.find((each) => span / each <= MOST_TICKS);
  if (step === undefined) return monthTicks(context.wall, fromMs, toMs);
  const offset = context.wall(fromMs) - fromMs;
  const ticks: { atMs: number; text: string }[] = [];
  for (let at = Math.ceil((fromMs + offset) / step) * step - offset; at <= toMs; at += step) {
    const stamp = context.stamp(at);
    // Over more than a day the beginning of each day names it.
    const named = step >= DAY_MS || (span > 1.5 * DAY_MS && stamp.endsWith('00:00'));
    ticks.push({ atMs: at, text: named ? stamp.slice(5, 10) : stamp.slice(11) });
  }
  return ticks;
}

/** A line over time in local time of the plant, with the marks a span of this length has room for. */
export const lineChart = (
  { wall, stamp, word, index }: Pick<ReportContext, 'wall' | 'stamp' | 'word' | 'index'>,
  chart: Pick<Chart, 'title' | 'unit' | 'fromZero' | 'fromMs' | 'toMs' | 'points' | 'limits'>,
): Chart => ({
  type: 'chart',
  ...chart,
  wallMs: chart.points.map(([ms]) => wall(ms)),
  timeName: `${word('column.time')} (${index.profile.site.timeZone})`,
  ticks: ticksOf({ wall, stamp }, chart.fromMs, chart.toMs),
});
