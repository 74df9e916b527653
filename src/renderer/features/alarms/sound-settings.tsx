import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { alarms, useAlarms } from '../../store/alarm-store.ts';
import { playRound } from '../../store/use-alarm-sound.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './setting-dialog.module.css';

/** Sound of this PC: on or off, how loud, and what each priority sounds like. */
export function SoundSettings(): ReactNode {
  const { t } = useTranslation('alarms');
  const { isOn, volume } = useAlarms((state) => state.sound);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button data-testid="sound-open" onClick={() => setOpen(true)}>{t('settings.sound')}{!isOn && `: ${t('sound.offShort')}`}</Button>
      {isOpen && (
        <Dialog open onClose={() => setOpen(false)} title={t('settings.sound')} subtitle={t('settings.thisPc')}>
          <div className={styles.choices}>
            <label className={styles.check}><input type="checkbox" checked={isOn} onChange={(event) => alarms.setSound({ isOn: event.target.checked })} />{t('settings.soundOn')}</label>
            <label className={styles.check}>{t('settings.volume')}<input type="range" min={10} max={100} step={10} value={Math.round(volume * 100)} disabled={!isOn} onChange={(event) => alarms.setSound({ volume: Number(event.target.value) / 100 })} /></label>
          </div>
          <p>{t('settings.soundOff')}</p>
          <div className={styles.choices}>{[1, 2, 3].map((priority) => <Button key={priority} disabled={!isOn} onClick={() => playRound(priority, volume)}>{t('settings.test', { priority })}</Button>)}</div>
        </Dialog>
      )}
    </>
  );
}
