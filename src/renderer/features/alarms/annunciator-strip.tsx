import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isSilent } from '#core/alarms/annunciator.ts';
import { formatMinute } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import { useFrozen, useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { toast } from '../../store/toast-store.ts';
import { RightButton } from '../../ui/right-button.tsx';
import { ActDialog } from './act-dialog.tsx';
import styles from './annunciator-strip.module.css';

/** Horn and lamps outside the PC: whether there are any, what the PLC says they do, and a button to try them. */
export function AnnunciatorStrip(): ReactNode {
  const { t } = useTranslation('alarms');
  const { profile, index } = useProfile();
  const local = useLocal();
  const zone = useZone();
  const frozen = useFrozen();
  const told = usePlant((state) => state.status?.annunciator);
  const isOnline = usePlant((state) => state.status?.link.state === 'connected' || state.status?.link.state === 'degraded');
  const silence = usePlant((state) => state.status?.silence ?? null);
  const nowMs = usePlant((state) => state.nowMs);
  const [isOpen, setOpen] = useState(false);
  const setting = profile.plc.annunciator;
  if (setting === undefined || told === undefined)
    return <p className={styles.none} data-testid="annunciator">{t('horn.none')}</p>;
  const restMs = told.restUntilMs ?? 0;
  // A new alarm breaks a silence: then nobody is told that it is quiet.
  const sounds = setting.outputs.some(({ kind }, i) => kind === 'horn' && told.outputs[i]?.wanted === true);
  const silent = isSilent(silence, nowMs) ? t('horn.silenced', { who: silence.who ?? '', time: formatMinute(silence.untilMs, zone) }) : null;
  const note = sounds ? null : (silent ?? (restMs > nowMs ? t('horn.rests', { time: formatMinute(restMs, zone) }) : null));
  return (
    <section className={styles.strip} aria-label={t('horn.title')} data-frozen={frozen} data-testid="annunciator">
      <h2>{t('horn.title')}</h2>
      <ul>
        {setting.outputs.map(({ tag, priorities }, i) => {
          const output = told.outputs[i];
          const held = output?.held ?? null;
          const isWrong = isOnline && output !== undefined && held !== output.wanted;
          const name = index.tag.get(tag)?.name;
          return (
            <li key={tag} data-on={held === true} data-testid={`annunciator-${tag}`} title={t('horn.priorities', { list: priorities.join(', ') })}>
              <span className={styles.dot} aria-hidden />
              {name === undefined ? tag : local(name)} <b>{t(held === null ? 'horn.unknown' : held ? 'horn.on' : 'horn.off')}</b>
              {isWrong && <strong> {t('horn.wrong')}</strong>}
            </li>
          );
        })}
      </ul>
      {note !== null && <span className={styles.note}>{note}</span>}
      <RightButton right="alarm.acknowledge" disabled={frozen || !isOnline} onClick={() => setOpen(true)} data-testid="annunciator-test">{t('horn.test')}</RightButton>
      {isOpen && (
        <ActDialog
          title={t('horn.test')}
          text={t('horn.testText')}
          send={t('horn.testSend')}
          line="none"
          form="annunciator-test"
          onClose={() => setOpen(false)}
          onSend={async (who) => {
            const answer = await callEngine('alarms.testAnnunciator', { who });
            if (answer.ok) toast.say(t('horn.tested'));
            return answer.ok ? null : answer.error;
          }}
        />
      )}
    </section>
  );
}
