import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RpcError } from '#contract/wire.ts';
import { access, useAccess } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import styles from './people.module.css';
import { PersonChoice } from './person-choice.tsx';
import { PinPad } from './pin-pad.tsx';
import { SecretField } from './secret-field.tsx';
import { taken, useSession, useWait } from './use-log-in.ts';

/** Hashing on a small PC, one try after the other. */
const ANSWER_MS = 30_000;

/** Who is it? By password, with a code where it is set up, or by PIN for who logged in not long ago. */
export function LogInDialog({ reason }: { readonly reason: RpcError | null }): ReactNode {
  const { t } = useTranslation(['people', 'ui']);
  const faultText = useFaultText();
  const session = useSession();
  const persons = useAccess(({ status }) => status?.persons ?? []);
  const others = persons.filter(({ name: each }) => each !== session?.name);
  const offered = session === null ? persons : others;
  const [name, setName] = useState(offered.length === 1 ? (offered[0]?.name ?? '') : '');
  const person = persons.find((each) => each.name === name) ?? null;
  const [how, setHow] = useState<'password' | 'pin'>('password');
  const [secret, setSecret] = useState('');
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const wait = useWait(fault);
  const field = useRef<HTMLInputElement>(null);
  const byPin = how === 'pin' && person?.quick === true;
  const needsCode = !byPin && person?.code === true;

  const choose = (chosen: string): void => {
    setName(chosen);
    setHow(persons.find((each) => each.name === chosen)?.quick === true ? 'pin' : 'password');
    setSecret('');
    setCode('');
    setFault(null);
  };
  useEffect(() => {
    if (name !== '') field.current?.focus();
  }, [name, byPin]);

  const send = async (): Promise<void> => {
    if (secret === '' || busy || wait > 0) return;
    setBusy(true);
    const answer = byPin
      ? await callEngine('access.pin', { name, pin: secret }, { timeoutMs: ANSWER_MS })
      : await callEngine('access.login', { name, password: secret, code: needsCode ? code : null }, { timeoutMs: ANSWER_MS });
    setBusy(false);
    if (taken(answer)) {
      access.settle(true);
      return;
    }
    setSecret('');
    setCode('');
    setFault(answer.ok ? null : answer.error);
    field.current?.focus();
  };
  const logOut = (): void => {
    void callEngine('access.logout', {}).then((answer) => {
      if (!answer.ok) return;
      access.forget();
      access.take(answer.value);
      access.settle(false);
    });
  };

  const subtitle = [
    ...(session === null ? [] : [t('logIn.now', { name: session.name, role: t(`role.${session.role}`) })]),
    ...(reason === null ? [] : [faultText({ kind: 'engine', error: reason })]),
  ].join(' · ');
  return (
    <Dialog
      open
      onClose={() => access.settle(false)}
      title={t(session === null ? 'logIn.title' : 'logIn.change')}
      subtitle={subtitle === '' ? undefined : subtitle}
      foot={(
        <>
          {session !== null && <Button onClick={logOut} data-testid="log-out">{t('logIn.out')}</Button>}
          <Button onClick={() => access.settle(false)}>{t('ui:action.cancel')}</Button>
          <Button look="primary" form="log-in" type="submit" disabled={name === '' || secret === '' || (needsCode && code === '') || busy || wait > 0} data-testid="log-in-send">
            {t(busy ? 'logIn.sending' : 'logIn.send')}
          </Button>
        </>
      )}
    >
      <form id="log-in" className={styles.form} onSubmit={(event) => { event.preventDefault(); void send(); }}>
        {offered.length === 0 ? <p>{t('logIn.nobody')}</p> : <PersonChoice label={t('logIn.who')} persons={offered} name={name} onName={choose} />}
        {person !== null && (
          <>
            {person.quick && (
              <Segments label={t('logIn.how')} value={how} onChange={(value) => { setHow(value); setSecret(''); setFault(null); }} options={[{ value: 'pin', label: t('logIn.pin') }, { value: 'password', label: t('logIn.password') }]} />
            )}
            <div className={styles.secrets} data-pin={byPin}>
              <SecretField
                key={byPin ? 'pin' : 'password'} label={t(byPin ? 'logIn.pin' : 'logIn.password')} value={secret} digits={byPin} input={field}
                onText={(text) => setSecret(byPin ? text.replace(/\D/g, '') : text)} testId="log-in-secret"
                error={fault === null ? null : wait > 0 ? `${faultText(fault)} ${t('logIn.waitLeft', { seconds: wait })}` : faultText(fault)}
              />
              {byPin && <PinPad value={secret} onValue={setSecret} />}
              {needsCode && <Field label={t('logIn.code')} hint={t('logIn.codeHint')} value={code} inputMode="numeric" autoComplete="one-time-code" maxLength={8} onText={setCode} data-testid="log-in-code" />}
            </div>
          </>
        )}
        <details className={styles.lost}>
          <summary>{t('logIn.lost')}</summary>
          <p>{t('logIn.lostHint')}</p>
          <Button onClick={() => access.turnTo({ kind: 'recover' })} data-testid="recover-open">{t('logIn.recover')}</Button>
        </details>
      </form>
    </Dialog>
  );
}
