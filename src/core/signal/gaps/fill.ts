import { MINUTE_MS } from '../trend.ts';
import type { Estimate } from '../virtual/estimate.ts';
import { naturalSpline } from './spline.ts';

/** A good minute beside a gap. */
export interface GoodMinute {
  readonly tsMs: number;
  readonly value: number;
}

/** A run of minutes of the grid without a good value. */
export interface Gap {
  /** First missing minute and the minute after the last missing one, ms UTC. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Good minutes before (rising in time, the last one next to the gap) and after it. */
  readonly before: readonly GoodMinute[];
  readonly after: readonly GoodMinute[];
  /** Physical range of the sensor; nothing is filled beyond it. */
  readonly range: { readonly min: number | null; readonly max: number | null };
  /** What the pattern says of a minute; null where it knows nothing. */
  readonly pattern: (tsMs: number) => Estimate | null;
  /**
   * Spell of the machine state in which the signal has its meaning (e.g. number of the suction
   * cycle); null for a minute in which it has none. Left out where state does not matter.
   */
  readonly spell?: (tsMs: number) => number | null;
}

export interface FilledMinute {
  readonly tsMs: number;
  readonly how: 'linear' | 'spline' | 'pattern';
  readonly value: number;
  /** Standard uncertainty in the tag's unit. */
  readonly sd: number;
}
/** Minutes that stay open, and why. */
export interface OpenMinutes {
  readonly why: 'meaningless' | 'stateChange' | 'noNeighbour' | 'noPattern';
  readonly minutes: number;
}

/** Longest gap for a straight line and for a spline, min (seed 4.1.2 no. 2). */
export const LINEAR_MIN = 5;
export const SPLINE_MIN = 30;
/** Good minutes that shape the spline on each side, and how far from the gap they may lie. */
const KNOTS = 6;
const KNOT_REACH_MIN = 30;

/**
 * Fills a gap of the 1-minute grid: up to 5 min by a straight line, up to 30 min by a natural
 * cubic spline, longer ones from the pattern of the same weekday and hour (seed 4.1.2 no. 2).
 * Lines and splines never cross a change of the machine state on which the signal hangs.
 */
export function fillGap(gap: Gap): {
  readonly filled: readonly FilledMinute[];
  readonly open: readonly OpenMinutes[];
} {
  const length = (gap.toMs - gap.fromMs) / MINUTE_MS;
  const times = Array.from({ length: Math.max(0, length) }, (_, i) => gap.fromMs + i * MINUTE_MS);
  const open = new Map<OpenMinutes['why'], number>();
  const leave = (why: OpenMinutes['why']): void => void open.set(why, (open.get(why) ?? 0) + 1);
  const filled: FilledMinute[] = [];
  const bridge = length <= SPLINE_MIN ? bridgeOf(gap, length) : null;
  for (const tsMs of times) {
    const spell = gap.spell?.(tsMs);
    if (spell === null) {
      leave('meaningless');
      continue;
    }
    if (length > SPLINE_MIN) {
      const usual = gap.pattern(tsMs);
      if (usual === null) leave('noPattern');
      else
        filled.push({ tsMs, how: 'pattern', value: within(gap.range, usual.value), sd: usual.sd });
    } else if (bridge === null) leave('noNeighbour');
    else if (bridge === 'stateChange') leave('stateChange');
    else filled.push(bridge(tsMs));
  }
  return { filled, open: [...open].map(([why, minutes]) => ({ why, minutes })) };
}

const within = (range: Gap['range'], value: number): number =>
  Math.min(range.max ?? Infinity, Math.max(range.min ?? -Infinity, value));

/** Line or spline over a gap of at most 30 min; null without a neighbour on each side. */
function bridgeOf(
  gap: Gap,
  length: number,
): ((tsMs: number) => FilledMinute) | 'stateChange' | null {
  const a = gap.before.at(-1);
  const b = gap.after[0];
  // A line starts next to the gap; a neighbour further away would make the gap longer than it is.
  if (a?.tsMs !== gap.fromMs - MINUTE_MS || b?.tsMs !== gap.toMs) return null;
  if (!sameSpell(gap, a.tsMs, b.tsMs)) return 'stateChange';
  const near = (point: GoodMinute, of: GoodMinute): boolean =>
    Math.abs(point.tsMs - of.tsMs) <= KNOT_REACH_MIN * MINUTE_MS &&
    sameSpell(gap, Math.min(point.tsMs, of.tsMs), Math.max(point.tsMs, of.tsMs));
  const left = gap.before.slice(-KNOTS).filter((point) => near(point, a));
  const right = gap.after.slice(0, KNOTS).filter((point) => near(point, b));
  const stepVar = variancePerMinute(left, right);
  const span = (b.tsMs - a.tsMs) / MINUTE_MS;
  // A random walk that is pinned at both ends (Brownian bridge), and half a step for the ends themselves.
  const sdAt = (minute: number): number =>
    Math.sqrt(stepVar * ((minute * (span - minute)) / span + 0.5));
  const how = length <= LINEAR_MIN ? 'linear' : 'spline';
  const curve =
    how === 'linear'
      ? (minute: number): number => a.value + (b.value - a.value) * (minute / span)
      : naturalSpline(
          [...left, ...right].map((point) => ({
            x: (point.tsMs - a.tsMs) / MINUTE_MS,
            y: point.value,
          })),
        );
  return (tsMs) => {
    const minute = (tsMs - a.tsMs) / MINUTE_MS;
    return { tsMs, how, value: within(gap.range, curve(minute)), sd: sdAt(minute) };
  };
}

/** Whether the signal has its meaning all the way from one minute to the other, in one spell. */
function sameSpell(gap: Gap, fromMs: number, toMs: number): boolean {
  const { spell } = gap;
  if (spell === undefined) return true;
  const first = spell(fromMs);
  if (first === null) return false;
  for (let tsMs = fromMs + MINUTE_MS; tsMs <= toMs; tsMs += MINUTE_MS)
    if (spell(tsMs) !== first) return false;
  return true;
}

/** Mean square of the change per minute among the neighbours, within each side. */
function variancePerMinute(...sides: readonly (readonly GoodMinute[])[]): number {
  let sum = 0;
  let count = 0;
  for (const side of sides)
    for (let i = 1; i < side.length; i++) {
      const [p, q] = [side[i - 1], side[i]];
      if (p === undefined || q === undefined) continue;
      sum += (q.value - p.value) ** 2 / ((q.tsMs - p.tsMs) / MINUTE_MS);
      count++;
    }
  return count === 0 ? 0 : sum / count;
}
