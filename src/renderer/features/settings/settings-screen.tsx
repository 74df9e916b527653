import { useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import { ShortcutsList } from '../../app/shortcuts-help.tsx';
import { AboutSection } from './about-section.tsx';
import { ConnectionSection } from './connection-section.tsx';
import { DisplaySection } from './display-section.tsx';
import styles from './settings-screen.module.css';

const SECTIONS = ['view', 'connection', 'keyboard', 'about'] as const;
type Section = (typeof SECTIONS)[number];

/** Settings of this screen, of the source of the values, and what this program is. */
export function SettingsScreen(): ReactNode {
  const { t } = useTranslation('settings');
  const [section, setSection] = useState<Section>('view');
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = SECTIONS[(SECTIONS.indexOf(section) + step + SECTIONS.length) % SECTIONS.length];
    if (next === undefined) return;
    setSection(next);
    event.currentTarget.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div className={styles.screen}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <div className={styles.tabs} role="tablist" aria-orientation="vertical" aria-label={t('title')} onKeyDown={move}>
        {SECTIONS.map((each) => (
          <button key={each} id={`tab-${each}`} type="button" role="tab" className={styles.tab} aria-selected={each === section} aria-controls="settings-panel" tabIndex={each === section ? 0 : -1} onClick={() => setSection(each)}>
            {t(`sections.${each}`)}
          </button>
        ))}
      </div>
      <div id="settings-panel" role="tabpanel" aria-labelledby={`tab-${section}`} className={styles.panel} tabIndex={0}>
        <h2 className={styles.title}>{t(`sections.${section}`)}</h2>
        <SectionOf section={section} />
      </div>
    </div>
  );
}

function SectionOf({ section }: { readonly section: Section }): ReactNode {
  switch (section) {
    case 'view':
      return <DisplaySection />;
    case 'connection':
      return <ConnectionSection />;
    case 'keyboard':
      return <ShortcutsList />;
    case 'about':
      return <AboutSection />;
    default:
      return assertNever(section, 'section');
  }
}
