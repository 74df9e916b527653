import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackupDrive, BackupStatus } from '#contract/backup.ts';
import { formatBytes } from '../../model/format.ts';
import { rememberOperator, useOperatorName } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import styles from './dialogs.module.css';

interface MakeDialogProps {
  /** Made for an external drive: it counts as the monthly one. */
  readonly external: boolean;
  readonly status: BackupStatus;
  readonly drives: readonly BackupDrive[] | null;
  readonly onClose: () => void;
}

type Protect = 'none' | 'passphrase' | 'key';
const LOCAL = 'local';
const OTHER = 'other';
const LEAST_PASSPHRASE = 10;

/** Asks where the backup goes, whether it is encrypted, and who makes it. */
export function MakeDialog({ external, status, drives, onClose }: MakeDialogProps): ReactNode {
  const { t } = useTranslation(['backup', 'ui']);
  const faultText = useFaultText();
  const usable = (drives ?? []).filter(({ writable }) => writable);
  const fixed = status.settings.external.folder;
  const [where, setWhere] = useState<string>(
    external ? (fixed === null ? (usable[0]?.mount ?? OTHER) : OTHER) : LOCAL,
  );
  const form = useKeptForm(external ? 'backup-drive' : 'backup-new');
  const [folder, setFolder] = form.field('folder', external ? (fixed ?? '') : '');
  const [protect, setProtect] = useState<Protect>(
    status.settings.encrypt === 'off' || !external ? 'none' : 'key',
  );
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [who, setWho] = useState(useOperatorName());
  const [asked, setAsked] = useState(false);
  const [sending, setSending] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);

  const short = protect === 'passphrase' && first.length < LEAST_PASSPHRASE;
  const differ = protect === 'passphrase' && first !== second;
  const noFolder = where === OTHER && folder.trim() === '';
  const send = (): void => {
    setAsked(true);
    if (who.trim() === '' || short || differ || noFolder) return;
    rememberOperator(who.trim());
    setSending(true);
    const target = where === LOCAL ? null : where === OTHER ? folder.trim() : where;
    void form.send('backup.start', {
      who: who.trim(),
      kind: external ? 'monthly' : 'manual',
      folder: target,
      encrypt:
        protect === 'passphrase' ? { kind: 'passphrase', passphrase: first } : { kind: protect },
    }).then((answer) => {
      setSending(false);
      if (answer.ok) onClose();
      else setFault(answer.error);
    });
  };
  const browse = (): void => {
    void window.muljigi.chooseFolder().then((chosen) => {
      if (chosen !== null) setFolder(chosen);
    });
  };

  return (
    <Dialog
      open
      onClose={onClose}
      form={form}
      title={t(external ? 'make.driveTitle' : 'make.title')}
      subtitle={t('make.subtitle')}
      foot={
        <>
          <Button onClick={onClose}>{t('ui:action.cancel')}</Button>
          <Button look="primary" disabled={sending} onClick={send} data-testid="start-backup">
            {t('make.start')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <fieldset className={styles.choices}>
          <legend>{t('make.where')}</legend>
          {!external && (
            <Choice
              name="where"
              value={LOCAL}
              chosen={where}
              onChoose={setWhere}
              label={t('make.local')}
              hint={status.folder}
            />
          )}
          {(drives ?? []).map((drive) => (
            <Choice
              key={drive.mount}
              name="where"
              value={drive.mount}
              chosen={where}
              onChoose={setWhere}
              disabled={!drive.writable}
              hint={drive.mount}
              label={
                drive.writable
                  ? t('make.drive', {
                      name: drive.label === '' ? drive.model : drive.label,
                      free: formatBytes(drive.freeBytes),
                    })
                  : `${drive.label} · ${t('make.readOnly')}`
              }
            />
          ))}
          {external && drives?.length === 0 && <p className={styles.hint}>{t('make.noDrive')}</p>}
          <Choice
            name="where"
            value={OTHER}
            chosen={where}
            onChoose={setWhere}
            label={t('make.folder')}
            hint={t('make.folderHint')}
          />
        </fieldset>
        {where === OTHER && (
          <div className={styles.pair}>
            <Field
              label={t('make.folder')}
              value={folder}
              onText={setFolder}
              error={asked && noFolder ? t('make.folderMissing') : null}
            />
            <Button onClick={browse}>{t('list.browse')}</Button>
          </div>
        )}
        <div className={styles.group}>
          <span className={styles.label}>{t('make.protect')}</span>
          <Segments
            label={t('make.protect')}
            value={protect}
            onChange={setProtect}
            options={[
              { value: 'none', label: t('make.plain') },
              { value: 'passphrase', label: t('make.passphrase') },
              ...(status.settings.recipient === null
                ? []
                : [{ value: 'key' as const, label: t('make.key') }]),
            ]}
          />
          {status.settings.recipient === null && <p className={styles.hint}>{t('make.noKey')}</p>}
        </div>
        {protect === 'passphrase' && (
          <div className={styles.two}>
            <Field
              type="password"
              autoComplete="new-password"
              label={t('make.passphraseLabel')}
              hint={t('make.passphraseHint')}
              error={asked && short ? t('make.tooShort') : null}
              value={first}
              onText={setFirst}
            />
            <Field
              type="password"
              autoComplete="new-password"
              label={t('make.passphraseAgain')}
              error={asked && differ ? t('make.notSame') : null}
              value={second}
              onText={setSecond}
            />
          </div>
        )}
        <WhoField
          label={t('make.who')}
          hint={t('make.whoHint')}
          error={asked && who.trim() === '' ? t('make.whoMissing') : null}
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

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly chosen: string;
  readonly onChoose: (value: string) => void;
  readonly label: string;
  readonly hint?: string;
  readonly disabled?: boolean;
}

/** One line to choose, with what it means beneath. */
function Choice({
  name,
  value,
  chosen,
  onChoose,
  label,
  hint,
  disabled = false,
}: ChoiceProps): ReactNode {
  return (
    <label className={styles.choice} data-chosen={chosen === value}>
      <input
        type="radio"
        name={name}
        value={value}
        checked={chosen === value}
        disabled={disabled}
        onChange={() => onChoose(value)}
      />
      <span>
        {label}
        {hint !== undefined && <small>{hint}</small>}
      </span>
    </label>
  );
}
