import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReadingFilter, StoredReading } from '#contract/laboratory.ts';
import { breaksLimit, dischargeLimit } from '#core/laboratory/places.ts';
import { READING_METHODS } from '#core/laboratory/reading.ts';
import type { ReadingHow } from '#core/laboratory/reading.ts';
import { formatStamp } from '../../model/format.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useProfile, useZone } from '../../store/hooks.ts';
import { laboratory } from '../../store/laboratory-store.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { ReadingDialog } from './reading-dialog.tsx';
import { ReadingsExport } from './readings-export.tsx';
import styles from './readings-panel.module.css';
import { useAnswer, useNames } from './use-laboratory.ts';

const ALL = '*';
const DAY_MS = 86_400_000;
const TIMES = { all: null, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS, '1y': 365 * DAY_MS } as const;
type TimeOption = keyof typeof TIMES;
const PAGE = 100;

/** Every reading, newest sample first, with filters; a row opens its versions, correction and withdrawal. */
export function ReadingsPanel(): ReactNode {
  const { t } = useTranslation(['laboratory', 'ui']);
  const names = useNames();
  const faultText = useFaultText();
  const [item, setItem] = useState<string>(ALL);
  const [point, setPoint] = useState<string>(ALL);
  const [how, setHow] = useState<ReadingHow | typeof ALL>(ALL);
  const [person, setPerson] = useState<string>(ALL);
  const [time, setTime] = useState<TimeOption>('all');
  const [overLimit, setOverLimit] = useState(false);
  const [withdrawn, setWithdrawn] = useState(false);
  const [limit, setLimit] = useState(PAGE);
  const [open, setOpen] = useState<StoredReading | null>(null);
  const remembered = useAnswer('laboratory.remembered', {}).value;
  const filter = useMemo((): ReadingFilter => {
    const spanMs = TIMES[time];
    return {
      fromMs: spanMs === null ? null : Math.floor(usePlant.getState().nowMs / 60_000) * 60_000 - spanMs, toMs: null,
      item: item === ALL ? null : item, point: point === ALL ? null : point, how: how === ALL ? null : how, person: person === ALL ? null : person,
      overLimit, withdrawn, importId: null,
    };
  }, [item, point, how, person, time, overLimit, withdrawn]);
  const list = useAnswer('laboratory.readings', { filter, skip: 0, limit });
  const isFiltered = item !== ALL || point !== ALL || how !== ALL || person !== ALL || time !== 'all' || overLimit || withdrawn;
  const clear = (): void => {
    setItem(ALL);
    setPoint(ALL);
    setHow(ALL);
    setPerson(ALL);
    setTime('all');
    setOverLimit(false);
    setWithdrawn(false);
  };
  const rows = list.value?.readings ?? [];
  const total = list.value?.total ?? 0;
  const choice = <T extends string>(label: string, all: string, values: readonly T[], text: (value: T) => string): { value: T | typeof ALL; label: string }[] => [
    { value: ALL, label: `${label}: ${all}` }, ...values.map((value) => ({ value, label: text(value) })),
  ];
  return (
    <div className={styles.panel}>
      <div className={styles.filters}>
        <Select label={t('field.item')} value={item} onChange={setItem} options={choice(t('field.item'), t('all'), remembered?.items ?? [], names.item)} />
        <Select label={t('field.point')} value={point} onChange={setPoint} options={choice(t('field.point'), t('all'), remembered?.points ?? [], names.point)} />
        <Select label={t('field.how')} value={how} onChange={setHow} options={choice(t('field.how'), t('all'), READING_METHODS, (each) => t(`how.${each}`))} />
        <Select label={t('field.person')} value={person} onChange={setPerson} options={choice(t('field.person'), t('all'), remembered?.persons ?? [], (each) => each)} />
        <Select label={t('list.time')} value={time} onChange={setTime} options={(Object.keys(TIMES) as TimeOption[]).map((value) => ({ value, label: `${t('list.time')}: ${t(`list.timeOption.${value}`)}` }))} />
        <Button aria-pressed={overLimit} look={overLimit ? 'primary' : 'plain'} onClick={() => setOverLimit(!overLimit)}>{t('list.overLimit')}</Button>
        <Button aria-pressed={withdrawn} look={withdrawn ? 'primary' : 'plain'} onClick={() => setWithdrawn(!withdrawn)}>{t('list.withdrawn')}</Button>
        {isFiltered && <Button look="quiet" onClick={clear}>{t('list.clear')}</Button>}
        <span className={styles.count} role="status">{t('list.count', { count: total })}</span>
        <ReadingsExport filter={filter} disabled={total === 0} />
      </div>
      <div className={styles.scroll} tabIndex={0} data-testid="readings">
        {list.fault !== null && <div className={styles.empty} role="alert"><strong>{t('list.failed')}</strong><p>{faultText(list.fault)}</p><Button onClick={list.reload}>{t('ui:action.retry')}</Button></div>}
        {list.fault === null && list.value === null && <div className={styles.skeleton} aria-busy="true" aria-label={t('ui:loading')}>{[0, 1, 2, 3, 4, 5].map((i) => <span key={i} />)}</div>}
        {list.fault === null && list.value !== null && rows.length === 0 && (
          <div className={styles.empty}>
            <strong>{t(isFiltered ? 'list.noneFiltered' : 'list.none')}</strong>
            <p>{t(isFiltered ? 'list.noneFilteredHint' : 'list.noneHint')}</p>
            {isFiltered ? <Button onClick={clear}>{t('list.clear')}</Button> : <Button look="primary" onClick={() => laboratory.tab('enter')}>{t('tab.enter')}</Button>}
          </div>
        )}
        {rows.length > 0 && <ReadingTable rows={rows} onOpen={setOpen} />}
        {rows.length < total && <div className={styles.more}><Button disabled={limit >= 500} onClick={() => setLimit(Math.min(500, limit + PAGE))}>{limit >= 500 ? t('list.narrow', { count: 500 }) : t('ui:action.more')}</Button></div>}
      </div>
      {open !== null && <ReadingDialog row={open} onClose={() => setOpen(null)} />}
    </div>
  );
}

