import { z } from 'zod';
import { sensorLife } from '../qa/life.ts';
import type { LifeEstimate } from '../qa/life.ts';
import { seasonTrend } from '../qa/season.ts';
import type { SeasonTrend } from '../qa/season.ts';
import type { MonitorState } from '../qa/monitor.ts';
import type { SensorNow } from './minute.ts';
import type { SensorPlan } from './plan.ts';
import type { DaySums, QualityState } from './state.ts';

/**
 * A day of a sensor: [beginning of the local day ms UTC, mean of the trusted readings, mean score,
 * noise over its usual noise]; null where nothing is known.
 */
const dayPoint = z.tuple([
  z.number(),
  z.number().nullable(),
  z.number().nullable(),
  z.number().nullable(),
]);
type DayPoint = z.infer<typeof dayPoint>;
export const dayBookSchema = z.record(z.string(), z.array(dayPoint));
/** Days of every sensor, oldest first; what trends and sensor life are worked out from. */
export type DayBook = Record<string, DayPoint[]>;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Two years and a bit: a season is told from a drift by its second turn. */
const KEEP_DAYS = 800;
/** Readings before the noise of a sensor is worth comparing. */
const NOISE_READINGS = 3000;

/** Noise over its usual noise; null while the usual is not known. */
export function noiseTimes(monitor: MonitorState, tag: string): number | null {
  const own = monitor.sensors[tag];
  return own === undefined || own.noiseN < NOISE_READINGS || !(own.noiseUsual > 0)
    ? null
    : own.noise / own.noiseUsual;
}

const firstSums = (): DaySums => ({ sum: 0, count: 0, scoreSum: 0, scores: 0 });
const short = (value: number | null): number | null =>
  value === null ? null : Number(value.toPrecision(5));

/**
 * Adds a minute to the sums of the local day; when a day is over its figures go into the book. Both
 * are changed in place.
 * @returns whether a day was closed
 */
export function noteDay(
  state: QualityState,
  book: DayBook,
  tsMs: number,
  utcOffsetMin: number,
  sensors: ReadonlyMap<string, SensorNow>,
): boolean {
  const offsetMs = utcOffsetMin * MINUTE_MS;
  const dayMs = Math.floor((tsMs + offsetMs) / DAY_MS) * DAY_MS - offsetMs;
  const turned = state.day !== null && dayMs - state.day.startMs > DAY_MS / 2;
  if (turned && state.day !== null) closeDay(state, state.day.startMs, book);
  // A day begins once; a clock that goes back or changes to winter time does not begin it again.
  if (state.day === null || turned || dayMs < state.day.startMs - DAY_MS / 2)
    state.day = { startMs: dayMs, sensors: {} };
  for (const [tag, now] of sensors) {
    const sums = (state.day.sensors[tag] ??= firstSums());
    sums.scoreSum += now.score.score;
    sums.scores++;
    if (now.value === null || now.trust !== 'good') continue;
    sums.sum += now.value;
    sums.count++;
  }
  return turned;
}

function closeDay(state: QualityState, startMs: number, book: DayBook): void {
  for (const [tag, sums] of Object.entries(state.day?.sensors ?? {})) {
    const days = (book[tag] ??= []);
    if ((days.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY) >= startMs) continue;
    days.push([
      startMs,
      short(sums.count === 0 ? null : sums.sum / sums.count),
      short(sums.scores === 0 ? null : sums.scoreSum / sums.scores),
      short(noiseTimes(state.monitor, tag)),
    ]);
    if (days.length > KEEP_DAYS) days.shift();
  }
}

/** Trend of a sensor's daily means over the season; null with too few days. */
export const trendOf = (book: DayBook, tag: string): SeasonTrend | null =>
  seasonTrend(
    (book[tag] ?? []).flatMap(([dayMs, value]) => (value === null ? [] : [{ dayMs, value }])),
  );

/**
 * How long a sensor will still serve.
 * @param installedMs when its sensing part was put in, as far as anybody knows
 */
export const lifeOf = (
  book: DayBook,
  { tag, quality }: SensorPlan,
  installedMs: number | null,
  nowMs: number,
): LifeEstimate =>
  sensorLife({
    nowMs,
    installedMs,
    lifeMonths: quality.lifeMonths,
    points: (book[tag] ?? []).flatMap(([dayMs, , score, noise]) =>
      score === null ? [] : [{ dayMs, score, noiseTimes: noise }],
    ),
  });
