import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SETUP_STEPS, SKIPPABLE, stepBeside } from '#core/setup/steps.ts';
import type { SetupStep } from '#core/setup/steps.ts';
import { access, useAccess } from '../../store/access-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozenEngine } from '../../store/hooks.ts';
import { useSetup } from '../../store/setup-store.ts';
import { Button } from '../../ui/button.tsx';
import { RestartNote } from './restart-part.tsx';
import styles from './setup.module.css';
import { goToStep, stepOver } from './use-setup-step.ts';

/** Steps whose values are those of the plant that runs: another one that was chosen has to run first. */
const OF_THE_PLANT: readonly SetupStep[] = ['connection', 'tariff', 'limits'];

interface StepFrameProps {
  readonly step: SetupStep;
  /** Puts the step in force; null when done, else why not. Undefined: the step itself shows what is wrong. */
  readonly onNext: () => Promise<CallFault | null | undefined>;
  readonly nextLabel?: string;
  /** The last step leads nowhere by itself. */
  readonly last?: boolean;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

/** One step: what it is for, its fields, and the way back, on, or past it. */
export function StepFrame({ step, onNext, nextLabel, last = false, disabled = false, children }: StepFrameProps): ReactNode {
  const { t } = useTranslation('setup');
  const faultText = useFaultText();
  const frozen = useFrozenEngine();
  const outside = useAccess(({ status }) => status?.state === 'people' && status.session === null);
  const nobody = useAccess(({ status }) => status?.state !== 'people') && SETUP_STEPS.indexOf(step) > SETUP_STEPS.indexOf('administrator');
  const isDone = useSetup(({ view }) => view?.status === 'done');
  const plantWaits = useSetup(({ view }) => view?.restartFor.includes('plant') ?? false);
  const otherPlant = plantWaits && OF_THE_PLANT.includes(step);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const next = async (): Promise<void> => {
    if (busy || disabled || frozen || nobody || otherPlant) return;
    setBusy(true);
    setFault(null);
    let outcome = await onNext();
    if (outcome === null && !last) {
      const answer = await stepOver(step, 'done');
      outcome = answer.ok ? null : answer.error;
    }
    setBusy(false);
    if (outcome !== undefined) setFault(outcome);
  };
  const skip = (): void => {
    void stepOver(step, 'skipped').then((answer) => {
      if (!answer.ok) setFault(answer.error);
    });
  };
  const number = SETUP_STEPS.indexOf(step) + 1;
  const skippable = SKIPPABLE.includes(step) && !isDone && !plantWaits;
  return (
    <form className={styles.step} onSubmit={(event) => { event.preventDefault(); void next(); }} noValidate data-testid={`setup-${step}`}>
      <div className={styles.body} tabIndex={0} role="group" aria-label={t(`step.${step}`)}>
        <div className={styles.content}>
        <p className={styles.count}>{t('count', { at: number, of: SETUP_STEPS.length })}</p>
        <h1 className={styles.title}>{t(`step.${step}`)}</h1>
        <p className={styles.intro}>{t(`intro.${step}`)}</p>
        {outside && (
          <div className={styles.note} role="status">
            <p>{t('logInFirst')}</p>
            <Button onClick={() => void access.ask({ kind: 'logIn', fault: null })} data-testid="setup-log-in">{t('logIn')}</Button>
          </div>
        )}
        {nobody && (
          <div className={styles.note} role="status">
            <p>{t('administratorFirst')}</p>
            <Button onClick={() => goToStep('administrator')}>{t('step.administrator')}</Button>
          </div>
        )}
        {otherPlant ? <><p className={styles.hint}>{t('restart.first')}</p><RestartNote /></> : children}
        </div>
      </div>
      <footer className={styles.foot}>
        {step !== 'language' && <Button onClick={() => goToStep(stepBeside(step, -1))} data-testid="setup-back">{t('back')}</Button>}
        <div className={styles.words} role="status">
          {fault !== null ? <p className={styles.fault} role="alert">{faultText(fault)}</p> : frozen ? <p>{t('frozen')}</p> : skippable && <p>{t(`skip.${step as 'profile'}`)}</p>}
        </div>
        {skippable && <Button onClick={skip} disabled={frozen || nobody} data-testid="setup-skip">{t('skipIt')}</Button>}
        <Button look="primary" type="submit" disabled={busy || disabled || frozen || nobody || otherPlant} data-testid="setup-next">{busy ? t('saving') : (nextLabel ?? t('next'))}</Button>
      </footer>
    </form>
  );
}
