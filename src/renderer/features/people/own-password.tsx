import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { access } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { NO_PASSWORD, NewPasswordFields, isFit } from './new-password.tsx';
import styles from './people.module.css';
import { SecretField } from './secret-field.tsx';
import { useSession } from './use-log-in.ts';

const ANSWER_MS = 30_000;

/** A new password of one's own in place of the present one. */
export function OwnPasswordDialog({ onDone }: { readonly onDone: (done: boolean) => void }): ReactNode {
  const { t } = useTranslation(['people', 'ui']);
  const faultText = useFaultText();
  const session = useSession();
  const [old, setOld] = useState('');
  const [secret, setSecret] = useState(NO_PASSWORD);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const ready = old !== '' && isFit(secret, session?.name ?? '');
  const send = async (): Promise<void> => {
    if (!ready || busy) return;
    setBusy(true);
    const answer = await callEngine('access.ownPassword', { password: old, newPassword: secret.password }, { timeoutMs: ANSWER_MS });
    setBusy(false);
    if (!answer.ok) setFault(answer.error);
    else {
      access.take(answer.value);
      onDone(true);
    }
  };
  return (
    <Dialog
      open
      onClose={() => onDone(false)}
      title={t('mine.password')}
      subtitle={t(session?.mustChange === true ? 'mine.mustChange' : 'mine.passwordHint')}
      foot={(
        <>
          <Button onClick={() => onDone(false)}>{t('ui:action.cancel')}</Button>
          <Button look="primary" type="submit" form="own-password" disabled={!ready || busy} data-testid="own-password-send">{t('mine.change')}</Button>
        </>
      )}
    >
      <form id="own-password" className={styles.form} onSubmit={(event) => { event.preventDefault(); void send(); }}>
        <SecretField label={t('mine.old')} value={old} onText={setOld} autoFocus testId="old-password" />
        <NewPasswordFields label={t('mine.new')} name={session?.name ?? ''} value={secret} onValue={setSecret} />
        {fault !== null && <p role="alert" className={styles.fault}>{faultText(fault)}</p>}
      </form>
    </Dialog>
  );
}
