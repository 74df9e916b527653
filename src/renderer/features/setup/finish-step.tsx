import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { tour } from '../../store/help-store.ts';
import { route } from '../../store/route-store.ts';
import { setup, useSetup } from '../../store/setup-store.ts';
import { Restart } from './profile-step.tsx';
import styles from './setup.module.css';
import { StepFrame } from './step-frame.tsx';
import { StepTable } from './step-table.tsx';

/** What was set and what is missing, and the start of operation. */
export function FinishStep(): ReactNode {
  const { t } = useTranslation('setup');
  const who = useOperatorName();
  const view = useSetup((state) => state.view);
  if (view === null) return null;
  const missing = view.missing.length;
  return (
    <StepFrame
      step="finish" last disabled={missing > 0 || view.restartNeeded} nextLabel={t(view.status === 'done' ? 'finish.again' : 'finish.start')}
      onNext={async () => {
        const answer = await callEngine('setup.finish', { who: who.trim() === '' ? '-' : who });
        if (!answer.ok) return answer.error;
        setup.take(answer.value);
        setup.hide();
        route.go('overview');
        if (view.status !== 'done') tour.offer();
        return null;
      }}
    >
      <StepTable />
      {missing > 0 && <p className={styles.note} role="status">{t('finish.missing', { count: missing })}</p>}
      {view.restartNeeded && <Restart />}
    </StepFrame>
  );
}
