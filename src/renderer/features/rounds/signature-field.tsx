import { useEffect, useRef, useState } from 'react';
import type { PointerEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperatorName } from '../../store/access-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { Button } from '../../ui/button.tsx';
import type { AnswerFieldProps } from './answer-field.tsx';
import { attach } from './files.ts';
import { Attachment } from './photo-field.tsx';
import styles from './walk.module.css';

const WIDTH = 1240;
const HEIGHT = 400;

/** A name written by finger or pen, or set by key for who has neither. */
export function SignatureField({ item, draft, saved, roundId, edit, onGoOn }: AnswerFieldProps): ReactNode {
  const { t } = useTranslation('rounds');
  const faultText = useFaultText();
  const name = useOperatorName().trim() || saved?.who || '';
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef(false);
  const [isDrawn, setIsDrawn] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (pen == null) return;
    pen.lineWidth = 5;
    pen.lineCap = 'round';
    pen.lineJoin = 'round';
    pen.strokeStyle = '#111';
    pen.fillStyle = '#111';
  }, [draft.attachments.length]);
  const at = (event: PointerEvent<HTMLCanvasElement>): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * WIDTH, ((event.clientY - box.top) / box.height) * HEIGHT];
  };
  const stroke = (event: PointerEvent<HTMLCanvasElement>, begins: boolean): void => {
    const pen = canvas.current?.getContext('2d');
    if (pen == null || (!begins && !drawing.current)) return;
    if (begins) {
      event.currentTarget.setPointerCapture(event.pointerId);
      drawing.current = true;
      pen.beginPath();
      pen.moveTo(...at(event));
    } else {
      pen.lineTo(...at(event));
      pen.stroke();
      setIsDrawn(true);
    }
  };
  const clear = (): void => {
    canvas.current?.getContext('2d')?.clearRect(0, 0, WIDTH, HEIGHT);
    setIsDrawn(false);
  };
  const byName = (): void => {
    const pen = canvas.current?.getContext('2d');
    if (pen == null) return;
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    pen.font = "italic 120px 'Pretendard Variable', sans-serif";
    pen.textBaseline = 'middle';
    pen.fillText(name, 60, HEIGHT / 2, WIDTH - 120);
    setIsDrawn(true);
    void keep();
  };
  const keep = async (): Promise<void> => {
    const blob = await new Promise<Blob | null>((resolve) => {
      if (canvas.current === null) resolve(null);
      else canvas.current.toBlob(resolve, 'image/png');
    });
    if (blob === null) return;
    setBusy(true);
    const answer = await attach(roundId, item.id, 'signature.png', blob, name || '-');
    setBusy(false);
    if (!answer.ok) {
      setFault(faultText(answer.error));
      return;
    }
    edit({ attachments: [answer.value.attachmentId] });
    onGoOn();
  };
  if (draft.attachments.length > 0)
    return (
      <div>
        {draft.attachments.map((id) => <div key={id} className={styles.file} style={{ width: 420 }}><Attachment id={id} /></div>)}
        <div className={styles.signRow}><Button data-first onClick={() => edit({ attachments: [] })}>{t('sign.again')}</Button></div>
      </div>
    );
  return (
    <div>
      <canvas ref={canvas} width={WIDTH} height={HEIGHT} className={styles.sign} aria-label={t('sign.field')} onPointerDown={(event) => stroke(event, true)} onPointerMove={(event) => stroke(event, false)} onPointerUp={() => { drawing.current = false; }} data-testid="signature" />
      <div className={styles.signRow}>
        <Button disabled={busy || name === ''} data-first data-needed onClick={byName}>{t('sign.byName', { name })}</Button>
        <Button disabled={!isDrawn} onClick={clear}>{t('sign.clear')}</Button>
        <Button look="primary" disabled={!isDrawn || busy} onClick={() => void keep()}>{t('sign.keep')}</Button>
      </div>
      {fault !== null && <p className={styles.issue} data-severity="refuse" role="alert">{fault}</p>}
    </div>
  );
}
