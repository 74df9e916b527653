import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChangeKind } from '#core/what-if/request.ts';
import { newRow, presetsFor } from '../../model/what-if-form.ts';
import type { DraftChange } from '../../model/what-if-form.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozen, useLocal, useProfile } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { KeptNote } from '../../ui/kept-note.tsx';
import { RightButton } from '../../ui/right-button.tsx';
import { Select } from '../../ui/select.tsx';
import { ChangeRow } from './change-row.tsx';
import styles from './question-panel.module.css';
import { RunProgress } from './run-progress.tsx';
import type { QuestionForm } from './use-question.ts';
import { useBusyRun, useWhatIfCalls } from './use-what-if.ts';

const HORIZONS = ['1', '3', '7', '14'] as const;
const GROUPS = ['inflow', 'setpoint', 'machine', 'stock'] as const;
type Group = (typeof GROUPS)[number];

/** Left side: what to change, how far to look, and the button that has it worked out. */
export function QuestionPanel({ question }: { readonly question: QuestionForm }): ReactNode {
  const { t } = useTranslation('whatIf');
  const { form, horizonDays, rows, changes, faults } = question;
  const { profile } = useProfile();
  const presets = useMemo(() => presetsFor(profile), [profile]);
  const busy = useBusyRun();
  const frozen = useFrozen();
  const [fault, setFault] = useState<CallFault | null>(null);
  const faultText = useFaultText();
  const { start, cancel } = useWhatIfCalls(setFault);
  return (
    <section className={styles.panel} aria-label={t('ask')}>
      <div className={styles.scroll} tabIndex={-1}>
        <h2 className={styles.title}>{t('ask')}</h2>
        <KeptNote form={form} />
        <div className={styles.presets} role="group" aria-label={t('presets')}>
          {presets.map((preset) => <Button key={preset.id} onClick={() => question.add(preset.rows())}>{t(`preset.${preset.id}`)}</Button>)}
        </div>
        <AddChange onAdd={question.add} />
        {rows.length === 0 ? <p className={styles.none}>{t('noRows')}</p> : (
          <ul className={styles.rows}>
            {rows.map((row) => <ChangeRow key={row.key} row={row} faults={faults.get(row.key) ?? {}} onChange={(part) => question.change(row.key, part)} onRemove={() => question.remove(row.key)} />)}
          </ul>
        )}
        {rows.length > 1 && <Button look="quiet" onClick={question.clear}>{t('clear')}</Button>}
      </div>
      <footer className={styles.foot}>
        <div className={styles.horizon}>
          <span>{t('horizon')}</span>
          <Segments label={t('horizon')} value={String(horizonDays)} onChange={(value) => question.horizon(Number(value))} options={HORIZONS.map((value) => ({ value, label: t('days', { count: Number(value) }) }))} />
        </div>
        {busy === undefined
          ? <RightButton right="whatIf.run" look="primary" className={styles.run} data-testid="what-if-run" disabled={changes === null || frozen} onClick={() => { if (changes !== null) void start({ horizonDays, changes: [...changes] }, form); }}>{t('run')}</RightButton>
          : <RunProgress run={busy} onCancel={() => cancel(busy.id)} />}
        {fault !== null && <p className={styles.fault} role="alert">{faultText(fault)}</p>}
      </footer>
    </section>
  );
}

/** Two steps to a further change: which part of the plant, then which of it. */
function AddChange({ onAdd }: { readonly onAdd: (rows: readonly DraftChange[]) => void }): ReactNode {
  const { t } = useTranslation('whatIf');
  const [group, setGroup] = useState<Group>('inflow');
  const targets = useTargets(group);
  const add = (value: string): void => {
    const target = targets.find((each) => each.value === value);
    if (target === undefined) return;
    // A set-point begins where it stands, so that only what a person moves is a change.
    const present = usePlant.getState().samples[target.target]?.[0] ?? null;
    onAdd([newRow(target.kind, target.target, target.kind === 'setpoint' && present !== null ? { value: String(present) } : {})]);
  };
  return (
    <div className={styles.add}>
      <Segments label={t('add')} value={group} onChange={setGroup} options={GROUPS.map((value) => ({ value, label: t(`addOf.${value}`) }))} />
      <Select key={group} label={`${t('add')}: ${t(`addOf.${group}`)}`} value="" onChange={add} options={[{ value: '', label: t('choose') }, ...targets]} />
    </div>
  );
}

interface Target {
  readonly value: string;
  readonly label: string;
  readonly kind: ChangeKind;
  readonly target: string;
}

function useTargets(group: Group): readonly Target[] {
  const { t } = useTranslation('whatIf');
  const { profile, index } = useProfile();
  const local = useLocal();
  return useMemo(() => {
    switch (group) {
      case 'inflow':
        return (['scale', 'shift', 'rain', 'slug'] as const).map((kind): Target => ({ value: kind, label: t(`kind.${kind}`), kind, target: '' }));
      case 'setpoint':
        // An AI set-point moves with the setting it stands for; one entry for both is enough.
        return profile.plc.setpoints.filter((each) => each.overrides === null).map((each): Target => {
          const tag = index.tag.get(each.tag);
          return { value: each.tag, label: tag === undefined ? each.tag : local(tag.name), kind: 'setpoint', target: each.tag };
        });
      case 'machine':
        return profile.machines.filter((each) => each.kind !== 'instrument' && each.kind !== 'hoist').map((each): Target => ({ value: each.id, label: local(each.name), kind: 'machine', target: each.id }));
      case 'stock':
        return profile.machines.filter((each) => each.kind === 'dosingPump').map((each): Target => ({ value: each.id, label: local(each.name), kind: 'stock', target: each.id }));
    }
  }, [group, profile, index, local, t]);
}
