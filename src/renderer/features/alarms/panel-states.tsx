import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { Button } from '../../ui/button.tsx';
import styles from './panel.module.css';

/** Nothing to show, and what to do about it. */
export function Empty({ title, hint, children }: { readonly title: string; readonly hint?: string; readonly children?: ReactNode }): ReactNode {
  return <div className={styles.empty}><div><strong>{title}</strong>{hint !== undefined && <p>{hint}</p>}{children}</div></div>;
}

/** The question brought nothing, or has not been answered yet; null once there is an answer. */
export function Waiting({ fault, isEmpty, reload }: { readonly fault: CallFault | null; readonly isEmpty: boolean; readonly reload: () => void }): ReactNode {
  const { t } = useTranslation(['alarms', 'ui']);
  const faultText = useFaultText();
  if (!isEmpty) return null;
  if (fault !== null)
    return <div className={styles.empty} role="alert"><div><strong>{t('journal.failed')}</strong><p>{faultText(fault)}</p><Button onClick={reload}>{t('ui:action.retry')}</Button></div></div>;
  return <div className={styles.skeleton} aria-busy="true" aria-label={t('loading')}>{[0, 1, 2, 3, 4].map((i) => <span key={i} />)}</div>;
}
