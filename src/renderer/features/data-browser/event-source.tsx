import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventRecord } from '#contract/records.ts';
import { formatStamp } from '../../model/format.ts';
import { useProfile, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import type { SourceTarget } from '../../store/route-store.ts';
import { useQualityText } from '../data-quality/use-quality-text.ts';
import { JsonView } from './json-view.tsx';
import styles from './source.module.css';

/** An event with all that is stored of it, and the value of its tag at that instant. */
export function EventSource({ event, onFollow }: { readonly event: EventRecord; readonly onFollow: (next: SourceTarget) => void }): ReactNode {
  const { t } = useTranslation('dataBrowser');
  const text = useQualityText();
  const messages = useMessages();
  const zone = useZone();
  const { index } = useProfile();
  const { subject } = event;
  const tag = subject === null ? undefined : (index.tag.get(subject) ?? index.tag.get(index.sensor.get(subject)?.tag ?? '') ?? index.tag.get(`${subject}.run`))?.id;
  const requestId = typeof event.params['requestId'] === 'string' ? event.params['requestId'] : null;
  return (
    <>
      <p className={styles.lead}>{messages.event(event)}</p>
      <dl className={styles.fields}>
        <div><dt>{t('event.number')}</dt><dd>{event.seq}</dd></div>
        <div><dt>{t('event.time')}</dt><dd>{formatStamp(event.tsMs, zone)}</dd></div>
        <div><dt>{t('event.code')}</dt><dd>{event.code}</dd></div>
        <div><dt>{t('event.subject')}</dt><dd>{subject === null ? '–' : `${messages.subject(subject)} (${subject})`}</dd></div>
        <div><dt>{t('event.actor')}</dt><dd>{text.person(event.actor)}</dd></div>
      </dl>
      <p className={styles.quiet}>{t('event.chain')}</p>
      {requestId !== null && <button type="button" className={styles.link} onClick={() => onFollow({ kind: 'receipt', requestId })}>{t('receipt.title')} <small>{requestId}</small></button>}
      {tag !== undefined && <button type="button" className={styles.link} onClick={() => onFollow({ kind: 'value', tag, atMs: event.tsMs })}>{t('event.source')} <small>{text.nameOf(tag)}</small></button>}
      <JsonView record={event} />
    </>
  );
}
