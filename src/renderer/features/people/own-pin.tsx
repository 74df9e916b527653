import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { checkPin } from '#core/access/secret-rules.ts';
import { access, useAccess } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useMessages } from '../../store/messages.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './people.module.css';
import { PinPad } from './pin-pad.tsx';
import { SecretField } from './secret-field.tsx';

const ANSWER_MS = 30_000;

/** Sets one's own PIN or removes it; the password says that it is one's own. */
export function OwnPinDialog({ remove, onDone }: { readonly remove: boolean; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation(['people', 'ui']);
  const faultText = useFaultText();
  const messages = useMessages();
  const hours = useAccess(({ status }) => status?.settings.quickHours ?? 0);
  const [password, setPassword] = useState('');
  const [pin, setPin] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const checked = checkPin(pin);
  const ready = password !== '' && (remove || checked.ok);
  const send = async (): Promise<void> => {
    if (!ready || busy) return;
    setBusy(true);
    const answer = await callEngine('access.ownPin', { password, pin: remove ? null : pin }, { timeoutMs: ANSWER_MS });
    setBusy(false);
    if (!answer.ok) setFault(answer.error);
    else {
      access.take(answer.value);
      onDone();
    }
  };
  return (
    <Dialog
      open
      onClose={onDone}
      title={t(remove ? 'mine.pinOff' : 'mine.pinSet')}
      subtitle={t('mine.pinHint', { hours })}
      foot={(
        <>
          <Button onClick={onDone}>{t('ui:action.cancel')}</Button>
          <Button look="primary" type="submit" form="own-pin" disabled={!ready || busy} data-testid="own-pin-send">{t(remove ? 'mine.pinOff' : 'mine.pinSet')}</Button>
        </>
      )}
    >
      <form id="own-pin" className={styles.form} onSubmit={(event) => { event.preventDefault(); void send(); }}>
        <SecretField label={t('mine.old')} value={password} onText={setPassword} autoFocus testId="old-password" />
        {!remove && (
          <div className={styles.secrets} data-pin="true">
            <SecretField
              label={t('mine.pinNew')} value={pin} digits isNew onText={(text) => setPin(text.replace(/\D/g, ''))} testId="new-pin"
              error={pin.length >= 4 && !checked.ok ? messages.code(checked.error.code, { ...checked.error.params }) : null}
            />
            <PinPad value={pin} onValue={setPin} />
          </div>
        )}
        {fault !== null && <p role="alert" className={styles.fault}>{faultText(fault)}</p>}
      </form>
    </Dialog>
  );
}
