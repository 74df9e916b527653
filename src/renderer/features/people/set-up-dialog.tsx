import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { access } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { NO_PASSWORD, NewPasswordFields, isFit } from './new-password.tsx';
import styles from './people.module.css';
import { taken } from './use-log-in.ts';

const ANSWER_MS = 30_000;

/** The first administrator: from then on it is on record who did what. There is no given password. */
export function SetUpDialog(): ReactNode {
  const { t } = useTranslation(['people', 'ui']);
  const faultText = useFaultText();
  const language = usePreferences((state) => state.language);
  const form = useKeptForm('person-first');
  const [name, setName] = form.field('name', usePreferences.getState().operatorName);
  const [secret, setSecret] = useState(NO_PASSWORD);
  const [spoken, setSpoken] = useState(language);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const ready = name.trim() !== '' && isFit(secret, name);
  const send = async (): Promise<void> => {
    if (!ready || busy) return;
    setBusy(true);
    const answer = await form.send('access.setUp', { name: name.trim(), password: secret.password, language: spoken }, { timeoutMs: ANSWER_MS });
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
      form={form}
      title={t('setUp.title')}
      subtitle={t('setUp.subtitle')}
      foot={(
        <>
          <Button onClick={() => access.settle(false)}>{t('ui:action.cancel')}</Button>
          <Button look="primary" type="submit" form="set-up" disabled={!ready || busy} data-testid="set-up-send">{t(busy ? 'setUp.sending' : 'setUp.send')}</Button>
        </>
      )}
    >
      <form id="set-up" className={styles.form} onSubmit={(event) => { event.preventDefault(); void send(); }}>
        <Field label={t('setUp.name')} hint={t('setUp.nameHint')} value={name} maxLength={80} onText={setName} autoFocus data-testid="set-up-name" />
        <NewPasswordFields label={t('setUp.password')} name={name} value={secret} onValue={setSecret} />
        <Segments label={t('setUp.language')} value={spoken} onChange={setSpoken} options={(['ko', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))} />
        {fault !== null && <p role="alert" className={styles.fault}>{faultText(fault)}</p>}
      </form>
    </Dialog>
  );
}
