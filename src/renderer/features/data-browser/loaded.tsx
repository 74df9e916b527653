import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFaultText } from '../../store/fault-text.ts';
import type { Query } from '../../store/use-query.ts';
import { Button } from '../../ui/button.tsx';
import styles from './source.module.css';

/** The answer once it is there; until then its place, or why it did not come. */
export function Loaded<T>({ query, children }: { readonly query: Query<T>; readonly children: (value: T) => ReactNode }): ReactNode {
  const { t } = useTranslation(['dataBrowser', 'ui']);
  const faultText = useFaultText();
  if (query.fault !== null) {
    return (
      <div className={styles.fault} role="alert">
        <strong>{t('failed')}</strong>
        <p>{faultText(query.fault)}</p>
        <Button onClick={query.retry}>{t('ui:action.retry')}</Button>
      </div>
    );
  }
  if (query.value === null) return <div className={styles.skeleton} role="status" aria-label={t('loading')} />;
  return children(query.value);
}
