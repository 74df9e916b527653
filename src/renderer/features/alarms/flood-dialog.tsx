import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { drawnUpOn } from '#contract/together.ts';
import { asText, takeFields } from '../../model/take-fields.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { Field } from '../../ui/field.tsx';
import { ActDialog } from './act-dialog.tsx';
import styles from './setting-dialog.module.css';

const LEAST = 3;
const MOST = 100;
const FORM = 'alarm-flood';

/** From how many alarms in 10 min on they count as a flood. */
export function FloodDialog({ above, onClose }: { readonly above: number; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation('alarms');
  const form = useKeptForm(FORM, drawnUpOn('alarms.configureFlood', { above, why: '', who: '-' }));
  const [text, setText] = form.field('above', String(above));
  const value = Number(text);
  const ready = /^\d+$/.test(text.trim()) && value >= LEAST && value <= MOST;
  return (
    <ActDialog
      title={t('settings.floodTitle')}
      text={t('settings.flood', { count: above })}
      send={t('settings.edit')}
      line="reason"
      form={FORM}
      together={{ form, mine: { above: ready ? value : above }, take: (fields) => takeFields(fields, { above: (now) => setText(asText(now)) }) }}
      ready={ready}
      onClose={onClose}
      onSend={async (who, why) => {
        const answer = await form.send('alarms.configureFlood', { above: value, why, who });
        return answer.ok ? null : answer.error;
      }}
    >
      <div className={styles.fields}><Field label={t('settings.floodField')} inputMode="numeric" value={text} error={ready ? null : t('settings.wrong', { min: LEAST, max: MOST, value: text })} onText={setText} /></div>
    </ActDialog>
  );
}
