import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import { ANALYSIS_TABS, analysis, useAnalysis } from '../../store/analysis-store.ts';
import type { AnalysisTab } from '../../store/analysis-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useProfile } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Segments } from '../../ui/button.tsx';
import { CompareTab } from './compare-tab.tsx';
import { CorrelateTab } from './correlate-tab.tsx';
import { ExportButton } from './export-button.tsx';
import { HeatMapTab } from './heat-map-tab.tsx';
import styles from './history-screen.module.css';
import { SpanBar } from './span-bar.tsx';
import { StatisticsTab } from './statistics-tab.tsx';
import { TagPanel } from './tag-panel.tsx';
import { TrendTab } from './trend-tab.tsx';

/** Any question to the whole history: course, comparison, correlation, heat map, statistics, and files for others. */
export function HistoryScreen(): ReactNode {
  const { t } = useTranslation('history');
  const tab = useAnalysis((state) => state.tab);
  useStart();
  return (
    <div className={styles.screen}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <TagPanel />
      <section className={styles.main} aria-label={t('title')}>
        <div className={styles.bar}>
          <Segments label={t('tabs')} value={tab} onChange={(value) => analysis.set({ tab: value })} options={ANALYSIS_TABS.map((value) => ({ value, label: t(`tab.${value}`) }))} />
          <ExportButton />
        </div>
        {/* A comparison has two spans and shows both itself. */}
        <SpanBar />
        <div className={styles.body} tabIndex={0} role="group" aria-label={t(`tab.${tab}`)}><TabOf tab={tab} /></div>
      </section>
    </div>
  );
}

function TabOf({ tab }: { readonly tab: AnalysisTab }): ReactNode {
  switch (tab) {
    case 'trend':
      return <TrendTab />;
    case 'compare':
      return <CompareTab />;
    case 'correlate':
      return <CorrelateTab />;
    case 'heatMap':
      return <HeatMapTab />;
    case 'statistics':
      return <StatisticsTab />;
    default:
      return assertNever(tab, 'tab');
  }
}

/** First tags, extent of the history and the engine's exports. */
function useStart(): void {
  const { profile } = useProfile();
  const live = usePlant((state) => state.phase === 'live');
  useEffect(() => {
    const first = profile.display.trendGroups[0];
    if (useAnalysis.getState().tags.length === 0 && first !== undefined) analysis.setTags(first.tags);
  }, [profile]);
  useEffect(() => {
    if (!live) return;
    void callEngine('analysis.extent', {}).then((extent) => {
      if (extent.ok) analysis.set({ extent: extent.value });
    });
    void callEngine('analysis.exports', {}).then((exports) => {
      if (exports.ok) analysis.set({ exports: exports.value });
    });
  }, [live]);
}
