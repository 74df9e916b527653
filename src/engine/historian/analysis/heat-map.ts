import { DayGrid } from '#core/analysis/day-grid.ts';
import { hasWholeHours } from '#core/analysis/local-time.ts';
import type { HeatMapAnswer, HeatMapQuestion } from '#core/analysis/question.ts';
import { forSlices } from './periods.ts';
import type { Work } from './work.ts';

/** Means of a tag by local day and hour, from its hours; from its minutes in zones whose offset is no whole hour. */
export function answerHeatMap(work: Work, question: HeatMapQuestion): HeatMapAnswer {
  const { span } = question;
  const [tag = ''] = question.tags;
  const shifts = work.shifts(question.zone, span);
  const level = hasWholeHours(shifts) ? 'hour' : 'minute';
  const grid = new DayGrid(shifts, span.fromMs, span.toMs);
  let values = 0;
  forSlices(
    work.db,
    { tag, level, span, biasAt: work.biasOf(tag, question.corrected) },
    ({ startMs, periodMs, mean, weight }) => {
      for (let i = 0; i < mean.length; i++) {
        const value = mean[i] ?? NaN;
        if (Number.isNaN(value)) continue;
        values++;
        grid.add(startMs + i * periodMs, value, weight[i] ?? 0);
      }
    },
    (share) => work.pace.step(share, values),
  );
  return {
    kind: 'heatMap',
    source: work.source(level, values),
    firstDayWallMs: grid.firstDayWallMs,
    cells: grid.cells(),
    weekCells: grid.weekCells(),
  };
}
