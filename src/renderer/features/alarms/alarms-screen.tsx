import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import { ALARM_TABS, alarms, useAlarms } from '../../store/alarm-store.ts';
import type { AlarmTab } from '../../store/alarm-store.ts';
import { usePlant } from '../../store/plant-store.ts';
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
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = ALARM_TABS[(ALARM_TABS.indexOf(tab) + step + ALARM_TABS.length) % ALARM_TABS.length];
    if (next === undefined) return;
    alarms.tab(next);
    event.currentTarget.querySelector<HTMLElement>(`#alarm-tab-${next}`)?.focus();
  };
  return (
    <div className={styles.screen}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <div className={styles.tabs} role="tablist" aria-label={t('title')} onKeyDown={move}>
        {ALARM_TABS.map((each) => (
          <button key={each} id={`alarm-tab-${each}`} type="button" role="tab" className={styles.tab} aria-selected={each === tab} aria-controls="alarm-panel" tabIndex={each === tab ? 0 : -1} onClick={() => alarms.tab(each)}>
            {t(`tab.${each}`)}{each === 'aside' && aside > 0 && <span className={styles.badge}>{aside}</span>}
          </button>
        ))}
      </div>
      <div id="alarm-panel" role="tabpanel" aria-labelledby={`alarm-tab-${tab}`} className={styles.panel}>
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
