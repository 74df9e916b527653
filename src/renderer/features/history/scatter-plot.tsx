import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CorrelateAnswer } from '#core/analysis/question.ts';
import { cssColour } from '../../charts/colours.ts';
import { drawAxes, line, paddedScale, placeX, placeY, prepareCanvas } from '../../charts/plain-canvas.ts';
import type { Frame, Scale } from '../../charts/plain-canvas.ts';
import { hourColour, rampColour } from '../../charts/ramp.ts';
import { useTheme, useZone } from '../../store/hooks.ts';
import { useSize } from '../../ui/use-width.ts';
import styles from './correlate-tab.module.css';
import { hourInZone } from '../../model/analysis-time.ts';

export type ScatterLook = 'points' | 'density';

interface ScatterPlotProps {
  readonly answer: CorrelateAnswer;
  readonly look: ScatterLook;
  readonly colour: 'time' | 'hour';
  readonly xLabel: string;
  readonly yLabel: string;
}

const MARGIN = { left: 62, right: 14, top: 24, bottom: 44 };
const POINT_PX = 2.4;

/** One tag over another: points, or how many lie where, with the line of least squares. */
export function ScatterPlot({ answer, look, colour, xLabel, yLabel }: ScatterPlotProps): ReactNode {
  const { t } = useTranslation('history');
  const theme = useTheme();
  const zone = useZone();
  const [box, { width, height }] = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { scatter, line: fit } = answer;

  useEffect(() => {
    const element = canvas.current;
    if (element === null || width === 0 || height === 0) return;
    const pen = prepareCanvas(element, width, height);
    if (pen === null) return;
    const frame: Frame = { left: MARGIN.left, top: MARGIN.top, width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
    const xs = scatter.hexagons.map(([x]) => x);
    const ys = scatter.hexagons.map(([, y]) => y);
    const x = paddedScale(Math.min(...xs), Math.max(...xs));
    const y = paddedScale(Math.min(...ys), Math.max(...ys));
    pen.clearRect(0, 0, width, height);
    drawAxes(pen, frame, x, y);
    pen.save();
    pen.beginPath();
    pen.rect(frame.left, frame.top, frame.width, frame.height);
    pen.clip();
    const times = scatter.points.map(([, , tsMs]) => tsMs);
    const first = Math.min(...times);
    const spanMs = Math.max(1, Math.max(...times) - first);
    if (look === 'density') drawHexagons(pen, frame, x, y, scatter.hexagons, theme);
    else {
      pen.globalAlpha = scatter.points.length > 500 ? 0.6 : 0.85;
      for (const [px, py, tsMs] of scatter.points) {
        pen.fillStyle = colour === 'hour' ? hourColour(hourInZone(tsMs, zone)) : rampColour(0.25 + (0.75 * (tsMs - first)) / spanMs, theme);
        pen.beginPath();
        pen.arc(placeX(frame, x, px), placeY(frame, y, py), POINT_PX, 0, 2 * Math.PI);
        pen.fill();
      }
      pen.globalAlpha = 1;
    }
    if (fit !== null) {
      pen.strokeStyle = cssColour('--value');
      pen.lineWidth = 2;
      const at = (value: number): number => placeY(frame, y, fit.intercept + fit.slope * value);
      line(pen, frame.left, at(x.low), frame.left + frame.width, at(x.high));
    }
    pen.restore();
    labels(pen, frame, xLabel, yLabel);
  }, [width, height, scatter, fit, look, colour, theme, zone, xLabel, yLabel]);

  return (
    <div className={styles.scatter} ref={box}>
      <canvas ref={canvas} className={styles.canvas} role="img" aria-label={t('scatterOf', { x: xLabel, y: yLabel })} data-testid="scatter" data-pairs={scatter.n} />
    </div>
  );
}

function labels(pen: CanvasRenderingContext2D, frame: Frame, xLabel: string, yLabel: string): void {
  pen.fillStyle = cssColour('--text');
  pen.font = '600 13px "Pretendard Variable", sans-serif';
  pen.textAlign = 'right';
  pen.textBaseline = 'bottom';
  pen.fillText(xLabel, frame.left + frame.width, frame.top + frame.height + 40);
  pen.textAlign = 'left';
  pen.fillText(yLabel, 4, frame.top - 6);
}

function drawHexagons(pen: CanvasRenderingContext2D, frame: Frame, x: Scale, y: Scale, hexagons: CorrelateAnswer['scatter']['hexagons'], theme: 'light' | 'dark'): void {
  const most = Math.log1p(Math.max(...hexagons.map(([, , n]) => n)));
  // Neighbouring centres lie half a step apart in x; the smallest distance tells the size.
  const xs = [...new Set(hexagons.map(([hx]) => hx))].sort((p, q) => p - q);
  const half = xs.slice(1).reduce((least, value, i) => Math.min(least, value - (xs[i] ?? value) || Infinity), Infinity);
  const radius = Number.isFinite(half) ? Math.max(2.5, ((half * 2) / (x.high - x.low)) * frame.width * 0.58) : 8;
  const tall = radius * (frame.height / frame.width);
  for (const [hx, hy, n] of hexagons) {
    pen.fillStyle = rampColour(0.12 + 0.88 * (Math.log1p(n) / most), theme);
    const cx = placeX(frame, x, hx);
    const cy = placeY(frame, y, hy);
    pen.beginPath();
    for (let k = 0; k < 6; k++) {
      const angle = Math.PI / 6 + (k * Math.PI) / 3;
      pen.lineTo(cx + radius * Math.cos(angle), cy + tall * Math.sin(angle));
    }
    pen.closePath();
    pen.fill();
  }
}
