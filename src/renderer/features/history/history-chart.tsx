import { useEffect, useMemo, useRef } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ReadingPoint } from '#contract/analysis.ts';
import type { AnalysisSpan } from '#core/analysis/question.ts';
import { cssColour } from '../../charts/colours.ts';
import { attachGestures } from '../../charts/trend-gestures.ts';
import { buildPlot, fitLineWidth, plotData, scaleOf } from '../../charts/trend-plot.ts';
import type { PlotTag } from '../../charts/trend-plot.ts';
import { trendColumns } from '../../model/trend-data.ts';
import type { TrendSeries } from '../../model/trend-data.ts';
import { clampRange, panRange, zoomRange } from '../../model/trend-range.ts';
import { analysis, useAnalysis } from '../../store/analysis-store.ts';
import { useTheme, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import styles from './trend-tab.module.css';

interface HistoryChartProps {
  readonly tags: readonly PlotTag[];
  readonly course: { readonly series: readonly TrendSeries[]; readonly bucketMs: number } | null;
  readonly span: AnalysisSpan;
  readonly readings: readonly ReadingPoint[];
  readonly onChange: (tag: string) => boolean;
  readonly width: number;
  readonly height: number;
}

const READING_RADIUS_PX = 4.5;
const now = (): number => usePlant.getState().nowMs;

/** Course with range band; what people measured as open circles. Drag moves, wheel zooms. */
export function HistoryChart({ tags, course, span, readings, onChange, width, height }: HistoryChartProps): ReactNode {
  const { t } = useTranslation('history');
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const points = useRef(readings);
  const theme = useTheme();
  const zone = useZone();
  const columns = useMemo(() => (course === null ? null : trendColumns(course.series, course.bucketMs, onChange)), [course, onChange]);
  const drawn = width > 0 && height > 0;
  const size = useRef({ width, height });

  useEffect(() => {
    const element = box.current;
    if (element === null || !drawn || tags.length === 0) return undefined;
    const u = buildPlot(element, {
      tags, band: true, zone, limits: [], ...size.current, overlays: () => null,
      range: () => useAnalysis.getState().span, onCursor: () => undefined,
    });
    (u.hooks.draw ??= []).push((self) => drawReadings(self, tags, points.current));
    plot.current = u;
    const letGo = attachGestures(u, {
      range: () => useAnalysis.getState().span,
      show: (range) => analysis.span(clampRange(range, now())),
      zoom: (factor, aroundMs) => analysis.span(zoomRange(useAnalysis.getState().span, factor, aroundMs, now())),
    });
    return () => {
      letGo();
      u.destroy();
      plot.current = null;
    };
  }, [tags, zone, theme, drawn]);

  useEffect(() => {
    size.current = { width, height };
    if (width > 0 && height > 0) plot.current?.setSize({ width, height });
  }, [width, height]);

  useEffect(() => {
    const u = plot.current;
    points.current = readings;
    if (u === null) return;
    if (columns !== null) {
      fitLineWidth(u, columns.timesS.length * tags.length);
      u.setData(plotData(columns, tags, true), false);
    }
    u.setScale('x', { min: span.fromMs / 1000, max: span.toMs / 1000 });
  }, [columns, span, readings, tags, theme, zone, drawn]);

  return (
    <div
      ref={box} className={styles.chart} role="application" tabIndex={0} aria-label={t('chart')}
      data-testid="history-chart" data-points={columns?.timesS.length ?? 0} onKeyDown={onKey}
    />
  );
}

function drawReadings(u: uPlot, tags: readonly PlotTag[], readings: readonly ReadingPoint[]): void {
  const { ctx, bbox } = u;
  const radius = READING_RADIUS_PX * uPlot.pxRatio;
  ctx.save();
  ctx.lineWidth = 2 * uPlot.pxRatio;
  ctx.fillStyle = cssColour('--ground');
  for (const { tag, sampledMs, value } of readings) {
    const found = tags.find(({ id }) => id === tag);
    if (found === undefined) continue;
    const x = u.valToPos(sampledMs / 1000, 'x', true);
    const y = u.valToPos(value, scaleOf(found), true);
    if (x < bbox.left || x > bbox.left + bbox.width || y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = found.colour;
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}

/** Arrows move, plus and minus zoom. */
function onKey(event: KeyboardEvent): void {
  const { span } = useAnalysis.getState();
  const forward = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const middle = (span.fromMs + span.toMs) / 2;
  if (forward !== 0) analysis.span(panRange(span, forward * 0.2, now()));
  // With Ctrl they are the size of the text.
  else if (event.ctrlKey) return;
  else if (event.key === '+' || event.key === '=') analysis.span(zoomRange(span, 1 / 1.4, middle, now()));
  else if (event.key === '-' || event.key === '_') analysis.span(zoomRange(span, 1.4, middle, now()));
  else return;
  event.preventDefault();
}
