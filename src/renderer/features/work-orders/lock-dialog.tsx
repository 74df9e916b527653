import { DateTime } from 'luxon';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { unitView } from '../../model/machine-state.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useProfile, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import { DateTimeField } from '../../ui/date-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import styles from './dialogs.module.css';
import { useLockProof } from './lock-proof.tsx';
import { useDoing } from './use-work.ts';
import { WhoField } from './who-field.tsx';

/** Places a lock with a tag on a motor; says what it does, and what only the switch at the machine does. */
export function LockDialog({ unit, order, onClose }: { readonly unit: string; readonly order: string | null; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['workOrders', 'ui']);
  const { index } = useProfile();
  const zone = useZone();
  const messages = useMessages();
  const doing = useDoing();
  const samples = usePlant((state) => state.samples);
  const [id] = useState(() => `lock-${crypto.randomUUID()}`);
  const form = useKeptForm(`lock:${unit}`);
  const [lockTag, setLockTag] = form.field('tag', '');
  const [reason, setReason] = form.field('reason', '');
  const [end, setEnd] = form.field('end', '');
  // That the switch is off is looked at anew each time.
  const [off, setOff] = useState(false);
  const [asked, setAsked] = useState(false);
  const prove = useLockProof(asked);
  const machine = index.machineOfUnit.get(unit);
  const running = machine !== undefined && unitView(machine, unit, samples, index).state === 'running';
  const expectedEndMs = end === '' ? null : DateTime.fromISO(end, { zone }).toMillis();
  const isPast = usePlant((state) => expectedEndMs !== null && expectedEndMs <= state.nowMs);
  const save = async (): Promise<void> => {
    setAsked(true);
    if (lockTag.trim() === '' || reason.trim().length < 3 || prove.isMissing || isPast) return;
    if (await doing.run('lock.place', { id, unit, lockTag: lockTag.trim(), reason: reason.trim(), expectedEndMs, order, switchedOff: off, proof: prove.proof }, form)) onClose();
    else prove.clear();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      form={form}
      title={t('lock.placeTitle', { unit: messages.subject(unit) })}
      subtitle={unit}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={doing.busy} onClick={() => void save()} data-testid="confirm-lock">{t('lock.place')}</Button></>}
    >
      <div className={styles.fields}>
        {running && <p className={styles.warn} role="alert">{t('lock.running')}</p>}
        <p>{t('lock.consequence')}</p>
        <p className={styles.warn}>{t('lock.plcWarning')}</p>
        <label className={styles.check}><input type="checkbox" checked={off} onChange={(event) => setOff(event.target.checked)} />{t('lock.switchedOff')}</label>
        <div className={styles.pair}>
          <Field label={t('lock.tag')} hint={t('lock.tagHint')} value={lockTag} maxLength={20} onText={setLockTag} error={asked && lockTag.trim() === '' ? t('lock.tagMissing') : null} data-testid="lock-tag" />
          <DateTimeField label={t('lock.end')} value={end} onText={setEnd} error={isPast ? t('lock.endPast') : null} />
        </div>
        <Field label={t('lock.reason')} value={reason} maxLength={200} onText={setReason} error={asked && reason.trim().length < 3 ? t('reasonMissing') : null} data-testid="lock-reason" />
        {prove.fields}
        <WhoField doing={doing} />
      </div>
      {doing.fault !== null && <p className={styles.fault} role="alert">{doing.fault}</p>}
    </Dialog>
  );
}
