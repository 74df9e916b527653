import { useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EVENT_KINDS } from '#contract/records.ts';
import type { EventKind, EventRecord } from '#contract/records.ts';
import { formatNumber, formatStamp } from '../../model/format.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import { AlarmMark, asMarkPriority } from '../../ui/alarm-mark.tsx';
import { Button, Toggles } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { useRowWindow } from '../../ui/use-row-window.ts';
import { EventExport } from './event-export.tsx';
import styles from './events-screen.module.css';
import { SubjectSelect } from './subject-select.tsx';
import { useEventList } from './use-event-list.ts';
import type { EventQuery } from './use-event-list.ts';

const HOUR_MS = 3_600_000;
const TIMES = { all: null, '1h': HOUR_MS, '24h': 24 * HOUR_MS, '7d': 168 * HOUR_MS, '30d': 720 * HOUR_MS } as const;
type TimeOption = keyof typeof TIMES;
const PRIORITIES = ['5', '4', '3', '2', '1'] as const;
const ROW_PX = 44;
/** Older rows are asked for when less than this is left below. */
const MORE_PX = 1400;

/** Everything that happened, newest first. */
export function EventsScreen(): ReactNode {
  const { t } = useTranslation(['events', 'ui']);
  const faultText = useFaultText();
  const [kinds, setKinds] = useState<readonly EventKind[]>([]);
  const [priority, setPriority] = useState<(typeof PRIORITIES)[number]>('5');
  const [time, setTime] = useState<TimeOption>('all');
  const [subject, setSubject] = useState<string | null>(null);
  const [atTop, setAtTop] = useState(true);
  const scroller = useRef<HTMLDivElement>(null);
  const query = useMemo((): EventQuery => {
    const spanMs = TIMES[time];
    return {
      fromMs: spanMs === null ? null : usePlant.getState().nowMs - spanMs, toMs: null,
      kinds: kinds.length === 0 ? null : [...kinds], maxPriority: priority === '5' ? null : Number(priority), subject,
    };
  }, [kinds, priority, time, subject]);
  const list = useEventList(query);
  const { rows } = list;
  const rowWindow = useRowWindow(rows.length, ROW_PX);
  const scrolled = ({ scrollTop, clientHeight, scrollHeight }: HTMLElement): void => {
    rowWindow.onScroll(scrollTop, clientHeight);
    const top = scrollTop < ROW_PX;
    setAtTop(top);
    list.setAtTop(top);
    if (scrollHeight - scrollTop - clientHeight < MORE_PX) list.more();
  };
  const clear = (): void => {
    setKinds([]);
    setPriority('5');
    setTime('all');
    setSubject(null);
  };
  const filtered = kinds.length > 0 || priority !== '5' || time !== 'all' || subject !== null;
  return (
    <div className={styles.screen}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <div className={styles.filters}>
        <Toggles label={t('kindLabel')} values={kinds} onChange={setKinds} options={EVENT_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))} />
        <Select label={t('priorityLabel')} value={priority} onChange={setPriority} options={PRIORITIES.map((value) => ({ value, label: `${t('priorityLabel')}: ${t(`priority.${value}`)}` }))} />
        <Select label={t('time')} value={time} onChange={setTime} options={(Object.keys(TIMES) as TimeOption[]).map((value) => ({ value, label: `${t('time')}: ${t(`timeOption.${value}`)}` }))} />
        <SubjectSelect value={subject} onChange={setSubject} />
        {filtered && <Button look="quiet" onClick={clear}>{t('clear')}</Button>}
        <span className={styles.count} role="status">{t(list.complete ? 'shown' : 'shownMore', { count: rows.length })}</span>
        <EventExport query={query} />
      </div>
      <div className={styles.table} role="table" aria-label={t('list')} aria-rowcount={rows.length}>
        <div role="rowgroup">
          <div role="row" className={styles.header}>
            {(['time', 'priority', 'kind', 'subject', 'text', 'actor'] as const).map((column) => <span key={column} role="columnheader">{t(`column.${column}`)}</span>)}
          </div>
        </div>
        {list.fresh > 0 && !atTop && <Button className={styles.fresh} onClick={() => scroller.current?.scrollTo({ top: 0 })}>{t('fresh', { count: list.fresh })}</Button>}
        <div
          ref={scroller}
          role="rowgroup"
          className={styles.scroller}
          tabIndex={0}
          data-testid="event-rows"
          onScroll={(event) => scrolled(event.currentTarget)}
        >
          {list.fault !== null && rows.length === 0 && <Empty title={t('failed')} hint={faultText(list.fault)}><Button onClick={list.reload}>{t('ui:action.retry')}</Button></Empty>}
          {list.fault === null && !list.loading && rows.length === 0 && <Empty title={t('empty')} hint={t('emptyHint')}>{filtered && <Button onClick={clear}>{t('clear')}</Button>}</Empty>}
          <div role="presentation" style={{ height: rows.length * ROW_PX, position: 'relative' }}>
            {rows.slice(rowWindow.first, rowWindow.end).map((event, i) => (
              <Row key={event.seq} event={event} index={rowWindow.first + i} top={(rowWindow.first + i) * ROW_PX} />
            ))}
          </div>
          {list.complete && rows.length > 0 && <p className={styles.end}>{t('end')}</p>}
        </div>
      </div>
    </div>
  );
}

function Row({ event, index, top }: { readonly event: EventRecord; readonly index: number; readonly top: number }): ReactNode {
  const { t } = useTranslation(['events', 'ui']);
  const zone = useZone();
  const messages = useMessages();
  const person = event.actor.startsWith('person:') ? event.actor.slice('person:'.length) : null;
  const actor = person ?? (event.actor === 'plc' || event.actor === 'engine' ? t(`actor.${event.actor}`) : event.actor);
  return (
    <div role="row" aria-rowindex={index + 1} className={styles.row} data-priority={event.priority} style={{ transform: `translateY(${String(top)}px)` }}>
      <time role="cell" dateTime={new Date(event.tsMs).toISOString()}>{formatStamp(event.tsMs, zone)}</time>
      <span role="cell" className={styles.priority}>
        {event.priority <= 4 && <AlarmMark priority={asMarkPriority(event.priority)} size={16} hollow={event.priority === 4 || event.code === 'alarm.cleared'} />}
        <span className="visually-hidden">{formatNumber(event.priority, 0)}</span>
      </span>
      <span role="cell" className={styles.quiet}>{t(`kind.${event.kind}`)}</span>
      <span role="cell">{event.subject === null ? '' : messages.subject(event.subject)}</span>
      <span role="cell" className={styles.text} title={messages.event(event)}><button type="button" className={styles.source} onClick={() => route.source({ kind: 'event', event })}>{messages.event(event)}</button></span>
      <span role="cell" className={styles.quiet}>{actor}</span>
    </div>
  );
}

function Empty({ title, hint, children }: { readonly title: string; readonly hint: string; readonly children?: ReactNode }): ReactNode {
  return <div className={styles.empty} role="row"><div role="cell"><strong>{title}</strong><p>{hint}</p>{children}</div></div>;
}
