import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import { STORES_TABS, useWork, work } from '../../store/work-store.ts';
import type { StoresTab } from '../../store/work-store.ts';
import { Tabs, panelOf } from '../../ui/tabs.tsx';
import { ChemicalsPanel } from './chemicals-panel.tsx';
import { CostsPanel } from './costs-panel.tsx';
import { PartsPanel } from './parts-panel.tsx';
import { ServicesPanel } from './services-panel.tsx';
import styles from './stores.module.css';

/** What is on the shelf and in the tanks, how long it lasts, what is due to be serviced, and what it all costs. */
export function StoresScreen(): ReactNode {
  const { t } = useTranslation('stores');
  const tab = useWork((state) => state.tab);
  return (
    <section className={styles.screen} aria-label={t('title')}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <Tabs id="stores" label={t('title')} value={tab} onChange={work.tab} tabs={STORES_TABS.map((each) => ({ value: each, label: t(`tab.${each}`) }))} />
      <div {...panelOf('stores', tab)} className={styles.panel}><PanelOf tab={tab} /></div>
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
