import { useCallback, useEffect, useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlotTag } from '../../charts/trend-plot.ts';
import { limitLines } from '../../model/limit-lines.ts';
import { formatUnit } from '../../model/format.ts';
import { coloursFor } from '../../model/tag-colour.ts';
import { useLocal, useProfile, useTheme } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useRoute } from '../../store/route-store.ts';
import { trend, useTrend } from '../../store/trend-store.ts';
import { Button } from '../../ui/button.tsx';
import { useSize } from '../../ui/use-width.ts';
import { isDigital } from '#core/plant/tag.ts';
import { TrendTagPicker } from './tag-picker.tsx';
import { TrendChart } from './trend-chart.tsx';
import { TrendLegend } from './trend-legend.tsx';
import { TrendToolbar } from './trend-toolbar.tsx';
import styles from './trends-screen.module.css';
import { useStandIns } from './use-stand-ins.ts';
import { useTrendData } from './use-trend-data.ts';

const NO_TAGS: readonly string[] = [];

/** What happened? Any tags over any span, with their limits, their quality and the events. */
export function TrendsScreen(): ReactNode {
  const { t } = useTranslation(['trends', 'ui']);
  const [box, { width, height }] = useSize<HTMLDivElement>();
  const plotTags = usePlotTags();
  const limits = useLimitLines(plotTags);
  const { index } = useProfile();
  const onChange = useCallback((tag: string) => index.tag.get(tag)?.store !== 'grid', [index]);
  const fetched = useTrendData(width);
  const faultText = useFaultText();
  useTakeover();
  useFollow();
  const { data, loading, fault } = fetched;
  const standIns = useStandIns(data?.tags ?? NO_TAGS, data?.range ?? null);
  const empty = data !== null && data.answer.series.every((series) => series.points.every((point) => point[3] === null));
  return (
    <div className={styles.screen}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <TrendTagPicker />
      <section className={styles.main} aria-label={t('title')}>
        <TrendToolbar level={data?.answer.level ?? null} bucketMs={data?.answer.bucketMs ?? null} />
        <div className={styles.plot} ref={box} aria-busy={loading}>
          {plotTags.length > 0 && <TrendChart tags={plotTags} data={data} limits={limits} standIns={standIns} onChange={onChange} width={width} height={height} />}
          {plotTags.length === 0 && <Notice title={t('empty')} hint={t('emptyHint')} />}
          {plotTags.length > 0 && fault !== null && (
            <Notice title={t('failed')} hint={faultText(fault)}><Button onClick={fetched.retry}>{t('ui:action.retry')}</Button></Notice>
          )}
          {plotTags.length > 0 && fault === null && empty && !loading && <Notice title={t('noData')} hint={t('noDataHint')} />}
          {loading && data !== null && <p className={styles.stale} role="status" data-testid="trend-loading">{t('stale')}</p>}
        </div>
        <TrendLegend tags={plotTags} data={data} standIns={standIns} />
      </section>
    </div>
  );
}

function Notice({ title, hint, children }: { readonly title: string; readonly hint: string; readonly children?: ReactNode }): ReactNode {
  return (
    <div className={styles.notice} role="status">
      <strong>{title}</strong>
      <span>{hint}</span>
      {children}
    </div>
  );
}

function usePlotTags(): readonly PlotTag[] {
  const tags = useTrend((state) => state.tags);
  const { index } = useProfile();
  const theme = useTheme();
  return useMemo(() => {
    const known = tags.flatMap((id) => index.tag.get(id) ?? []);
    const colours = coloursFor(known.map((tag) => index.tagOrder.get(tag.id) ?? 0), theme);
    return known.map((tag, i): PlotTag => ({ id: tag.id, unit: formatUnit(tag.unit), colour: colours[i] ?? '', digital: isDigital(tag) }));
  }, [tags, index, theme]);
}

function useLimitLines(tags: readonly PlotTag[]): ReturnType<typeof limitLines> {
  const { t } = useTranslation(['trends', 'ui']);
  const { profile, index } = useProfile();
  const local = useLocal();
  return useMemo(() => {
    const item = (id: string): string => t(`ui:item.${id as 'TN'}`);
    const words = { local, limit: (id: string) => t('limitHigh', { item: item(id) }), target: (id: string) => t('limitTarget', { item: item(id) }) };
    return tags.flatMap((tag) => limitLines(tag.id, profile, index, words));
  }, [tags, profile, index, local, t]);
}

/** Takes over tags another screen asked for; at the very first opening the profile's first group. */
function useTakeover(): void {
  const asked = useRoute((state) => state.trendTags);
  const { profile } = useProfile();
  useEffect(() => {
    if (asked !== null) {
      trend.setTags(asked);
      useRoute.setState({ trendTags: null });
      return;
    }
    const first = profile.display.trendGroups[0];
    if (useTrend.getState().tags.length === 0 && first !== undefined) trend.setTags(first.tags);
  }, [asked, profile]);
}

function useFollow(): void {
  useEffect(() => {
    trend.follow();
    return usePlant.subscribe((state, before) => {
      if (state.nowMs !== before.nowMs) trend.follow();
    });
  }, []);
}
