import { useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import { AccessSettingsPanel } from './access-settings.tsx';
import { AuditLog } from './audit-log.tsx';
import { Guarded } from './guarded.tsx';
import { MyAccount } from './my-account.tsx';
import { PersonList } from './person-list.tsx';
import styles from './people-screen.module.css';
import { RolesMatrix } from './roles-matrix.tsx';

const TABS = ['mine', 'people', 'roles', 'log', 'settings'] as const;
type Tab = (typeof TABS)[number];

/** Who works here, what each may do, and what each did. */
export function PeopleScreen(): ReactNode {
  const { t } = useTranslation('people');
  const [tab, setTab] = useState<Tab>('mine');
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length];
    if (next === undefined) return;
    setTab(next);
    event.currentTarget.querySelector<HTMLElement>(`#people-tab-${next}`)?.focus();
  };
  return (
    <div className={styles.screen}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <div className={styles.tabs} role="tablist" aria-orientation="vertical" aria-label={t('title')} onKeyDown={move}>
        {TABS.map((each) => (
          <button key={each} id={`people-tab-${each}`} type="button" role="tab" className={styles.tab} aria-selected={each === tab} aria-controls="people-panel" tabIndex={each === tab ? 0 : -1} onClick={() => setTab(each)}>
            {t(`tabs.${each}`)}
          </button>
        ))}
      </div>
      <div id="people-panel" role="tabpanel" aria-labelledby={`people-tab-${tab}`} className={styles.panel} tabIndex={0}>
        <TabOf tab={tab} />
      </div>
    </div>
  );
}

function TabOf({ tab }: { readonly tab: Tab }): ReactNode {
  const { t } = useTranslation('people');
  switch (tab) {
    case 'mine':
      return <MyAccount />;
    case 'people':
      return <Guarded right="people.manage" refused={t('list.refused')} logIn={t('list.logIn')}><PersonList /></Guarded>;
    case 'roles':
      return <RolesMatrix />;
    case 'log':
      return <Guarded right="audit.read" refused={t('log.refused')} logIn={t('log.logIn')}><AuditLog /></Guarded>;
    case 'settings':
      return <Guarded right="people.manage" refused={t('settings.refused')} logIn={t('list.logIn')}><AccessSettingsPanel /></Guarded>;
    default:
      return assertNever(tab, 'tab');
  }
}
