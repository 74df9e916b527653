import { useEffect, useRef, useState } from 'react';
import type { PointerEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import styles from './fields.module.css';

const WIDTH = 1240;
const HEIGHT = 400;

interface SignaturePadProps {
  /** Name that is set by key for who has neither pen nor finger free. */
  readonly name: string;
  readonly busy: boolean;
  readonly onKeep: (picture: Blob) => void;
}

/** A field for a name written by finger, pen or mouse, or set by key. */
export function SignaturePad({ name, busy, onKeep }: SignaturePadProps): ReactNode {
  const { t } = useTranslation('rounds');
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef(false);
  const [isDrawn, setIsDrawn] = useState(false);
  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (pen == null) return;
    pen.lineWidth = 5;
    pen.lineCap = 'round';
    pen.lineJoin = 'round';
    pen.strokeStyle = '#111';
    pen.fillStyle = '#111';
  }, []);
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
  const keep = (): void => {
    canvas.current?.toBlob((picture) => {
      if (picture !== null) onKeep(picture);
    }, 'image/png');
  };
  const byName = (): void => {
    const pen = canvas.current?.getContext('2d');
    if (pen == null) return;
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    pen.font = "italic 120px 'Pretendard Variable', sans-serif";
    pen.textBaseline = 'middle';
    pen.fillText(name, 60, HEIGHT / 2, WIDTH - 120);
    setIsDrawn(true);
    keep();
  };
  const lift = (): void => {
    drawing.current = false;
  };
  return (
    <div>
      <canvas
        ref={canvas} width={WIDTH} height={HEIGHT} className={styles.sign} role="img" aria-label={t('sign.field')} data-testid="signature"
        onPointerDown={(event) => stroke(event, true)} onPointerMove={(event) => stroke(event, false)} onPointerUp={lift} onPointerCancel={lift}
      />
      <div className={styles.signRow}>
        <Button disabled={busy || name === ''} data-first data-needed onClick={byName} data-testid="sign-by-name">{t('sign.byName', { name })}</Button>
        <Button disabled={!isDrawn || busy} onClick={clear}>{t('sign.clear')}</Button>
        <Button look="primary" disabled={!isDrawn || busy} onClick={keep} data-testid="sign-keep">{t('sign.keep')}</Button>
      </div>
    </div>
  );
}
