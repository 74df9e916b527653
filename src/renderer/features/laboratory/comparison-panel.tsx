import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#contract/api.ts';
import { dischargeLimit } from '#core/laboratory/places.ts';
import { convert } from '#core/laboratory/units.ts';
import type * as PlotsModule from '../../charts/laboratory-plots.ts';
import type { ECharts, PlotWords } from '../../charts/laboratory-plots.ts';
import { NO_VALUE, formatNumber, formatUnit } from '../../model/format.ts';
import { tagColour } from '../../model/tag-colour.ts';
import { callEngine } from '../../store/connection.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useProfile, useTheme, useZone } from '../../store/hooks.ts';
import { laboratory, useLaboratory } from '../../store/laboratory-store.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './comparison-panel.module.css';
import { useAnswer, useNames } from './use-laboratory.ts';

const DAY_MS = 86_400_000;
const SPANS = { '30': 30, '90': 90, '365': 365, '1100': 1100 } as const;
type Span = keyof typeof SPANS;

/** Readings against their sensor: over time, value against value, and the differences with their limits of agreement. */
export function ComparisonPanel(): ReactNode {
  const { t } = useTranslation(['laboratory', 'ui']);
  const names = useNames();
  const faultText = useFaultText();
  const compared = useAnswer('laboratory.compared', {});
  const chosen = useLaboratory((state) => state.comparedTag);
  const [span, setSpan] = useState<Span>('90');
  const tag = compared.value?.some((each) => each.tag === chosen) === true ? chosen : (compared.value?.[0]?.tag ?? null);
  const hour = usePlant((state) => Math.floor(state.nowMs / 3_600_000) + 1);
  const query = useMemo(() => (tag === null ? null : { tag, fromMs: hour * 3_600_000 - SPANS[span] * DAY_MS, toMs: hour * 3_600_000 }), [tag, span, hour]);
  const answer = useAnswer('laboratory.comparisons', query);
  const fault = compared.fault ?? answer.fault;
  if (fault !== null) return <div className={styles.empty} role="alert"><strong>{t('compare.failed')}</strong><p>{faultText(fault)}</p><Button onClick={() => { compared.reload(); answer.reload(); }}>{t('ui:action.retry')}</Button></div>;
  if (compared.value === null) return <div className={styles.skeleton} aria-busy="true" aria-label={t('ui:loading')} />;
  if (tag === null || query === null) {
    return <div className={styles.empty}><strong>{t('compare.none')}</strong><p>{t('compare.noneHint')}</p><Button look="primary" onClick={() => laboratory.tab('enter')}>{t('tab.enter')}</Button><Button onClick={() => laboratory.tab('import')}>{t('tab.import')}</Button></div>;
  }
  return (
    <div className={styles.panel}>
      <div className={styles.bar}>
        <Select label={t('field.tag')} value={tag} onChange={laboratory.compare} options={compared.value.map((each) => ({ value: each.tag, label: `${names.sensor(each.tag)} (${String(each.count)})` }))} />
        <Segments label={t('compare.span')} value={span} onChange={setSpan} options={(Object.keys(SPANS) as Span[]).map((value) => ({ value, label: t(`compare.spanOption.${value}`) }))} />
        {answer.value !== null && <Figures tag={tag} answer={answer.value} />}
      </div>
      {answer.value === null ? <div className={styles.skeleton} aria-busy="true" aria-label={t('ui:loading')} /> : <Charts tag={tag} answer={answer.value} fromMs={query.fromMs} toMs={query.toMs} />}
    </div>
  );
}

function Figures({ tag, answer }: { readonly tag: string; readonly answer: ResultOf<'laboratory.comparisons'> }): ReactNode {
  const { t } = useTranslation('laboratory');
  const { index } = useProfile();
  const { agreement, left } = answer;
  const known = index.tag.get(tag);
  const digits = known?.decimals ?? 2;
  const unit = known?.unit === 'pH' ? '' : formatUnit(known?.unit ?? '');
  const signed = (value: number): string => `${value > 0 ? '+' : ''}${formatNumber(value, digits)} ${unit}`.trim();
  const skipped = left.filter(({ why }) => why !== 'withdrawn');
  return (
    <dl className={styles.figures} data-testid="agreement">
      <div><dt>{t('compare.n')}</dt><dd>{agreement?.n ?? 0}</dd></div>
      <div><dt>{t('compare.bias')}</dt><dd>{agreement === null ? NO_VALUE : signed(agreement.bias)}</dd></div>
      <div><dt>{t('compare.sd')}</dt><dd>{agreement?.sd == null ? NO_VALUE : `${formatNumber(agreement.sd, digits)} ${unit}`}</dd></div>
      <div data-beyond={(agreement?.beyond ?? 0) > 0}><dt>{t('compare.beyond')}</dt><dd>{agreement?.beyond ?? 0}</dd></div>
      {skipped.length > 0 && <div className={styles.left}><dt>{t('compare.left')}</dt><dd>{skipped.map(({ why, count }) => `${t(`compare.why.${why as 'noSignal'}`)} ${String(count)}`).join(', ')}</dd></div>}
    </dl>
  );
}

