import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import type { ECharts } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { ComparisonRow } from '#contract/laboratory.ts';
import type { Agreement } from '#core/laboratory/compare.ts';
import { formatDay, formatNumber, formatStamp } from '../model/format.ts';
import { cssColour } from './colours.ts';

register([LineChart, ScatterChart, GridComponent, MarkLineComponent, MarkAreaComponent, TooltipComponent, CanvasRenderer]);

export { init };
export type { ECharts };
type Option = Parameters<ECharts['setOption']>[0];

export interface PlotWords {
  readonly zone: string;
  readonly digits: number;
  readonly colour: string;
  readonly sensor: string;
  readonly reading: string;
  readonly difference: string;
  readonly bias: string;
  readonly high: string;
  readonly low: string;
  readonly limit: string;
  readonly unit: string;
}

const FONT = '"Pretendard Variable", sans-serif';
const SYMBOL_PX = 11;

const look = () => ({ text: cssColour('--text-2'), line: cssColour('--line'), strong: cssColour('--line-strong'), value: cssColour('--value'), beyond: cssColour('--alarm-2') });

function common(words: PlotWords, rows: readonly ComparisonRow[]): Option {
  const { zone, digits } = words;
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: 52, right: 16, top: 14, bottom: 34 },
    tooltip: {
      trigger: 'item', confine: true, backgroundColor: cssColour('--raised'), borderColor: cssColour('--line-strong'), textStyle: { color: cssColour('--text'), fontSize: 13 },
      formatter: (params: unknown) => {
        const at = (params as { seriesIndex: number; dataIndex: number; seriesName: string });
        const row = at.seriesName === words.reading ? rows[at.dataIndex] : undefined;
        if (row === undefined) return '';
        const figure = (value: number): string => `${formatNumber(value, digits)} ${words.unit}`;
        return `${formatStamp(row.sampledMs, zone).slice(0, 16)}<br>${words.reading} ${figure(row.referenceValue)}<br>${words.sensor} ${figure(row.sensorValue)}<br>${words.difference} ${figure(row.sensorValue - row.referenceValue)}`;
      },
    },
  };
}

const point = (row: ComparisonRow, x: number, y: number) => ({
  value: [x, y], itemStyle: row.beyond ? { color: look().beyond, borderColor: look().beyond } : { color: 'transparent', borderColor: look().value, borderWidth: 2 },
  symbol: row.beyond ? 'diamond' : 'circle', symbolSize: row.beyond ? SYMBOL_PX + 3 : SYMBOL_PX,
});

interface Extent {
  readonly min: number;
  readonly max: number;
}
/** Marks at either end stand clear of the frame. */
const roomBefore = ({ min, max }: Extent): number => min - Math.max((max - min) * 0.02, 3_600_000);
const roomAfter = ({ min, max }: Extent): number => max + Math.max((max - min) * 0.02, 3_600_000);

/** Readings on the sensor's line over time. */
export function overTime(rows: readonly ComparisonRow[], line: readonly (readonly [number, number | null])[], limit: number | null, words: PlotWords): Option {
  const { text, line: grid, strong, value } = look();
  return {
    ...common(words, rows),
    xAxis: { type: 'time', min: roomBefore, max: roomAfter, axisLabel: { color: text, fontSize: 12, hideOverlap: true, formatter: (ms: number) => formatDay(ms, words.zone).slice(5) }, axisLine: { lineStyle: { color: strong } }, axisTick: { show: false }, splitLine: { show: false } },
    yAxis: { type: 'value', scale: true, axisLabel: { color: text, fontSize: 12 }, splitLine: { lineStyle: { color: grid, width: 0.6 } } },
    series: [
      { type: 'line', name: words.sensor, data: line.map(([ms, y]) => [ms, y]), showSymbol: false, connectNulls: false, silent: true, sampling: 'lttb', lineStyle: { color: words.colour, width: 1.6 }, itemStyle: { color: words.colour } },
      {
        type: 'scatter', name: words.reading, data: rows.map((row) => point(row, row.sampledMs, row.referenceValue)),
        ...(limit === null ? {} : { markLine: { silent: true, symbol: 'none', animation: false, data: [{ yAxis: limit }], lineStyle: { color: value, width: 2, type: 'solid' as const }, label: { formatter: words.limit, position: 'insideStartTop' as const, color: text, fontSize: 12 } } }),
      },
    ],
  };
}

