import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useScreens } from '../store/hooks.ts';
import { GROUPS, groupOf, route, useRoute } from '../store/route-store.ts';
import styles from './navigation.module.css';
import { ToastStrip } from './toast-strip.tsx';

/** The groups side by side, the open one with its screens behind it; arrow keys move between all of them. */
export function Navigation(): ReactNode {
  const { t } = useTranslation('ui');
  const current = useRoute((state) => state.screen);
  const shown = useScreens();
  const open = groupOf(current);
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button[data-screen], button[data-group]')];
    const at = buttons.findIndex((button) => button === document.activeElement);
    if (at === -1) return;
    const to = event.key === 'ArrowRight' ? at + 1 : event.key === 'ArrowLeft' ? at - 1 : event.key === 'Home' ? 0 : event.key === 'End' ? buttons.length - 1 : null;
    if (to === null) return;
    event.preventDefault();
    buttons[(to + buttons.length) % buttons.length]?.focus();
  };
  return (
    <nav className={styles.nav} aria-label={t('nav.label')} onKeyDown={move}>
      {GROUPS.map(({ id, screens }, i) => (
        <div key={id} className={styles.group} data-open={id === open}>
          <button
            type="button" data-group={id} data-screens={screens.join(' ')} className={styles.head} aria-expanded={id === open}
            title={`Alt+${String(i + 1)}`} onClick={() => route.group(id)}
          >
            {t(`nav.group.${id}`)}
          </button>
          {id === open && screens.filter((screen) => shown.includes(screen)).map((screen) => (
            <button key={screen} type="button" data-screen={screen} className={styles.tab} aria-current={screen === current ? 'page' : undefined} onClick={() => route.go(screen)}>
              {t(`nav.${screen}`)}
            </button>
          ))}
        </div>
      ))}
      <ToastStrip />
      <button type="button" className={styles.find} onClick={() => route.palette(true)}>
        <kbd>Ctrl K</kbd> <span className={styles.findText}>{t('nav.find')}</span>
      </button>
    </nav>
  );
}
