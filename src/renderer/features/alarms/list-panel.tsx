import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_ACKNOWLEDGED } from '#core/alarms/actions.ts';
import type { ActiveAlarm } from '#contract/snapshot.ts';
import { alarmRows, filterAlarms } from '../../model/alarm-rows.ts';
import { isUnseen } from '../../model/alarm-sound.ts';
import { formatMinute } from '../../model/format.ts';
import { alarms, useAlarms } from '../../store/alarm-store.ts';
import { useFrozen, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { AlarmMark } from '../../ui/alarm-mark.tsx';
import { Button, Toggles } from '../../ui/button.tsx';
import { RightButton } from '../../ui/right-button.tsx';
import { useRowWindow } from '../../ui/use-row-window.ts';
import { AlarmActDialog } from './alarm-acts.tsx';
import type { AlarmAct } from './alarm-acts.tsx';
import { AlarmHelp } from './alarm-help.tsx';
import { ALARM_ROW_PX, AlarmRowView } from './alarm-row.tsx';
import { ListExport } from './list-export.tsx';
import styles from './list-panel.module.css';
import { useAlarmName, useAlarmWatch } from './use-alarm-words.ts';

const NONE: readonly ActiveAlarm[] = [];
const PRIORITIES = ['1', '2', '3', '4'] as const;

/** Alarms that stand or wait to be seen, with what to do about the one that is picked. */
export function ListPanel(): ReactNode {
  const { t } = useTranslation(['alarms', 'ui']);
  const nameOf = useAlarmName();
  const watchOf = useAlarmWatch();
  const frozen = useFrozen();
  const list = usePlant((state) => state.status?.alarms ?? NONE);
  const flood = usePlant((state) => state.status?.alarmCounts.flood ?? null);
  const chosen = useAlarms((state) => state.chosen);
  const [text, setText] = useState('');
  const [priorities, setPriorities] = useState<readonly (typeof PRIORITIES)[number][]>([]);
  const [unseenOnly, setUnseenOnly] = useState(false);
  const [grouping, setGrouping] = useState<boolean | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [act, setAct] = useState<AlarmAct | null>(null);
  const isGrouped = grouping ?? flood !== null;
  const rows = useMemo(
    () => alarmRows(filterAlarms(list, { text, priorities: priorities.map(Number), unseenOnly }, nameOf), isGrouped),
    [list, text, priorities, unseenOnly, isGrouped, nameOf],
  );
  const view = useView(rows.length);
  // Whoever comes here is shown the most urgent one at once; after that nothing moves under their hand.
  useEffect(() => {
    const standing = usePlant.getState().status?.alarms ?? NONE;
    const first = standing.find(isUnseen) ?? standing[0];
    if (useAlarms.getState().chosen === null && first !== undefined) alarms.choose(first.id);
  }, []);
  const seenNow = rows.slice(view.firstWhole, view.endWhole).map(({ alarm }) => alarm).filter(isUnseen).slice(0, MOST_ACKNOWLEDGED);
  const picked = rows.map(({ alarm }) => alarm).filter((alarm) => selected.has(alarm.occurrence) && isUnseen(alarm)).slice(0, MOST_ACKNOWLEDGED);
  const unseen = list.filter(isUnseen).length;
  const isFiltered = text !== '' || priorities.length > 0 || unseenOnly;
  const current = list.find(({ id }) => id === chosen) ?? null;
  const toggle = useCallback((occurrence: string): void => {
    setSelected((was) => {
      const next = new Set(was);
      if (!next.delete(occurrence)) next.add(occurrence);
      return next;
    });
  }, []);
  const close = (): void => {
    setAct(null);
    setSelected(new Set());
  };
  const clear = (): void => {
    setText('');
    setPriorities([]);
    setUnseenOnly(false);
  };
  return (
    <div className={styles.panel}>
      <div className={styles.left}>
        <div className={styles.filters}>
          <input className={styles.search} type="search" value={text} maxLength={80} placeholder={t('list.search')} aria-label={t('list.search')} onChange={(event) => setText(event.target.value)} />
          <Toggles label={t('column.priority')} values={priorities} onChange={setPriorities} options={PRIORITIES.map((value) => ({ value, label: <span className={styles.prio}><AlarmMark priority={Number(value) as 1} size={16} /><span className="visually-hidden">{t(`ui:alarms.priority.${value}`)}</span></span> }))} />
          <Button aria-pressed={unseenOnly} look={unseenOnly ? 'primary' : 'plain'} onClick={() => setUnseenOnly(!unseenOnly)}>{t('list.unseenOnly')}</Button>
          <Button aria-pressed={isGrouped} look={isGrouped ? 'primary' : 'plain'} onClick={() => setGrouping(!isGrouped)}>{t('list.grouped')}</Button>
          {isFiltered && <Button look="quiet" onClick={clear}>{t('list.clear')}</Button>}
          <span className={styles.count} role="status">{t('list.count', { count: rows.length, unseen })}</span>
          <ListExport list={rows.map(({ alarm }) => alarm)} />
        </div>
        {flood !== null && <FloodNote sinceMs={flood.sinceMs} count={flood.raised} />}
        {frozen && <p className={styles.note}>{t('list.frozen')}</p>}
        <div className={styles.table} role="table" aria-label={t('tab.list')} aria-rowcount={rows.length} data-frozen={frozen}>
          <div role="rowgroup">
            <div role="row" className={styles.header}>
              <span role="columnheader"><span className="visually-hidden">{t('column.select')}</span></span><span role="columnheader" className={styles.nameHead}>{t('column.name')}</span><span role="columnheader">{t('column.value')}</span><span role="columnheader">{t('column.since')}</span><span role="columnheader"><span className="visually-hidden">{t('column.act')}</span></span>
            </div>
          </div>
          <div ref={view.ref} role="rowgroup" className={styles.scroller} tabIndex={0} data-testid="alarm-rows" onScroll={view.onScroll}>
            {rows.length === 0 && (
              <div role="row" className={styles.empty}>
                <div role="cell"><strong>{t(isFiltered ? 'list.noneFiltered' : 'list.none')}</strong><p>{t(isFiltered ? 'list.noneFilteredHint' : 'list.noneHint')}</p>{isFiltered && <Button onClick={clear}>{t('list.clear')}</Button>}</div>
              </div>
            )}
            <div role="presentation" style={{ height: rows.length * ALARM_ROW_PX, position: 'relative' }}>
              {rows.slice(view.first, view.end).map((row, i) => (
                <AlarmRowView
                  key={row.alarm.occurrence}
                  {...row}
                  {...watchOf(row.alarm)}
                  index={view.first + i}
                  isChosen={row.alarm.id === chosen}
                  isSelected={selected.has(row.alarm.occurrence)}
                  onChoose={alarms.choose}
                  onSelect={toggle}
                  onAct={setAct}
                />
              ))}
            </div>
          </div>
        </div>
        <div className={styles.foot}>
          <RightButton right="alarm.acknowledge" look="primary" disabled={frozen || picked.length === 0} onClick={() => setAct({ type: 'acknowledge', alarms: picked })}>{t('list.ackSelected', { count: picked.length })}</RightButton>
          <RightButton right="alarm.acknowledge" disabled={frozen || seenNow.length === 0} onClick={() => setAct({ type: 'acknowledge', alarms: seenNow })} data-testid="ack-page">{t('list.ackPage', { count: seenNow.length })}</RightButton>
        </div>
      </div>
      <AlarmHelp alarm={current} frozen={frozen} onAct={setAct} />
      {act !== null && <AlarmActDialog act={act} onClose={close} />}
    </div>
  );
}

function FloodNote({ sinceMs, count }: { readonly sinceMs: number; readonly count: number }): ReactNode {
  const { t } = useTranslation('alarms');
  const zone = useZone();
  return <p className={styles.flood} role="status" data-testid="flood">{t('list.flood', { time: formatMinute(sinceMs, zone), count })}</p>;
}

interface View {
  readonly ref: React.RefObject<HTMLDivElement | null>;
  readonly first: number;
  readonly end: number;
  /** Rows that are on the screen as a whole: what a person can have seen. */
  readonly firstWhole: number;
  readonly endWhole: number;
  readonly onScroll: () => void;
}

/** Which rows to draw and which of them can be seen, followed through scrolling and changes of size. */
function useView(count: number): View {
  const ref = useRef<HTMLDivElement>(null);
  const rowWindow = useRowWindow(count, ALARM_ROW_PX);
  const [whole, setWhole] = useState({ first: 0, end: 0 });
  const measure = (): void => {
    const box = ref.current;
    if (box === null) return;
    rowWindow.onScroll(box.scrollTop, box.clientHeight);
    const first = Math.ceil(box.scrollTop / ALARM_ROW_PX);
    const end = Math.floor((box.scrollTop + box.clientHeight) / ALARM_ROW_PX);
    setWhole((was) => (was.first === first && was.end === end ? was : { first, end }));
  };
  const measured = useRef(measure);
  measured.current = measure;
  useEffect(() => {
    const box = ref.current;
    if (box === null) return undefined;
    const observer = new ResizeObserver(() => measured.current());
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return { ref, first: rowWindow.first, end: rowWindow.end, firstWhole: whole.first, endWhole: Math.min(count, whole.end), onScroll: measure };
}
