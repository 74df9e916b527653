import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MachineLock } from '#core/work/lock.ts';
import { useAccess } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useMessages } from '../../store/messages.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import styles from './dialogs.module.css';
import { useLockProof } from './lock-proof.tsx';
import { useDoing } from './use-work.ts';
import { WhoField } from './who-field.tsx';

/** Lifts a lock: one's own by a second press, somebody else's with the reason. */
export function LiftDialog({ lock, onClose }: { readonly lock: MachineLock; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['workOrders', 'ui']);
  const messages = useMessages();
  const doing = useDoing();
  const form = useKeptForm(`lock-lift:${lock.id}`);
  const [reason, setReason] = form.field('reason', '');
  const [asked, setAsked] = useState(false);
  const prove = useLockProof(asked);
  const hasPeople = useAccess(({ status }) => status?.state === 'people');
  const own = doing.who.trim() === lock.owner;
  const lift = async (): Promise<void> => {
    setAsked(true);
    if (prove.isMissing || (!own && reason.trim().length < 5)) return;
    const done = await (own ? doing.run('lock.lift', { id: lock.id, proof: prove.proof }, form) : doing.run('lock.liftOthers', { id: lock.id, reason: reason.trim(), proof: prove.proof }, form));
    if (done) onClose();
    else prove.clear();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      form={form}
      title={t('lock.liftTitle', { unit: messages.subject(lock.unit) })}
      subtitle={t('lock.by', { owner: lock.owner, tag: lock.lockTag })}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={doing.busy} onClick={() => void lift()} data-testid="confirm-lift">{t('lock.lift')}</Button></>}
    >
      <div className={styles.fields}>
        <p className={styles.warn}>{t(own ? 'lock.liftOwn' : 'lock.liftOthers', { owner: lock.owner })}{!own && hasPeople && ` ${t('lock.liftSecond')}`}</p>
        {!own && <Field label={t('lock.liftReason')} value={reason} maxLength={300} onText={setReason} error={asked && reason.trim().length < 5 ? t('reasonMissing') : null} data-testid="lift-reason" />}
        {prove.fields}
        <WhoField doing={doing} />
      </div>
      {doing.fault !== null && <p className={styles.fault} role="alert">{doing.fault}</p>}
    </Dialog>
  );
}
