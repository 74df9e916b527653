import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatStamp } from '../../model/format.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useConnectionText, useZone } from '../../store/hooks.ts';
import { tour } from '../../store/help-store.ts';
import { route } from '../../store/route-store.ts';
import { setup, useSetup } from '../../store/setup-store.ts';
import { Button } from '../../ui/button.tsx';
import { Restart } from './profile-step.tsx';
import styles from './setup.module.css';
import { StepFrame } from './step-frame.tsx';
import { goToStep } from './use-setup-step.ts';

/** What was set and what is missing, and the start of operation. */
export function FinishStep(): ReactNode {
  const { t } = useTranslation('setup');
  const zone = useZone();
  const who = useOperatorName();
  const view = useSetup((state) => state.view);
  const connection = useConnectionText();
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
      <table className={styles.table} data-testid="setup-summary">
        <thead><tr>{(['step', 'state', 'by'] as const).map((key) => <th key={key} scope="col">{t(`finish.${key}`)}</th>)}<th scope="col"><span className="visually-hidden">{t('finish.change')}</span></th></tr></thead>
        <tbody>
          {view.steps.filter(({ id }) => id !== 'finish').map(({ id, state, note, mark }) => (
            <tr key={id} data-state={state}>
              <th scope="row">{t(`step.${id}`)}</th>
              <td>{t(`state.${state}`)}{note !== null && <small className={styles.why}>{t(`note.${note}`)}</small>}</td>
              <td>{mark === null ? '' : [mark.who, formatStamp(mark.atMs, zone)].filter((each) => each !== '').join(' · ')}</td>
              <td><Button look="quiet" onClick={() => goToStep(id)} aria-label={`${t('finish.change')}: ${t(`step.${id}`)}`}>{t('finish.change')}</Button></td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{t('finish.connection', { connection })}</p>
      {missing > 0 && <p className={styles.note} role="status">{t('finish.missing', { count: missing })}</p>}
      {view.restartNeeded && <Restart />}
    </StepFrame>
  );
}