function ReadingTable({ rows, onOpen }: { readonly rows: readonly StoredReading[]; readonly onOpen: (row: StoredReading) => void }): ReactNode {
  const { t } = useTranslation('laboratory');
  const { profile } = useProfile();
  const names = useNames();
  const zone = useZone();
  return (
    <table className={styles.table}>
      <thead><tr>{(['sampled', 'point', 'item', 'value', 'limit', 'how', 'method', 'person', 'state'] as const).map((column) => <th key={column} scope="col">{t(`column.${column}`)}</th>)}</tr></thead>
      <tbody>
        {rows.map((row) => {
          const { reading } = row;
          const limit = dischargeLimit(profile, reading.point, reading.item);
          const isOver = limit !== null && reading.state === 'valid' && breaksLimit(limit, reading);
          return (
            <tr key={reading.id} data-state={reading.state} data-over={isOver}>
              <td>{formatStamp(reading.sampledMs, zone).slice(0, 16)}{reading.compositeFromMs !== null && <small> {t('list.composite')}</small>}</td>
              <td>{names.point(reading.point)}</td>
              <td>{names.item(reading.item)}</td>
              <td className={styles.value}>{names.value(reading)}{isOver && <small> {t('list.over')}</small>}</td>
              <td className={styles.quiet}>{limit === null ? '' : [limit.min, limit.max].filter((each) => each !== null).join(' – ')}</td>
              <td>{t(`how.${reading.how}`)}</td>
              <td className={styles.quiet}>{reading.method}</td>
              <td>{reading.person}{reading.laboratory !== null && <small> {reading.laboratory}</small>}</td>
              <td><Button look="quiet" onClick={() => onOpen(row)} aria-label={`${t('list.open')}: ${names.item(reading.item)} ${names.value(reading)}`}>{reading.state === 'withdrawn' ? t('list.isWithdrawn') : row.version > 1 ? t('list.version', { count: row.version }) : t('list.open')}</Button></td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
