import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventRecord } from '#contract/records.ts';
import { aroundEvent } from '../../model/analysis-span.ts';
import { formatWhen } from '../../model/format.ts';
import { analysis } from '../../store/analysis-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Segments } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './compare-tab.module.css';

const HOURS = ['1', '6', '24', '168'] as const;
const SHOWN = 200;
const KNOWN_PRIORITY = 3;

/** Chooses an event: the time after it becomes A, the same length before it B. */
export function AroundEvent({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['history', 'ui']);
  const zone = useZone();
  const messages = useMessages();
  const [hours, setHours] = useState<(typeof HOURS)[number]>('24');
  const [events, setEvents] = useState<readonly EventRecord[] | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  const faultText = useFaultText();
  const live = usePlant((state) => state.phase === 'live');
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    void callEngine('events.list', { fromMs: null, toMs: null, kinds: ['alarm', 'command', 'setting', 'mode', 'machine'], maxPriority: KNOWN_PRIORITY, subject: null, beforeSeq: null, limit: SHOWN }, { signal: abort.signal }).then((result) => {
      if (abort.signal.aborted) return;
      if (result.ok) setEvents(result.value);
      setFault(result.ok ? null : result.error);
    });
    return () => abort.abort();
  }, [live]);
  const choose = (event: EventRecord): void => {
    const { a, b } = aroundEvent(event.tsMs, Number(hours), usePlant.getState().nowMs);
    analysis.set({ span: a, spanB: b, align: 'elapsed' });
    onClose();
  };
  const nowMs = usePlant.getState().nowMs;
  return (
    <Dialog open onClose={onClose} title={t('aroundEvent')} subtitle={t('aroundHint')}>
      <Segments label={t('aroundLength')} value={hours} onChange={setHours} options={HOURS.map((value) => ({ value, label: t(`hours.${value}`) }))} />
      {events === null && (fault === null ? <p role="status">{t('loading')}</p> : <p role="alert">{faultText(fault)}</p>)}
      {events?.length === 0 && <p role="status">{t('noEvents')}</p>}
      <ul className={styles.events}>
        {(events ?? []).map((event) => (
          <li key={event.seq}><button type="button" className={styles.event} onClick={() => choose(event)}><span>{formatWhen(event.tsMs, nowMs, zone)}</span><span>{messages.event(event)}</span></button></li>
        ))}
      </ul>
    </Dialog>
  );
}
