import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PERCENTILES } from '#core/analysis/question.ts';
import type { StatisticsAnswer } from '#core/analysis/question.ts';
import { CALENDAR_PERIODS } from '#core/analysis/local-time.ts';
import type { CalendarPeriod } from '#core/analysis/local-time.ts';
import { typedNumber } from '#core/units/typed-number.ts';
import { percent, totalDigits } from '../../model/analysis-format.ts';
import { wallText } from '../../model/analysis-time.ts';
import { formatNumber, formatStamp, formatUnit } from '../../model/format.ts';
import { analysis, useAnalysis } from '../../store/analysis-store.ts';
import { useZone } from '../../store/hooks.ts';
import { route } from '../../store/route-store.ts';
import { Segments } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { AnswerFrame } from './answer-frame.tsx';
import { Histogram } from './histogram.tsx';
import styles from './statistics-tab.module.css';
import { useAnswer } from './use-answer.ts';
import { useTagWords } from './use-tag-words.ts';

const CLASSES = 30;
type TagStatistics = StatisticsAnswer['tags'][number];

/** The figures of each tag; of one of them its distribution, hours beyond limits, and a table by day, week or month. */
export function StatisticsTab(): ReactNode {
  const { t } = useTranslation('history');
  const zone = useZone();
  const tags = useAnalysis((state) => state.tags);
  const span = useAnalysis((state) => state.span);
  const corrected = useAnalysis((state) => state.corrected);
  const table = useAnalysis((state) => state.table);
  const typed = useAnalysis((state) => state.limits);
  const focus = useAnalysis((state) => state.focus);
  const limits = useMemo(() => tags.flatMap((tag) => {
    const below = typedNumber(typed[tag]?.below ?? '');
    const above = typedNumber(typed[tag]?.above ?? '');
    return below === null && above === null ? [] : [{ tag, below, above }];
  }), [tags, typed]);
  const asking = useAnswer<'statistics'>(tags.length === 0 ? null : { kind: 'statistics', tags: [...tags], span, zone, corrected, level: 'auto', limits, classes: CLASSES, table });
  return (
    <AnswerFrame asking={asking} missing={tags.length === 0 ? t('missingTags') : null} isEmpty={(answer) => answer.tags.every(({ figures }) => figures.n === 0)}>
      {(answer, answered) => {
        const shown = answer.tags.find(({ tag }) => tag === focus) ?? answer.tags[0];
        return (
          <>
            <FiguresTable answer={answer} shown={shown?.tag ?? ''} />
            {shown !== undefined && <Detail key={shown.tag} statistics={shown} periodH={answer.source.level === 'minute' ? 1 / 60 : 1} period={answered.table} />}
          </>
        );
      }}
    </AnswerFrame>
  );
}

