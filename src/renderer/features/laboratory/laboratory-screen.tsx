import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import { LABORATORY_TABS, laboratory, useLaboratory } from '../../store/laboratory-store.ts';
import type { LaboratoryTab } from '../../store/laboratory-store.ts';
import { ComparisonPanel } from './comparison-panel.tsx';
import { EntryPanel } from './entry-panel.tsx';
import { ImportPanel } from './import-panel.tsx';
import styles from './laboratory-screen.module.css';
import { ReadingsPanel } from './readings-panel.tsx';

/** Readings of persons: entered by hand, listed, held against the sensors, taken from a laboratory's file. */
export function LaboratoryScreen(): ReactNode {
  const { t } = useTranslation('laboratory');
  const tab = useLaboratory((state) => state.tab);
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = LABORATORY_TABS[(LABORATORY_TABS.indexOf(tab) + step + LABORATORY_TABS.length) % LABORATORY_TABS.length];
    if (next === undefined) return;
    laboratory.tab(next);
    event.currentTarget.querySelector<HTMLElement>(`#lab-tab-${next}`)?.focus();
  };
  return (
    <div className={styles.screen}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <div className={styles.tabs} role="tablist" aria-label={t('title')} onKeyDown={move}>
        {LABORATORY_TABS.map((each) => (
          <button key={each} id={`lab-tab-${each}`} type="button" role="tab" className={styles.tab} aria-selected={each === tab} aria-controls="lab-panel" tabIndex={each === tab ? 0 : -1} onClick={() => laboratory.tab(each)}>
            {t(`tab.${each}`)}
          </button>
        ))}
      </div>
      <div id="lab-panel" role="tabpanel" aria-labelledby={`lab-tab-${tab}`} className={styles.panel}>
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
