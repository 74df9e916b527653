import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import { ShortcutsList } from '../../app/shortcuts-help.tsx';
import { Tabs, panelOf } from '../../ui/tabs.tsx';
import { SiteSection } from '../setup/site-section.tsx';
import { AboutSection } from './about-section.tsx';
import { ConnectionSection } from './connection-section.tsx';
import { DisplaySection } from './display-section.tsx';
import styles from './settings-screen.module.css';

const SECTIONS = ['view', 'site', 'connection', 'keyboard', 'about'] as const;
type Section = (typeof SECTIONS)[number];

/** Settings of this screen, of the source of the values, and what this program is. */
export function SettingsScreen(): ReactNode {
  const { t } = useTranslation('settings');
  const [section, setSection] = useState<Section>('view');
  return (
    <div className={styles.screen}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <Tabs id="settings" label={t('title')} value={section} onChange={setSection} vertical tabs={SECTIONS.map((each) => ({ value: each, label: t(`sections.${each}`) }))} />
      <div {...panelOf('settings', section)} className={styles.panel} tabIndex={0}>
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
    case 'site':
      return <SiteSection />;
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
