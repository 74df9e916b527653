import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatStamp } from '../../model/format.ts';
import { access, useAccess } from '../../store/access-store.ts';
import { useZone } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { OwnCodeDialog } from './own-code.tsx';
import { OwnPasswordDialog } from './own-password.tsx';
import { OwnPinDialog } from './own-pin.tsx';
import { PersonMark } from './person-mark.tsx';
import styles from './people-screen.module.css';
import { useSession } from './use-log-in.ts';

/** One's own password, PIN and second factor. */
export function MyAccount(): ReactNode {
  const { t } = useTranslation('people');
  const zone = useZone();
  const session = useSession();
  const state = useAccess(({ status }) => status?.state ?? null);
  const hours = useAccess(({ status }) => status?.settings.quickHours ?? 0);
  const [open, setOpen] = useState<'password' | 'pin' | 'pinOff' | 'code' | 'codeOff' | null>(null);
  const close = (): void => setOpen(null);
  if (session === null) {
    const setUp = state !== 'people';
    return (
      <div className={styles.notice}>
        <p>{t(setUp ? 'list.setUp' : 'mine.none')}</p>
        <Button look="primary" onClick={() => void access.ask(setUp ? { kind: 'setUp' } : { kind: 'logIn', fault: null })}>{t(setUp ? 'setUp.title' : 'top.logIn')}</Button>
      </div>
    );
  }
  return (
    <>
      <div className={styles.head}>
        <div className={styles.me}>
          <PersonMark name={session.name} />
          <div>
            <strong>{session.name}</strong>
            <p className={styles.quiet}>{t(`role.${session.role}`)} · {t('mine.since', { time: formatStamp(session.sinceMs, zone), how: t(`mine.how.${session.how}`) })}</p>
          </div>
        </div>
      </div>
      <p className={styles.quiet}>{t('mine.rightsOf')}: {t(`roleHint.${session.role}`)}</p>
      <Row title={t('mine.password')} hint={t(session.mustChange ? 'mine.mustChange' : 'mine.passwordHint')}>
        <Button look={session.mustChange ? 'primary' : 'plain'} onClick={() => setOpen('password')}>{t('mine.change')}</Button>
      </Row>
      <Row title={`${t('mine.pin')}: ${t(session.hasPin ? 'mine.pinOn' : 'mine.pinNone')}`} hint={t('mine.pinHint', { hours })}>
        {session.hasPin && <Button onClick={() => setOpen('pinOff')}>{t('mine.pinOff')}</Button>}
        <Button onClick={() => setOpen('pin')} data-testid="pin-set">{t('mine.pinSet')}</Button>
      </Row>
      <Row title={`${t('mine.code')}: ${t(session.hasCode ? 'mine.codeOn' : 'mine.codeNone')}`} hint={t('mine.codeHint')}>
        {session.hasCode
          ? <Button onClick={() => setOpen('codeOff')}>{t('mine.codeOff')}</Button>
          : <Button onClick={() => setOpen('code')} data-testid="code-begin">{t('mine.codeBegin')}</Button>}
      </Row>
      {open === 'password' && <OwnPasswordDialog onDone={close} />}
      {(open === 'pin' || open === 'pinOff') && <OwnPinDialog remove={open === 'pinOff'} onDone={close} />}
      {(open === 'code' || open === 'codeOff') && <OwnCodeDialog remove={open === 'codeOff'} onDone={close} />}
    </>
  );
}

function Row({ title, hint, children }: { readonly title: string; readonly hint: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className={styles.row}>
      <div><h3>{title}</h3><p>{hint}</p></div>
      <div className={styles.actions}>{children}</div>
    </div>
  );
}
