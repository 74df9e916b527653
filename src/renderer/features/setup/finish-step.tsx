import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { tour } from '../../store/help-store.ts';
import { route } from '../../store/route-store.ts';
import { setup, useSetup } from '../../store/setup-store.ts';
import { RestartDialog, RestartNote } from './restart-part.tsx';
import styles from './setup.module.css';
import { StepFrame } from './step-frame.tsx';
import { StepTable } from './step-table.tsx';

/** What was set and what is missing, and the start of operation. */
export function FinishStep(): ReactNode {
  const { t } = useTranslation('setup');
  const who = useOperatorName();
  const view = useSetup((state) => state.view);
  const [asks, setAsks] = useState(false);
  if (view === null) return null;
  const missing = view.missing.length;
  const restarts = view.restartFor.length > 0;
  // Its own set-up goes on once it runs: nothing is taken into operation here.
  const otherPlant = view.restartFor.includes('plant');
  const finish = async (): Promise<CallFault | null> => {
    const answer = await callEngine('setup.finish', { who: who.trim() === '' ? '-' : who });
    if (!answer.ok) return answer.error;
    setup.take(answer.value);
    return null;
  };
  const leave = (): void => {
    setup.hide();
    route.go('overview');
    if (view.status !== 'done') tour.offer();
  };
  return (
    <>
      <StepFrame
        step="finish" last disabled={missing > 0 && !otherPlant} nextLabel={t(otherPlant ? 'restart.ask' : restarts ? 'finish.startRestart' : view.status === 'done' ? 'finish.again' : 'finish.start')}
        onNext={async () => {
          // What was chosen is read at a start of the engine: operation begins with one.
          if (restarts) {
            setAsks(true);
            return undefined;
          }
          const refused = await finish();
          if (refused === null) leave();
          return refused;
        }}
      >
        <StepTable />
        {missing > 0 && !otherPlant && <p className={styles.note} role="status">{t('finish.missing', { count: missing })}</p>}
        <RestartNote isTold />
      </StepFrame>
      {asks && <RestartDialog {...(otherPlant ? {} : { before: finish, onDone: leave })} onClose={() => setAsks(false)} />}
    </>
  );
}
