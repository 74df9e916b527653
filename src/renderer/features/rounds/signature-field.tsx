import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperatorName } from '../../store/access-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { Button } from '../../ui/button.tsx';
import type { AnswerFieldProps } from './answer-field.tsx';
import { attach } from './files.ts';
import { Attachment } from './photo-field.tsx';
import { SignaturePad } from './signature-pad.tsx';
import styles from './fields.module.css';
import walk from './walk.module.css';

/** The technician's own signature, as an item of the list. */
export function SignatureField({ item, draft, saved, roundId, edit, onGoOn }: AnswerFieldProps): ReactNode {
  const { t } = useTranslation('rounds');
  const faultText = useFaultText();
  const name = useOperatorName().trim() || saved?.who || '';
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const keep = async (picture: Blob): Promise<void> => {
    setBusy(true);
    const answer = await attach(roundId, item.id, 'signature.png', picture, name || '-');
    setBusy(false);
    setFault(answer.ok ? null : faultText(answer.error));
    if (!answer.ok) return;
    edit({ attachments: [answer.value.attachmentId] });
    onGoOn();
  };
  if (draft.attachments.length > 0)
    return (
      <div>
        {draft.attachments.map((id) => <div key={id} className={`${styles.file} ${styles.signed}`}><Attachment id={id} /></div>)}
        <div className={styles.signRow}><Button data-first onClick={() => edit({ attachments: [] })}>{t('sign.again')}</Button></div>
      </div>
    );
  return (
    <div>
      <SignaturePad name={name} busy={busy} onKeep={(picture) => void keep(picture)} />
      {fault !== null && <p className={walk.issue} data-severity="refuse" role="alert">{fault}</p>}
    </div>
  );
}
