import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { BackupItem, RestorePart, RestorePreview, openWith } from '#contract/backup.ts';
import { formatStamp } from '../../model/format.ts';
import { rememberOperator, useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { Button, Segments, Toggles } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import styles from './dialogs.module.css';
import { PreviewView } from './preview-view.tsx';

type OpenWith = z.input<typeof openWith>;
type Step =
  | { readonly at: 'locked' }
  | { readonly at: 'looking'; readonly open: OpenWith }
  | { readonly at: 'broken'; readonly fault: CallFault }
  | { readonly at: 'preview'; readonly open: OpenWith; readonly preview: RestorePreview };

/** Counting the rows of years takes its time on a small PC. */
const PREVIEW_TIMEOUT_MS = 180_000;
const PARTS: readonly RestorePart[] = ['history', 'profile', 'settings'];

/** The way back: open it, see what would change, choose what, confirm with a name. */
export function RestoreDialog({
  item,
  onClose,
}: {
  readonly item: BackupItem;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation(['backup', 'ui']);
  const faultText = useFaultText();
  const zone = useZone();
  const locked = item.encryption !== 'none';
  const [step, setStep] = useState<Step>(
    locked ? { at: 'locked' } : { at: 'looking', open: { kind: 'none' } },
  );
  const [parts, setParts] = useState<readonly RestorePart[]>(['history']);
  const [who, setWho] = useState(useOperatorName());
  const [sure, setSure] = useState(false);
  const [asked, setAsked] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);

  const looking = step.at === 'looking' ? step.open : null;
  useEffect(() => {
    if (looking === null) return;
    const abort = new AbortController();
    void callEngine(
      'backup.preview',
      { dir: item.dir, open: looking },
      { signal: abort.signal, timeoutMs: PREVIEW_TIMEOUT_MS },
    ).then((answer) => {
      if (abort.signal.aborted) return;
      if (!answer.ok) return setStep({ at: 'broken', fault: answer.error });
      if (answer.value.otherSite) setParts(['history', 'profile']);
      setStep({ at: 'preview', open: looking, preview: answer.value });
    });
    return () => abort.abort();
  }, [looking, item.dir]);

  const start = (): void => {
    setAsked(true);
    if (step.at !== 'preview' || who.trim() === '' || !sure || parts.length === 0) return;
    rememberOperator(who.trim());
    void callEngine('backup.restore', {
      who: who.trim(),
      dir: item.dir,
      parts: [...parts],
      open: step.open,
      takenMs: item.takenMs,
    }).then((answer) => {
      if (answer.ok) onClose();
      else setFault(answer.error);
    });
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={t('restore.title')}
      subtitle={`${formatStamp(item.takenMs, zone)} · ${t(`list.kind.${item.kind}`)}`}
      foot={
        <>
          <Button onClick={onClose}>{t('ui:action.cancel')}</Button>
          {step.at === 'preview' && (
            <Button look="primary" onClick={start} data-testid="start-restore">
              {t('restore.start')}
            </Button>
          )}
        </>
      }
    >
      {step.at === 'locked' && <KeyForm onOpen={(open) => setStep({ at: 'looking', open })} />}
      {step.at === 'looking' && (
        <p className={styles.waiting} role="status">
          {t('restore.looking')}
        </p>
      )}
      {step.at === 'broken' && (
        <div className={styles.form}>
          <p className={styles.fault} role="alert">
            <strong>{t('restore.cannot')}</strong> {faultText(step.fault)}
          </p>
          {locked && (
            <Button onClick={() => setStep({ at: 'locked' })}>{t('restore.again')}</Button>
          )}
        </div>
      )}
      {step.at === 'preview' && (
        <div className={styles.form}>
          <PreviewView preview={step.preview} />
          <div className={styles.group}>
            <span className={styles.label}>{t('restore.what')}</span>
            <Toggles
              label={t('restore.what')}
              values={parts}
              onChange={setParts}
              options={PARTS.map((part) => ({ value: part, label: t(`restore.part.${part}`) }))}
            />
            {asked && parts.length === 0 && (
              <p className={styles.error}>{t('restore.partMissing')}</p>
            )}
          </div>
          <p>{t('restore.promise')}</p>
          <WhoField
            label={t('restore.who')}
            error={asked && who.trim() === '' ? t('restore.whoMissing') : null}
            value={who}
            maxLength={80}
            onText={setWho}
          />
          <label className={styles.check}>
            <input
              type="checkbox"
              checked={sure}
              onChange={(event) => setSure(event.target.checked)}
            />
            <span>
              {t('restore.sure')}
              {asked && !sure && <small className={styles.error}>{t('restore.sureMissing')}</small>}
            </span>
          </label>
          {fault !== null && (
            <p className={styles.fault} role="alert">
              {faultText(fault)}
            </p>
          )}
        </div>
      )}
    </Dialog>
  );
}

/** Passphrase or recovery code of an encrypted backup. */
function KeyForm({ onOpen }: { readonly onOpen: (open: OpenWith) => void }): ReactNode {
  const { t } = useTranslation('backup');
  const [kind, setKind] = useState<'passphrase' | 'recoveryCode'>('passphrase');
  const [text, setText] = useState('');
  const open = (): void =>
    onOpen(kind === 'passphrase' ? { kind, passphrase: text } : { kind, code: text });
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (text !== '') open();
      }}
    >
      <p>{t('restore.locked')}</p>
      <Segments
        label={t('restore.locked')}
        value={kind}
        onChange={setKind}
        options={[
          { value: 'passphrase', label: t('restore.passphrase') },
          { value: 'recoveryCode', label: t('restore.code') },
        ]}
      />
      <Field
        type={kind === 'passphrase' ? 'password' : 'text'}
        autoComplete="off"
        label={t(kind === 'passphrase' ? 'restore.passphrase' : 'restore.code')}
        {...(kind === 'recoveryCode' ? { hint: t('restore.codeHint') } : {})}
        value={text}
        onText={setText}
      />
      <Button type="submit" look="primary" disabled={text === ''}>
        {t('restore.open')}
      </Button>
    </form>
  );
}
