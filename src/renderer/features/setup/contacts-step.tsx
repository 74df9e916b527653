import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sitePartFields } from '#contract/together.ts';
import { MOST_CONTACTS } from '#core/setup/check.ts';
import type { SiteContacts } from '#core/setup/site.ts';
import { contactsFields, contactsOfFields, faultsByField, isEmptyContact } from '../../model/site-form.ts';
import { useProfile } from '../../store/hooks.ts';
import { useSetup } from '../../store/setup-store.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { TogetherNote } from '../../ui/together-note.tsx';
import styles from './setup.module.css';
import { StepFrame } from './step-frame.tsx';
import { useSiteDraft } from './use-site-draft.ts';
import { useChangedBy, useSitePart } from './use-site-part.ts';

const KEYS = ['name', 'role', 'phone', 'purpose'] as const;
const NOBODY = { name: '', role: '', phone: '', purpose: '', emergency: true };

/** Whom to call and for what; they stand in the help of the alarms of the discharge. */
export function ContactsStep(): ReactNode {
  const { t } = useTranslation('setup');
  const { profile } = useProfile();
  const { check, words } = useSitePart();
  const changed = useChangedBy('contacts');
  const touched = useSetup(({ view }) => view?.site.contacts !== null);
  const present = profile.site.contacts ?? [];
  const { fields, change, put: putInForce, form } = useSiteDraft<Record<string, string>>('contacts', 'contacts', contactsFields(present.length === 0 ? [NOBODY] : present));
  const [asked, setAsked] = useState(false);
  const rows = contactsOfFields(fields);
  const kept = rows.filter((contact) => !isEmptyContact(contact));
  const trimmed = kept.map(({ name, role, phone, purpose, emergency }) => ({ name: name.trim(), role: role.trim(), phone: phone.trim(), purpose: purpose.trim(), emergency }));
  const at = rows.map((contact) => (isEmptyContact(contact) ? -1 : kept.indexOf(contact)));
  const faults = faultsByField(check({ part: 'contacts', value: kept }));
  const put = (contacts: SiteContacts): void => change(contactsFields(contacts));
  return (
    <StepFrame
      step="contacts"
      onNext={async () => {
        setAsked(true);
        if (faults.size > 0) return undefined;
        return putInForce({ part: 'contacts', value: trimmed });
      }}
    >
      <TogetherNote form={form} mine={sitePartFields(trimmed)} take={({ contacts }) => { if (Array.isArray(contacts)) put(contacts as unknown as SiteContacts); }} />
      <ul className={styles.contacts}>
        {rows.map((contact, i) => (
          <li key={i} aria-label={t('contacts.line', { number: i + 1 })}>
            {KEYS.map((key) => (
              <Field key={key} label={t(`contacts.${key}`)} error={asked || faults.get(`${String(at[i])}.${key}`)?.rule === 'long' ? words(faults.get(`${String(at[i])}.${key}`)) : null} inputMode={key === 'phone' ? 'tel' : 'text'} maxLength={1000} value={contact[key]} onText={(text) => change({ [`${String(i)}.${key}`]: text })} data-testid={`contact-${String(i)}-${key}`} />
            ))}
            <label className={styles.check}>
              <input type="checkbox" checked={contact.emergency} onChange={(event) => change({ [`${String(i)}.emergency`]: event.target.checked ? 'yes' : 'no' })} />
              <span>{t('contacts.emergency')}</span>
            </label>
            <Button look="quiet" aria-label={t('contacts.remove', { number: i + 1 })} onClick={() => put(rows.filter((_, other) => other !== i))}><Trash2 size={20} aria-hidden /></Button>
          </li>
        ))}
      </ul>
      {rows.length === 0 && <p className={styles.hint}>{t('contacts.empty')}</p>}
      <div className={styles.line}>
        <Button onClick={() => put([...rows, NOBODY])} disabled={rows.length >= MOST_CONTACTS} data-testid="contact-add">{t('contacts.add')}</Button>
        {touched && <span className={styles.hint}>{changed}</span>}
      </div>
    </StepFrame>
  );
}
