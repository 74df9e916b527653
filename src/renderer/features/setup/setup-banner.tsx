import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoute } from '../../store/route-store.ts';
import { useSetup } from '../../store/setup-store.ts';
import { Button } from '../../ui/button.tsx';
import styles from './setup.module.css';
import { goToStep } from './use-setup-step.ts';

/** Reminds of a set-up that was put off, until it is done. */
export function SetupBanner(): ReactNode {
  const { t } = useTranslation('setup');
  const view = useSetup((state) => state.view);
  const shown = useSetup((state) => state.shown);
  const screen = useRoute((state) => state.screen);
  const begun = view !== null && Object.keys(view.drafts).length + view.steps.filter(({ mark }) => mark !== null).length > 0;
  if (view?.status !== 'left' || !begun || shown !== 'none' || screen === 'settings') return null;
  return (
    <div className={styles.banner} role="status" data-testid="setup-banner">
      <p>{t('banner.text')}</p>
      <Button look="quiet" onClick={() => goToStep(view.step)}>{t('continue')}</Button>
    </div>
  );
}
