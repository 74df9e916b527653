import { assertNever } from '#core/result.ts';
import type { AnalysisAnswer } from '#core/analysis/question.ts';
import type { AnalysisOrder } from '../../ports/analysis.ts';
import type { Db } from '../database.ts';
import { answerCompare } from './compare.ts';
import { answerCorrelate } from './correlate.ts';
import { answerHeatMap } from './heat-map.ts';
import type { Pace } from './pace.ts';
import { answerSeries } from './series.ts';
import { answerStatistics } from './statistics.ts';
import { Work } from './work.ts';

/** Works out the answer to a question. Throws `CalledOff` when it was called off, and what SQLite throws. */
export function answerQuestion(
  db: Db,
  { question, totals }: AnalysisOrder,
  pace: Pace,
): AnalysisAnswer {
  const work = new Work(db, pace, totals);
  switch (question.kind) {
    case 'statistics':
      return answerStatistics(work, question);
    case 'series':
      return answerSeries(work, question);
    case 'compare':
      return answerCompare(work, question);
    case 'correlate':
      return answerCorrelate(work, question);
    case 'heatMap':
      return answerHeatMap(work, question);
    default:
      return assertNever(question, 'question');
  }
}
