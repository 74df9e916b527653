import { roundUpBucket } from '#core/analysis/bucket.ts';
import { PERIOD_MS, planLevel } from '#core/analysis/level.ts';
import type { SeriesAnswer, SeriesQuestion } from '#core/analysis/question.ts';
import { readSide } from './compare.ts';
import type { Work } from './work.ts';

const MOST_VALUES = 6_600_000;
/** More values than this in a bucket tell nothing more: the next coarser level is read. */
const VALUES_PER_BUCKET = 60;

/** Course of tags over a span, with corrections taken off where asked for. */
export function answerSeries(work: Work, question: SeriesQuestion): SeriesAnswer {
  const { span, tags, points, corrected } = question;
  const lengthMs = span.toMs - span.fromMs;
  const most = Math.min(MOST_VALUES, points * VALUES_PER_BUCKET * tags.length);
  const level = planLevel('auto', lengthMs, tags.length, most);
  const bucketMs = roundUpBucket(lengthMs / points, PERIOD_MS[level]);
  let values = 0;
  const answers = tags.map((tag, i) => {
    const step = work.pace.part(i / tags.length, (i + 1) / tags.length);
    const read = readSide(
      work,
      { tag, span, level, bucketMs, place: (tsMs) => tsMs, corrected },
      step,
    );
    values += read.figures.n;
    return { tag, points: read.points };
  });
  return { kind: 'series', source: work.source(level, values), bucketMs, tags: answers };
}
