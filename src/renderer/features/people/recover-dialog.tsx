import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { access, useAccess } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { NO_PASSWORD, NewPasswordFields, isFit } from './new-password.tsx';
import styles from './people.module.css';
import { taken, useWait } from './use-log-in.ts';

const ANSWER_MS = 30_000;

/** Back in with the sealed code, without anybody's help and without the internet. */
export function RecoverDialog(): ReactNode {
  const { t } = useTranslation(['people', 'ui']);
  const faultText = useFaultText();
  const administrator = useAccess(({ status }) => status?.persons.find(({ role }) => role === 'administrator')?.name ?? '');
  const [code, setCode] = useState('');
  const [name, setName] = useState(administrator);
  const [secret, setSecret] = useState(NO_PASSWORD);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const wait = useWait(fault);
  const ready = code.trim() !== '' && name.trim() !== '' && isFit(secret, name);
  const send = async (): Promise<void> => {
    if (!ready || busy || wait > 0) return;
    setBusy(true);
    const answer = await callEngine('access.recover', { recoveryCode: code, name: name.trim(), password: secret.password }, { timeoutMs: ANSWER_MS });
    setBusy(false);
    if (!answer.ok) setFault(answer.error);
    else if (taken(answer)) {
      access.showCode(answer.value.recoveryCode);
      access.settle(true);
    }
  };
  return (
    <Dialog
      open
      onClose={() => access.settle(false)}
      title={t('recover.title')}
      subtitle={t('recover.subtitle')}
      foot={(
        <>
          <Button onClick={() => access.turnTo({ kind: 'logIn', fault: null })}>{t('ui:action.back')}</Button>
          <Button look="primary" type="submit" form="recover" disabled={!ready || busy || wait > 0} data-testid="recover-send">{t('recover.send')}</Button>
        </>
      )}
    >
      <form id="recover" className={styles.form} onSubmit={(event) => { event.preventDefault(); void send(); }}>
        <Field label={t('recover.code')} hint={t('recover.codeHint')} value={code} maxLength={60} spellCheck={false} autoComplete="off" onText={setCode} autoFocus data-testid="recover-code" />
        <Field label={t('recover.name')} hint={t('recover.nameHint')} value={name} maxLength={80} onText={setName} data-testid="recover-name" />
        <NewPasswordFields label={t('recover.password')} name={name} value={secret} onValue={setSecret} />
        {fault !== null && <p role="alert" className={styles.fault}>{faultText(fault)}</p>}
      </form>
    </Dialog>
  );
}
