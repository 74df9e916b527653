import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { COMMAND_RULES } from '#contract/call-rights.ts';
import { rightOf } from '#core/access/gate.ts';
import { ROLE_RIGHTS } from '#core/access/rights.ts';
import { access, useAccess } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useMessages } from '../../store/messages.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import styles from './people.module.css';
import { PersonChoice } from './person-choice.tsx';
import { PinPad } from './pin-pad.tsx';
import { SecretField } from './secret-field.tsx';
import { useSession, useWait } from './use-log-in.ts';

const ANSWER_MS = 30_000;

/** Somebody else agrees to the command that waits; the session stays with who gave it. */
export function SignDialog({ ticket, call }: { readonly ticket: string; readonly call: string }): ReactNode {
  const { t } = useTranslation(['people', 'ui']);
  const faultText = useFaultText();
  const messages = useMessages();
  const session = useSession();
  const persons = useAccess(({ status }) => status?.persons ?? []);
  const right = rightOf(COMMAND_RULES[call as keyof typeof COMMAND_RULES]);
  const signers = persons.filter((person) => person.id !== session?.personId && (right === null || ROLE_RIGHTS[person.role].includes(right)));
  const [name, setName] = useState(signers.length === 1 ? (signers[0]?.name ?? '') : '');
  const person = signers.find((each) => each.name === name) ?? null;
  const [how, setHow] = useState<'password' | 'pin'>('password');
  const [secret, setSecret] = useState('');
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const wait = useWait(fault);
  const field = useRef<HTMLInputElement>(null);
  const byPin = how === 'pin' && person?.quick === true;
  const needsCode = !byPin && person?.code === true;
  useEffect(() => {
    if (name !== '') field.current?.focus();
  }, [name, byPin]);
  const send = async (): Promise<void> => {
    if (secret === '' || busy || wait > 0) return;
    setBusy(true);
    const answer = await callEngine('access.countersign', { ticket, name, how: byPin ? 'pin' : 'password', password: secret, code: needsCode ? code : null }, { timeoutMs: ANSWER_MS });
    setBusy(false);
    if (answer.ok) {
      access.settle(true);
      return;
    }
    setSecret('');
    setFault(answer.error);
    field.current?.focus();
  };
  return (
    <Dialog
      open
      onClose={() => access.settle(false)}
      title={t('sign.title')}
      subtitle={t('sign.subtitle', { call: messages.call(call), name: session?.name ?? '' })}
      foot={(
        <>
          <Button onClick={() => access.settle(false)}>{t('ui:action.cancel')}</Button>
          <Button look="primary" type="submit" form="sign" disabled={name === '' || secret === '' || busy || wait > 0} data-testid="sign-send">{t('sign.send')}</Button>
        </>
      )}
    >
      <form id="sign" className={styles.form} onSubmit={(event) => { event.preventDefault(); void send(); }}>
        <p>{t('sign.what')}</p>
        {signers.length === 0 ? <p className={styles.fault}>{t('sign.nobody')}</p> : <PersonChoice label={t('logIn.who')} persons={signers} name={name} onName={(chosen) => { setName(chosen); setSecret(''); setFault(null); }} />}
        {person !== null && (
          <>
            {person.quick && <Segments label={t('logIn.how')} value={how} onChange={(value) => { setHow(value); setSecret(''); }} options={[{ value: 'password', label: t('logIn.password') }, { value: 'pin', label: t('logIn.pin') }]} />}
            <div className={styles.secrets} data-pin={byPin}>
              <SecretField
                label={t(byPin ? 'logIn.pin' : 'logIn.password')} value={secret} digits={byPin} input={field} onText={setSecret} testId="sign-secret"
                error={fault === null ? null : wait > 0 ? `${faultText(fault)} ${t('logIn.waitLeft', { seconds: wait })}` : faultText(fault)}
              />
              {byPin && <PinPad value={secret} onValue={setSecret} />}
              {needsCode && <Field label={t('logIn.code')} hint={t('logIn.codeHint')} value={code} inputMode="numeric" maxLength={8} onText={setCode} />}
            </div>
          </>
        )}
      </form>
    </Dialog>
  );
}
