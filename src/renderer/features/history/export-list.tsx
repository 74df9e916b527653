import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportRun } from '#contract/analysis.ts';
import type { Result } from '#core/result.ts';
import { formatBytes, formatNumber, formatWhen } from '../../model/format.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { useAnalysis } from '../../store/analysis-store.ts';
import { callEngine } from '../../store/connection.ts';
import { saveKept, startExport } from '../../store/export-actions.ts';
import type { StartFault } from '../../store/export-actions.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozenEngine, useSpanText, useZone } from '../../store/hooks.ts';
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
  const isFetched = useAnalysis((state) => state.fetching.has(run.id));
  // Made, but kept by the engine: on no drive of the person's yet.
  const isKept = run.state === 'done' && run.path === null && !isFetched;
  const operator = useOperatorName().trim();
  const frozen = useFrozenEngine();
  const faultText = useFaultText();
  const [fault, setFault] = useState<StartFault | null>(null);
  const tell = (answer: Result<unknown, StartFault>): void => setFault(answer.ok ? null : answer.error);
  const again = (): void => void startExport(run.request, operator === '' ? run.who : operator, run.path?.split(/[\\/]/).at(-1) ?? `${run.id}.${run.request.format}`).then(tell);
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
          : (
            <span className={styles.acts}>
              {isKept && <Button disabled={frozen} onClick={() => void saveKept(run).then(tell)} data-testid="export-save">{t('exportSave')}</Button>}
              {(run.state === 'failed' || run.state === 'cancelled') && <Button disabled={frozen} onClick={again} data-testid="export-again">{t('exportAgain')}</Button>}
              <Button look="quiet" disabled={isFetched} onClick={forget}>{t('forget')}</Button>
            </span>
          )}
      </div>
      {run.path !== null && <span className={styles.path}>{run.path}</span>}
      {run.state === 'running' && <progress value={run.progress} max={1} aria-label={t('exportProgress', { percent })} />}
      <span role="status">
        {run.state === 'queued' && t('exportQueued')}
        {run.state === 'running' && `${t('exportProgress', { percent })} · ${t('exportRows', { rows: formatNumber(run.rows, 0) })}${run.remainingMs === null ? '' : ` · ${t('exportRemaining', { span: spanText(Math.max(1000, run.remainingMs)) })}`}`}
        {isFetched && t('exportFetching')}
        {run.state === 'done' && !isFetched && t(isKept ? 'exportKept' : 'exportDone', { rows: formatNumber(run.rows, 0), size: formatBytes(run.bytes) })}
        {run.state === 'cancelled' && t('exportCancelled')}
        {run.state === 'failed' && <span className={styles.failed}>{run.fault === null ? t('failed') : messages.code(run.fault.code, run.fault.params)}</span>}
      </span>
      {fault !== null && <span className={styles.failed} role="alert">{fault.kind === 'shell' ? fault.message : faultText(fault)}</span>}
    </div>
  );
}
