import { Phone } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActiveAlarm } from '#contract/snapshot.ts';
import { useProfile } from '../../store/hooks.ts';
import styles from './alarm-help.module.css';

/** From here on somebody else is to be told as well (seed 5.4: emergency and critical). */
const CALL_FROM_PERCENT = 90;

/** Whom to call when the discharge comes near its limit, as the site has named them. */
export function EmergencyContacts({ alarm }: { readonly alarm: ActiveAlarm }): ReactNode {
  const { t } = useTranslation('setup');
  const { profile } = useProfile();
  const { percent } = alarm.params;
  const contacts = (profile.site.contacts ?? []).filter(({ emergency }) => emergency);
  if (alarm.code !== 'alarm.effluent' || typeof percent !== 'number' || percent < CALL_FROM_PERCENT || contacts.length === 0) return null;
  return (
    <section className={styles.contacts} data-testid="alarm-contacts">
      <h3><Phone size={16} aria-hidden /> {t('contacts.call')}</h3>
      <ul>
        {contacts.map(({ name, role, phone, purpose }) => (
          <li key={`${name} ${phone}`}><strong>{phone}</strong> {[name, role, purpose].filter((each) => each !== '').join(' · ')}</li>
        ))}
      </ul>
    </section>
  );
}
