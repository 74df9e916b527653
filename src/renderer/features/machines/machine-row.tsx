import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Machine } from '#core/plant/equipment.ts';
import { formatNumber } from '../../model/format.ts';
import type { UnitView } from '../../model/machine-state.ts';
import { trustOf } from '../../model/reading.ts';
import { useLocal } from '../../store/hooks.ts';
import { useRoute } from '../../store/route-store.ts';
import { useLocks, useLockText } from '../work-orders/lock-part.tsx';
import { CurrentBar } from './current-bar.tsx';
import styles from './machine-row.module.css';
import { StateGlyph } from './state-glyph.tsx';
import { useModeText } from './use-mode-text.ts';

/** One machine of the list with its units side by side. */
export function MachineRow({ machine, units, chosen }: { readonly machine: Machine; readonly units: readonly UnitView[]; readonly chosen: string | null }): ReactNode {
  const local = useLocal();
  return (
    <li className={styles.row}>
      <div className={styles.name}>
        <span className={styles.no}>{machine.seedNo}</span>
        <span>{local(machine.name)}</span>
      </div>
      <div className={styles.units}>
        {units.map((unit) => <UnitCell key={unit.id} machine={machine} unit={unit} chosen={unit.id === chosen} />)}
      </div>
    </li>
  );
}

function UnitCell({ machine, unit, chosen }: { readonly machine: Machine; readonly unit: UnitView; readonly chosen: boolean }): ReactNode {
  const { t } = useTranslation('machines');
  const modeText = useModeText();
  const [lock] = useLocks(unit.id);
  const lockText = useLockText();
  const { ratedCurrentA, tripCurrentA } = machine.rating;
  const hasCurrent = unit.hasStatus && ratedCurrentA !== null;
  const current = trustOf(unit.currentA) === 'none' ? null : unit.currentA.value;
  return (
    <button type="button" className={styles.unit} data-state={unit.state} data-old={unit.old} aria-pressed={chosen} data-unit={unit.id} onClick={() => useRoute.setState({ unit: unit.id })}>
      <StateGlyph state={unit.hasStatus ? unit.state : 'none'} />
      <span className={styles.id}>{unit.id}{lock !== undefined && <span title={lockText(lock)}><Lock size={16} role="img" aria-label={t('locked', { owner: lock.owner })} /></span>}</span>
      {unit.hasStatus && <strong className={styles.state}>{t(`state.${unit.state}`)}</strong>}
      <span className={styles.mode} data-unusual={unit.remote === false || unit.auto === false}>{modeText(machine, unit)}</span>
      {hasCurrent && (
        <span className={styles.figures}>
          <CurrentBar currentA={current} ratedA={ratedCurrentA} tripA={tripCurrentA} />
          <span className={styles.amps}>{formatNumber(current, 1)}<small>/{formatNumber(ratedCurrentA, 1)} A</small></span>
          <span className={styles.hours}>{formatNumber(unit.hours.value, 0)} h</span>
          <span className={styles.hours}>{t('startsCount', { count: unit.starts.value ?? 0 })}</span>
        </span>
      )}
    </button>
  );
}
