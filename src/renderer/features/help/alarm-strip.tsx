import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isUnseen } from '../../model/alarm-sound.ts';
import { alarms } from '../../store/alarm-store.ts';
import { help } from '../../store/help-store.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import { AlarmMark, asMarkPriority } from '../../ui/alarm-mark.tsx';
import styles from './help-panel.module.css';

/** The most urgent alarm nobody has seen, on top of help: what help covers of the screen must not hide it. */
export function AlarmStrip(): ReactNode {
  const { t } = useTranslation('help');
  const messages = useMessages();
  const standing = usePlant((state) => state.status?.alarms);
  const unseen = standing?.filter(isUnseen) ?? [];
  const [first] = unseen.toSorted((a, b) => a.priority - b.priority);
  const open = (): void => {
    alarms.tab('list');
    route.go('alarms');
    help.topic(null);
  };
  return (
    <div role="status" className={styles.strip} data-empty={first === undefined}>
      {first !== undefined && (
        <button type="button" onClick={open} title={t('openAlarms')} data-testid="help-alarm">
          <AlarmMark priority={asMarkPriority(first.priority)} size={22} />
          <span>
            <strong>{messages.alarm(first)}</strong>
            <small>{t('standing', { count: unseen.length })}</small>
          </span>
        </button>
      )}
    </div>
  );
}
