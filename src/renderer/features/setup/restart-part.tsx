import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallFault } from '../../store/engine-client.ts';
import { useMay, useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozenEngine } from '../../store/hooks.ts';
import { useSetup } from '../../store/setup-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './setup.module.css';

/** Asks whether the engine is to be started anew, and says what for and what happens meanwhile. */
export function RestartDialog({ before, onDone, onClose }: {
  /** What is done first; why it could not be. */
  readonly before?: () => Promise<CallFault | null>;
  readonly onDone?: () => void;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation(['setup', 'ui']);
  const faultText = useFaultText();
  const who = useOperatorName();
  const frozen = useFrozenEngine();
  const causes = useSetup(({ view }) => view?.restartFor ?? []);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const restart = async (): Promise<void> => {
    setBusy(true);
    setFault(null);
    const refused = (await before?.()) ?? null;
    const answer = refused === null ? await callEngine('setup.restart', { who: who.trim() === '' ? '-' : who }) : null;
    setBusy(false);
    const failed = answer?.ok === false ? answer.error : refused;
    // The engine may be gone before its answer is here: it is being started again then, which the strip on top says.
    if (failed !== null && failed.kind !== 'disconnected') setFault(failed);
    else {
      onClose();
      onDone?.();
    }
  };
  return (
    <Dialog
      open onClose={onClose} title={t('restart.title')} subtitle={t('restart.for', { what: causes.map((cause) => t(`restart.cause.${cause}`)).join(', ') })}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={busy || frozen} onClick={() => void restart()} data-testid="restart-confirm">{t(busy ? 'restart.running' : 'restart.now')}</Button></>}
    >
      <ul className={styles.points}>
        <li>{t('restart.still')}</li>
        {causes.includes('plant') && <><li>{t('restart.rests')}</li><li>{t('restart.ownPlant')}</li></>}
        <li>{t('restart.kept')}</li>
        <li>{t('restart.logIn')}</li>
      </ul>
      {fault !== null && <p className={styles.fault} role="alert">{faultText(fault)}</p>}
    </Dialog>
  );
}

/** Says that something waits for a start of the engine, and brings it about where the step itself does not. Nothing while nothing waits. */
export function RestartNote({ isTold = false }: { readonly isTold?: boolean }): ReactNode {
  const { t } = useTranslation('setup');
  const causes = useSetup(({ view }) => view?.restartFor);
  const isSet = useSetup(({ view }) => view?.status === 'done' || view?.restartFor.includes('plant') === true);
  const frozen = useFrozenEngine();
  const may = useMay('site.configure').may;
  const [open, setOpen] = useState(false);
  if (causes === undefined || causes.length === 0) return null;
  return (
    <div className={styles.note} role="status" data-testid="restart-note">
      <p>{t('restart.needed', { what: causes.map((cause) => t(`restart.cause.${cause}`)).join(', ') })}{!isSet && ` ${t('restart.withStart')}`}</p>
      {!isTold && <Button onClick={() => setOpen(true)} disabled={frozen || !may} data-testid="setup-restart">{t('restart.ask')}</Button>}
      {open && <RestartDialog onClose={() => setOpen(false)} />}
    </div>
  );
}
