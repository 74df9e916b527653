import { useEffect, useMemo, useRef } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { cssColour } from '../../charts/colours.ts';
import { attachGestures } from '../../charts/trend-gestures.ts';
import { buildPlot, fitLineWidth, plotData, scaleOf } from '../../charts/trend-plot.ts';
import type { PlotTag } from '../../charts/trend-plot.ts';
import type { Overlays } from '../../charts/trend-overlays.ts';
import type { LimitLine } from '../../model/limit-lines.ts';
import { trendColumns } from '../../model/trend-data.ts';
import { widthOf } from '../../model/trend-range.ts';
import { QUALITY_CODE } from '#core/signal/sample.ts';
import { useTheme, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { trend, useTrend } from '../../store/trend-store.ts';
import styles from './trend-chart.module.css';
import type { StandIn } from './use-stand-ins.ts';
import type { TrendData } from './use-trend-data.ts';

interface TrendChartProps {
  readonly tags: readonly PlotTag[];
  readonly data: TrendData | null;
  readonly limits: readonly LimitLine[];
  /** Spans in which something stood in for a tag; hatched like other doubtful ones. */
  readonly standIns: readonly StandIn[];
  /** Which tags are stored only when they change. */
  readonly onChange: (tag: string) => boolean;
  readonly width: number;
  readonly height: number;
}

/** The chart itself. It follows the shown span without React in between, so that a drag stays smooth. */
export function TrendChart({ tags, data, limits, standIns, onChange, width, height }: TrendChartProps): ReactNode {
  const { t } = useTranslation('trends');
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const overlays = useRef<Overlays | null>(null);
  const zone = useZone();
  const theme = useTheme();
  const band = useTrend((state) => state.band);
  const showLimits = useTrend((state) => state.limits);
  const showEvents = useTrend((state) => state.events);
  const columns = useMemo(() => (data === null ? null : trendColumns(data.answer.series, data.answer.bucketMs, onChange)), [data, onChange]);
  const shownLimits = useMemo(() => (showLimits ? limits : []), [showLimits, limits]);
  const size = useRef({ width, height });
  const drawn = width > 0 && height > 0;

  useEffect(() => {
    const element = box.current;
    if (element === null || !drawn) return undefined;
    const u = buildPlot(element, {
      tags, band, zone, limits: shownLimits, ...size.current,
      overlays: () => overlays.current,
      range: () => useTrend.getState().range,
      onCursor: (atMs) => trend.cursor(atMs),
    });
    plot.current = u;
    const letGo = attachGestures(u, { range: () => useTrend.getState().range, show: trend.show, zoom: trend.zoom });
    const stop = useTrend.subscribe((state, before) => {
      if (state.range !== before.range) u.setScale('x', { min: state.range.fromMs / 1000, max: state.range.toMs / 1000 });
    });
    return () => {
      stop();
      letGo();
      u.destroy();
      plot.current = null;
    };
    // Size changes resize the plot below; they do not build it anew.
  }, [tags, band, zone, theme, shownLimits, drawn]);

  useEffect(() => {
    size.current = { width, height };
    if (width > 0 && height > 0) plot.current?.setSize({ width, height });
  }, [width, height]);

  useEffect(() => {
    const u = plot.current;
    if (u === null) return;
    overlays.current = {
      limits: shownLimits.map((limit) => {
        const tag = tags.find((each) => each.id === limit.tag);
        return { ...limit, scale: tag === undefined ? '' : scaleOf(tag), colour: tags.length > 1 && tag !== undefined ? tag.colour : cssColour('--line-strong') };
      }).filter((limit) => limit.scale !== ''),
      doubtful: tags.map((tag) => ({ colour: tag.colour, spans: [...(columns?.series.find((each) => each.tag === tag.id)?.doubtful ?? []), ...standIns.filter((each) => each.tag === tag.id && each.mark !== 'corrected').map((each) => [each.fromMs, Math.min(each.toMs, usePlant.getState().nowMs), QUALITY_CODE.uncertain] as const)] })).filter(({ spans }) => spans.length > 0),
      marks: showEvents ? (data?.events ?? []) : [],
      font: '"Pretendard Variable", sans-serif',
      text: cssColour('--text'),
      ground: cssColour('--ground'),
      alarmColours: [1, 2, 3, 4].map((priority) => cssColour(`--alarm-${String(priority)}`)),
    };
    if (columns === null) return;
    fitLineWidth(u, columns.timesS.length * tags.length);
    u.setData(plotData(columns, tags, band), false);
    const { range } = useTrend.getState();
    u.setScale('x', { min: range.fromMs / 1000, max: range.toMs / 1000 });
  }, [columns, tags, band, theme, zone, shownLimits, showEvents, standIns, data, drawn]);

  return (
    <div
      ref={box}
      className={styles.chart}
      role="application"
      aria-label={t('chart')}
      tabIndex={0}
      data-testid="trend-chart"
      data-points={columns?.timesS.length ?? 0}
      onKeyDown={onKey}
      onDoubleClick={() => trend.goLive()}
    />
  );
}

const PAN = 0.2;
const ZOOM = 1.4;

/** Arrows move, plus and minus zoom, shift and arrows move the cursor, L follows the present. */
function onKey(event: KeyboardEvent): void {
  const { range, cursorMs } = useTrend.getState();
  const forward = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const step = widthOf(range) / (event.ctrlKey ? 20 : 100);
  if (forward !== 0 && event.shiftKey) trend.cursor(Math.min(range.toMs, Math.max(range.fromMs, (cursorMs ?? range.toMs) + forward * step)));
  else if (forward !== 0) trend.pan(forward * PAN);
  // With Ctrl they are the size of the text.
  else if (event.ctrlKey) return;
  else if (event.key === '+' || event.key === '=') trend.zoom(1 / ZOOM, cursorMs);
  else if (event.key === '-' || event.key === '_') trend.zoom(ZOOM, cursorMs);
  else if (event.key === 'PageUp') trend.pan(-1);
  else if (event.key === 'PageDown') trend.pan(1);
  else if (event.key.toLowerCase() === 'l' || event.key === 'End') trend.goLive();
  else return;
  event.preventDefault();
}
