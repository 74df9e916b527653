import { LogIn, UserRoundPlus } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PersonMark } from '../features/people/person-mark.tsx';
import { access, useAccess } from '../store/access-store.ts';
import styles from './person-badge.module.css';

/** Who works at this window; leads to log-in, change of person and log-out, or to the first administrator. */
export function PersonBadge(): ReactNode {
  const { t } = useTranslation('people');
  const status = useAccess((state) => state.status);
  if (status === null) return null;
  const { session, state } = status;
  if (session !== null) {
    return (
      <button
        type="button" className={styles.badge} data-testid="person" data-person={session.name}
        onClick={() => void access.ask({ kind: 'logIn', fault: null })}
      >
        <PersonMark name={session.name} small />
        <span className={styles.words}><strong>{session.name}</strong> <small>{t(`role.${session.role}`)}</small></span>
        <span className="visually-hidden">{t('top.person')}</span>
      </button>
    );
  }
  const setUp = state !== 'people';
  return (
    <button
      type="button" className={styles.badge} data-testid="person" data-person="" data-state={state}
      onClick={() => void access.ask(setUp ? { kind: 'setUp' } : { kind: 'logIn', fault: null })}
    >
      {setUp ? <UserRoundPlus size={22} aria-hidden /> : <LogIn size={22} aria-hidden />}
      <span className={styles.words}>
        <strong>{t(state === 'setUpFirst' ? 'top.setUpFirst' : setUp ? 'top.setUp' : 'top.logIn')}</strong>
        {state === 'open' && <small>{t('top.open')}</small>}
      </span>
    </button>
  );
}
