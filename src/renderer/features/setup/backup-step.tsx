import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackupSettings, BackupStatus } from '#contract/backup.ts';
import { formatBytes } from '../../model/format.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { backupWriter, useBackup } from '../../store/backup-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { RecoveryCode } from '../backup/recovery-code.tsx';
import { useBackupStatus, useDrives } from '../backup/use-backup.ts';
import styles from './setup.module.css';
import { StepFrame } from './step-frame.tsx';
import { useDraft } from './use-setup-step.ts';

/** Where copies of the data go, what room there is, and whether they are encrypted. */
export function BackupStep(): ReactNode {
  const { t } = useTranslation('setup');
  useBackupStatus();
  const status = useBackup((state) => state.status);
  return status === null ? <p role="status" className={styles.waiting}>{t('loading')}</p> : <BackupForStep status={status} />;
}

type Mode = BackupSettings['external']['mode'];
type Encrypt = BackupSettings['encrypt'];
const MODES = ['auto', 'ask', 'off'] as const satisfies readonly Mode[];
const ENCRYPTS = ['off', 'external', 'all'] as const satisfies readonly Encrypt[];

function BackupForStep({ status }: { readonly status: BackupStatus }): ReactNode {
  const { t } = useTranslation(['setup', 'backup']);
  const faultText = useFaultText();
  const who = useOperatorName();
  const { settings } = status;
  const [fields, change, drop] = useDraft('backup', { folder: settings.folder ?? '', outside: settings.external.folder ?? '', mode: settings.external.mode as string, encrypt: settings.encrypt as string });
  const [opened] = useState(settings);
  const [recipient, setRecipient] = useState(settings.recipient);
  const [code, setCode] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const mode = MODES.find((each) => each === fields.mode) ?? 'ask';
  const encrypt = ENCRYPTS.find((each) => each === fields.encrypt) ?? 'off';
  const name = who.trim() === '' ? '-' : who;
  const noKey = encrypt !== 'off' && recipient === null;
  const choose = (key: 'folder' | 'outside'): void => {
    void window.muljigi.chooseFolder().then((path) => {
      if (path !== null) change({ [key]: path });
    });
  };
  const makeKey = (): void => {
    setFault(null);
    void callEngine('backup.newKey', { who: name }).then((answer) => {
      if (!answer.ok) return setFault(answer.error);
      setRecipient(answer.value.recipient);
      setCode(answer.value.recoveryCode);
    });
  };
  const plain = (text: string): string | null => (text.trim() === '' ? null : text.trim());
  if (code !== null) return <RecoveryCode code={code} onDone={() => setCode(null)} />;
  return (
    <StepFrame
      step="backup"
      onNext={async () => {
        setAsked(true);
        if (noKey) return undefined;
        drop();
        // What this step shows, as it was opened; all else as it stands.
        const base = { ...settings, folder: opened.folder, external: opened.external, encrypt: opened.encrypt };
        const answer = await callEngine('backup.settings', { who: name, settings: { ...settings, recipient, folder: plain(fields.folder), external: { mode, folder: plain(fields.outside) }, encrypt } }, { base });
        if (!answer.ok) return answer.error;
        backupWriter.take(answer.value);
        return null;
      }}
    >
      <dl className={styles.facts}>
        <div><dt>{t('backup.place')}</dt><dd>{status.folder}</dd></div>
        <div><dt>{t('backup.free')}</dt><dd>{formatBytes(status.freeBytes)} · {t('backup.needed', { size: formatBytes(status.neededBytes) })}</dd></div>
      </dl>
      <Drives onPick={(mount) => change({ outside: mount })} />
      <div className={styles.group}>
        <span className={styles.label}>{t('backup:settings.external')}</span>
        <Segments label={t('backup:settings.external')} value={mode} onChange={(value) => change({ mode: value })} options={MODES.map((value) => ({ value, label: t(`backup:settings.mode.${value}`) }))} />
        {mode === 'off' && <p className={styles.hint}>{t('note.sameDisk')}</p>}
      </div>
      <div className={styles.two}>
        <div className={styles.pair}><Field label={t('backup:settings.folder')} hint={t('backup:settings.folderDefault')} value={fields.folder} onText={(folder) => change({ folder })} /><Button onClick={() => choose('folder')}>{t('backup.choose')}</Button></div>
        <div className={styles.pair}><Field label={t('backup:settings.externalFolder')} hint={t('backup:settings.externalDefault')} value={fields.outside} onText={(outside) => change({ outside })} /><Button onClick={() => choose('outside')}>{t('backup.choose')}</Button></div>
      </div>
      <div className={styles.group}>
        <span className={styles.label}>{t('backup:settings.encrypt')}</span>
        <Segments label={t('backup:settings.encrypt')} value={encrypt} onChange={(value) => change({ encrypt: value })} options={ENCRYPTS.map((value) => ({ value, label: t(`backup:settings.encryptMode.${value}`) }))} />
        {encrypt !== 'off' && (recipient === null
          ? <div className={styles.line}><Button onClick={makeKey}>{t('backup:settings.newKey')}</Button><span className={asked ? styles.error : styles.hint}>{t(asked ? 'backup:settings.bad.key' : 'backup:settings.encryptHint')}</span></div>
          : <p className={styles.hint}>{t('backup.hasKey')}</p>)}
      </div>
      {fault !== null && <p className={styles.fault} role="alert">{faultText(fault)}</p>}
    </StepFrame>
  );
}

/** Drives that are plugged in now, with their room; they are looked for again and again. */
function Drives({ onPick }: { readonly onPick: (mount: string) => void }): ReactNode {
  const { t } = useTranslation('setup');
  const drives = useDrives();
  return (
    <div className={styles.group}>
      <span className={styles.label}>{t('backup.drives')}</span>
      {drives === null ? <p className={styles.hint} role="status">{t('backup.looking')}</p> : drives.length === 0 ? <p className={styles.hint}>{t('backup.noDrive')}</p> : (
        <div className={styles.cards}>
          {drives.map(({ mount, label, model, freeBytes, sizeBytes, writable }) => (
            <button key={mount} type="button" className={styles.choice} disabled={!writable} onClick={() => onPick(mount)}>
              <span className={styles.card}><strong>{label === '' ? mount : label}</strong><span>{model} {mount}</span><span className={styles.hint}>{writable ? t('backup.room', { free: formatBytes(freeBytes), size: formatBytes(sizeBytes) }) : t('backup.readOnly')}</span></span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
