import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Machine } from '#core/plant/equipment.ts';
import { formatNumber, formatUnit } from '../../model/format.ts';
import { machineRunState, machineUnits } from '../../model/machine-state.ts';
import { trustOf } from '../../model/reading.ts';
import { useProfile, useReading, useTag } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import styles from './blower-panel.module.css';

/** Blower: which unit runs, its speed between its bounds, the set-point it follows, air and power. */
export function BlowerPanel({ widthPx }: { readonly widthPx: number }): ReactNode {
  const { t } = useTranslation('overview');
  const { profile, index } = useProfile();
  const { blower } = profile.display;
  const machine = index.machine.get(blower.machine);
  const running = usePlant((state) => (machine === undefined ? '' : machineUnits(machine, state.samples, index).filter((unit) => unit.state === 'running').map((unit) => unit.label).join('')));
  const runState = usePlant((state) => (machine === undefined ? 'unknown' : machineRunState(machineUnits(machine, state.samples, index))));
  // The speed of whichever unit runs; the profile names the one of the first.
  const speedTag = machine?.units.map((unit) => `${unit.id}.speed`).find((tag) => index.tag.has(tag) && running.includes(labelOf(machine, tag))) ?? blower.speedTag;
  const speed = useReading(speedTag);
  const setpoint = useReading(blower.setpointTag);
  const setTag = useTag(blower.setpointTag);
  if (machine === undefined) return null;
  const bounds = machine.control.type === 'speedPi' ? { min: machine.control.minHz, max: machine.control.maxHz } : { min: 0, max: 60 };
  const value = trustOf(speed) === 'none' ? null : speed.value;
  const word = t(runState === 'running' ? 'running' : runState === 'fault' ? 'fault' : runState === 'stopped' ? 'stopped' : 'unknown');
  return (
    <button type="button" className={styles.panel} data-state={runState} onClick={() => { const unit = machine.units[0]; if (unit !== undefined) route.machine(unit.id); }} style={{ maxWidth: widthPx }}>
      <span className={styles.line}>
        <span className={styles.who}>{t('blower')} <b>{runState === 'running' ? running : word}</b></span>
        <span className={styles.speed}>{formatNumber(value, 1)}<small> Hz</small></span>
        {blower.airflowTag !== null && <Figure tagId={blower.airflowTag} />}
        {setTag !== undefined && widthPx > 300 && <span className={styles.note}>{t('setpoint', { value: `${formatNumber(setpoint.value, setTag.decimals)} ${formatUnit(setTag.unit)}` })}</span>}
      </span>
      <SpeedBar value={value} min={bounds.min} max={bounds.max} />
    </button>
  );
}

const labelOf = (machine: Machine, speedTag: string): string => machine.units.find((unit) => speedTag.startsWith(`${unit.id}.`))?.label ?? '\u0000';

function Figure({ tagId }: { readonly tagId: string }): ReactNode {
  const tag = useTag(tagId);
  const reading = useReading(tagId);
  if (tag === undefined) return null;
  return <span className={styles.note}>{formatNumber(reading.value, tag.decimals)} {formatUnit(tag.unit)}</span>;
}

/** The inverter's range as a bar, the value as a pointer from above. */
function SpeedBar({ value, min, max }: { readonly value: number | null; readonly min: number; readonly max: number }): ReactNode {
  const share = value === null ? null : Math.min(1, Math.max(0, (value - min) / (max - min)));
  return (
    <span className={styles.bar} aria-hidden="true">
      <span className={styles.track} />
      {share !== null && <svg className={styles.pointer} style={{ left: `${String(share * 100)}%` }} width="12" height="8" viewBox="0 0 12 8"><path d="M0 0h12L6 8z" /></svg>}
      <span className={styles.end}>{min}</span>
      <span className={styles.end} data-right="true">{max}</span>
    </span>
  );
}
