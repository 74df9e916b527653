import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import { LABORATORY_TABS, laboratory, useLaboratory } from '../../store/laboratory-store.ts';
import type { LaboratoryTab } from '../../store/laboratory-store.ts';
import { Tabs, panelOf } from '../../ui/tabs.tsx';
import { ComparisonPanel } from './comparison-panel.tsx';
import { EntryPanel } from './entry-panel.tsx';
import { ImportPanel } from './import-panel.tsx';
import styles from './laboratory-screen.module.css';
import { ReadingsPanel } from './readings-panel.tsx';

/** Readings of persons: entered by hand, listed, held against the sensors, taken from a laboratory's file. */
export function LaboratoryScreen(): ReactNode {
  const { t } = useTranslation('laboratory');
  const tab = useLaboratory((state) => state.tab);
  return (
    <div className={styles.screen}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <Tabs id="lab" label={t('title')} value={tab} onChange={laboratory.tab} tabs={LABORATORY_TABS.map((each) => ({ value: each, label: t(`tab.${each}`) }))} />
      <div {...panelOf('lab', tab)} className={styles.panel}>
        <PanelOf tab={tab} />
      </div>
    </div>
  );
}

function PanelOf({ tab }: { readonly tab: LaboratoryTab }): ReactNode {
  switch (tab) {
    case 'enter':
      return <EntryPanel />;
    case 'list':
      return <ReadingsPanel />;
    case 'compare':
      return <ComparisonPanel />;
    case 'import':
      return <ImportPanel />;
    default:
      return assertNever(tab, 'tab');
  }
}
