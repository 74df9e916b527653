import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReadingItem } from '#core/plant/rounds.ts';
import { isUnusual } from '#core/rounds/answer.ts';
import { niceScale } from '#core/report/scale.ts';
import { formatDay, formatNumber, formatStamp } from '../../model/format.ts';
import { useZone } from '../../store/hooks.ts';
import styles from './past.module.css';
import { unitText } from './use-answer-text.ts';

const WIDTH = 760;
const HEIGHT = 220;
const LEFT = 56;
const RIGHT = 16;
const TOP = 12;
const BOTTOM = 26;

interface Point {
  readonly atMs: number;
  readonly hand: number;
  readonly sensor: number | null;
}

/** Readings by hand as a line, the sensor of each moment as a hollow mark, limits as dashed lines. Oldest point first. */
export function PastChart({ item, points }: { readonly item: ReadingItem; readonly points: readonly Point[] }): ReactNode {
  const { t } = useTranslation('rounds');
  const zone = useZone();
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  const limits = [item.unusual.min, item.unusual.max].filter((value) => value !== null);
  const scale = niceScale([...points.flatMap(({ hand, sensor }) => (sensor === null ? [hand] : [hand, sensor])), ...limits], false);
  const span = Math.max(1, last.atMs - first.atMs);
  const xOf = (ms: number): number => LEFT + ((ms - first.atMs) / span) * (WIDTH - LEFT - RIGHT);
  const yOf = (value: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - scale.min) / (scale.max - scale.min));
  const line = points.map(({ atMs, hand }, i) => `${i === 0 ? 'M' : 'L'}${xOf(atMs).toFixed(1)} ${yOf(hand).toFixed(1)}`).join('');
  const isOneDay = formatDay(first.atMs, zone) === formatDay(last.atMs, zone);
  const label = (ms: number): string => (isOneDay ? formatStamp(ms, zone).slice(5, 16) : formatDay(ms, zone));
  const hasSensor = points.some(({ sensor }) => sensor !== null);
  return (
    <figure className={styles.figure}>
      <svg viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} role="img" aria-label={t('past.chart', { count: points.length, unit: unitText(item.unit) })} data-testid="past-chart">
        {scale.marks.map((mark) => (
          <g key={mark}>
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={yOf(mark)} y2={yOf(mark)} className={styles.grid} />
            <text x={LEFT - 8} y={yOf(mark) + 4} textAnchor="end">{formatNumber(mark, scale.decimals)}</text>
          </g>
        ))}
        {limits.map((value) => <line key={value} x1={LEFT} x2={WIDTH - RIGHT} y1={yOf(value)} y2={yOf(value)} className={styles.limit} />)}
        <path d={line} className={styles.line} />
        {points.map(({ atMs, hand, sensor }) => (
          <g key={atMs}>
            {sensor !== null && <rect x={xOf(atMs) - 4} y={yOf(sensor) - 4} width={8} height={8} className={styles.sensor} />}
            <circle cx={xOf(atMs)} cy={yOf(hand)} r={4} className={styles.hand} data-bad={isUnusual(item, hand)} />
          </g>
        ))}
        <text x={LEFT} y={HEIGHT - 6}>{label(first.atMs)}</text>
        <text x={WIDTH - RIGHT} y={HEIGHT - 6} textAnchor="end">{label(last.atMs)}</text>
      </svg>
      <figcaption>
        <span><i className={styles.keyHand} /> {t('past.hand')}</span>
        {hasSensor && <span><i className={styles.keySensor} /> {t('past.sensor')}</span>}
        {limits.length > 0 && <span><i className={styles.keyLimit} /> {t('usual')}</span>}
      </figcaption>
    </figure>
  );
}
