import { DAY_MS, HOUR_MS, MINUTE_MS } from './local-time.ts';
import { ANALYSIS_LEVELS } from './question.ts';
import type { AnalysisLevel, LevelChoice } from './question.ts';

export const PERIOD_MS: Readonly<Record<AnalysisLevel, number>> = {
  minute: MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
};

/**
 * The level a question is answered from: the chosen one, or for `auto` the finest, and in either
 * case a coarser one when more than `mostValues` would have to be read.
 */
export function planLevel(
  choice: LevelChoice,
  spanMs: number,
  tagCount: number,
  mostValues: number,
): AnalysisLevel {
  const first = choice === 'auto' ? 0 : ANALYSIS_LEVELS.indexOf(choice);
  return (
    ANALYSIS_LEVELS.slice(first).find(
      (level) => (spanMs / PERIOD_MS[level]) * tagCount <= mostValues,
    ) ?? 'day'
  );
}
