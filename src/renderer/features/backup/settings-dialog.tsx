import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackupSettings, BackupStatus } from '#contract/backup.ts';
import { drawnUpOn, wantedBy } from '#contract/together.ts';
import type { Fields } from '#core/together/compare.ts';
import { likeThis } from '../../model/kept-form.ts';
import { asText } from '../../model/take-fields.ts';
import { rememberOperator, useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { toast } from '../../store/toast-store.ts';
import { useTakeBack } from '../../store/use-take-back.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import { Select } from '../../ui/select.tsx';
import { backupWriter } from '../../store/backup-store.ts';
import styles from './dialogs.module.css';
import { RecoveryCode } from './recovery-code.tsx';

const DAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const whole = (text: string, most: number): number | null =>
  /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= most ? Number(text) : null;

/** When, where, how many and how protected; stored with a name. */
export function SettingsDialog({
  status,
  onClose,
}: {
  readonly status: BackupStatus;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation(['backup', 'ui']);
  const faultText = useFaultText();
  const takeBack = useTakeBack();
  const { settings: stands } = status;
  const form = useKeptForm('backup-settings', drawnUpOn('backup.settings', { settings: stands, who: '-' }));
  const [draft, setDraft] = form.json<BackupSettings>('draft', stands, likeThis(stands));
  const [texts, type] = form.texts({
    dailyAt: stands.dailyAt,
    monthlyOn: String(stands.monthlyOn),
    keepDaily: String(stands.keepDaily),
    keepWeekly: String(stands.keepWeekly),
    keepMonthly: String(stands.keepMonthly),
  });
  const [who, setWho] = useState(useOperatorName());
  const [asked, setAsked] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const [code, setCode] = useState<string | null>(null);
  const change = (part: Partial<BackupSettings>): void =>
    setDraft({ ...draft, ...part });

  const bad = {
    time: TIME.test(texts.dailyAt) ? null : t('settings.bad.time'),
    day: whole(texts.monthlyOn, 28) === null ? t('settings.bad.day') : null,
    keep: (text: string): string | null =>
      whole(text, 60) === null ? t('settings.bad.keep') : null,
    key: draft.encrypt !== 'off' && draft.recipient === null ? t('settings.bad.key') : null,
  };
  const fine =
    bad.time === null &&
    bad.day === null &&
    bad.key === null &&
    [texts.keepDaily, texts.keepWeekly, texts.keepMonthly].every((text) => bad.keep(text) === null);
  const settings: BackupSettings = {
    ...draft,
    dailyAt: texts.dailyAt,
    monthlyOn: Number(texts.monthlyOn),
    keepDaily: Number(texts.keepDaily),
    keepWeekly: Number(texts.keepWeekly),
    keepMonthly: Number(texts.keepMonthly),
  };
  const mine = wantedBy('backup.settings', { settings, who: '-' });
  const take = (fields: Fields): void => {
    setDraft({ ...draft, ...(fields as Partial<BackupSettings>) });
    type(Object.fromEntries(Object.entries(fields).filter(([field]) => Object.hasOwn(texts, field)).map(([field, value]) => [field, asText(value)])));
  };
  const named = (): string | null => {
    setAsked(true);
    if (who.trim() === '') return null;
    rememberOperator(who.trim());
    return who.trim();
  };
  const save = (): void => {
    const name = named();
    if (name === null || !fine) return;
    void form.send('backup.settings', { who: name, settings }).then((answer) => {
      if (!answer.ok) return setFault(answer.error);
      backupWriter.take(answer.value);
      toast.say(t('settings.told'), takeBack('backup.settings', { who: name, settings: stands }, null, mine));
      onClose();
    });
  };
  const makeKey = (): void => {
    const name = named();
    if (name === null) return;
    void callEngine('backup.newKey', { who: name }).then((answer) => {
      if (!answer.ok) return setFault(answer.error);
      change({ recipient: answer.value.recipient });
      // One's own key is nobody else's change.
      if (form.base !== null) form.rebase({ ...form.base, recipient: answer.value.recipient });
      setCode(answer.value.recoveryCode);
    });
  };
  const folder = (text: string): string | null => (text.trim() === '' ? null : text.trim());

  if (code !== null) return <RecoveryCode code={code} onDone={() => setCode(null)} />;
  return (
    <Dialog
      open
      onClose={onClose}
      form={form}
      together={{ form, mine, take }}
      place="side"
      title={t('settings.title')}
      foot={
        <>
          <Button onClick={onClose}>{t('ui:action.cancel')}</Button>
          <Button look="primary" onClick={save} data-testid="save-backup-settings">
            {t('settings.save')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <div className={styles.two}>
          <Field
            label={t('settings.dailyAt')}
            hint={t('settings.dailyHint')}
            error={asked ? bad.time : null}
            value={texts.dailyAt}
            onText={(dailyAt) => type({ dailyAt })}
          />
          <Field
            label={t('settings.monthlyOn')}
            hint={t('settings.monthlyHint')}
            error={asked ? bad.day : null}
            value={texts.monthlyOn}
            inputMode="numeric"
            onText={(monthlyOn) => type({ monthlyOn })}
          />
        </div>
        <div className={styles.two}>
          <DaySelect
            label={t('settings.weeklyOn')}
            value={draft.weeklyOn}
            onChange={(weeklyOn) => change({ weeklyOn })}
          />
          <DaySelect
            label={t('settings.restoreTestOn')}
            value={draft.restoreTestOn}
            onChange={(restoreTestOn) => change({ restoreTestOn })}
          />
        </div>
        <fieldset className={styles.three}>
          <legend>{t('settings.keep')}</legend>
          {(['keepDaily', 'keepWeekly', 'keepMonthly'] as const).map((key) => (
            <Field
              key={key}
              label={t(`settings.${key}`)}
              error={asked ? bad.keep(texts[key]) : null}
              value={texts[key]}
              inputMode="numeric"
              onText={(text) => type({ [key]: text })}
            />
          ))}
        </fieldset>
        <Field
          label={t('settings.folder')}
          hint={t('settings.folderDefault')}
          value={draft.folder ?? ''}
          onText={(text) => change({ folder: folder(text) })}
        />
        <div className={styles.group}>
          <span className={styles.label}>{t('settings.external')}</span>
          <Segments
            label={t('settings.external')}
            value={draft.external.mode}
            onChange={(mode) => change({ external: { ...draft.external, mode } })}
            options={(['ask', 'auto', 'off'] as const).map((mode) => ({
              value: mode,
              label: t(`settings.mode.${mode}`),
            }))}
          />
        </div>
        <Field
          label={t('settings.externalFolder')}
          hint={t('settings.externalDefault')}
          value={draft.external.folder ?? ''}
          onText={(text) => change({ external: { ...draft.external, folder: folder(text) } })}
        />
        <div className={styles.group}>
          <span className={styles.label}>{t('settings.encrypt')}</span>
          <Segments
            label={t('settings.encrypt')}
            value={draft.encrypt}
            onChange={(encrypt) => change({ encrypt })}
            options={(['off', 'external', 'all'] as const).map((mode) => ({
              value: mode,
              label: t(`settings.encryptMode.${mode}`),
            }))}
          />
          <p className={styles.hint}>{t('settings.encryptHint')}</p>
          <div className={styles.pair}>
            <span>
              {t('settings.key')}:{' '}
              {draft.recipient === null
                ? t('settings.keyNone')
                : t('settings.keySet', { short: `${draft.recipient.slice(0, 10)}…` })}
            </span>
            <Button onClick={makeKey}>
              {t(draft.recipient === null ? 'settings.newKey' : 'settings.renewKey')}
            </Button>
          </div>
          {asked && bad.key !== null && <p className={styles.error}>{bad.key}</p>}
        </div>
        <WhoField
          label={t('settings.who')}
          error={asked && who.trim() === '' ? t('settings.whoMissing') : null}
          value={who}
          maxLength={80}
          onText={setWho}
        />
        {fault !== null && (
          <p className={styles.fault} role="alert">
            {faultText(fault)}
          </p>
        )}
      </div>
    </Dialog>
  );
}

function DaySelect({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly onChange: (day: number) => void;
}): ReactNode {
  const { t } = useTranslation('backup');
  return (
    <div className={styles.group}>
      <span className={styles.label}>{label}</span>
      <Select
        label={label}
        value={String(value) as (typeof DAYS)[number]}
        options={DAYS.map((day) => ({ value: day, label: t(`settings.day.${day}`) }))}
        onChange={(day) => onChange(Number(day))}
      />
    </div>
  );
}
