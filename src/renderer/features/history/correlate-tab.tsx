import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ANALYSIS_LEVELS, LONGEST_LAG_HOURS, SCATTER_COLOURS } from '#core/analysis/question.ts';
import type { CorrelateAnswer, LevelChoice } from '#core/analysis/question.ts';
import { formatNumber } from '../../model/format.ts';
import { analysis, useAnalysis } from '../../store/analysis-store.ts';
import { useZone } from '../../store/hooks.ts';
import { Segments } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { AnswerFrame } from './answer-frame.tsx';
import { CorrelationMatrix } from './correlation-matrix.tsx';
import styles from './correlate-tab.module.css';
import { LagChart } from './lag-chart.tsx';
import { ScatterPlot } from './scatter-plot.tsx';
import type { ScatterLook } from './scatter-plot.tsx';
import { useAnswer } from './use-answer.ts';
import { useTagWords } from './use-tag-words.ts';

const HEXAGONS = 44;
const HOUR_MS = 3_600_000;

/** How tags go together: two as a cloud of points and by shift in time, all of them as a matrix. */
export function CorrelateTab(): ReactNode {
  const { t } = useTranslation('history');
  const zone = useZone();
  const tags = useAnalysis((state) => state.tags);
  const span = useAnalysis((state) => state.span);
  const corrected = useAnalysis((state) => state.corrected);
  const level = useAnalysis((state) => state.level);
  const colour = useAnalysis((state) => state.colour);
  const [look, setLook] = useState<ScatterLook>('density');
  const words = useTagWords();
  const asking = useAnswer<'correlate'>(tags.length < 2 ? null : { kind: 'correlate', tags: [...tags], span, zone, corrected, level, lagHours: LONGEST_LAG_HOURS, colour, hexagonsAcross: HEXAGONS });
  const [x = '', y = ''] = tags;
  const options = tags.map((tag) => ({ value: tag, label: words(tag).name }));
  /** The chosen two come first; the rest keep their order. */
  const pair = (first: string, second: string): void => {
    const other = first === second ? (first === x ? y : x) : null;
    const [a, b] = other === null ? [first, second] : first === x ? [other, second] : [first, other];
    analysis.setTags([a, b, ...tags.filter((tag) => tag !== a && tag !== b)]);
  };
  return (
    <div className={styles.tab}>
      {tags.length >= 2 && (
        <div className={styles.controls}>
          <Select label={t('axisX')} value={x} onChange={(tag) => pair(tag, y)} options={options} />
          <span>{t('against')}</span>
          <Select label={t('axisY')} value={y} onChange={(tag) => pair(x, tag)} options={options} />
          <Segments label={t('meansOf')} value={level} onChange={(value) => analysis.set({ level: value })} options={(['auto', ...ANALYSIS_LEVELS] as const).map((value: LevelChoice) => ({ value, label: t(`levelChoice.${value}`) }))} />
          <Segments label={t('look')} value={look} onChange={setLook} options={[{ value: 'density', label: t('density') }, { value: 'points', label: t('points') }]} />
          {look === 'points' && <Segments label={t('colourBy')} value={colour} onChange={(value) => analysis.set({ colour: value })} options={SCATTER_COLOURS.map((value) => ({ value, label: t(`colour.${value}`) }))} />}
        </div>
      )}
      <AnswerFrame asking={asking} missing={tags.length < 2 ? t('missingTwo') : null} isEmpty={(answer) => answer.pairs.every(({ n }) => n === 0)}>
        {(answer, answered) => <Answer answer={answer} tags={answered.tags} look={look} colour={colour} />}
      </AnswerFrame>
    </div>
  );
}

function Answer({ answer, tags, look, colour }: { readonly answer: CorrelateAnswer; readonly tags: readonly string[]; readonly look: ScatterLook; readonly colour: 'time' | 'hour' }): ReactNode {
  const { t } = useTranslation('history');
  const words = useTagWords();
  const [x, y] = [words(tags[0] ?? ''), words(tags[1] ?? '')];
  const withUnit = ({ name, unit }: { readonly name: string; readonly unit: string }): string => (unit === '' ? name : `${name} (${unit})`);
  return (
    <>
      <div className={styles.pair}>
        {answer.scatter.n === 0
          ? <p className={styles.none}>{t('noPairs')}</p>
          : <ScatterPlot answer={answer} look={look} colour={colour} xLabel={withUnit(x)} yLabel={withUnit(y)} />}
        <div className={styles.side}>
          <Facts answer={answer} />
          <h2 className={styles.title}>{t('lag')}</h2>
          <LagChart lag={answer.lag} />
          <p className={styles.note}>{t('lagHint', { x: x.name, y: y.name })}</p>
        </div>
      </div>
      {look === 'points' && answer.scatter.n > answer.scatter.points.length && <p className={styles.note}>{t('sampled', { shown: formatNumber(answer.scatter.points.length, 0), all: formatNumber(answer.scatter.n, 0) })}</p>}
      {tags.length > 2 && <CorrelationMatrix answer={answer} tags={tags} />}
    </>
  );
}

function Facts({ answer }: { readonly answer: CorrelateAnswer }): ReactNode {
  const { t } = useTranslation('history');
  const pair = answer.pairs.find(({ x, y }) => x === 0 && y === 1);
  const { line, lag } = answer;
  const interval = (between: readonly [number, number] | null | undefined): string => (between === null || between === undefined ? '–' : `${formatNumber(between[0], 2)} … ${formatNumber(between[1], 2)}`);
  const best = lag.best === null ? '–' : t('bestLag', { r: formatNumber(lag.best.r, 2), hours: lag.best.lagMs === 0 ? '0' : `${lag.best.lagMs > 0 ? '+' : '−'}${formatNumber(Math.abs(lag.best.lagMs) / HOUR_MS, 2)}` });
  return (
    <dl className={styles.facts} data-testid="correlation-facts">
      <dt>{t('pearson')}</dt><dd><b>{formatNumber(pair?.pearson ?? null, 3)}</b> <small>{t('interval95', { interval: interval(pair?.pearson95) })}</small></dd>
      <dt>{t('spearman')}</dt><dd><b>{formatNumber(pair?.spearman ?? null, 3)}</b> <small>{t('interval95', { interval: interval(pair?.spearman95) })}</small></dd>
      <dt>{t('pairs')}</dt><dd>{formatNumber(pair?.n ?? 0, 0)} <small>{t('independent', { pairs: formatNumber(pair?.independent ?? 0, 0) })}</small></dd>
      <dt>{t('fit')}</dt><dd>{line === null ? '–' : `y = ${formatSignificant(line.slope)} x ${line.intercept < 0 ? '−' : '+'} ${formatSignificant(Math.abs(line.intercept))}`} <small>{line === null ? '' : t('fitQuality', { r2: formatNumber(line.r2, 2), sd: formatSignificant(line.residualSd) })}</small></dd>
      <dt>{t('best')}</dt><dd>{best}</dd>
    </dl>
  );
}

const formatSignificant = (value: number): string => String(Number(value.toPrecision(3))).replace(/^-/, '−');
