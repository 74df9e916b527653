import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportRun } from '#contract/analysis.ts';
import { formatBytes, formatNumber, formatWhen } from '../../model/format.ts';
import { useAnalysis } from '../../store/analysis-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useSpanText, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import styles from './export-dialog.module.css';

/** Exports that run, wait and have ended; the engine keeps the list. */
export function ExportList(): ReactNode {
  const { t } = useTranslation('history');
  const exports = useAnalysis((state) => state.exports);
  return (
    <section className={styles.list} aria-label={t('exportList')}>
      <h2>{t('exportList')}</h2>
      {exports === null && <p role="status">{t('loading')}</p>}
      {exports?.length === 0 && <p className={styles.note} role="status">{t('exportListEmpty')}</p>}
      <ul>{(exports ?? []).map((run) => <li key={run.id}><Run run={run} /></li>)}</ul>
    </section>
  );
}

function Run({ run }: { readonly run: ExportRun }): ReactNode {
  const { t } = useTranslation(['history', 'ui']);
  const zone = useZone();
  const messages = useMessages();
  const spanText = useSpanText();
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const under = run.state === 'running' || run.state === 'queued';
  const percent = Math.floor(run.progress * 100);
  const forget = (): void => {
    void callEngine('analysis.exportForget', { id: run.id });
    useAnalysis.setState((state) => ({ exports: state.exports?.filter(({ id }) => id !== run.id) ?? null }));
  };
  return (
    <div className={styles.run} data-testid="export-run" data-state={run.state}>
      <div className={styles.head}>
        <span>{formatWhen(run.askedMs, nowMs, zone)} · {t(`formatOf.${run.request.format}`)} · {run.who}</span>
        {under
          ? <Button onClick={() => void callEngine('analysis.exportCancel', { id: run.id })}>{t('ui:action.cancel')}</Button>
          : <Button look="quiet" onClick={forget}>{t('forget')}</Button>}
      </div>
      {run.path !== null && <span className={styles.path}>{run.path}</span>}
      {run.state === 'running' && <progress value={run.progress} max={1} aria-label={t('exportProgress', { percent })} />}
      <span role="status">
        {run.state === 'queued' && t('exportQueued')}
        {run.state === 'running' && `${t('exportProgress', { percent })} · ${t('exportRows', { rows: formatNumber(run.rows, 0) })}${run.remainingMs === null ? '' : ` · ${t('exportRemaining', { span: spanText(Math.max(1000, run.remainingMs)) })}`}`}
        {run.state === 'done' && t('exportDone', { rows: formatNumber(run.rows, 0), size: formatBytes(run.bytes) })}
        {run.state === 'cancelled' && t('exportCancelled')}
        {run.state === 'failed' && <span className={styles.failed}>{run.fault === null ? t('failed') : messages.code(run.fault.code, run.fault.params)}</span>}
      </span>
    </div>
  );
}
