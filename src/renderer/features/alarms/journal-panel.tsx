import { useDeferredValue, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { JournalFilter } from '#core/alarms/journal.ts';
import type { Occurrence } from '#core/alarms/occurrence.ts';
import { formatStamp } from '../../model/format.ts';
import { useProfile, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { AlarmMark, asMarkPriority } from '../../ui/alarm-mark.tsx';
import { Button, Toggles } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { useRowWindow } from '../../ui/use-row-window.ts';
import { JournalExport } from './journal-export.tsx';
import styles from './journal-panel.module.css';
import { OccurrenceDialog } from './occurrence-dialog.tsx';
import { Empty, Waiting } from './panel-states.tsx';
import panel from './panel.module.css';
import { useAlarmQuery } from './use-alarm-query.ts';
import { useAlarmName } from './use-alarm-words.ts';
import { useJournal } from './use-journal.ts';

const ALL = '*';
const DAY_MS = 86_400_000;
const TIMES = { '1d': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS, '1y': 365 * DAY_MS, all: null } as const;
type TimeOption = keyof typeof TIMES;
const STATES = ['open', 'unseen', 'cleared', 'shelved', 'outOfService'] as const;
const PRIORITIES = ['1', '2', '3', '4'] as const;
const ROW_PX = 48;
const MORE_PX = 1200;

/** Every occurrence there was, with filters and export. */
export function JournalPanel(): ReactNode {
  const { t } = useTranslation(['alarms', 'ui']);
  const { profile } = useProfile();
  const messages = useMessages();
  const nameOf = useAlarmName();
  const [time, setTime] = useState<TimeOption>('7d');
  const [priorities, setPriorities] = useState<readonly (typeof PRIORITIES)[number][]>([]);
  const [state, setState] = useState<(typeof STATES)[number] | typeof ALL>(ALL);
  const [equipment, setEquipment] = useState<string>(ALL);
  const [person, setPerson] = useState<string>(ALL);
  const [text, setText] = useState('');
  const sought = useDeferredValue(text);
  const [open, setOpen] = useState<Occurrence | null>(null);
  const persons = useAlarmQuery('alarms.persons', {}).value ?? [];
  const catalogue = useAlarmQuery('alarms.catalogue', {}).value?.alarms;
  const filter = useMemo((): JournalFilter => {
    const spanMs = TIMES[time];
    const needle = sought.trim().toLowerCase();
    return {
      fromMs: spanMs === null ? null : Math.floor(usePlant.getState().nowMs / 60_000) * 60_000 - spanMs, toMs: null,
      priorities: priorities.length === 0 ? null : priorities.map(Number), equipment: equipment === ALL ? null : equipment,
      state: state === ALL ? null : state, person: person === ALL ? null : person, text: needle,
      alarms: needle === '' ? null : (catalogue ?? []).filter((alarm) => nameOf(alarm).toLowerCase().includes(needle)).map(({ id }) => id),
    };
  }, [time, priorities, equipment, state, person, sought, catalogue, nameOf]);
  const journal = useJournal(filter);
  const { rows } = journal;
  const rowWindow = useRowWindow(rows.length, ROW_PX);
  const isFiltered = time !== 'all' || priorities.length > 0 || state !== ALL || equipment !== ALL || person !== ALL || text !== '';
  const clear = (): void => {
    setTime('all');
    setPriorities([]);
    setState(ALL);
    setEquipment(ALL);
    setPerson(ALL);
    setText('');
  };
  const places = useMemo(
    () => [...new Set(profile.alarms.flatMap((alarm) => alarm.equipment ?? []))].map((value) => ({ value, label: messages.subject(value) })).sort((a, b) => a.label.localeCompare(b.label)),
    [profile, messages],
  );
  return (
    <div className={panel.panel}>
      <div className={panel.filters}>
        <input className={panel.search} type="search" value={text} maxLength={80} placeholder={t('journal.search')} aria-label={t('journal.search')} onChange={(event) => setText(event.target.value)} />
        <Select label={t('journal.time')} value={time} onChange={setTime} options={(Object.keys(TIMES) as TimeOption[]).map((value) => ({ value, label: `${t('journal.time')}: ${t(`journal.timeOption.${value}`)}` }))} />
        <Toggles label={t('journal.priority')} values={priorities} onChange={setPriorities} options={PRIORITIES.map((value) => ({ value, label: <><AlarmMark priority={Number(value) as 1} size={16} /><span className="visually-hidden">{t(`ui:alarms.priority.${value}`)}</span></> }))} />
        <Select label={t('journal.state')} value={state} onChange={setState} options={[{ value: ALL, label: `${t('journal.state')}: ${t('journal.all')}` }, ...STATES.map((value) => ({ value, label: t(`journal.stateOption.${value}`) }))]} />
        <Select label={t('journal.equipment')} value={equipment} onChange={setEquipment} options={[{ value: ALL, label: `${t('journal.equipment')}: ${t('journal.all')}` }, ...places]} />
        {persons.length > 0 && <Select label={t('journal.person')} value={person} onChange={setPerson} options={[{ value: ALL, label: `${t('journal.person')}: ${t('journal.all')}` }, ...persons.map((value) => ({ value, label: value }))]} />}
        {isFiltered && <Button look="quiet" onClick={clear}>{t('list.clear')}</Button>}
        <span className={panel.count} role="status">{t(journal.isComplete ? 'journal.count' : 'journal.countMore', { count: rows.length })}</span>
        <JournalExport filter={filter} disabled={rows.length === 0} />
      </div>
      <div className={styles.table} role="table" aria-label={t('tab.journal')} aria-rowcount={rows.length}>
        <div role="rowgroup">
          <div role="row" className={styles.header}>
            {(['since', 'priority', 'name', 'state', 'ack', 'cleared'] as const).map((column) => <span key={column} role="columnheader">{t(`column.${column}`)}</span>)}
          </div>
        </div>
        <div
          role="rowgroup"
          className={styles.scroller}
          tabIndex={0}
          data-testid="journal-rows"
          onScroll={({ currentTarget: box }) => {
            rowWindow.onScroll(box.scrollTop, box.clientHeight);
            if (box.scrollHeight - box.scrollTop - box.clientHeight < MORE_PX) journal.more();
          }}
        >
          <div role="row"><div role="cell"><Waiting fault={journal.fault} isEmpty={rows.length === 0 && (journal.loading || journal.fault !== null)} reload={journal.reload} /></div></div>
          {rows.length === 0 && !journal.loading && journal.fault === null && (
            <div role="row"><div role="cell"><Empty title={t(isFiltered ? 'journal.noneFiltered' : 'journal.none')} hint={t(isFiltered ? 'journal.noneFilteredHint' : 'journal.noneHint')}>{isFiltered && <Button onClick={clear}>{t('list.clear')}</Button>}</Empty></div></div>
          )}
          <div role="presentation" style={{ height: rows.length * ROW_PX, position: 'relative' }}>
            {rows.slice(rowWindow.first, rowWindow.end).map((row, i) => (
              <JournalRow key={row.id} row={row} index={rowWindow.first + i} onOpen={() => setOpen(row)} />
            ))}
          </div>
          {!journal.isComplete && rows.length > 0 && <p className={styles.end}><Button onClick={journal.more}>{t('journal.more')}</Button></p>}
          {journal.isComplete && rows.length > 0 && <p className={styles.end}>{t('journal.end')}</p>}
        </div>
      </div>
      {open !== null && <OccurrenceDialog occurrence={open} onClose={() => setOpen(null)} />}
    </div>
  );
}

function JournalRow({ row, index, onOpen }: { readonly row: Occurrence; readonly index: number; readonly onOpen: () => void }): ReactNode {
  const { t } = useTranslation(['alarms', 'ui']);
  const nameOf = useAlarmName();
  const zone = useZone();
  const name = nameOf({ id: row.alarm, code: row.code, params: row.params });
  const isOpen = row.closedMs === null;
  return (
    <div role="row" aria-rowindex={index + 1} className={styles.row} data-open={isOpen} style={{ transform: `translateY(${String(index * ROW_PX)}px)` }}>
      <time role="cell" dateTime={new Date(row.raisedMs).toISOString()}>{formatStamp(row.raisedMs, zone)}</time>
      <span role="cell"><AlarmMark priority={asMarkPriority(row.priority)} size={18} hollow={row.ackMs !== null} /><span className="visually-hidden">{t(`ui:alarms.priority.${asMarkPriority(row.priority)}`)}</span></span>
      <span role="cell"><button type="button" className={styles.open} onClick={onOpen}>{name}{row.raises > 1 && <small> {t('list.raises', { count: row.raises })}</small>}</button></span>
      <span role="cell" className={styles.quiet}>{row.end === 'shelved' || row.end === 'outOfService' ? t(`state.${row.end}`) : row.clearedMs === null ? t('journal.open') : row.ackMs === null ? t('state.returned') : t('journal.stateOption.cleared')}</span>
      <span role="cell" className={styles.quiet}>{row.ackMs === null ? '–' : `${formatStamp(row.ackMs, zone).slice(11, 16)} ${row.ackBy ?? ''}`}</span>
      <span role="cell" className={styles.quiet}>{row.clearedMs === null ? '–' : formatStamp(row.clearedMs, zone).slice(5, 16)}</span>
    </div>
  );
}
