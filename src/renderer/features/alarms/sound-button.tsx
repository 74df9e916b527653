import { Bell, BellOff, BellRing, VolumeX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { coveredBy } from '../../model/alarm-sound.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { alarms, useAlarms } from '../../store/alarm-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useSpanText } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import { useSoundDue } from '../../store/use-alarm-sound.ts';
import styles from './sound-button.module.css';

const SILENCE_MIN = 5;

/** Says whether the alarm sound is on, and silences it for five minutes at one press. Silence acknowledges nothing. */
export function SoundButton(): ReactNode {
  const { t } = useTranslation('alarms');
  const spanText = useSpanText();
  const due = useSoundDue();
  const who = useOperatorName().trim();
  const { isOn } = useAlarms((state) => state.sound);
  const silence = useAlarms((state) => state.silence);
  const leftMs = usePlant((state) => (silence === null ? 0 : Math.max(0, silence.untilMs - state.clockMs)));
  const look = !isOn ? 'off' : due !== null ? 'sounding' : silence !== null ? 'silenced' : 'calm';
  const press = (): void => {
    if (look === 'sounding') {
      const { status, clockMs } = usePlant.getState();
      alarms.silence({ untilMs: clockMs + SILENCE_MIN * 60_000, occurrences: coveredBy(status?.alarms ?? []) });
      // Whoever has no name yet still gets silence; the record is written where there is one.
      if (who !== '') void callEngine('alarms.silence', { minutes: SILENCE_MIN, who });
    } else if (look === 'silenced') alarms.silence(null);
    else {
      alarms.tab('settings');
      route.go('alarms');
    }
  };
  const words = look === 'sounding' ? t('sound.silence') : look === 'silenced' ? t('sound.silenced', { span: spanText(leftMs) }) : t(look === 'off' ? 'sound.off' : 'sound.calm');
  const Icon = look === 'sounding' ? BellRing : look === 'silenced' ? BellOff : look === 'off' ? VolumeX : Bell;
  return (
    <button type="button" className={styles.button} data-look={look} title={words} aria-label={words} onClick={press} data-testid="alarm-sound">
      <Icon size={22} aria-hidden />
    </button>
  );
}
