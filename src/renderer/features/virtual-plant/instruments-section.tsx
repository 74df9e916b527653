import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sensor } from '#core/plant/equipment.ts';
import type { PanelView } from '#core/scenario/panel-view.ts';
import { formatNumber, formatUnit } from '../../model/format.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { FaultDialog } from './fault-dialog.tsx';
import styles from './virtual-plant.module.css';
import type { SectionProps } from './virtual-plant-screen.tsx';

/** Every instrument: what is true there, what it reads, what is wrong with it, and a way to break it. */
export function InstrumentsSection({ view, busy, send }: SectionProps): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const local = useLocal();
  const { index } = useProfile();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<Sensor | null>(null);
  const wanted = text.trim().toLowerCase();
  const rows = view.sensors.flatMap((state) => {
    const sensor = index.sensor.get(state.id);
    return sensor === undefined ? [] : [{ sensor, state }];
  }).filter(({ sensor }) => wanted === '' || `${local(sensor.name)} ${sensor.id}`.toLowerCase().includes(wanted));
  return (
    <div className={styles.tablePage}>
      <input className={styles.search} type="search" value={text} placeholder={t('instrument.search')} aria-label={t('instrument.search')} onChange={(event) => setText(event.target.value)} />
      {rows.length === 0 ? <p className={styles.empty}>{t('instrument.empty')}</p> : (
        <table className={styles.table} aria-label={t('instrument.table')}>
          <thead>
            <tr>
              <th scope="col">{t('instrument.name')}</th>
              <th scope="col" className={styles.number} title={t('instrument.truthHint')}>{t('instrument.truth')}<small>{t('instrument.truthHint')}</small></th>
              <th scope="col" className={styles.number}>{t('instrument.reading')}</th>
              <th scope="col" className={styles.number}>{t('instrument.difference')}</th>
              <th scope="col">{t('instrument.fault')}</th>
              <th scope="col"><span className="visually-hidden">{t('instrument.add')}</span></th>
            </tr>
          </thead>
          <tbody>{rows.map(({ sensor, state }) => <Row key={sensor.id} sensor={sensor} state={state} busy={busy} send={send} onAdd={() => setChosen(sensor)} />)}</tbody>
        </table>
      )}
      {chosen !== null && <FaultDialog sensor={chosen} send={send} onClose={() => setChosen(null)} />}
    </div>
  );
}

interface RowProps extends Pick<SectionProps, 'busy' | 'send'> {
  readonly sensor: Sensor;
  readonly state: PanelView['sensors'][number];
  readonly onAdd: () => void;
}

function Row({ sensor, state, busy, send, onAdd }: RowProps): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const local = useLocal();
  const { index } = useProfile();
  const decimals = index.tag.get(sensor.tag)?.decimals ?? 2;
  const unit = formatUnit(sensor.unit);
  const broken = state.faults.length > 0;
  return (
    <tr data-sensor={sensor.id} data-broken={broken}>
      <th scope="row">{local(sensor.name)} <small>{sensor.id}</small></th>
      <td className={styles.number}>{formatNumber(state.truth, decimals)} <small>{unit}</small></td>
      <td className={styles.number}>{formatNumber(state.reading, decimals)} <small>{unit}</small></td>
      <td className={styles.number}>{formatNumber(state.reading - state.truth, decimals)}</td>
      <td>{broken ? <strong className={styles.fault}>{state.faults.map(({ fault }) => t(`fault.${fault.kind}`)).join(', ')}</strong> : <span className={styles.hint}>{t('instrument.none')}</span>}</td>
      <td className={styles.rowActions}>
        {broken && <Button look="quiet" disabled={busy} onClick={() => void send({ cmd: 'clearFaults', id: sensor.id })}>{t('instrument.clear')}</Button>}
        <Button disabled={busy} onClick={onAdd} data-testid="vp-fault-open" aria-label={`${local(sensor.name)} ${sensor.id}: ${t('instrument.add')}`}>{t('instrument.add')}</Button>
      </td>
    </tr>
  );
}
