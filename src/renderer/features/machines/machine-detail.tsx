import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Machine } from '#core/plant/equipment.ts';
import { formatNumber } from '../../model/format.ts';
import { unitView } from '../../model/machine-state.ts';
import { ageMs, trustOf } from '../../model/reading.ts';
import { useLocal, useProfile, useSpanText } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import { Button } from '../../ui/button.tsx';
import { RightButton } from '../../ui/right-button.tsx';
import { MachineWork } from '../work-orders/machine-work.tsx';
import { CommandDialog } from './command-dialog.tsx';
import type { MachineAction } from './command-dialog.tsx';
import { CommandHistory } from './command-history.tsx';
import { ConditionLists } from './condition-lists.tsx';
import { useControlText } from './control-text.ts';
import { CurrentBar } from './current-bar.tsx';
import styles from './machine-detail.module.css';
import { StateGlyph } from './state-glyph.tsx';
import { useModeText } from './use-mode-text.ts';

const ACTIONS = ['start', 'stop', 'auto'] as const satisfies readonly MachineAction[];

/** One unit: state, figures, why it may or may not start, commands and what became of them. */
export function MachineDetail({ machine, unitId }: { readonly machine: Machine; readonly unitId: string }): ReactNode {
  const { t } = useTranslation(['machines', 'ui']);
  const local = useLocal();
  const spanText = useSpanText();
  const modeText = useModeText();
  const controlText = useControlText();
  const { index } = useProfile();
  const samples = usePlant((state) => state.samples);
  const nowMs = usePlant((state) => state.nowMs);
  const [action, setAction] = useState<MachineAction | null>(null);
  const unit = unitView(machine, unitId, samples, index);
  const commandable = index.tag.has(`${unitId}.cmd`) && !unit.localOnly;
  const current = trustOf(unit.currentA) === 'none' ? null : unit.currentA.value;
  const age = unit.old && unit.sourceTimeMs > 0 ? ageMs({ value: 0, quality: 'stale', provenance: 'held', sourceTimeMs: unit.sourceTimeMs }, nowMs) : null;
  const sensor = index.sensor.get(unitId);
  return (
    <section aria-labelledby="machine-title" data-testid="machine-detail">
      <header className={styles.head}>
        <StateGlyph state={unit.hasStatus ? unit.state : 'none'} size={36} />
        <div>
          <h2 id="machine-title" className={styles.title}>{local(machine.name)} {machine.units.length > 1 ? unit.label : ''}</h2>
          <p className={styles.sub}>{unitId} · {t(`arrangement.${machine.arrangement}`)}</p>
        </div>
        <div className={styles.state}>
          {unit.hasStatus && <strong data-state={unit.state} data-testid="unit-state">{t(`state.${unit.state}`)}</strong>}
          <span>{modeText(machine, unit)}</span>
        </div>
      </header>
      {age !== null && <p className={styles.old}>{t('old', { age: spanText(age) })}</p>}

      {commandable ? (
        <div className={styles.commands}>
          {ACTIONS.map((each) => (
            <RightButton key={each} right="plant.command" look={each === 'auto' ? 'plain' : 'primary'} title={t(`actionHint.${each}`)} onClick={() => setAction(each)}>{t(`action.${each}`)}</RightButton>
          ))}
        </div>
      ) : <p className={styles.note}>{t('noCommands')}</p>}

      {unit.hasStatus && machine.rating.ratedCurrentA !== null && (
        <div className={styles.current}>
          <span className={styles.amps}><b>{formatNumber(current, 2)}</b> A</span>
          <CurrentBar currentA={current} ratedA={machine.rating.ratedCurrentA} tripA={machine.rating.tripCurrentA} />
          <span className={styles.note}>{t('rated', { value: formatNumber(machine.rating.ratedCurrentA, 1) })}{machine.rating.tripCurrentA !== null && ` · ${t('trip', { value: formatNumber(machine.rating.tripCurrentA, 1) })}`}</span>
        </div>
      )}
      <dl className={styles.facts}>
        {unit.hasStatus && (
          <>
            <div><dt>{t('hours')}</dt><dd>{t('hoursCount', { value: formatNumber(unit.hours.value, 1) })}</dd></div>
            <div><dt>{t('starts')}</dt><dd>{t('startsCount', { count: unit.starts.value ?? 0 })}</dd></div>
          </>
        )}
        {machine.rating.powerKw !== null && <div><dt>{t('power')}</dt><dd>{formatNumber(machine.rating.powerKw, 1)} kW</dd></div>}
      </dl>
      <p className={styles.duty}>{local(machine.duty)}</p>
      {controlText(machine) !== '' && <p className={styles.duty}><b>{t('plc')}</b> {controlText(machine)}</p>}
      {sensor !== undefined && <Button onClick={() => route.detail({ kind: 'tag', id: sensor.tag })}>{t('ui:detail.sensor')}</Button>}

      {unit.hasStatus && <MachineWork machine={machine.id} unit={unitId} />}
      {unit.hasStatus && <ConditionLists machine={machine} />}
      {commandable && <CommandHistory unitId={unitId} />}
      {action !== null && <CommandDialog machine={machine} unitId={unitId} action={action} onClose={() => setAction(null)} />}
    </section>
  );
}
