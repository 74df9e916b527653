import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonView } from '#contract/access.ts';
import { drawnUpOn } from '#contract/together.ts';
import type { Fields } from '#core/together/compare.ts';
import { ROLES } from '#core/access/rights.ts';
import type { Role } from '#core/access/rights.ts';
import type { Result } from '#core/result.ts';
import { asText, takeFields } from '../../model/take-fields.ts';
import { callEngine } from '../../store/connection.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { FormHandle } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import type { Together } from '../../ui/together-note.tsx';
import { NO_PASSWORD, NewPasswordFields, isFit } from './new-password.tsx';
import styles from './people.module.css';

const ANSWER_MS = 30_000;

interface PersonFormProps {
  readonly title: string;
  readonly subtitle?: string;
  readonly sendText: string;
  readonly ready: boolean;
  readonly onSend: () => Promise<Result<unknown, CallFault>>;
  readonly onDone: () => void;
  /** What is kept of it; never a secret. */
  readonly form?: FormHandle;
  readonly together?: Together;
  readonly children?: ReactNode;
}

/** A dialog that sends one change and closes when it was taken. */
function PersonForm({ title, subtitle, sendText, ready, onSend, onDone, form, together, children }: PersonFormProps): ReactNode {
  const { t } = useTranslation(['people', 'ui']);
  const faultText = useFaultText();
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const send = async (): Promise<void> => {
    if (!ready || busy) return;
    setBusy(true);
    const answer = await onSend();
    setBusy(false);
    if (answer.ok) onDone();
    else setFault(answer.error);
  };
  return (
    <Dialog
      open
      onClose={onDone}
      {...(form === undefined ? {} : { form })}
      {...(together === undefined ? {} : { together })}
      title={title}
      subtitle={subtitle}
      foot={(
        <>
          <Button onClick={onDone}>{t('ui:action.cancel')}</Button>
          <Button look="primary" type="submit" form={id} disabled={!ready || busy} data-testid="person-send">{sendText}</Button>
        </>
      )}
    >
      <form id={id} className={styles.form} onSubmit={(event) => { event.preventDefault(); void send(); }}>
        {children}
        {fault !== null && <p role="alert" className={styles.fault}>{faultText(fault)}</p>}
      </form>
    </Dialog>
  );
}

/** Adds a person, or changes name, role and language of one. */
export function PersonDialog({ person, onDone }: { readonly person: PersonView | null; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation('people');
  const ownLanguage = usePreferences((state) => state.language);
  const form = useKeptForm(`person:${person?.id ?? 'new'}`, person === null ? null : drawnUpOn('access.changePerson', { id: person.id, name: person.name, role: person.role, language: person.language }));
  const [name, setName] = form.field('name', person?.name ?? '');
  const [role, setRole] = form.field<Role>('role', person?.role ?? 'technician', ROLES);
  const [language, setLanguage] = form.field<PersonView['language']>('language', person?.language ?? ownLanguage, ['ko', 'en']);
  const [secret, setSecret] = useState(NO_PASSWORD);
  const take = (fields: Fields): void => takeFields(fields, {
    name: (value) => setName(asText(value)),
    role: (value) => setRole(ROLES.find((each) => each === value) ?? role),
    language: (value) => setLanguage(value === 'ko' ? 'ko' : 'en'),
  });
  const ready = name.trim() !== '' && (person !== null || isFit(secret, name));
  const send = (): Promise<Result<unknown, CallFault>> =>
    person === null
      ? form.send('access.addPerson', { name: name.trim(), role, language, password: secret.password }, { timeoutMs: ANSWER_MS })
      : form.send('access.changePerson', { id: person.id, name: name.trim(), role, language }, { timeoutMs: ANSWER_MS });
  return (
    <PersonForm title={person === null ? t('edit.add') : t('edit.title', { name: person.name })} sendText={t('edit.save')} ready={ready} onSend={send} onDone={onDone} form={form} {...(person === null ? {} : { together: { form, mine: { name: name.trim(), role, language }, take } })}>
      <Field label={t('edit.name')} value={name} maxLength={80} onText={setName} autoFocus data-testid="person-name" />
      <div className={styles.form}>
        <Select label={t('edit.role')} value={role} onChange={setRole} options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))} />
        <p className={styles.hint}>{t(`roleHint.${role}`)}</p>
      </div>
      <Segments label={t('edit.language')} value={language} onChange={setLanguage} options={(['ko', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))} />
      {person === null && <NewPasswordFields label={t('edit.first')} hint={t('edit.firstHint')} name={name} value={secret} onValue={setSecret} />}
    </PersonForm>
  );
}

export function ResetDialog({ person, onDone }: { readonly person: PersonView; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation('people');
  const [secret, setSecret] = useState(NO_PASSWORD);
  return (
    <PersonForm
      title={t('edit.reset', { name: person.name })} subtitle={t('edit.resetHint')} sendText={t('list.reset')} ready={isFit(secret, person.name)} onDone={onDone}
      onSend={() => callEngine('access.resetPerson', { id: person.id, password: secret.password }, { timeoutMs: ANSWER_MS })}
    >
      <NewPasswordFields label={t('edit.first')} hint={t('edit.firstHint')} name={person.name} value={secret} onValue={setSecret} />
    </PersonForm>
  );
}

export function StopDialog({ person, onDone }: { readonly person: PersonView; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation('people');
  return (
    <PersonForm
      title={t('edit.off', { name: person.name })} sendText={t('edit.offSend')} ready onDone={onDone}
      onSend={() => callEngine('access.changePerson', { id: person.id, active: false }, { timeoutMs: ANSWER_MS, base: { name: person.name, role: person.role, active: person.active } })}
    >
      <p>{t('edit.offHint')}</p>
    </PersonForm>
  );
}
