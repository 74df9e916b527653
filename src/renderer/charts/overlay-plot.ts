import uPlot from 'uplot';
import { cssColour } from './colours.ts';

export interface OverlayOptions {
  readonly width: number;
  readonly height: number;
  readonly colour: string;
  /** How a place on the axis (s) is written. */
  readonly place: (x: number) => string;
  /** The axis is a clock: marks on whole hours and days. */
  readonly clock: boolean;
  readonly onCursor: (at: number | null) => void;
  readonly syncKey: string;
}

const FONT_FAMILY = '"Pretendard Variable", sans-serif';
const HOUR_S = 3600;
const STEPS_H = [0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 168, 336, 720, 1440];

/** Two courses of one tag on a common axis: the first in its own colour, the second dashed and grey. */
export function buildOverlay(element: HTMLElement, data: uPlot.AlignedData, options: OverlayOptions): uPlot {
  const text = cssColour('--text-2');
  const line = cssColour('--line');
  const common = { scale: 'y', spanGaps: false, points: { show: false } };
  return new uPlot(
    {
      width: options.width,
      height: options.height,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { size: 7 }, y: false, sync: { key: options.syncKey } },
      padding: [8, 10, 0, 0],
      scales: { x: { time: false }, y: {} },
      series: [
        {},
        { ...common, stroke: options.colour, width: 2 },
        { ...common, stroke: cssColour('--metal-soft'), width: 2, dash: [7, 4] },
      ],
      axes: [
        {
          stroke: text, font: `12px ${FONT_FAMILY}`, grid: { stroke: line, width: 0.6 }, ticks: { show: false }, size: 30, gap: 4,
          incrs: STEPS_H.map((hours) => hours * HOUR_S), space: options.clock ? 92 : 70,
          values: (_u, splits) => splits.map(options.place),
        },
        { scale: 'y', stroke: text, font: `12px ${FONT_FAMILY}`, grid: { stroke: line, width: 0.6 }, ticks: { show: false }, size: 50, gap: 4, space: 34 },
      ],
      hooks: {
        setCursor: [
          (u) => {
            const { idx, left } = u.cursor;
            options.onCursor(left === undefined || left === null || left < 0 || idx === undefined || idx === null ? null : idx);
          },
        ],
      },
    },
    data,
    element,
  );
}
