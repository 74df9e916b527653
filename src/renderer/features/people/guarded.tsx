import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { access, useAccess, useMay } from '../../store/access-store.ts';
import type { Right } from '#core/access/rights.ts';
import { useMessages } from '../../store/messages.ts';
import { Button } from '../../ui/button.tsx';
import styles from './people-screen.module.css';

interface GuardedProps {
  readonly right: Right;
  /** Whom this part is for. */
  readonly refused: string;
  readonly logIn: string;
  readonly children: ReactNode;
}

/** A part for those with a right: others read whom it is for, and who is not logged in is asked to. */
export function Guarded({ right, refused, logIn, children }: GuardedProps): ReactNode {
  const { t } = useTranslation('people');
  const messages = useMessages();
  const status = useAccess((state) => state.status);
  const { may, code, params } = useMay(right);
  if (status === null) return <div className={styles.skeleton} aria-busy="true" />;
  if (status.state !== 'people') {
    return (
      <div className={styles.notice}>
        <p>{t('list.setUp')}</p>
        <Button look="primary" onClick={() => void access.ask({ kind: 'setUp' })}>{t('setUp.title')}</Button>
      </div>
    );
  }
  if (status.session === null) {
    return (
      <div className={styles.notice}>
        <p>{logIn}</p>
        <Button look="primary" onClick={() => void access.ask({ kind: 'logIn', fault: null })}>{t('top.logIn')}</Button>
      </div>
    );
  }
  if (!may) {
    return (
      <div className={styles.notice} data-testid="not-for-you">
        <p><strong>{refused}</strong></p>
        {code !== null && <p>{messages.code(code, { ...params })}</p>}
      </div>
    );
  }
  return children;
}
