import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cssColour } from '../../charts/colours.ts';
import { drawAxes, line, placeX, placeY, prepareCanvas } from '../../charts/plain-canvas.ts';
import type { Frame } from '../../charts/plain-canvas.ts';
import { useTheme } from '../../store/hooks.ts';
import { useSize } from '../../ui/use-width.ts';
import styles from './statistics-tab.module.css';

interface HistogramProps {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly marks: readonly { readonly value: number; readonly text: string }[];
  readonly label: string;
}

const MARGIN = { left: 62, right: 14, top: 22, bottom: 26 };

/** How often each size of value was read; limits and the median as lines. */
export function Histogram({ edges, counts, marks, label }: HistogramProps): ReactNode {
  const { t } = useTranslation('history');
  const theme = useTheme();
  const [box, { width, height }] = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null || width === 0 || height === 0) return;
    const pen = prepareCanvas(element, width, height);
    if (pen === null) return;
    pen.clearRect(0, 0, width, height);
    const frame: Frame = { left: MARGIN.left, top: MARGIN.top, width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
    const low = edges[0] ?? 0;
    const high = edges.at(-1) ?? 1;
    const room = high > low ? 0 : Math.max(1e-6, Math.abs(low) * 0.1);
    const x = { low: low - room, high: high + room };
    const y = { low: 0, high: Math.max(1, ...counts) * 1.05 };
    drawAxes(pen, frame, x, y);
    pen.fillStyle = cssColour('--metal');
    counts.forEach((count, i) => {
      const from = placeX(frame, x, (edges[i] ?? 0) - (high > low ? 0 : room / 4));
      const to = placeX(frame, x, (edges[i + 1] ?? 0) + (high > low ? 0 : room / 4));
      const top = placeY(frame, y, count);
      pen.fillRect(from + 0.5, top, Math.max(1, to - from - 1), frame.top + frame.height - top);
    });
    pen.strokeStyle = cssColour('--value');
    pen.lineWidth = 1.5;
    pen.setLineDash([4, 3]);
    pen.fillStyle = cssColour('--text');
    pen.textAlign = 'center';
    pen.textBaseline = 'bottom';
    for (const { value, text } of marks) {
      if (value < x.low || value > x.high) continue;
      const at = placeX(frame, x, value);
      line(pen, at, frame.top, at, frame.top + frame.height);
      pen.fillText(text, at, frame.top - 4);
    }
    pen.setLineDash([]);
  }, [width, height, edges, counts, marks, theme]);
  return <div ref={box} className={styles.histogram}><canvas ref={canvas} className={styles.canvas} role="img" aria-label={t('histogramOf', { name: label })} /></div>;
}
