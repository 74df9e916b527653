import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Params } from '#contract/api.ts';
import { useAccess } from '../../store/access-store.ts';
import { Segments } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { PinPad } from '../people/pin-pad.tsx';
import { SecretField } from '../people/secret-field.tsx';
import styles from './dialogs.module.css';

interface LockProof {
  /** What goes with the command; null where no log-in is asked for. */
  readonly proof: NonNullable<Params<'lock.lift'>['proof']> | null;
  readonly isMissing: boolean;
  readonly fields: ReactNode;
  /** Forgets what was typed, after it was refused. */
  readonly clear: () => void;
}

/** Password or PIN of the person once more, for a lock: only where people are set up. */
export function useLockProof(asked: boolean): LockProof {
  const { t } = useTranslation('workOrders');
  const state = useAccess(({ status }) => status?.state ?? 'open');
  const session = useAccess(({ status }) => status?.session ?? null);
  const quick = useAccess(({ status }) => status?.persons.find(({ name }) => name === status.session?.name)?.quick === true);
  const [how, setHow] = useState<'password' | 'pin'>(quick ? 'pin' : 'password');
  const [secret, setSecret] = useState('');
  const [code, setCode] = useState('');
  if (state !== 'people' || session === null) return { proof: null, isMissing: false, fields: null, clear: () => undefined };
  const byPin = how === 'pin' && quick;
  const isMissing = secret === '';
  const fields = (
    <fieldset className={styles.proof}>
      <legend>{t('lock.proof')}</legend>
      <p className={styles.note}>{t('lock.proofHint')}</p>
      {quick && <Segments label={t('lock.proof')} value={how} onChange={(next) => { setHow(next); setSecret(''); }} options={[{ value: 'pin', label: t('lock.pin') }, { value: 'password', label: t('lock.password') }]} />}
      <SecretField label={t(byPin ? 'lock.pin' : 'lock.password')} value={secret} digits={byPin} onText={setSecret} error={asked && isMissing ? t('lock.proofMissing') : null} testId="lock-proof" />
      {byPin && <PinPad value={secret} onValue={setSecret} />}
      {!byPin && session.hasCode && <Field label={t('lock.code')} value={code} inputMode="numeric" maxLength={8} onText={setCode} />}
    </fieldset>
  );
  return { proof: { how: byPin ? 'pin' : 'password', password: secret, code: code === '' ? null : code }, isMissing, fields, clear: () => setSecret('') };
}
