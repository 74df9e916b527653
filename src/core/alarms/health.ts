/**
 * Figures on the alarm system itself. The marks beside them are those of EEMUA publication 191
 * (4th edition) and IEC 62682:2014 clause 16 as commonly cited: about 144 alarms a day and one in
 * 10 min are acceptable for one operator, more than 10 in 10 min is a flood, the ten most frequent
 * make up no more than about 5 %, none chatters, few stand for more than a day. ISA-18.2-2016 gives
 * such figures no longer; what counts is the site's own philosophy.
 */

const MINUTE_MS = 60_000;
const TEN_MIN_MS = 10 * MINUTE_MS;
const DAY_MS = 86_400_000;
/** An alarm that comes this often within a minute chatters. */
const CHATTER_RAISES = 3;
const STANDING_LONG_MS = DAY_MS;

export const USUAL = {
  perDay: 144,
  perTenMin: 1,
  floodAbove: 10,
  floodShare: 0.01,
  topTenShare: 0.05,
  standing: 5,
} as const;

export interface Raise {
  readonly alarm: string;
  readonly tsMs: number;
  readonly priority: number;
}

export interface AlarmHealth {
  readonly fromMs: number;
  readonly toMs: number;
  readonly total: number;
  /** Raised on each day, oldest first; a day without any is there with 0. */
  readonly days: readonly { readonly startMs: number; readonly count: number }[];
  /** Raised in the last 24 h, hour by hour, oldest first. */
  readonly hours: readonly number[];
  readonly perDay: number;
  readonly perTenMin: number;
  /** Most in one of the 10-min spans of the clock, and when it began. */
  readonly peak: { readonly count: number; readonly startMs: number } | null;
  /** Share of the 10-min spans with more than 10. */
  readonly floodShare: number;
  readonly byPriority: readonly [number, number, number, number];
  readonly topTen: readonly { readonly alarm: string; readonly count: number }[];
  readonly topTenShare: number;
  readonly chattering: readonly { readonly alarm: string; readonly bursts: number }[];
}

/** Alarms standing for more than a day. */
export const standingLong = <
  T extends { readonly sinceMs: number; readonly clearedMs: number | null },
>(
  active: readonly T[],
  nowMs: number,
): T[] =>
  active.filter((each) => each.clearedMs === null && nowMs - each.sinceMs > STANDING_LONG_MS);

/** Times within a minute at which an alarm came three times or more; each burst counts once. */
function bursts(times: readonly number[]): number {
  let count = 0;
  let countedUntil = -Infinity;
  for (let i = CHATTER_RAISES - 1; i < times.length; i++) {
    const first = times[i - CHATTER_RAISES + 1] ?? 0;
    const last = times[i] ?? 0;
    if (last - first > MINUTE_MS || first <= countedUntil) continue;
    count++;
    countedUntil = last;
  }
  return count;
}

/**
 * Figures over a span. `raises` in any order; `dayStarts` are the beginnings of the local days of the
 * span, oldest first, the first not after `fromMs`.
 */
export function alarmHealth(
  raises: readonly Raise[],
  fromMs: number,
  toMs: number,
  dayStarts: readonly number[],
): AlarmHealth {
  const inSpan = raises
    .filter(({ tsMs }) => tsMs >= fromMs && tsMs < toMs)
    .sort((a, b) => a.tsMs - b.tsMs);
  const days = dayStarts.map((startMs) => ({ startMs, count: 0 }));
  const hours = new Array<number>(24).fill(0);
  const spans = new Map<number, number>();
  const byAlarm = new Map<string, number[]>();
  const byPriority: [number, number, number, number] = [0, 0, 0, 0];
  let day = 0;
  for (const { alarm, tsMs, priority } of inSpan) {
    while (day + 1 < days.length && (days[day + 1]?.startMs ?? Infinity) <= tsMs) day++;
    const today = days[day];
    if (today !== undefined) today.count++;
    const hour = 23 - Math.floor((toMs - 1 - tsMs) / 3_600_000);
    if (hour >= 0) hours[hour] = (hours[hour] ?? 0) + 1;
    const span = Math.floor(tsMs / TEN_MIN_MS);
    spans.set(span, (spans.get(span) ?? 0) + 1);
    const times = byAlarm.get(alarm);
    if (times === undefined) byAlarm.set(alarm, [tsMs]);
    else times.push(tsMs);
    const at = Math.min(4, Math.max(1, priority)) - 1;
    byPriority[at] = (byPriority[at] ?? 0) + 1;
  }
  // A plant whose records began this morning has no more alarms a day than it had.
  const lengthMs = Math.max(DAY_MS, toMs - fromMs);
  const spanCount = Math.max(1, Math.ceil(lengthMs / TEN_MIN_MS));
  const ranked = [...byAlarm]
    .map(([alarm, times]) => ({ alarm, count: times.length }))
    .sort((a, b) => b.count - a.count || a.alarm.localeCompare(b.alarm, 'en'));
  const topTen = ranked.slice(0, 10);
  let peak: AlarmHealth['peak'] = null;
  for (const [span, count] of spans)
    if (peak === null || count > peak.count) peak = { count, startMs: span * TEN_MIN_MS };
  return {
    fromMs,
    toMs,
    total: inSpan.length,
    days,
    hours,
    perDay: (inSpan.length / lengthMs) * DAY_MS,
    perTenMin: (inSpan.length / lengthMs) * TEN_MIN_MS,
    peak,
    floodShare: [...spans.values()].filter((count) => count > USUAL.floodAbove).length / spanCount,
    byPriority,
    topTen,
    topTenShare:
      inSpan.length === 0 ? 0 : topTen.reduce((sum, { count }) => sum + count, 0) / inSpan.length,
    chattering: [...byAlarm]
      .map(([alarm, times]) => ({ alarm, bursts: bursts(times) }))
      .filter((each) => each.bursts > 0)
      .sort((a, b) => b.bursts - a.bursts),
  };
}
