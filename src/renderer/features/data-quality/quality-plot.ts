import uPlot from 'uplot';
import { cssColour } from '../../charts/colours.ts';
import { timeLabels } from '../../charts/time-axis.ts';

/** Columns of the plot: [s, upper and lower bound of the estimate, as read, corrected, estimate, stood in, reading of a person]. */
export type QualityColumns = uPlot.AlignedData;

export interface QualityPlotOptions {
  readonly width: number;
  readonly height: number;
  readonly zone: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly colour: string;
  /** Spans in which something stood in or was filled, hatched over the whole height. */
  readonly spans: readonly (readonly [number, number])[];
}

const FONT = '12px "Pretendard Variable", sans-serif';
const TILE_CSS_PX = 7;

/** A sensor as it was read and as it counts, beside what the other signals and persons say. */
export function buildQualityPlot(element: HTMLElement, data: QualityColumns, options: QualityPlotOptions): uPlot {
  const text = cssColour('--text-2');
  const line = cssColour('--line');
  const band = cssColour('--band');
  const common = { scale: 'y', spanGaps: false, points: { show: false } };
  const dots = (colour: string, size: number): uPlot.Series => ({ scale: 'y', width: 0, stroke: colour, paths: () => null, points: { show: true, size, stroke: colour, fill: cssColour('--raised'), width: 2 } });
  return new uPlot({
    width: options.width,
    height: options.height,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 }, y: false },
    padding: [8, 10, 0, 0],
    tzDate: (s) => uPlot.tzDate(new Date(s * 1000), options.zone),
    scales: { x: { time: true, auto: false, range: () => [options.fromMs / 1000, options.toMs / 1000] }, y: { range: (_u, low, high) => roomAround(low, high) } },
    series: [
      {},
      // The band is painted with its series, so it comes first and the curves lie on it.
      { ...common, stroke: 'transparent', width: 0, spanGaps: true },
      { ...common, stroke: 'transparent', width: 0, spanGaps: true },
      { ...common, stroke: options.colour, width: 2 },
      { ...common, stroke: cssColour('--intent'), width: 2 },
      { ...common, stroke: text, width: 1.5, dash: [6, 4], spanGaps: true },
      { ...common, stroke: cssColour('--alarm-3'), width: 2, dash: [2, 3] },
      dots(cssColour('--value'), 9),
    ],
    bands: [{ series: [1, 2], fill: band }],
    axes: [
      { stroke: text, font: FONT, grid: { stroke: line, width: 0.6 }, ticks: { show: false }, size: 38, gap: 4, space: 76, values: (_u, splits, _axis, _space, step) => [...timeLabels(splits, step, options.zone)] },
      { scale: 'y', stroke: text, font: FONT, grid: { stroke: line, width: 0.6 }, ticks: { show: false }, size: 50, gap: 4, space: 30 },
    ],
    hooks: { drawClear: [(u) => hatchSpans(u, options.spans)] },
  }, data, element);
}

function roomAround(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const pad = Math.max((high - low) * 0.1, Math.abs(high) * 0.01, 1e-6);
  return [low - pad, high + pad];
}

/** Diagonal lines behind the curves, where the number in use is not the sensor's own. */
function hatchSpans(u: uPlot, spans: QualityPlotOptions['spans']): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  for (const [fromMs, toMs] of spans) {
    const left = Math.max(bbox.left, u.valToPos(fromMs / 1000, 'x', true));
    const right = Math.min(bbox.left + bbox.width, Math.max(left + 2 * ratio, u.valToPos(toMs / 1000, 'x', true)));
    if (right > left) ctx.rect(left, bbox.top, right - left, bbox.height);
  }
  ctx.clip();
  ctx.strokeStyle = cssColour('--hatch');
  ctx.lineWidth = 1.4 * ratio;
  ctx.beginPath();
  if (spans.length > 0) {
    for (let x = bbox.left - bbox.height; x < bbox.left + bbox.width; x += TILE_CSS_PX * ratio) {
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
  }
  ctx.stroke();
  ctx.restore();
}
