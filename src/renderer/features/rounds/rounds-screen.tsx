import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import { ROUNDS_TABS, rounds, useRounds } from '../../store/rounds-store.ts';
import type { RoundsTab } from '../../store/rounds-store.ts';
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
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = ROUNDS_TABS[(ROUNDS_TABS.indexOf(tab) + step + ROUNDS_TABS.length) % ROUNDS_TABS.length];
    if (next === undefined) return;
    rounds.tab(next);
    event.currentTarget.querySelector<HTMLElement>(`#rounds-tab-${next}`)?.focus();
  };
  if (openId !== null) return <RoundPanel key={openId} id={openId} />;
  return (
    <section className={styles.screen} aria-label={t('title')}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <div className={styles.tabs} role="tablist" aria-label={t('title')} onKeyDown={move}>
        {ROUNDS_TABS.map((each) => (
          <button key={each} id={`rounds-tab-${each}`} type="button" role="tab" className={styles.tab} aria-selected={each === tab} aria-controls="rounds-panel" tabIndex={each === tab ? 0 : -1} onClick={() => rounds.tab(each)}>
            {t(`tab.${each}`)}
          </button>
        ))}
      </div>
      <div id="rounds-panel" role="tabpanel" aria-labelledby={`rounds-tab-${tab}`} className={styles.panel}>
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
