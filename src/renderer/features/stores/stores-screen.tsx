import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import { STORES_TABS, useWork, work } from '../../store/work-store.ts';
import type { StoresTab } from '../../store/work-store.ts';
import { ChemicalsPanel } from './chemicals-panel.tsx';
import { CostsPanel } from './costs-panel.tsx';
import { PartsPanel } from './parts-panel.tsx';
import { ServicesPanel } from './services-panel.tsx';
import styles from './stores.module.css';

/** What is on the shelf and in the tanks, how long it lasts, what is due to be serviced, and what it all costs. */
export function StoresScreen(): ReactNode {
  const { t } = useTranslation('stores');
  const tab = useWork((state) => state.tab);
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = STORES_TABS[(STORES_TABS.indexOf(tab) + step + STORES_TABS.length) % STORES_TABS.length];
    if (next === undefined) return;
    work.tab(next);
    event.currentTarget.querySelector<HTMLElement>(`#stores-tab-${next}`)?.focus();
  };
  return (
    <section className={styles.screen} aria-label={t('title')}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <div className={styles.tabs} role="tablist" aria-label={t('title')} onKeyDown={move}>
        {STORES_TABS.map((each) => (
          <button key={each} id={`stores-tab-${each}`} type="button" role="tab" className={styles.tab} aria-selected={each === tab} aria-controls="stores-panel" tabIndex={each === tab ? 0 : -1} onClick={() => work.tab(each)}>{t(`tab.${each}`)}</button>
        ))}
      </div>
      <div id="stores-panel" role="tabpanel" aria-labelledby={`stores-tab-${tab}`} className={styles.panel}><PanelOf tab={tab} /></div>
    </section>
  );
}

function PanelOf({ tab }: { readonly tab: StoresTab }): ReactNode {
  switch (tab) {
    case 'parts':
      return <PartsPanel />;
    case 'chemicals':
      return <ChemicalsPanel />;
    case 'services':
      return <ServicesPanel />;
    case 'costs':
      return <CostsPanel />;
    default:
      return assertNever(tab, 'tab');
  }
}