/** Sensor against reading with the line of equal values and the band of the bound. */
export function parity(rows: readonly ComparisonRow[], band: { readonly absolute: number | null; readonly percent: number | null }, limit: number | null, words: PlotWords): Option {
  const { text, line: grid, strong, value } = look();
  const all = rows.flatMap((row) => [row.sensorValue, row.referenceValue]);
  const low = Math.min(...all);
  const high = Math.max(...all);
  const pad = Math.max((high - low) * 0.12, Math.abs(high) * 0.02, 0.05);
  const from = low >= 0 && low - pad < 0 ? 0 : low - pad;
  const to = high + pad;
  const width = (x: number): number => Math.min(band.absolute ?? Infinity, band.percent === null ? Infinity : (Math.abs(x) * band.percent) / 100);
  const ends = [from, to];
  const dashed = (y: (x: number) => number) => ({ type: 'line' as const, data: ends.map((x) => [x, y(x)]), showSymbol: false, silent: true, lineStyle: { color: strong, width: 1.2, type: 'dashed' as const } });
  const hasBand = band.absolute !== null || band.percent !== null;
  const axis = (name: string) => ({
    type: 'value' as const, min: from, max: to, name, nameLocation: 'middle' as const, nameGap: name === words.reading ? 22 : 38, nameTextStyle: { color: text, fontSize: 12 },
    axisLabel: { color: text, fontSize: 12, showMinLabel: false, showMaxLabel: false }, splitLine: { lineStyle: { color: grid, width: 0.6 } },
  });
  return {
    ...common(words, rows),
    xAxis: axis(words.reading),
    yAxis: axis(words.sensor),
    series: [
      { type: 'scatter', name: words.reading, data: rows.map((row) => point(row, row.referenceValue, row.sensorValue)), ...(limit === null || limit > to || limit < from ? {} : { markLine: { silent: true, symbol: 'none', animation: false, data: [{ xAxis: limit }], lineStyle: { color: value, width: 2, type: 'solid' as const }, label: { formatter: words.limit, color: text, fontSize: 12, position: 'insideEndTop' as const } } }) },
      { type: 'line', data: ends.map((x) => [x, x]), showSymbol: false, silent: true, lineStyle: { color: strong, width: 1.4 } },
      ...(hasBand ? [dashed((x) => x + width(x)), dashed((x) => x - width(x))] : []),
    ],
  };
}

/** Differences over time with their mean and the limits of agreement (Bland and Altman). */
export function differences(rows: readonly ComparisonRow[], agreed: Agreement, words: PlotWords): Option {
  const { text, line: grid, strong, value } = look();
  const mark = (y: number, label: string, solid: boolean) => ({ yAxis: y, lineStyle: { color: solid ? value : strong, width: solid ? 1.8 : 1.2, type: solid ? ('solid' as const) : ('dashed' as const) }, label: { formatter: `${label} ${formatNumber(y, words.digits)}`, position: 'insideEndTop' as const, color: text, fontSize: 12 } });
  const all = [...rows.map((row) => row.sensorValue - row.referenceValue), 0, agreed.low ?? agreed.bias, agreed.high ?? agreed.bias];
  const pad = Math.max((Math.max(...all) - Math.min(...all)) * 0.15, 0.02);
  return {
    ...common(words, rows),
    xAxis: { type: 'time', min: roomBefore, max: roomAfter, axisLabel: { color: text, fontSize: 12, hideOverlap: true, formatter: (ms: number) => formatDay(ms, words.zone).slice(5) }, axisLine: { onZero: false, lineStyle: { color: strong } }, axisTick: { show: false }, splitLine: { show: false } },
    yAxis: { type: 'value', min: Math.min(...all) - pad, max: Math.max(...all) + pad, axisLabel: { color: text, fontSize: 12, showMinLabel: false, showMaxLabel: false, formatter: (y: number) => formatNumber(y, words.digits) }, splitLine: { lineStyle: { color: grid, width: 0.6 } } },
    series: [{
      type: 'scatter', name: words.reading, data: rows.map((row) => point(row, row.sampledMs, row.sensorValue - row.referenceValue)),
      markLine: { silent: true, symbol: 'none', animation: false, data: [mark(agreed.bias, words.bias, true), ...(agreed.low === null || agreed.high === null ? [] : [mark(agreed.low, words.low, false), mark(agreed.high, words.high, false)])] },
    }],
  };
}
