import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { machineRunState, machineUnits } from '../../model/machine-state.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import { useLockText, useUnitLocks } from '../work-orders/lock-part.tsx';
import styles from './machine-glyph.module.css';

const NO_UNITS: readonly { readonly id: string }[] = [];

/** Pump between two stations: filled = running, outlined = stopped, alarm mark = fault; beneath it the unit that runs. */
export function MachineGlyph({ machineId }: { readonly machineId: string }): ReactNode {
  const { t } = useTranslation('overview');
  const local = useLocal();
  const { index } = useProfile();
  const machine = index.machine.get(machineId);
  // A text as the selected value: it stays equal while nothing of this machine changes.
  const summary = usePlant((state) => {
    if (machine === undefined) return 'unknown||false';
    const units = machineUnits(machine, state.samples, index);
    const labels = units.filter((unit) => unit.state === 'running').map((unit) => unit.label).join('');
    return `${machineRunState(units)}|${labels}|${String(units.some((unit) => unit.old))}`;
  });
  const locks = useUnitLocks(machine?.units ?? NO_UNITS);
  const lockText = useLockText();
  if (machine === undefined) return null;
  const [state = 'unknown', labels = '', old = 'false'] = summary.split('|');
  const word = t(state === 'running' ? 'running' : state === 'stopped' ? 'stopped' : state === 'fault' ? 'fault' : 'unknown');
  const open = (): void => {
    const unit = machine.units[0];
    if (unit !== undefined) route.machine(unit.id);
  };
  return (
    <button type="button" className={styles.glyph} data-state={state} data-old={old} data-locked={locks.length > 0} title={locks.length === 0 ? undefined : locks.map(lockText).join('\n')} onClick={open}>
      <span className="visually-hidden">{t('pumpState', { name: local(machine.name), state: word })}{locks.map((lock) => `, ${lockText(lock)}`)}</span>
      <svg width="26" height="26" viewBox="0 0 26 26" aria-hidden="true">
        <circle cx="13" cy="13" r="11.5" />
        <path d="M9.5 7.5 19 13l-9.5 5.5z" />
        {state === 'fault' && <g className={styles.mark}><path d="M20-2 28 6l-8 8-8-8z" /><text x="20" y="10.5" textAnchor="middle">!</text></g>}
      </svg>
      {locks.length > 0 && <Lock className={styles.lock} size={16} strokeWidth={2.6} aria-hidden />}
      <span className={styles.labels}>{machine.units.length > 1 ? labels || '–' : ''}</span>
    </button>
  );
}
