import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../store/access-store.ts';
import { useMessages } from '../../store/messages.ts';
import { useSetup } from '../../store/setup-store.ts';
import { Button } from '../../ui/button.tsx';
import { RestartNote } from './restart-part.tsx';
import styles from './setup.module.css';
import { StepTable } from './step-table.tsx';
import { goToStep } from './use-setup-step.ts';

/** In the settings: what each step of the set-up holds, and the way back into it. */
export function SiteSection(): ReactNode {
  const { t } = useTranslation('setup');
  const messages = useMessages();
  const view = useSetup((state) => state.view);
  const may = useMay('site.configure');
  if (view === null) return <p role="status">{t('loading')}</p>;
  return (
    <div className={styles.section}>
      <p className={styles.hint}>{t(`status.${view.status}`)}</p>
      {!may.may && may.code !== null && <p className={styles.note} role="status">{messages.code(may.code, may.params)}</p>}
      {view.status !== 'done' && <Button look="primary" className={styles.start} disabled={!may.may} onClick={() => goToStep(view.step)} data-testid="setup-continue">{t(view.status === 'new' ? 'welcome.begin' : 'continue')}</Button>}
      <RestartNote />
      <StepTable disabled={!may.may} />
    </div>
  );
}
