import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useTrend } from '../../store/trend-store.ts';
import { Button } from '../../ui/button.tsx';
import styles from './export-button.module.css';
import { useTrendExport } from './use-trend-export.ts';

/** Writes the shown tags and span to a CSV file, with progress and a way out. */
export function ExportButton(): ReactNode {
  const { t } = useTranslation(['trends', 'ui']);
  const none = useTrend((state) => state.tags.length === 0);
  const { state, start, cancel } = useTrendExport();
  const busy = state.at === 'writing';
  return (
    <div className={styles.export}>
      {busy ? (
        <Button onClick={cancel}>{t('ui:action.cancel')} <progress value={state.progress} max={1} aria-label={t('export.progress', { percent: Math.round(state.progress * 100) })} /></Button>
      ) : <Button onClick={start} disabled={none}><Download size={18} aria-hidden />CSV<span className="visually-hidden">{t('export.title')}</span></Button>}
      <span role="status" className={styles.note}>
        {state.at === 'writing' && t('export.progress', { percent: Math.round(state.progress * 100) })}
        {state.at === 'done' && t('export.done', { path: state.path })}
        {state.at === 'cancelled' && t('export.cancelled')}
        {state.at === 'failed' && t('export.failed', { reason: state.reason })}
      </span>
    </div>
  );
}
