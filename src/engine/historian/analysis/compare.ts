import { PERIOD_MS, planLevel } from '#core/analysis/level.ts';
import { periodStart, wallMs } from '#core/analysis/local-time.ts';
import { roundUpBucket } from '#core/analysis/bucket.ts';
import type {
  AnalysisLevel,
  AnalysisSpan,
  CompareAnswer,
  CompareQuestion,
  Figures,
} from '#core/analysis/question.ts';
import { FiguresOf } from './figures.ts';
import { counterBefore, forSlices } from './periods.ts';
import type { Work } from './work.ts';

const MOST_VALUES = 6_600_000;
/** Spans up to this long are laid over each other by time of day, longer ones by weekday and time of day. */
const ONE_DAY_MS = 26 * 3_600_000;

type Point = CompareAnswer['tags'][number]['pointsA'][number];

/** Two spans of the same tags on one axis, and their figures side by side. */
export function answerCompare(work: Work, question: CompareQuestion): CompareAnswer {
  const { a, b, tags } = question;
  const longestMs = Math.max(a.toMs - a.fromMs, b.toMs - b.fromMs);
  const level = planLevel('auto', longestMs, tags.length * 2, MOST_VALUES);
  const bucketMs = roundUpBucket(longestMs / question.points, PERIOD_MS[level]);
  const placeA = placing(work, question, a, longestMs);
  const placeB = placing(work, question, b, longestMs);
  let values = 0;
  const answers = tags.map((tag, i): CompareAnswer['tags'][number] => {
    const side = (
      span: AnalysisSpan,
      place: (tsMs: number) => number,
      half: 0 | 1,
    ): { figures: Figures; points: Point[] } => {
      const step = work.pace.part((i + half / 2) / tags.length, (i + (half + 1) / 2) / tags.length);
      const read = readSide(
        work,
        { tag, span, level, bucketMs, place, corrected: question.corrected },
        step,
      );
      values += read.figures.n;
      return read;
    };
    const sideA = side(a, placeA, 0);
    const sideB = side(b, placeB, 1);
    return {
      tag,
      a: sideA.figures,
      b: sideB.figures,
      pointsA: sideA.points,
      pointsB: sideB.points,
    };
  });
  const byClock = question.align === 'clock';
  return {
    kind: 'compare',
    source: work.source(level, values),
    bucketMs,
    originWallMs: byClock ? originOf(work, question, a, longestMs) : null,
    tags: answers,
  };
}

/** Local beginning of the week, or of the day for short spans, in which a span begins. */
function originOf(
  work: Work,
  question: CompareQuestion,
  span: AnalysisSpan,
  longestMs: number,
): number {
  const wall = wallMs(work.shifts(question.zone, span), span.fromMs);
  return periodStart(wall, longestMs <= ONE_DAY_MS ? 'day' : 'week');
}

/** Place of an instant on the common axis, ms. */
function placing(
  work: Work,
  question: CompareQuestion,
  span: AnalysisSpan,
  longestMs: number,
): (tsMs: number) => number {
  if (question.align === 'elapsed') return (tsMs) => tsMs - span.fromMs;
  const shifts = work.shifts(question.zone, span);
  const origin = originOf(work, question, span, longestMs);
  return (tsMs) => wallMs(shifts, tsMs) - origin;
}

interface SideOrder {
  readonly tag: string;
  readonly span: AnalysisSpan;
  readonly level: AnalysisLevel;
  readonly bucketMs: number;
  readonly place: (tsMs: number) => number;
  readonly corrected: boolean;
}

/** Figures of a tag over a span, and its course in buckets of the common axis. */
export function readSide(
  work: Work,
  order: SideOrder,
  step: (share: number) => void,
): { figures: Figures; points: Point[] } {
  const { tag, span, level, bucketMs, place } = order;
  const rule = work.totals[tag] ?? null;
  const before = counterBefore(work.db, tag, rule, span.fromMs);
  const figures = new FiguresOf(span, work.knownUntilMs, rule, before);
  const buckets = new Map<number, { sum: number; weight: number; min: number; max: number }>();
  forSlices(
    work.db,
    { tag, level, span, biasAt: work.biasOf(tag, order.corrected) },
    (slice) => {
      figures.add(slice);
      const { startMs, periodMs, mean, min, max, weight } = slice;
      for (let i = 0; i < mean.length; i++) {
        const tsMs = startMs + i * periodMs;
        const value = mean[i] ?? NaN;
        if (Number.isNaN(value) || tsMs + periodMs <= span.fromMs || tsMs >= span.toMs) continue;
        const at = Math.floor(place(tsMs) / bucketMs) * bucketMs;
        let bucket = buckets.get(at);
        if (bucket === undefined) {
          bucket = { sum: 0, weight: 0, min: Infinity, max: -Infinity };
          buckets.set(at, bucket);
        }
        const w = weight[i] ?? 1;
        bucket.sum += value * w;
        bucket.weight += w;
        bucket.min = Math.min(bucket.min, min[i] ?? value);
        bucket.max = Math.max(bucket.max, max[i] ?? value);
      }
    },
    step,
  );
  const points = [...buckets]
    .sort(([x], [y]) => x - y)
    .map(([at, { sum, weight, min, max }]): Point => [at, sum / weight, min, max]);
  return { figures: figures.figures(), points };
}
