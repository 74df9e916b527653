import { create } from 'zustand';
import { PRESETS, clampRange, panRange, widthOf, zoomRange } from '../model/trend-range.ts';
import type { TimeRange } from '../model/trend-range.ts';
import { usePlant } from './plant-store.ts';

/** At most this many tags in one query (contract) and on one readable chart. */
export const MAX_TREND_TAGS = 12;

export interface TrendState {
  readonly tags: readonly string[];
  readonly range: TimeRange;
  /** The right edge follows the present. */
  readonly live: boolean;
  readonly band: boolean;
  readonly limits: boolean;
  readonly events: boolean;
  /** Instant the cursor stands at; null = no cursor. */
  readonly cursorMs: number | null;
}

const DAY_MS = 86_400_000;

/** What Trends shows; kept while other screens are looked at. */
export const useTrend = create<TrendState>()(() => {
  const toMs = usePlant.getState().nowMs;
  return { tags: [], range: { fromMs: toMs - DAY_MS, toMs }, live: true, band: true, limits: true, events: true, cursorMs: null };
});

const now = (): number => usePlant.getState().nowMs;
/** The edge counts as "now" when it is nearer than a fiftieth of the span. */
const atEdge = (range: TimeRange): boolean => now() - range.toMs < widthOf(range) / 50;

function setRange(range: TimeRange): void {
  useTrend.setState({ range, live: atEdge(range) });
}

export const trend = {
  setTags(tags: readonly string[]): void {
    useTrend.setState({ tags: tags.slice(0, MAX_TREND_TAGS) });
  },
  addTag(tag: string): boolean {
    const { tags } = useTrend.getState();
    if (tags.includes(tag)) return true;
    if (tags.length >= MAX_TREND_TAGS) return false;
    useTrend.setState({ tags: [...tags, tag] });
    return true;
  },
  removeTag(tag: string): void {
    useTrend.setState((state) => ({ tags: state.tags.filter((each) => each !== tag) }));
  },
  preset(id: string): void {
    const preset = PRESETS.find((each) => each.id === id);
    if (preset === undefined) return;
    const toMs = now();
    useTrend.setState({ range: { fromMs: toMs - preset.ms, toMs }, live: true, cursorMs: null });
  },
  custom(range: TimeRange): void {
    setRange(clampRange(range, Math.max(now(), range.toMs)));
  },
  pan(share: number): void {
    setRange(panRange(useTrend.getState().range, share, now()));
  },
  /** Shows exactly this span, as a drag or pinch asks. */
  show(range: TimeRange): void {
    setRange(clampRange(range, now()));
  },
  zoom(factor: number, aroundMs: number | null): void {
    const { range, live } = useTrend.getState();
    // Following the present, zooming keeps the present in its place.
    const around = aroundMs ?? (live ? range.toMs : (range.fromMs + range.toMs) / 2);
    setRange(zoomRange(range, factor, around, now()));
  },
  goLive(): void {
    const width = widthOf(useTrend.getState().range);
    const toMs = now();
    useTrend.setState({ range: { fromMs: toMs - width, toMs }, live: true });
  },
  /** Called as time goes on: moves a live span along. */
  follow(): void {
    const { live, range } = useTrend.getState();
    if (!live) return;
    const toMs = now();
    // Less than half a pixel is no news.
    if (toMs - range.toMs < widthOf(range) / 3000) return;
    useTrend.setState({ range: { fromMs: toMs - widthOf(range), toMs } });
  },
  cursor(atMs: number | null): void {
    useTrend.setState({ cursorMs: atMs });
  },
  toggle(shown: readonly ('band' | 'limits' | 'events')[]): void {
    useTrend.setState({ band: shown.includes('band'), limits: shown.includes('limits'), events: shown.includes('events') });
  },
};
