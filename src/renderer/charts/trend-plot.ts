import uPlot from 'uplot';
import type { LimitLine } from '../model/limit-lines.ts';
import type { TrendColumns } from '../model/trend-data.ts';
import type { TimeRange } from '../model/trend-range.ts';
import { cssColour } from './colours.ts';
import { timeLabels } from './time-axis.ts';
import { drawOverlays } from './trend-overlays.ts';
import type { Overlays } from './trend-overlays.ts';

/** One tag as the plot needs to know it. */
export interface PlotTag {
  readonly id: string;
  readonly unit: string;
  readonly colour: string;
  readonly digital: boolean;
}

export interface PlotOptions {
  readonly tags: readonly PlotTag[];
  readonly band: boolean;
  readonly zone: string;
  readonly width: number;
  readonly height: number;
  readonly limits: readonly LimitLine[];
  readonly overlays: () => Overlays | null;
  readonly range: () => TimeRange;
  readonly onCursor: (atMs: number | null) => void;
}

const FONT_FAMILY = '"Pretendard Variable", sans-serif';
const STATE_SCALE = 'state';
const LANE = 1.35;
/** States take the lowest part of the chart when numbers are shown above them. */
const STATE_SHARE = 0.3;

export const scaleOf = (tag: Pick<PlotTag, 'unit' | 'digital'>): string => (tag.digital ? STATE_SCALE : `y ${tag.unit}`);

/** Builds the plot for a set of tags; data and span are set afterwards. */
export function buildPlot(element: HTMLElement, options: PlotOptions): uPlot {
  const { tags, band, zone } = options;
  const text = cssColour('--text-2');
  const line = cssColour('--line');
  const scales = [...new Set(tags.map(scaleOf))];
  const lanes = tags.filter((tag) => tag.digital).length;
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  // Over weeks every band is wide; several on top of each other must leave the lines to be seen.
  const bandAlpha = tags.length > 2 ? '22' : '33';
  for (const tag of tags) {
    const scale = scaleOf(tag);
    const common = { scale, spanGaps: false, points: { show: false } };
    const withBand = band && !tag.digital;
    if (withBand) {
      bands.push({ series: [series.length, series.length + 1], fill: `${tag.colour}${bandAlpha}` });
      series.push({ ...common, stroke: 'transparent', width: 0 }, { ...common, stroke: 'transparent', width: 0 });
    }
    const stepped = uPlot.paths.stepped?.({ align: 1 });
    series.push({ ...common, stroke: tag.colour, width: LINE_PX, ...(tag.digital && stepped !== undefined ? { paths: stepped } : {}) });
  }
  const unitsOf = (scale: string): readonly PlotTag[] => tags.filter((tag) => scaleOf(tag) === scale);
  return new uPlot({
    width: options.width,
    height: options.height,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 7 }, y: false },
    padding: [10, 12, 0, 4],
    tzDate: (s) => uPlot.tzDate(new Date(s * 1000), zone),
    scales: {
      x: { time: true, auto: false, range: () => { const { fromMs, toMs } = options.range(); return [fromMs / 1000, toMs / 1000]; } },
      ...Object.fromEntries(scales.map((scale): [string, uPlot.Scale] => [scale, scale === STATE_SCALE
        ? { auto: false, range: () => [-0.15, scales.length > 1 ? (lanes * LANE) / STATE_SHARE : lanes * LANE] }
        : { range: (_u, low, high) => valueRange(low, high, options.limits.filter((limit) => unitsOf(scale).some((tag) => tag.id === limit.tag)), lanes > 0) }])),
    },
    series,
    bands,
    axes: [
      {
        stroke: text, font: `13px ${FONT_FAMILY}`, grid: { stroke: line, width: 0.7 }, ticks: { stroke: line, width: 0.7, size: 4 }, size: 46, gap: 6, space: 90,
        values: (_u, splits, _axis, _space, step) => [...timeLabels(splits, step, zone)],
      },
      ...scales.filter((scale) => scale !== STATE_SCALE).map((scale, i): uPlot.Axis => {
        const own = unitsOf(scale);
        const colour = own.length === 1 && scales.length > 1 ? own[0]?.colour : undefined;
        return {
          scale, side: i % 2 === 0 ? 3 : 1, stroke: colour ?? text, font: `13px ${FONT_FAMILY}`, size: 58, gap: 4,
          grid: { show: i === 0, stroke: line, width: 0.7 }, ticks: { show: false },
          filter: (u, splits) => splits.map((value) => (value < 0 && !goesBelowZero(u, scale) ? null : value)),
          label: own[0]?.unit === '' ? '' : (own[0]?.unit ?? ''), labelFont: `600 13px ${FONT_FAMILY}`, labelSize: 18, labelGap: 0,
        };
      }),
    ],
    hooks: {
      draw: [(u) => { const overlays = options.overlays(); if (overlays !== null) drawOverlays(u, overlays); }],
      setCursor: [(u) => { const { left } = u.cursor; options.onCursor(left === undefined || left === null || left < 0 ? null : u.posToVal(left, 'x') * 1000); }],
    },
  }, [[]], element);
}

/** Whether a line of the scale lies below zero. The room under a flow or a level that rests at zero gets no figures. */
const goesBelowZero = (u: uPlot, scale: string): boolean =>
  u.series.some((series) => series.scale === scale && (series.min ?? 0) < 0);

/** Room around the values; limits that are not far away come into the picture. */
function valueRange(low: number | null, high: number | null, limits: readonly LimitLine[], roomBelow: boolean): [number, number] {
  if (low === null || high === null) return [0, 1];
  const size = Math.max(high - low, Math.abs(high) * 0.02, 1e-6);
  const near = limits.map((limit) => limit.value).filter((value) => value > low - size * 3 - Math.abs(low) * 0.5 && value < high + size * 3 + Math.abs(high) * 0.5);
  const bottom = Math.min(low, ...near);
  const top = Math.max(high, ...near);
  const pad = Math.max((top - bottom) * 0.08, size * 0.08);
  const below = roomBelow ? ((top - bottom) * STATE_SHARE) / (1 - STATE_SHARE) : 0;
  return [bottom - pad - below, top + pad];
}

const LINE_PX = 2;
/** From this many points on, hairlines: without a graphics card they draw several times as fast, and dense lines look no thinner. */
const DENSE_POINTS = 4000;

/** Fits the width of the lines to how many points they have. */
export function fitLineWidth(u: uPlot, points: number): void {
  const width = points > DENSE_POINTS ? 1 : LINE_PX;
  for (const series of u.series.slice(1)) {
    if (series.width !== undefined && series.width > 0) series.width = width;
  }
}

/** Columns in the order of the plot's series. States are lifted into their lanes. */
export function plotData(columns: TrendColumns, tags: readonly PlotTag[], band: boolean): uPlot.AlignedData {
  const data: (number | null | undefined)[][] = [];
  let lane = 0;
  for (const tag of tags) {
    const column = columns.series.find((each) => each.tag === tag.id);
    const none: undefined[] = new Array<undefined>(columns.timesS.length).fill(undefined);
    if (tag.digital) {
      const lift = lane * LANE;
      lane++;
      data.push((column?.mean ?? none).map((value) => (value === null || value === undefined ? value : value + lift)));
      continue;
    }
    if (band) data.push([...(column?.max ?? none)], [...(column?.min ?? none)]);
    data.push([...(column?.mean ?? none)]);
  }
  return [columns.timesS, ...data] as uPlot.AlignedData;
}
