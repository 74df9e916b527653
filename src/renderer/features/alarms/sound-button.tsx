import { Bell, BellOff, BellRing, VolumeX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SILENCE_MIN, silenceFrom } from '#core/alarms/annunciator.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { alarms, useAlarms } from '../../store/alarm-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useSpanText } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import { useSilentUntil, useSoundDue } from '../../store/use-alarm-sound.ts';
import styles from './sound-button.module.css';

const openSettings = (): void => {
  alarms.tab('settings');
  route.go('alarms');
};

/** Says whether the alarm sound is on, and silences it and the horn for some minutes at one press. Silence acknowledges nothing. */
export function SoundButton(): ReactNode {
  const { t } = useTranslation('alarms');
  const spanText = useSpanText();
  const due = useSoundDue();
  const who = useOperatorName().trim();
  const { isOn } = useAlarms((state) => state.sound);
  const untilMs = useSilentUntil();
  const leftMs = usePlant((state) => Math.max(0, (untilMs ?? 0) - state.nowMs));
  const isOurs = usePlant((state) => (state.status?.silence ?? null) === null || who !== '');
  const minutes = usePlant((state) => state.profile?.plc.annunciator?.silenceMin ?? SILENCE_MIN);
  const hasHorn = usePlant((state) => state.status?.annunciator !== undefined);
  // What sounds for a test is not to be silenced.
  const hornSounds = usePlant(({ status, profile }) =>
    status?.annunciator?.testUntilMs == null && (profile?.plc.annunciator?.outputs ?? []).some(({ kind }, i) => kind === 'horn' && status?.annunciator?.outputs[i]?.wanted === true),
  );
  // A PC without sound still silences the horn.
  const look = (isOn && due !== null) || hornSounds ? 'sounding' : untilMs !== null && (isOn || hasHorn) ? 'silenced' : isOn ? 'calm' : 'off';
  const press = (): void => {
    if (look === 'sounding') {
      const { status, nowMs } = usePlant.getState();
      alarms.silence(silenceFrom(status?.alarms ?? [], nowMs, minutes, who));
      // Whoever has no name yet gets silence on this PC; the horn and the record need one.
      if (who !== '') void callEngine('alarms.silence', { minutes, who });
    } else if (look === 'silenced' && isOurs) {
      alarms.silence(null);
      if (who !== '') void callEngine('alarms.silence', { minutes: 0, who });
    } else openSettings();
  };
  const words = look === 'sounding' ? t(hasHorn && who !== '' ? 'sound.silenceHorn' : 'sound.silence', { count: minutes }) : look === 'silenced' ? t('sound.silenced', { span: spanText(leftMs) }) : t(look === 'off' ? 'sound.off' : 'sound.calm');
  const Icon = look === 'sounding' ? BellRing : look === 'silenced' ? BellOff : look === 'off' ? VolumeX : Bell;
  return (
    <button type="button" className={styles.button} data-look={look} title={words} aria-label={words} onClick={press} data-testid="alarm-sound">
      <Icon size={22} aria-hidden />
    </button>
  );
}
