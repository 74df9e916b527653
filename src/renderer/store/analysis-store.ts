import { create } from 'zustand';
import type { EventData } from '#contract/api.ts';
import type { ExportRun } from '#contract/analysis.ts';
import type { CalendarPeriod } from '#core/analysis/local-time.ts';
import type { AnalysisSpan, LevelChoice } from '#core/analysis/question.ts';
import { usePlant } from './plant-store.ts';

export const ANALYSIS_TABS = ['trend', 'compare', 'correlate', 'heatMap', 'statistics'] as const;
export type AnalysisTab = (typeof ANALYSIS_TABS)[number];

export interface AnalysisState {
  readonly tab: AnalysisTab;
  readonly tags: readonly string[];
  readonly span: AnalysisSpan;
  /** Second span of a comparison. */
  readonly spanB: AnalysisSpan;
  readonly align: 'elapsed' | 'clock';
  /** Accepted corrections are taken off. */
  readonly corrected: boolean;
  readonly level: LevelChoice;
  readonly table: CalendarPeriod;
  readonly colour: 'time' | 'hour';
  /** The tag that is looked at alone: heat map, histogram. */
  readonly focus: string | null;
  /** Limits typed in for the tag in focus, as text. */
  readonly limits: Readonly<Record<string, { readonly below: string; readonly above: string }>>;
  readonly extent: { readonly firstMs: number | null; readonly lastMs: number | null } | null;
  readonly progress: EventData<'analysisProgress'> | null;
  /** Exports of the engine, newest first; null before the first answer. */
  readonly exports: readonly ExportRun[] | null;
  /** Exports whose file this window is fetching from the engine. */
  readonly fetching: ReadonlySet<string>;
}

const DAY_MS = 86_400_000;

/** What the history screen is asked; kept while other screens are looked at. */
export const useAnalysis = create<AnalysisState>()(() => {
  const toMs = usePlant.getState().nowMs;
  const weekMs = 7 * DAY_MS;
  return {
    tab: 'trend', tags: [], span: { fromMs: toMs - weekMs, toMs }, spanB: { fromMs: toMs - 2 * weekMs, toMs: toMs - weekMs },
    align: 'clock', corrected: false, level: 'auto', table: 'day', colour: 'hour', focus: null, limits: {}, extent: null, progress: null, exports: null, fetching: new Set(),
  };
});

export const MOST_TAGS = 12;

export const analysis = {
  set(part: Partial<AnalysisState>): void {
    useAnalysis.setState(part);
  },
  setTags(tags: readonly string[]): void {
    useAnalysis.setState({ tags: tags.slice(0, MOST_TAGS) });
  },
  /** Takes a tag in or out; false when there is no more room. */
  toggleTag(tag: string): boolean {
    const { tags } = useAnalysis.getState();
    if (tags.includes(tag)) useAnalysis.setState({ tags: tags.filter((each) => each !== tag) });
    else if (tags.length >= MOST_TAGS) return false;
    else useAnalysis.setState({ tags: [...tags, tag] });
    return true;
  },
  /** Another span; the second span of a comparison keeps its distance in whole spans before it. */
  span(span: AnalysisSpan): void {
    const lengthMs = span.toMs - span.fromMs;
    useAnalysis.setState({ span, spanB: { fromMs: span.fromMs - lengthMs, toMs: span.fromMs } });
  },
  limit(tag: string, part: { readonly below?: string; readonly above?: string }): void {
    useAnalysis.setState((state) => ({ limits: { ...state.limits, [tag]: { below: '', above: '', ...state.limits[tag], ...part } } }));
  },
  takeProgress(progress: EventData<'analysisProgress'>): void {
    useAnalysis.setState({ progress });
  },
  fetching(id: string, isOn: boolean): void {
    useAnalysis.setState(({ fetching }) => ({ fetching: new Set(isOn ? [...fetching, id] : [...fetching].filter((each) => each !== id)) }));
  },
  /** An export began, moved on or ended. */
  takeExport(run: ExportRun): void {
    useAnalysis.setState((state) => {
      const runs = state.exports ?? [];
      const known = runs.some((each) => each.id === run.id);
      return { exports: known ? runs.map((each) => (each.id === run.id ? run : each)) : [run, ...runs] };
    });
  },
};
