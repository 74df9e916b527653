import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocal, useProfile, useSpanText } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import styles from './about-section.module.css';

/** What the window itself is made of; the full list stands in docs/dependencies.md. */
const LIBRARIES = [
  ['Electron', 'MIT'], ['Chromium', 'BSD-3-Clause'], ['Node.js', 'MIT'], ['React', 'MIT'], ['Base UI', 'MIT'], ['Apache ECharts', 'Apache-2.0'], ['uPlot', 'MIT'], ['TanStack Virtual', 'MIT'],
  ['Zustand', 'MIT'], ['i18next', 'MIT'], ['Luxon', 'MIT'], ['Zod', 'MIT'], ['Lucide', 'ISC'], ['Pretendard', 'OFL-1.1'], ['es-hangul', 'MIT'], ['SQLite / better-sqlite3', 'Public Domain / MIT'], ['serialport', 'MIT'], ['pino', 'MIT'],
] as const;

export function AboutSection(): ReactNode {
  const { t } = useTranslation('settings');
  const local = useLocal();
  const spanText = useSpanText();
  const { profile } = useProfile();
  const hello = usePlant((state) => state.hello);
  const upMs = usePlant((state) => (state.status === null ? 0 : state.status.wallMs - state.status.startedMs));
  const { versions } = window.muljigi;
  const rows: readonly (readonly [string, string])[] = [
    [t('about.app'), versions.app], [t('about.engine'), hello?.engineVersion ?? '–'], [t('about.protocol'), String(hello?.protocol ?? '–')],
    [t('about.profile'), `${local(profile.site.name)} (${profile.site.id})`], [t('about.data'), hello?.dataDir ?? '–'], [t('about.pid'), String(hello?.pid ?? '–')],
    [t('about.uptime'), spanText(upMs)], [t('about.electron'), versions.electron], [t('about.chrome'), versions.chrome],
  ];
  return (
    <>
      <dl className={styles.facts}>
        {rows.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
      </dl>
      <h3 className={styles.title}>{t('about.licences')}</h3>
      <p>{t('about.licenceText')}</p>
      <table className={styles.table}>
        <thead><tr><th scope="col">{t('about.library')}</th><th scope="col">{t('about.licence')}</th></tr></thead>
        <tbody>{LIBRARIES.map(([name, licence]) => <tr key={name}><td>{name}</td><td>{licence}</td></tr>)}</tbody>
      </table>
    </>
  );
}
