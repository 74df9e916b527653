import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { formatMinute, formatNumber } from '../model/format.ts';
import type { SeriesPoint } from '../model/series-ring.ts';
import { useTheme } from '../store/hooks.ts';
import { cssColour } from './colours.ts';
import styles from './day-chart.module.css';
import type { ECharts } from './echarts.ts';

interface LimitLine {
  readonly value: number;
  readonly text: string;
  readonly strong: boolean;
}

interface DayChartProps {
  readonly points: readonly SeriesPoint[];
  readonly toMs: number;
  readonly zone: string;
  readonly label: string;
  readonly lines: readonly LimitLine[];
}

const DAY_MS = 86_400_000;
const FONT = '"Pretendard Variable", sans-serif';

/** One reading over 24 hours against its limits. The chart library loads after the first picture. */
export function DayChart({ points, toMs, zone, label, lines }: DayChartProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const redraw = useRef<() => void>(() => undefined);
  const theme = useTheme();

  useEffect(() => {
    redraw.current = () => chart.current?.setOption(optionOf(points, toMs, zone, lines), { notMerge: true });
    redraw.current();
  }, [points, toMs, zone, lines, theme]);

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    let gone = false;
    void import('./echarts.ts').then(({ init }) => {
      if (gone) return;
      chart.current = init(element, null, { renderer: 'canvas' });
      redraw.current();
    });
    const observer = new ResizeObserver(() => chart.current?.resize());
    observer.observe(element);
    return () => {
      gone = true;
      observer.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);

  return <div ref={box} className={styles.box} role="img" aria-label={label} />;
}

type Option = Parameters<ECharts['setOption']>[0];

function optionOf(points: readonly SeriesPoint[], toMs: number, zone: string, lines: readonly LimitLine[]): Option {
  const text = cssColour('--text-2');
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
  const highest = Math.max(...values, ...lines.map((line) => line.value));
  const lowest = Math.min(...values, ...lines.map((line) => line.value));
  // From zero where the values come near it; otherwise the room below them is cut so that the line shows.
  const base = lowest >= 0 && lowest < highest * 0.4 ? 0 : Math.max(lowest > 0 ? 0 : -Infinity, lowest - (highest - lowest) * 0.5);
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: 36, right: 8, top: 10, bottom: 22 },
    tooltip: {
      trigger: 'axis', confine: true, backgroundColor: cssColour('--raised'), borderColor: cssColour('--line-strong'), textStyle: { color: cssColour('--text'), fontSize: 13 },
      axisPointer: { lineStyle: { color: cssColour('--line-strong') } },
      valueFormatter: (value: unknown) => formatNumber(typeof value === 'number' ? value : null, 2),
    },
    xAxis: {
      type: 'time', min: toMs - DAY_MS, max: toMs,
      axisLabel: { color: text, fontSize: 12, formatter: (tsMs: number) => formatMinute(tsMs, zone), hideOverlap: true },
      axisLine: { lineStyle: { color: cssColour('--line-strong') } }, axisTick: { show: false }, splitLine: { show: false },
    },
    yAxis: {
      type: 'value', min: base, max: highest + (highest - base) * 0.12,
      axisLabel: { color: text, fontSize: 12, showMinLabel: base === 0, showMaxLabel: false }, splitNumber: 3, splitLine: { lineStyle: { color: cssColour('--line'), width: 0.6 } },
    },
    series: [{
      type: 'line', name: '', data: points.map(([tsMs, value]) => [tsMs, value]), showSymbol: false, connectNulls: false,
      lineStyle: { color: cssColour('--value'), width: 2 }, itemStyle: { color: cssColour('--value') },
      markLine: {
        silent: true, symbol: 'none', animation: false,
        data: lines.map((line) => ({
          yAxis: line.value,
          lineStyle: { color: line.strong ? cssColour('--value') : cssColour('--line-strong'), width: line.strong ? 2 : 1.2, type: line.strong ? 'solid' : 'dashed' },
          label: { formatter: line.text, position: line.strong ? 'insideStartTop' : 'insideStartBottom', color: text, fontSize: 12, fontFamily: FONT, distance: 2 },
        })),
      },
    }],
  };
}
