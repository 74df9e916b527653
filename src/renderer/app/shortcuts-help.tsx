import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useScreens } from '../store/hooks.ts';
import { SCREEN_DIGITS, route, useRoute } from '../store/route-store.ts';
import { Dialog } from '../ui/dialog.tsx';
import styles from './shortcuts-help.module.css';

/** Stands for the digits of the screens that there are. */
const SCREEN_KEYS = '1–n';

const ROWS = [
  ['palette', ['Ctrl', 'K']], ['screens', ['Alt', SCREEN_KEYS]], ['help', ['?']], ['escape', ['Esc']], ['tab', ['Tab']], ['arrows', ['←', '→', '↑', '↓']], ['activate', ['Enter', 'Space']],
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
  const screens = useScreens();
  const reachable = screens.slice(0, SCREEN_DIGITS.length);
  const names = reachable.map((screen) => t(`nav.${screen}`)).join(' · ');
  const digits = reachable.length < SCREEN_DIGITS.length ? `1–${String(reachable.length)}` : '1–9, 0';
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
