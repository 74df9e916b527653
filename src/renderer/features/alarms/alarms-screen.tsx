import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import { ALARM_TABS, alarms, useAlarms } from '../../store/alarm-store.ts';
import type { AlarmTab } from '../../store/alarm-store.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Tabs, panelOf } from '../../ui/tabs.tsx';
import styles from './alarms-screen.module.css';
import { AsidePanel } from './aside-panel.tsx';
import { HealthPanel } from './health-panel.tsx';
import { IncidentsPanel } from './incidents-panel.tsx';
import { JournalPanel } from './journal-panel.tsx';
import { ListPanel } from './list-panel.tsx';
import { SettingsPanel } from './settings-panel.tsx';

/** What is wrong, what do I do? Standing alarms, what is set aside, the past, the alarms' own health, incidents, settings. */
export function AlarmsScreen(): ReactNode {
  const { t } = useTranslation('alarms');
  const tab = useAlarms((state) => state.tab);
  // What is suppressed by design is so in normal running; only what a person set aside calls for a look.
  const aside = usePlant(({ status }) => (status === null ? 0 : status.alarmCounts.shelved + status.alarmCounts.outOfService));
  return (
    <div className={styles.screen}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <Tabs id="alarm" label={t('title')} value={tab} onChange={alarms.tab} tabs={ALARM_TABS.map((each) => ({ value: each, label: each === 'aside' && aside > 0 ? <>{t('tab.aside')}<span className={styles.badge}>{aside}</span></> : t(`tab.${each}`) }))} />
      <div {...panelOf('alarm', tab)} className={styles.panel}>
        <PanelOf tab={tab} />
      </div>
    </div>
  );
}

function PanelOf({ tab }: { readonly tab: AlarmTab }): ReactNode {
  switch (tab) {
    case 'list':
      return <ListPanel />;
    case 'aside':
      return <AsidePanel />;
    case 'journal':
      return <JournalPanel />;
    case 'health':
      return <HealthPanel />;
    case 'incidents':
      return <IncidentsPanel />;
    case 'settings':
      return <SettingsPanel />;
    default:
      return assertNever(tab, 'tab');
  }
}
