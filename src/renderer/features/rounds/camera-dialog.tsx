import { Camera, RefreshCw } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './camera.module.css';

type State = 'starting' | 'live' | 'none' | 'failed';

interface CameraDialogProps {
  readonly onPhoto: (photo: Blob) => void;
  /** To choose a file instead. */
  readonly onFile: () => void;
  readonly onClose: () => void;
}

/** The camera of the PC or tablet: live picture, taken, looked at, kept or taken again. Closed, the camera is off. */
export function CameraDialog({ onPhoto, onFile, onClose }: CameraDialogProps): ReactNode {
  const { t } = useTranslation(['rounds', 'ui']);
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<State>('starting');
  const [cameras, setCameras] = useState<readonly string[]>([]);
  const [camera, setCamera] = useState<string | null>(null);
  const [photo, setPhoto] = useState<{ readonly blob: Blob; readonly url: string } | null>(null);
  useEffect(() => () => void window.muljigi.allowCamera(false), []);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let gone = false;
    void (async () => {
      try {
        await window.muljigi.allowCamera(true);
        // The camera that looks away from the person, where a tablet has two.
        const wish = camera === null ? { facingMode: 'environment' } : { deviceId: { exact: camera } };
        const opened = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...wish, width: { ideal: 1600 }, height: { ideal: 1200 } } });
        if (gone) {
          stop(opened);
          return;
        }
        stream = opened;
        if (video.current !== null) {
          video.current.srcObject = opened;
          await video.current.play();
        }
        const devices = await navigator.mediaDevices.enumerateDevices();
        setCameras(devices.filter(({ kind }) => kind === 'videoinput').map(({ deviceId }) => deviceId));
        setState('live');
      } catch (error) {
        if (!gone) setState(error instanceof DOMException && (error.name === 'NotFoundError' || error.name === 'OverconstrainedError') ? 'none' : 'failed');
      }
    })();
    return () => {
      gone = true;
      if (stream !== null) stop(stream);
    };
  }, [camera]);
  useEffect(() => () => {
    if (photo !== null) URL.revokeObjectURL(photo.url);
  }, [photo]);
  const take = (): void => {
    const from = video.current;
    if (from === null || from.videoWidth === 0) return;
    const canvas = document.createElement('canvas');
    canvas.width = from.videoWidth;
    canvas.height = from.videoHeight;
    canvas.getContext('2d')?.drawImage(from, 0, 0);
    canvas.toBlob((blob) => {
      if (blob !== null) setPhoto({ blob, url: URL.createObjectURL(blob) });
    }, 'image/jpeg', 0.85);
  };
  const next = (): void => {
    const at = cameras.indexOf(camera ?? cameras[0] ?? '');
    setState('starting');
    setCamera(cameras[(at + 1) % cameras.length] ?? null);
  };
  const isOff = state === 'none' || state === 'failed';
  return (
    <Dialog
      open
      place="wide"
      onClose={onClose}
      title={t('camera.title')}
      foot={(
        <>
          <Button onClick={onFile}>{t('camera.file')}</Button>
          <span className={styles.gap} />
          {photo === null && cameras.length > 1 && <Button onClick={next}><RefreshCw size={18} aria-hidden />{t('camera.other')}</Button>}
          {photo !== null && <Button onClick={() => setPhoto(null)}>{t('camera.again')}</Button>}
          {!isOff && photo === null && <Button look="primary" autoFocus disabled={state !== 'live'} onClick={take} data-testid="camera-take"><Camera size={20} aria-hidden />{t('camera.take')}</Button>}
          {photo !== null && <Button look="primary" autoFocus onClick={() => onPhoto(photo.blob)} data-testid="camera-keep">{t('camera.keep')}</Button>}
        </>
      )}
    >
      <div className={styles.view} data-testid="camera" data-state={state}>
        {isOff
          ? <p role="alert">{t(state === 'none' ? 'camera.none' : 'camera.failed')}</p>
          : <video ref={video} muted playsInline hidden={photo !== null} aria-label={t('camera.live')} />}
        {state === 'starting' && <p role="status">{t('camera.starting')}</p>}
        {photo !== null && <img src={photo.url} alt={t('camera.taken')} />}
      </div>
    </Dialog>
  );
}

const stop = (stream: MediaStream): void => stream.getTracks().forEach((track) => track.stop());
