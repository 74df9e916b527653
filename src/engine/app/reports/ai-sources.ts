import type { WhatIfResult } from '#core/what-if/result.ts';
import type { ResultOf } from '#contract/api.ts';
import type { WhatIfRun } from '#contract/what-if.ts';
import type { MeasuredFigures, MeasuredOptions } from './measured.ts';
import type { Span } from './record-pages.ts';

type Comparison = ResultOf<'dataQuality.comparisons'>[number];

/** What a report on the AI is made of beside the history: answers of the very parts that answer the screens. */
export interface Answers {
  /** Readings of persons a sensor was held against (`dataQuality.comparisons`). */
  readonly comparisons: (tag: string, span: Span) => readonly Comparison[];
  /** Rehearsals whose answers are kept (`whatIf.status`, `whatIf.result`). */
  readonly rehearsals: () => readonly WhatIfRun[];
  readonly rehearsal: (id: string) => WhatIfResult | null;
}
export interface AiSources extends MeasuredOptions, Answers {}
export interface AiParts extends AiSources {
  readonly measured: MeasuredFigures;
}
