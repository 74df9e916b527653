import type { ReactNode } from 'react';
import { formatFigure } from '#core/units/text.ts';
import type { Block } from '#core/report/document.ts';
import { niceScale } from '#core/report/scale.ts';
import styles from './document-view.module.css';

type Chart = Omit<Extract<Block, { type: 'chart' }>, 'type' | 'wallMs' | 'timeName'>;

const WIDTH = 360;
const HEIGHT = 150;
const LEFT = 40;
const TOP = 20;
const BOTTOM = 18;
/** Half the width of the longest time under the axis: the last one stays whole. */
const TICK_HALF = 15;

/** A chart of a report, drawn as its PDF draws it. */
export function DocumentChart({ chart }: { readonly chart: Chart }): ReactNode {
  const values = chart.points.flatMap(([, value]) => (value === null ? [] : [value]));
  const scale = niceScale([...values, ...chart.limits.map(({ value }) => value)], chart.fromZero);
  const width = WIDTH - LEFT - 8;
  const height = HEIGHT - TOP - BOTTOM;
  const xOf = (ms: number): number => LEFT + ((ms - chart.fromMs) / Math.max(1, chart.toMs - chart.fromMs)) * width;
  const yOf = (value: number): number => TOP + height - ((value - scale.min) / (scale.max - scale.min)) * height;
  const title = `${chart.title}${chart.unit === '' ? '' : ` (${chart.unit})`}`;
  return (
    <svg className={styles.chart} viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} role="img" aria-label={title}>
      <text x={0} y={11} className={styles.chartTitle}>{title}</text>
      {scale.marks.map((mark) => (
        <g key={mark}>
          <line x1={LEFT} x2={LEFT + width} y1={yOf(mark)} y2={yOf(mark)} className={styles.grid} />
          <text x={LEFT - 5} y={yOf(mark) + 3} textAnchor="end" className={styles.mark}>{formatFigure(mark, scale.decimals)}</text>
        </g>
      ))}
      {chart.ticks.map(({ atMs, text }) => <text key={atMs} x={Math.min(xOf(atMs), WIDTH - TICK_HALF)} y={HEIGHT - 4} textAnchor="middle" className={styles.mark}>{text}</text>)}
      {chart.limits.map(({ name, value }) => (
        <g key={value}>
          <line x1={LEFT} x2={LEFT + width} y1={yOf(value)} y2={yOf(value)} className={styles.limit} />
          <text x={LEFT + width} y={yOf(value) - 3} textAnchor="end" className={styles.limitText}>{name} {value}</text>
        </g>
      ))}
      <path d={pathOf(chart, xOf, yOf)} className={styles.line} />
    </svg>
  );
}

/** A line that breaks where nothing was measured. */
function pathOf({ points }: Chart, xOf: (ms: number) => number, yOf: (value: number) => number): string {
  let open = false;
  return points.map(([ms, value]) => {
    if (value === null) {
      open = false;
      return '';
    }
    const step = `${open ? 'L' : 'M'}${xOf(ms).toFixed(1)} ${yOf(value).toFixed(1)}`;
    open = true;
    return step;
  }).join('');
}
