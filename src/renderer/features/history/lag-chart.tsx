import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CorrelateAnswer } from '#core/analysis/question.ts';
import { cssColour } from '../../charts/colours.ts';
import { drawAxes, line, placeX, placeY, prepareCanvas } from '../../charts/plain-canvas.ts';
import type { Frame } from '../../charts/plain-canvas.ts';
import { useTheme } from '../../store/hooks.ts';
import { useSize } from '../../ui/use-width.ts';
import styles from './correlate-tab.module.css';

const HOUR_MS = 3_600_000;
const MARGIN = { left: 46, right: 14, top: 10, bottom: 26 };

/** Correlation by how much later the second tag is taken; the best shift is marked. */
export function LagChart({ lag }: { readonly lag: CorrelateAnswer['lag'] }): ReactNode {
  const { t } = useTranslation('history');
  const theme = useTheme();
  const [box, { width, height }] = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null || width === 0 || height === 0) return;
    const pen = prepareCanvas(element, width, height);
    if (pen === null) return;
    const frame: Frame = { left: MARGIN.left, top: MARGIN.top, width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
    const reach = Math.max(1, ...lag.curve.map(([lagMs]) => Math.abs(lagMs) / HOUR_MS));
    const x = { low: -reach, high: reach };
    const y = { low: -1.05, high: 1.05 };
    pen.clearRect(0, 0, width, height);
    drawAxes(pen, frame, x, y);
    pen.strokeStyle = cssColour('--line-strong');
    pen.lineWidth = 1;
    line(pen, frame.left, placeY(frame, y, 0), frame.left + frame.width, placeY(frame, y, 0));
    pen.strokeStyle = cssColour('--metal');
    pen.lineWidth = 2;
    pen.beginPath();
    let down = false;
    for (const [lagMs, r] of lag.curve) {
      if (r === null) {
        down = false;
        continue;
      }
      const px = placeX(frame, x, lagMs / HOUR_MS);
      const py = placeY(frame, y, r);
      if (down) pen.lineTo(px, py);
      else pen.moveTo(px, py);
      down = true;
    }
    pen.stroke();
    if (lag.best === null) return;
    const px = placeX(frame, x, lag.best.lagMs / HOUR_MS);
    const py = placeY(frame, y, lag.best.r);
    pen.strokeStyle = cssColour('--value');
    pen.setLineDash([4, 3]);
    line(pen, px, frame.top, px, frame.top + frame.height);
    pen.setLineDash([]);
    pen.fillStyle = cssColour('--value');
    pen.beginPath();
    pen.arc(px, py, 5, 0, 2 * Math.PI);
    pen.fill();
  }, [width, height, lag, theme]);
  return <div className={styles.lag} ref={box}><canvas ref={canvas} className={styles.canvas} role="img" aria-label={t('lagChart')} /></div>;
}
