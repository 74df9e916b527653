import { Camera, FileText, Paperclip, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { AnswerFieldProps } from './answer-field.tsx';
import { CameraDialog } from './camera-dialog.tsx';
import { attach, readyFile } from './files.ts';
import styles from './fields.module.css';
import walk from './walk.module.css';

const MOST = 6;

/** Photos and files of an item; each is on disk before it shows. */
export function PhotoField({ item, draft, saved, roundId, edit, onGoOn }: AnswerFieldProps): ReactNode {
  const { t } = useTranslation('rounds');
  const faultText = useFaultText();
  const operator = useOperatorName();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [camera, setCamera] = useState(false);
  const add = async (files: readonly File[]): Promise<void> => {
    const who = operator.trim() || saved?.who || '-';
    setBusy(true);
    const ids = [...draft.attachments];
    const faults: string[] = [];
    for (const file of files) {
      const ready = ids.length < MOST ? await readyFile(file) : 'fileMany';
      if (typeof ready === 'string') {
        faults.push(t(ready, { name: file.name, most: MOST }));
        continue;
      }
      const answer = await attach(roundId, item.id, file.name, ready, who);
      if (answer.ok) ids.push(answer.value.attachmentId);
      else faults.push(faultText(answer.error));
    }
    setFault(faults.length === 0 ? null : faults.join(' '));
    setBusy(false);
    edit({ attachments: ids });
    if (input.current !== null) input.current.value = '';
  };
  const isFull = busy || draft.attachments.length >= MOST;
  return (
    <div>
      {draft.attachments.length > 0 && (
        <div className={styles.files}>
          {draft.attachments.map((id) => (
            <div key={id} className={styles.file}>
              <Attachment id={id} />
              <Button aria-label={t('removeFile')} disabled={busy} onClick={() => edit({ attachments: draft.attachments.filter((each) => each !== id) })}><X size={20} aria-hidden /></Button>
            </div>
          ))}
        </div>
      )}
      <input ref={input} type="file" className="visually-hidden" accept="image/png,image/jpeg,image/webp,application/pdf" multiple tabIndex={-1} aria-label={t('addFile')} onChange={(event) => void add([...(event.target.files ?? [])])} data-testid="file-input" />
      <div className={styles.signRow}>
        <Button data-first data-needed look={draft.attachments.length === 0 ? 'primary' : 'plain'} disabled={isFull} onClick={() => setCamera(true)} data-testid="take-photo"><Camera size={20} aria-hidden />{busy ? t('save.saving') : t('camera.open')}</Button>
        <Button disabled={isFull} onClick={() => input.current?.click()}><Paperclip size={20} aria-hidden />{t('addFile')}</Button>
        {draft.attachments.length > 0 && <Button onClick={onGoOn}>{t('next')}</Button>}
      </div>
      <small>{t('photoHint', { count: MOST })}</small>
      {fault !== null && <p className={walk.issue} data-severity="refuse" role="alert">{fault}</p>}
      {camera && (
        <CameraDialog
          onClose={() => setCamera(false)}
          onFile={() => { setCamera(false); input.current?.click(); }}
          onPhoto={(photo) => { setCamera(false); void add([new File([photo], `photo-${String(Date.now())}.jpg`, { type: photo.type })]); }}
        />
      )}
    </div>
  );
}

/** A stored photo, or the sign of another file. */
export function Attachment({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation('rounds');
  const [file, setFile] = useState<{ readonly name: string; readonly mime: string; readonly base64: string } | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  const faultText = useFaultText();
  const live = usePlant((state) => state.phase === 'live');
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    void callEngine('rounds.attachment', { id }, { signal: abort.signal }).then((answer) => {
      if (abort.signal.aborted) return;
      if (answer.ok) setFile(answer.value);
      setFault(answer.ok ? null : answer.error);
    });
    return () => abort.abort();
  }, [live, id]);
  if (file === null && fault !== null) return <span role="alert">{faultText(fault)}</span>;
  if (file === null) return <span aria-busy="true">{t('save.saving')}</span>;
  if (!file.mime.startsWith('image/')) return <span><FileText size={32} aria-hidden /> {file.name}</span>;
  return <Picture name={file.name} address={`data:${file.mime};base64,${file.base64}`} />;
}

/** A small picture that a press shows large. */
function Picture({ name, address }: { readonly name: string; readonly address: string }): ReactNode {
  const { t } = useTranslation('rounds');
  const [large, setLarge] = useState(false);
  return (
    <>
      <button type="button" className={styles.picture} aria-label={t('enlarge', { name })} onClick={() => setLarge(true)}><img src={address} alt={name} /></button>
      {large && <Dialog open place="wide" onClose={() => setLarge(false)} title={name}><img className={styles.large} src={address} alt={name} /></Dialog>}
    </>
  );
}
