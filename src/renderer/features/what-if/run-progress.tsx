import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WhatIfRun } from '#contract/what-if.ts';
import { useSpanText } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import styles from './run-progress.module.css';

/** Below this share the remaining time would only be a guess. */
const TELLS_FROM = 0.05;

/** How far the two futures are worked out, how long it may take, and the way to stop it. */
export function RunProgress({ run, onCancel }: { readonly run: WhatIfRun; readonly onCancel: () => void }): ReactNode {
  const { t } = useTranslation('whatIf');
  const spanText = useSpanText();
  const left = run.progress < TELLS_FROM ? null : (run.tookMs * (1 - run.progress)) / run.progress;
  return (
    <div className={styles.progress} role="status" data-testid="what-if-progress">
      <div className={styles.line}>
        <strong>{t('running')}</strong>
        <span>{t('runningShare', { percent: Math.round(run.progress * 100) })}{left !== null && ` · ${t('remaining', { span: spanText(Math.max(1000, left)) })}`}</span>
      </div>
      <progress value={run.progress} max={1} aria-label={t('running')} />
      <Button onClick={onCancel}>{t('cancel')}</Button>
    </div>
  );
}
