import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import { ROUNDS_TABS, rounds, useRounds } from '../../store/rounds-store.ts';
import type { RoundsTab } from '../../store/rounds-store.ts';
import { Tabs, panelOf } from '../../ui/tabs.tsx';
import { CalendarPanel } from './calendar-panel.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { LabelsPanel } from './labels-panel.tsx';
import { ListsPanel } from './lists-panel.tsx';
import { RoundPanel } from './round-panel.tsx';
import styles from './rounds.module.css';
import { TodayPanel } from './today-panel.tsx';

/** What must be checked now, by whom it was checked before, and what is checked at all. */
export function RoundsScreen(): ReactNode {
  const { t } = useTranslation('rounds');
  const tab = useRounds((state) => state.tab);
  const openId = useRounds((state) => state.openId);
  if (openId !== null) return <RoundPanel key={openId} id={openId} />;
  return (
    <section className={styles.screen} aria-label={t('title')}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <Tabs id="rounds" label={t('title')} value={tab} onChange={rounds.tab} tabs={ROUNDS_TABS.map((each) => ({ value: each, label: t(`tab.${each}`) }))} />
      <div {...panelOf('rounds', tab)} className={styles.panel}>
        <PanelOf tab={tab} />
      </div>
    </section>
  );
}

function PanelOf({ tab }: { readonly tab: RoundsTab }): ReactNode {
  switch (tab) {
    case 'today':
      return <TodayPanel />;
    case 'calendar':
      return <CalendarPanel />;
    case 'history':
      return <HistoryPanel />;
    case 'lists':
      return <ListsPanel />;
    case 'labels':
      return <LabelsPanel />;
    default:
      return assertNever(tab, 'tab');
  }
}