interface ChartsProps {
  readonly tag: string;
  readonly answer: ResultOf<'laboratory.comparisons'>;
  readonly fromMs: number;
  readonly toMs: number;
}

function Charts({ tag, answer, fromMs, toMs }: ChartsProps): ReactNode {
  const { t } = useTranslation('laboratory');
  const { profile, index } = useProfile();
  const names = useNames();
  const zone = useZone();
  const theme = useTheme();
  const line = useSensorLine(tag, fromMs, toMs);
  const { rows, agreement } = answer;
  const sensor = index.sensorOfTag.get(tag);
  const known = index.tag.get(tag);
  const discharge = sensor === undefined ? null : dischargeLimit(profile, sensor.place, sensor.quantity);
  const limit = discharge === null || sensor === undefined || discharge.max === null ? null : convert(discharge.max, discharge.unit, sensor.unit);
  const band = profile.quality.sensors.find((each) => each.tag === tag)?.reference ?? { absolute: null, percent: null };
  const words = useMemo((): PlotWords => ({
    zone, digits: known?.decimals ?? 2, unit: known?.unit === 'pH' ? '' : formatUnit(known?.unit ?? ''), colour: tagColour(index.tagOrder.get(tag) ?? 0, theme),
    sensor: t('compare.sensor'), reading: t('compare.reading'), difference: t('beside.difference'), bias: t('compare.bias'), high: t('compare.high'), low: t('compare.low'), limit: t('beside.limit'),
  }), [zone, known, index, tag, theme, t]);
  if (rows.length === 0) return <div className={styles.empty}><strong>{t('compare.noPairs')}</strong><p>{t('compare.noPairsHint')}</p></div>;
  const unit = words.unit === '' ? '' : ` (${words.unit})`;
  return (
    <div className={styles.charts} data-testid="comparison-charts">
      <figure className={styles.wide}>
        <figcaption>{t('compare.overTime', { name: names.sensor(tag) })}{unit}<Legend /></figcaption>
        <Plot label={t('compare.overTime', { name: names.sensor(tag) })} draw={(plots) => plots.overTime(rows, line, limit, words)} deps={[rows, line, limit, words]} />
      </figure>
      <figure>
        <figcaption>{t('compare.parity')}{unit}</figcaption>
        <Plot label={t('compare.parity')} draw={(plots) => plots.parity(rows, band, limit, words)} deps={[rows, band, limit, words]} />
      </figure>
      <figure>
        <figcaption>{t('compare.differences')}{unit}</figcaption>
        {agreement !== null && <Plot label={t('compare.differences')} draw={(plots) => plots.differences(rows, agreement, words)} deps={[rows, agreement, words]} />}
      </figure>
    </div>
  );
}

function Legend(): ReactNode {
  const { t } = useTranslation('laboratory');
  return <span className={styles.legend}><i className={styles.ring} />{t('compare.reading')}<i className={styles.diamond} />{t('compare.beyondMark')}</span>;
}

/** The sensor's means over the span, for the line behind the readings. */
function useSensorLine(tag: string, fromMs: number, toMs: number): readonly (readonly [number, number | null])[] {
  const [line, setLine] = useState<readonly (readonly [number, number | null])[]>([]);
  const live = usePlant((state) => state.phase === 'live');
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    void callEngine('trend.query', { tags: [tag], fromMs, toMs, buckets: 1000 }, { signal: abort.signal }).then((answer) => {
      if (!abort.signal.aborted && answer.ok) setLine((answer.value.series[0]?.points ?? []).map(([ms, , , mean]) => [ms, mean]));
    });
    return () => abort.abort();
  }, [live, tag, fromMs, toMs]);
  return line;
}

type Plots = typeof PlotsModule;

/** One chart; its library loads with the first picture. */
function Plot({ label, draw, deps }: { readonly label: string; readonly draw: (plots: Plots) => Parameters<ECharts['setOption']>[0]; readonly deps: readonly unknown[] }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(draw);
  latest.current = draw;
  const chart = useRef<{ readonly plots: Plots; readonly view: ECharts } | null>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    let gone = false;
    void import('../../charts/laboratory-plots.ts').then((plots) => {
      if (gone) return;
      chart.current = { plots, view: plots.init(element, null, { renderer: 'canvas' }) };
      chart.current.view.setOption(latest.current(plots), { notMerge: true });
    });
    const observer = new ResizeObserver(() => chart.current?.view.resize());
    observer.observe(element);
    return () => {
      gone = true;
      observer.disconnect();
      chart.current?.view.dispose();
      chart.current = null;
    };
  }, []);
  const signature = useChanges(deps);
  useEffect(() => {
    if (chart.current !== null) chart.current.view.setOption(latest.current(chart.current.plots), { notMerge: true });
  }, [signature]);
  return <div ref={box} className={styles.plot} role="img" aria-label={label} />;
}

/** Counts up whenever one of the things a chart draws is another. */
function useChanges(deps: readonly unknown[]): number {
  const before = useRef<{ deps: readonly unknown[]; count: number }>({ deps, count: 0 });
  if (deps.some((each, i) => each !== before.current.deps[i])) before.current = { deps, count: before.current.count + 1 };
  return before.current.count;
}
