import { Check, CircleDashed, Eye, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import type { SetupStep, StepState } from '#core/setup/steps.ts';
import { useAccess } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { setup, useSetup } from '../../store/setup-store.ts';
import { Button } from '../../ui/button.tsx';
import { AdministratorStep } from './administrator-step.tsx';
import { BackupStep } from './backup-step.tsx';
import { ConnectionStep } from './connection-step.tsx';
import { ContactsStep } from './contacts-step.tsx';
import { FinishStep } from './finish-step.tsx';
import { LanguageStep } from './language-step.tsx';
import { LimitsStep } from './limits-step.tsx';
import { ProfileStep } from './profile-step.tsx';
import styles from './setup.module.css';
import { SiteStep } from './site-step.tsx';
import { TariffStep } from './tariff-step.tsx';
import { goToStep } from './use-setup-step.ts';

const MARKS: Readonly<Record<StepState, typeof Check>> = { done: Check, skipped: Minus, look: Eye, open: CircleDashed };

/** Leaves the set-up as it is; where a person may, the engine remembers that it was put off. */
export function leaveSetup(): void {
  setup.hide();
  const { status } = useAccess.getState();
  if (status?.state === 'people' && status.session === null) return;
  void callEngine('setup.leave', {}).then((answer) => {
    if (answer.ok) setup.take(answer.value);
  });
}

/** The guided set-up: its steps with their state at the left, the one at hand beside them. */
export function SetupFlow(): ReactNode {
  const { t } = useTranslation('setup');
  const view = useSetup((state) => state.view);
  const step = useSetup((state) => state.step);
  if (view === null) return <p role="status" className={styles.waiting}>{t('loading')}</p>;
  return (
    <div className={styles.flow} data-testid="setup-flow">
      <nav className={styles.steps} aria-label={t('title')}>
        <h2 className={styles.name}>{t('title')}</h2>
        <ol>
          {view.steps.map(({ id, state, note }) => {
            const Mark = MARKS[state];
            return (
              <li key={id}>
                <button type="button" className={styles.stepButton} data-state={state} data-step={id} aria-current={id === step ? 'step' : undefined} onClick={() => goToStep(id)}>
                  <Mark size={18} aria-hidden />
                  <span>{t(`step.${id}`)}<small>{note === null || state === 'open' ? t(`state.${state}`) : t(`note.${note}`)}</small></span>
                </button>
              </li>
            );
          })}
        </ol>
        <Button look="quiet" onClick={leaveSetup} data-testid="setup-leave">{t(view.status === 'done' ? 'close' : 'leave')}</Button>
        {view.status !== 'done' && <p className={styles.leaveHint}>{t('leaveHint')}</p>}
      </nav>
      <StepOf key={`${view.plant} ${step}`} step={step} />
    </div>
  );
}

function StepOf({ step }: { readonly step: SetupStep }): ReactNode {
  switch (step) {
    case 'language':
      return <LanguageStep />;
    case 'administrator':
      return <AdministratorStep />;
    case 'site':
      return <SiteStep />;
    case 'profile':
      return <ProfileStep />;
    case 'connection':
      return <ConnectionStep />;
    case 'tariff':
      return <TariffStep />;
    case 'limits':
      return <LimitsStep />;
    case 'contacts':
      return <ContactsStep />;
    case 'backup':
      return <BackupStep />;
    case 'finish':
      return <FinishStep />;
    default:
      return assertNever(step, 'step');
  }
}
