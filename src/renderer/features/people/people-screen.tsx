import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import { useAccess } from '../../store/access-store.ts';
import { Tabs, panelOf } from '../../ui/tabs.tsx';
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
  return (
    <div className={styles.screen}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <Tabs id="people" label={t('title')} value={tab} onChange={setTab} vertical tabs={TABS.map((each) => ({ value: each, label: t(`tabs.${each}`) }))} />
      <div {...panelOf('people', tab)} className={styles.panel} tabIndex={0}>
        <TabOf tab={tab} />
      </div>
    </div>
  );
}

function TabOf({ tab }: { readonly tab: Tab }): ReactNode {
  const { t } = useTranslation('people');
  const isOpen = useAccess(({ status }) => status?.state === 'open');
  switch (tab) {
    case 'mine':
      return <MyAccount />;
    case 'people':
      return <Guarded right="people.manage" refused={t('list.refused')} logIn={t('list.logIn')}><PersonList /></Guarded>;
    case 'roles':
      return <RolesMatrix />;
    case 'log':
      // Before anybody is set up commands carry names too, and whoever asks may read them.
      return isOpen ? <AuditLog /> : <Guarded right="audit.read" refused={t('log.refused')} logIn={t('log.logIn')}><AuditLog /></Guarded>;
    case 'settings':
      return <Guarded right="people.manage" refused={t('settings.refused')} logIn={t('list.logIn')}><AccessSettingsPanel /></Guarded>;
    default:
      return assertNever(tab, 'tab');
  }
}
