import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { route, useRoute } from '../store/route-store.ts';
import { Dialog } from '../ui/dialog.tsx';
import styles from './shortcuts-help.module.css';

const ROWS = [
  ['palette', ['Ctrl', 'K']], ['screens', ['Alt', '1–5']], ['help', ['?']], ['escape', ['Esc']], ['tab', ['Tab']], ['arrows', ['←', '→', '↑', '↓']], ['activate', ['Enter', 'Space']],
  ['trendPan', ['←', '→']], ['trendZoom', ['+', '−']], ['trendCursor', ['Shift', '← →']], ['trendLive', ['L']],
] as const;

export function ShortcutsHelp(): ReactNode {
  const { t } = useTranslation('ui');
  const open = useRoute((state) => state.shortcutsOpen);
  return (
    <Dialog open={open} onClose={() => route.shortcuts(false)} title={t('shortcuts.title')}>
      <ShortcutsList />
    </Dialog>
  );
}

export function ShortcutsList(): ReactNode {
  const { t } = useTranslation('ui');
  return (
    <dl className={styles.list}>
      {ROWS.map(([key, keys]) => (
        <div key={key} className={styles.row}>
          <dt>{keys.map((each) => <kbd key={each} className={styles.key}>{each}</kbd>)}</dt>
          <dd>{t(`shortcuts.${key}`)}</dd>
        </div>
      ))}
    </dl>
  );
}
