import type { ReactNode } from 'react';
import type { SeriesPoint } from '../model/series-ring.ts';
import { sparkPath } from '../model/spark-path.ts';
import styles from './sparkline.module.css';

interface SparklineProps {
  readonly points: readonly SeriesPoint[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly label: string;
  /** A scale at least this high keeps plain noise from looking like a storm. */
  readonly leastSpan: number;
}

const WIDTH = 240;
const HEIGHT = 28;

/** A short line without axes: only whether it rises, falls or jumps. */
export function Sparkline({ points, fromMs, toMs, label, leastSpan }: SparklineProps): ReactNode {
  const { path, last } = sparkPath(points, fromMs, toMs, WIDTH, HEIGHT, leastSpan);
  return (
    <svg className={styles.spark} viewBox={`-2 -2 ${String(WIDTH + 4)} ${String(HEIGHT + 4)}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <path d={path} />
      {last !== null && <path className={styles.last} d={`M${String(last[0])} ${String(last[1])}h0`} />}
    </svg>
  );
}
