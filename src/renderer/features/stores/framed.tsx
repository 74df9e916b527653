import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFaultText } from '../../store/fault-text.ts';
import { Button } from '../../ui/button.tsx';
import type { Answer } from '../work-orders/use-work.ts';
import styles from './stores.module.css';

/** The answer of the engine in its frame: waiting, failed, nothing, or what was asked for. */
export function Framed<T>({ answer, isEmpty, none, children }: { readonly answer: Answer<T>; readonly isEmpty: (value: T) => boolean; readonly none: readonly [string, string]; readonly children: (value: T) => ReactNode }): ReactNode {
  const { t } = useTranslation(['stores', 'ui']);
  const faultText = useFaultText();
  if (answer.fault !== null) return <div className={styles.empty} role="alert"><strong>{t('failed')}</strong><p>{faultText(answer.fault)}</p><Button onClick={answer.reload}>{t('ui:action.retry')}</Button></div>;
  if (answer.value === null) return <div className={styles.skeleton} aria-busy="true" aria-label={t('ui:loading')}>{[0, 1, 2, 3, 4, 5].map((i) => <span key={i} />)}</div>;
  if (isEmpty(answer.value)) return <div className={styles.empty}><strong>{none[0]}</strong><p>{none[1]}</p></div>;
  return children(answer.value);
}
