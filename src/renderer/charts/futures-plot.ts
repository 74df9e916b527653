import uPlot from 'uplot';
import type { FutureLine } from '../model/futures.ts';
import { cssColour } from './colours.ts';
import { timeLabels } from './time-axis.ts';

export interface FuturesOptions {
  readonly width: number;
  readonly height: number;
  readonly zone: string;
  /** Colour of the curve as now: the tag's own, as on every other screen. */
  readonly colour: string;
  readonly lines: readonly FutureLine[];
  readonly words: (line: FutureLine) => string;
  /** Index of the step under the cursor, null when it has left. */
  readonly onCursor: (at: number | null) => void;
  /** Charts with the same key move their cursors together. */
  readonly syncKey: string;
}

const FONT_FAMILY = '"Pretendard Variable", sans-serif';
const LINE_PX = 2;
const DASH = [7, 4];
/** Room a label takes above its line. */
const LABEL_PX = 14;

/** Two futures of one reading: as now in its own colour, the changed one dashed in the colour of intent. */
export function buildFutures(element: HTMLElement, data: uPlot.AlignedData, options: FuturesOptions): uPlot {
  const text = cssColour('--text-2');
  const line = cssColour('--line');
  const common = { scale: 'y', spanGaps: false, points: { show: false } };
  return new uPlot({
    width: options.width,
    height: options.height,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 7 }, y: false, sync: { key: options.syncKey } },
    padding: [8, 10, 0, 0],
    tzDate: (s) => uPlot.tzDate(new Date(s * 1000), options.zone),
    scales: { x: { time: true }, y: { range: (_u, low, high) => rangeOf(low, high, options.lines) } },
    series: [
      {},
      { ...common, stroke: options.colour, width: LINE_PX },
      { ...common, stroke: cssColour('--intent'), width: LINE_PX, dash: DASH },
    ],
    axes: [
      { stroke: text, font: `12px ${FONT_FAMILY}`, grid: { stroke: line, width: 0.6 }, ticks: { show: false }, size: 36, gap: 4, space: 64, values: (_u, splits, _axis, _space, step) => [...timeLabels(splits, step, options.zone)] },
      { scale: 'y', stroke: text, font: `12px ${FONT_FAMILY}`, grid: { stroke: line, width: 0.6 }, ticks: { show: false }, size: 46, gap: 4, space: 34 },
    ],
    hooks: {
      draw: [(u) => drawLines(u, options.lines, options.words)],
      setCursor: [(u) => { const { idx, left } = u.cursor; options.onCursor(left === undefined || left === null || left < 0 || idx === undefined || idx === null ? null : idx); }],
    },
  }, data, element);
}

/** Room around the values; a line comes into the picture when it is not far from them. */
function rangeOf(low: number | null, high: number | null, lines: readonly FutureLine[]): [number, number] {
  if (low === null || high === null) return [0, 1];
  const size = Math.max(high - low, Math.abs(high) * 0.02, 1e-6);
  const reach = Math.max(size * 3, Math.abs(high));
  const near = lines.map(({ value }) => value).filter((value) => value > low - reach && value < high + reach);
  const bottom = Math.min(low, ...near);
  const top = Math.max(high, ...near);
  const pad = Math.max((top - bottom) * 0.08, size * 0.1);
  return [bottom >= 0 && bottom - pad < 0 ? 0 : bottom - pad, top + pad];
}

function drawLines(u: uPlot, lines: readonly FutureLine[], words: (line: FutureLine) => string): void {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.font = `${String(11 * ratio)}px ${FONT_FAMILY}`;
  // The axes leave their own alignment behind.
  ctx.textAlign = 'left';
  for (const each of lines) {
    const y = u.valToPos(each.value, 'y', true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    const strong = each.kind === 'limit';
    ctx.strokeStyle = strong ? cssColour('--value') : cssColour('--line-strong');
    ctx.lineWidth = (strong ? 1.8 : 1.1) * ratio;
    ctx.setLineDash(strong ? [] : [4 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillStyle = cssColour('--text-2');
    // Above its line, or below it where the chart ends.
    const above = y - bbox.top > LABEL_PX * ratio;
    ctx.textBaseline = above ? 'bottom' : 'top';
    ctx.fillText(words(each), bbox.left + 4 * ratio, y + (above ? -1.5 : 2.5) * ratio);
  }
  ctx.restore();
}