function FiguresTable({ answer, shown }: { readonly answer: StatisticsAnswer; readonly shown: string }): ReactNode {
  const { t } = useTranslation('history');
  const zone = useZone();
  const words = useTagWords();
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={t('tab.statistics')}>
      <table className={styles.table} data-testid="statistics-table">
        <thead><tr>
          <th scope="col">{t('tag')}</th><th scope="col">{t('figure.n')}</th><th scope="col">{t('figure.missing')}</th><th scope="col">{t('figure.mean')}</th><th scope="col">{t('figure.sd')}</th>
          <th scope="col">{t('figure.min')}</th><th scope="col">{t('figure.median')}</th><th scope="col">{t('figure.max')}</th><th scope="col">{t('figure.total')}</th>
        </tr></thead>
        <tbody>
          {answer.tags.map(({ tag, figures, percentiles }) => {
            const { name, unit, figure } = words(tag);
            const { n, expected, mean, sd, min, max, total } = figures;
            return (
              <tr key={tag} data-shown={tag === shown}>
                <th scope="row"><button type="button" className={styles.name} aria-pressed={tag === shown} onClick={() => analysis.set({ focus: tag })}>{name} <small>{unit}</small></button></th>
                <td>{formatNumber(n, 0)}</td>
                <td>{percent(expected === 0 ? null : 1 - n / expected)}</td>
                <td><b>{figure(mean)}</b></td><td>{figure(sd)}</td>
                <td title={min === null ? undefined : formatStamp(min.atMs, zone)}>{figure(min?.value ?? null)}</td>
                <td>{figure(percentiles[PERCENTILES.indexOf(50)] ?? null)}</td>
                <td title={max === null ? undefined : formatStamp(max.atMs, zone)}>{figure(max?.value ?? null)}</td>
                <td>{total === null ? '–' : `${formatNumber(total.value, totalDigits(total.value))} ${formatUnit(total.unit)}`}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** When it was; pressed, it shows where that value comes from. */
function Whence({ tag, atMs }: { readonly tag: string; readonly atMs: number | null }): ReactNode {
  const { t } = useTranslation('dataBrowser');
  const zone = useZone();
  if (atMs === null) return null;
  return <button type="button" className={styles.name} title={t('whence')} onClick={() => route.source({ kind: 'value', tag, atMs })}><small>{formatStamp(atMs, zone)}</small></button>;
}

/** One tag in full. */
function Detail({ statistics, periodH, period }: { readonly statistics: TagStatistics; readonly periodH: number; readonly period: CalendarPeriod }): ReactNode {
  const { t } = useTranslation('history');
  const words = useTagWords()(statistics.tag);
  const typed = useAnalysis((state) => state.limits[statistics.tag]);
  const { percentiles, histogram, figures } = statistics;
  const below = typedNumber(typed?.below ?? '');
  const above = typedNumber(typed?.above ?? '');
  const median = percentiles[PERCENTILES.indexOf(50)];
  const marks = useMemo(() => [
    ...(median === undefined ? [] : [{ value: median, text: t('figure.median') }]),
    ...(below === null ? [] : [{ value: below, text: t('low') }]),
    ...(above === null ? [] : [{ value: above, text: t('high') }]),
  ], [median, below, above, t]);
  if (figures.n === 0) return <p className={styles.note} role="status">{t('noDataOf', { name: words.name })}</p>;
  const hours = (value: number | null): string => value === null ? '' : t('hoursOf', { hours: formatNumber(value, 1), share: percent(value / (figures.n * periodH)) });
  return (
    <>
      <h2 className={styles.title}>{words.name}</h2>
      <div className={styles.detail}>
        <Histogram edges={histogram.edges} counts={histogram.counts} marks={marks} label={words.name} />
        <div className={styles.side}>
          <div className={styles.limits}>
            <Field label={t('low')} unit={words.unit} inputMode="decimal" value={typed?.below ?? ''} hint={hours(statistics.hoursBelow)} onText={(value) => analysis.limit(statistics.tag, { below: value })} />
            <Field label={t('high')} unit={words.unit} inputMode="decimal" value={typed?.above ?? ''} hint={hours(statistics.hoursAbove)} onText={(value) => analysis.limit(statistics.tag, { above: value })} />
          </div>
          <table className={styles.small}>
            <thead><tr>{PERCENTILES.map((p) => <th key={p} scope="col">{t('percentile', { p })}</th>)}</tr></thead>
            <tbody><tr>{PERCENTILES.map((p, i) => <td key={p}>{words.figure(percentiles[i] ?? null)}</td>)}</tr></tbody>
          </table>
          <dl className={styles.facts}>
            <dt>{t('figure.min')}</dt><dd>{words.figure(figures.min?.value ?? null)} {words.unit} <Whence tag={statistics.tag} atMs={figures.min?.atMs ?? null} /></dd>
            <dt>{t('figure.max')}</dt><dd>{words.figure(figures.max?.value ?? null)} {words.unit} <Whence tag={statistics.tag} atMs={figures.max?.atMs ?? null} /></dd>
          </dl>
        </div>
      </div>
      <PeriodTable statistics={statistics} period={period} />
    </>
  );
}

function PeriodTable({ statistics, period }: { readonly statistics: TagStatistics; readonly period: CalendarPeriod }): ReactNode {
  const { t } = useTranslation('history');
  const words = useTagWords()(statistics.tag);
  const chosen = useAnalysis((state) => state.table);
  const unit = statistics.figures.total?.unit;
  const rows = statistics.table.toReversed();
  return (
    <>
      <div className={styles.bar}>
        <h2 className={styles.title}>{t('byPeriod')}</h2>
        <Segments label={t('byPeriod')} value={chosen} onChange={(value) => analysis.set({ table: value })} options={CALENDAR_PERIODS.map((value) => ({ value, label: t(`period.${value}`) }))} />
      </div>
      <div className={styles.rows} tabIndex={0} role="group" aria-label={t('byPeriod')}>
        <table className={styles.table} data-testid="period-table">
          <thead><tr><th scope="col">{t('figure.period')}</th><th scope="col">{t('figure.n')}</th><th scope="col">{t('figure.mean')}</th><th scope="col">{t('figure.min')}</th><th scope="col">{t('figure.max')}</th>{unit !== undefined && <th scope="col">{t('figure.total')} ({formatUnit(unit)})</th>}</tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.wallMs}>
                <th scope="row">{wallText(row.wallMs, period)}</th>
                <td>{formatNumber(row.n, 0)}</td><td>{words.figure(row.mean)}</td><td>{words.figure(row.min)}</td><td>{words.figure(row.max)}</td>
                {unit !== undefined && <td>{formatNumber(row.total, totalDigits(row.total ?? 0))}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
