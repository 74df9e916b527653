import { DateTime } from 'luxon';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#contract/api.ts';
import { formatNumber } from '../../model/format.ts';
import { usePreferences } from '../../store/settings-store.ts';
import styles from './costs-chart.module.css';

type Heading = ResultOf<'cost.year'>['headings'][number];
const WIDTH = 720;
const HEIGHT = 220;
const LEFT = 56;
const BOTTOM = 26;
const TOP = 12;
const MONTHS = 12;
const MILLION = 1e6;

/** A scale that ends at a round number of millions. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return ([1, 1.2, 1.6, 2, 2.4, 3.2, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}

/** What was spent month by month, its sum against the plan, and where the year ends as it goes. */
export function CostsChart({ heading, elapsed, year, title }: { readonly heading: Omit<Heading, 'heading' | 'basis' | 'toDateWon' | 'overWon'>; readonly elapsed: number; readonly year: number; readonly title: string }): ReactNode {
  const { t } = useTranslation('stores');
  const language = usePreferences((state) => state.language);
  const { months, planWon, spentWon, forecastWon } = heading;
  const top = niceTop(Math.max(planWon, forecastWon, spentWon, 1));
  const x = (month: number): number => LEFT + ((WIDTH - LEFT - 8) * month) / MONTHS;
  const y = (won: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - won / top);
  const now = elapsed * MONTHS;
  const sums = months.map((_, i) => months.slice(0, i + 1).reduce((sum, won) => sum + won, 0));
  const shownMonths = Math.min(MONTHS, Math.ceil(now));
  const points = [[0, 0] as const, ...sums.slice(0, shownMonths).map((sum, i) => [Math.min(i + 1, now), sum] as const)];
  const line = points.map(([month, won]) => `${String(x(month))},${String(y(won))}`).join(' ');
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => share * top);
  return (
    <figure className={styles.figure}>
      <figcaption>{title} · {t('cost.cumulative')}</figcaption>
      <svg viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} role="img" aria-label={`${title}: ${t('cost.spent')} ${formatNumber(spentWon / MILLION, 1)}, ${t('cost.plan')} ${formatNumber(planWon / MILLION, 1)}, ${t('cost.forecast')} ${formatNumber(forecastWon / MILLION, 1)}`}>
        {ticks.map((won) => <g key={won}><line className={styles.grid} x1={LEFT} x2={WIDTH - 8} y1={y(won)} y2={y(won)} /><text className={styles.tick} x={LEFT - 8} y={y(won) + 4} textAnchor="end">{formatNumber(won / MILLION, top >= 10 * MILLION ? 0 : 1)}</text></g>)}
        {months.map((won, i) => won > 0 && <rect key={i} className={styles.month} x={x(i) + 4} width={x(1) - x(0) - 8} y={y(won)} height={Math.max(0, y(0) - y(won))} />)}
        {months.map((_, i) => <text key={i} className={styles.tick} x={x(i + 0.5)} y={HEIGHT - 8} textAnchor="middle">{DateTime.fromObject({ year, month: i + 1 }).setLocale(language).toFormat(language === 'ko' ? 'L' : 'LLL')}</text>)}
        <line className={styles.plan} x1={x(0)} y1={y(0)} x2={x(MONTHS)} y2={y(planWon)} />
        {points.length > 1 && <polyline className={styles.spent} points={line} />}
        {elapsed < 1 && elapsed > 0 && <line className={styles.forecast} data-over={forecastWon > planWon} x1={x(now)} y1={y(spentWon)} x2={x(MONTHS)} y2={y(forecastWon)} />}
      </svg>
      <ul className={styles.legend}>
        <li><span className={styles.keySpent} aria-hidden />{t('cost.spent')}</li>
        <li><span className={styles.keyPlan} aria-hidden />{t('cost.planLine')}</li>
        <li><span className={styles.keyForecast} aria-hidden />{t('cost.forecast')} {formatNumber(forecastWon / MILLION, 1)}</li>
      </ul>
    </figure>
  );
}
