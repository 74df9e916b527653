import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { GROUPS, route, useRoute } from '../store/route-store.ts';
import { Dialog } from '../ui/dialog.tsx';
import styles from './shortcuts-help.module.css';

/** Stands for the digits of the groups that there are. */
const SCREEN_KEYS = '1–n';

const ROWS = [
  ['palette', ['Ctrl', 'K']], ['screens', ['Alt', SCREEN_KEYS]], ['screenHelp', ['F1']], ['help', ['?']], ['escape', ['Esc']], ['tab', ['Tab']], ['arrows', ['←', '→', '↑', '↓']], ['activate', ['Enter', 'Space']], ['undo', ['Ctrl', 'Z']], ['textSize', ['Ctrl', '+ − 0']],
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
  const names = GROUPS.map(({ id }) => t(`nav.group.${id}`)).join(' · ');
  const digits = `1–${String(GROUPS.length)}`;
  return (
    <dl className={styles.list}>
      {ROWS.map(([key, keys]) => (
        <div key={key} className={styles.row}>
          <dt>{keys.map((each) => <kbd key={each} className={styles.key}>{each === SCREEN_KEYS ? digits : each}</kbd>)}</dt>
          <dd>{t(`shortcuts.${key}`, { screens: names })}</dd>
        </div>
      ))}
    </dl>
  );
}
