import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Machine } from '#core/plant/equipment.ts';
import { machineFits } from '../../model/machine-filter.ts';
import type { KindFilter, StateFilter } from '../../model/machine-filter.ts';
import { machineUnits } from '../../model/machine-state.ts';
import { useFrozen, useLocal, useProfile } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useRoute } from '../../store/route-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { MachineDetail } from './machine-detail.tsx';
import { MachineRow } from './machine-row.tsx';
import styles from './machines-screen.module.css';

const STATES = ['all', 'running', 'stopped', 'fault', 'attention'] as const satisfies readonly StateFilter[];
const KINDS = ['pump', 'dosingPump', 'blower', 'agitator', 'compressor', 'instrument', 'dewatering', 'hoist'] as const satisfies readonly Machine['kind'][];
const ALL = 'all';

/** Every machine with its units: what runs, since when, why not, and the commands for it. */
export function MachinesScreen(): ReactNode {
  const { t } = useTranslation(['machines', 'ui']);
  const { profile, index } = useProfile();
  const local = useLocal();
  const frozen = useFrozen();
  const samples = usePlant((state) => state.samples);
  const unitId = useRoute((state) => state.unit);
  const station = useRoute((state) => state.station);
  const [text, setText] = useState('');
  const [state, setState] = useState<StateFilter>('all');
  const [kind, setKind] = useState<KindFilter>('all');

  const ofStation = profile.display.stations.find((each) => each.id === station);
  const machines = useMemo(() => (ofStation === undefined ? null : new Set(ofStation.machines)), [ofStation]);
  const rows = profile.machines
    .map((machine) => ({ machine, units: machineUnits(machine, samples, index) }))
    .filter(({ machine, units }) => machineFits(machine, units, { text, state, kind, machines }, local))
    .toSorted((a, b) => a.machine.seedNo - b.machine.seedNo);
  const chosen = unitId === null ? undefined : index.machineOfUnit.get(unitId);
  const kinds = KINDS.filter((each) => profile.machines.some((machine) => machine.kind === each));
  const filtered = text !== '' || state !== 'all' || kind !== 'all' || station !== null;
  const clear = (): void => {
    setText('');
    setState('all');
    setKind('all');
    useRoute.setState({ station: null });
  };

  return (
    <div className={styles.screen} data-frozen={frozen}>
      <div className={styles.left}>
        <header className={styles.filters}>
          <h1 className="visually-hidden">{t('title')}</h1>
          <input className={styles.search} type="search" value={text} placeholder={t('search')} aria-label={t('search')} onChange={(event) => setText(event.target.value)} />
          <Segments label={t('filter.label')} value={state} onChange={setState} options={STATES.map((value) => ({ value, label: t(`filter.${value}`) }))} />
          <Select label={t('kind.label')} value={kind} onChange={setKind} options={[{ value: 'all' as KindFilter, label: t('kind.all') }, ...kinds.map((value) => ({ value, label: t(`kind.${value}`) }))]} />
          <Select
            label={t('station')}
            value={station ?? ALL}
            onChange={(value) => useRoute.setState({ station: value === ALL ? null : value })}
            options={[{ value: ALL, label: t('stationAll') }, ...profile.display.stations.filter((each) => each.machines.length > 0).map((each) => ({ value: each.id, label: local(each.name) }))]}
          />
          <span className={styles.count} role="status">{t('count', { shown: rows.length, total: profile.machines.length })}</span>
        </header>
        {rows.length === 0 ? (
          <div className={styles.empty}>
            <p>{t('empty')}</p>
            {filtered && <Button onClick={clear}>{t('clearFilters')}</Button>}
          </div>
        ) : (
          <ul className={styles.list} aria-label={t('list')}>
            {rows.map(({ machine, units }) => <MachineRow key={machine.id} machine={machine} units={units} chosen={unitId} />)}
          </ul>
        )}
      </div>
      <aside className={styles.detail} aria-live="off">
        {chosen === undefined || unitId === null ? <p className={styles.pick}>{t('pick')}</p> : <MachineDetail key={unitId} machine={chosen} unitId={unitId} />}
      </aside>
    </div>
  );
}
