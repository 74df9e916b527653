import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SIGNABLE } from '#contract/call-rights.ts';
import { drawnUpOn, wantedBy } from '#contract/together.ts';
import type { Fields } from '#core/together/compare.ts';
import { likeThis } from '../../model/kept-form.ts';
import { asText, takeFields } from '../../model/take-fields.ts';
import { access, useAccess } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useMessages } from '../../store/messages.ts';
import { toast } from '../../store/toast-store.ts';
import { useTakeBack } from '../../store/use-take-back.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { KeptNote } from '../../ui/kept-note.tsx';
import formStyles from './people.module.css';
import styles from './people-screen.module.css';
import { SecretField } from './secret-field.tsx';

const ANSWER_MS = 30_000;
const IDLE = { least: 1, most: 480 } as const;
const QUICK = { least: 0, most: 24 } as const;

const wholeWithin = (text: string, { least, most }: { readonly least: number; readonly most: number }): number | null =>
  /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most ? Number(text) : null;

/** How long a session lasts, how long a PIN is enough, and what a second person has to sign. */
export function AccessSettingsPanel(): ReactNode {
  const { t } = useTranslation('people');
  const faultText = useFaultText();
  const messages = useMessages();
  const settings = useAccess(({ status }) => status?.settings);
  const form = useKeptForm('access-settings', settings === undefined ? null : drawnUpOn('access.settings', { settings }));
  const [idle, setIdle] = form.field('idle', String(settings?.idleMinutes ?? 15));
  const [quick, setQuick] = form.field('quick', String(settings?.quickHours ?? 12));
  const [second, setSecond] = form.json<readonly string[]>('second', settings?.second ?? [], likeThis([]));
  const [note, setNote] = useState<string | null>(null);
  const takeBack = useTakeBack();
  const [renewing, setRenewing] = useState(false);
  const idleMinutes = wholeWithin(idle, IDLE);
  const quickHours = wholeWithin(quick, QUICK);
  const mine = wantedBy('access.settings', { settings: { idleMinutes: idleMinutes ?? 0, quickHours: quickHours ?? 0, second: [...second] } });
  const take = (fields: Fields): void => takeFields(fields, {
    idleMinutes: (value) => setIdle(asText(value)),
    quickHours: (value) => setQuick(asText(value)),
    second: (value) => setSecond(Array.isArray(value) ? value.map(String) : []),
  });
  const save = (): void => {
    if (idleMinutes === null || quickHours === null) return;
    void form.send('access.settings', { settings: { idleMinutes, quickHours, second: [...second] } }).then((answer) => {
      setNote(answer.ok ? null : faultText(answer.error));
      if (!answer.ok) return;
      access.take(answer.value);
      toast.say(t('settings.saved'), settings === undefined ? null : takeBack('access.settings', { settings }, null, mine));
    });
  };
  return (
    <>
      <div className={styles.head}>
        <h2>{t('tabs.settings')}</h2>
        {note !== null && <p role="alert" className={styles.broken}>{note}</p>}
        <Button look="primary" onClick={save} disabled={idleMinutes === null || quickHours === null} data-testid="access-save">{t('settings.save')}</Button>
      </div>
      <KeptNote form={form} together={{ form, mine, take }} />
      <div className={styles.row}>
        <div><h3>{t('settings.idle')}</h3><p>{t('settings.idleHint')}</p></div>
        <div className={styles.number}><Field label={t('settings.minutes')} value={idle} inputMode="numeric" maxLength={3} error={idleMinutes === null ? t('settings.wrong', IDLE) : null} onText={setIdle} data-testid="idle-minutes" /></div>
      </div>
      <div className={styles.row}>
        <div><h3>{t('settings.quick')}</h3><p>{t('settings.quickHint')}</p></div>
        <div className={styles.number}><Field label={t('settings.hours')} value={quick} inputMode="numeric" maxLength={2} error={quickHours === null ? t('settings.wrong', QUICK) : null} onText={setQuick} /></div>
      </div>
      <div className={styles.row}>
        <fieldset>
          <legend><h3>{t('settings.second')}</h3></legend>
          <p>{t('settings.secondHint')}</p>
          <div className={styles.signables}>
            {SIGNABLE.map((call) => (
              <label key={call} className={formStyles.check}>
                <input type="checkbox" checked={second.includes(call)} onChange={(event) => setSecond(event.target.checked ? [...second, call] : second.filter((each) => each !== call))} />
                <span>{messages.call(call)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      </div>
      <div className={styles.row}>
        <div><h3>{t('settings.recovery')}</h3><p>{t('settings.recoveryHint')}</p></div>
        <Button onClick={() => setRenewing(true)}>{t('settings.newCode')}</Button>
      </div>
      {renewing && <NewCodeDialog onDone={() => setRenewing(false)} />}
    </>
  );
}

function NewCodeDialog({ onDone }: { readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation(['people', 'ui']);
  const faultText = useFaultText();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const send = async (): Promise<void> => {
    if (password === '' || busy) return;
    setBusy(true);
    const answer = await callEngine('access.newRecoveryCode', { password }, { timeoutMs: ANSWER_MS });
    setBusy(false);
    if (!answer.ok) setFault(answer.error);
    else {
      onDone();
      access.showCode(answer.value.recoveryCode);
    }
  };
  return (
    <Dialog
      open
      onClose={onDone}
      title={t('settings.newCode')}
      subtitle={t('settings.recoveryHint')}
      foot={(
        <>
          <Button onClick={onDone}>{t('ui:action.cancel')}</Button>
          <Button look="primary" type="submit" form="new-code" disabled={password === '' || busy}>{t('settings.newCode')}</Button>
        </>
      )}
    >
      <form id="new-code" className={formStyles.form} onSubmit={(event) => { event.preventDefault(); void send(); }}>
        <SecretField label={t('mine.old')} value={password} onText={setPassword} autoFocus error={fault === null ? null : faultText(fault)} />
      </form>
    </Dialog>
  );
}
