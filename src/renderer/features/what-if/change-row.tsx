import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatUnit } from '../../model/format.ts';
import { fieldsOf, hasEnd } from '../../model/what-if-form.ts';
import type { DraftChange, FieldSpec, RowFault, RowFaults } from '../../model/what-if-form.ts';
import { useLocal, useProfile, useReading, useTag } from '../../store/hooks.ts';
import { Segments } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './change-row.module.css';

const ALL = 'all';

interface ChangeRowProps {
  readonly row: DraftChange;
  readonly faults: RowFaults;
  readonly onChange: (part: Partial<DraftChange>) => void;
  readonly onRemove: () => void;
}

/** More is no number that fits. */
const MOST_CHARS = 20;

/** One change of the question: what it is now, what it shall be, from when to when. */
export function ChangeRow({ row, faults, onChange, onRemove }: ChangeRowProps): ReactNode {
  const { t } = useTranslation('whatIf');
  const { profile } = useProfile();
  const name = useRowName(row);
  const faultText = useRowFault();
  return (
    <li className={styles.row} data-testid={`change-${row.kind}`}>
      <header className={styles.head}>
        <h3>{name}</h3>
        <button type="button" className={styles.remove} aria-label={t('undo', { name })} title={t('undo', { name })} onClick={onRemove}><X size={20} aria-hidden /></button>
      </header>
      {row.kind === 'setpoint' && <Present tag={row.target} />}
      <div className={styles.fields}>
        {fieldsOf(row, profile).map((field) => (
          <NumberField key={field.field} row={row} spec={field} error={faultText(faults[field.field])} onText={(text) => onChange({ fields: { ...row.fields, [field.field]: text } })} />
        ))}
        {row.kind === 'machine' && <MachineFields row={row} onChange={onChange} />}
        {row.kind === 'stock' && (
          <div className={styles.choice}>
            <span className={styles.label}>{t('deliveries')}</span>
            <Segments label={t('deliveries')} value={row.deliveries ? 'on' : 'off'} onChange={(value) => onChange({ deliveries: value === 'on' })} options={[{ value: 'on', label: t('deliveriesOn') }, { value: 'off', label: t('deliveriesOff') }]} />
          </div>
        )}
        <Field label={t('field.fromH')} unit="h" inputMode="decimal" value={row.fromH} maxLength={MOST_CHARS} error={faultText(faults.fromH)} onText={(fromH) => onChange({ fromH })} />
        {hasEnd(row.kind) && <Field label={t('field.toH')} unit="h" inputMode="decimal" placeholder={t('toEnd')} value={row.toH} maxLength={MOST_CHARS} error={faultText(faults.toH)} onText={(toH) => onChange({ toH })} />}
      </div>
    </li>
  );
}

function NumberField({ row, spec, error, onText }: { readonly row: DraftChange; readonly spec: FieldSpec; readonly error: string | null; readonly onText: (text: string) => void }): ReactNode {
  const { t } = useTranslation('whatIf');
  const shifted = row.kind === 'shift' && (spec.field === 'pH' || spec.field === 'temperatureC');
  const label = shifted ? t(`shiftField.${spec.field as 'pH'}`) : t(`field.${spec.field}`);
  const unit = formatUnit(spec.unit);
  return <Field label={label} inputMode="decimal" value={row.fields[spec.field] ?? ''} maxLength={MOST_CHARS} error={error} hint={t('limits', { min: spec.min, max: spec.max, unit: '' }).trim()} onText={onText} {...(unit === '' ? {} : { unit })} />;
}

/** The present value of a set-point, as the PLC has it. */
function Present({ tag }: { readonly tag: string }): ReactNode {
  const { t } = useTranslation('whatIf');
  const reading = useReading(tag);
  const found = useTag(tag);
  const value = reading.value === null ? null : `${formatNumber(reading.value, found?.decimals ?? 1)} ${formatUnit(found?.unit ?? '')}`.trim();
  return <p className={styles.present}>{value === null ? t('presentUnknown') : t('present', { value })}</p>;
}

function MachineFields({ row, onChange }: { readonly row: DraftChange; readonly onChange: (part: Partial<DraftChange>) => void }): ReactNode {
  const { t } = useTranslation('whatIf');
  const { index } = useProfile();
  const units = index.machine.get(row.target)?.units ?? [];
  return (
    <>
      <div className={styles.wide}>
        <Segments label={t('state')} value={row.state} onChange={(state) => onChange({ state })} options={[{ value: 'out', label: t('out') }, { value: 'on', label: t('on') }]} />
      </div>
      {units.length > 1 && (
        <div className={styles.wide}>
          <Select label={t('units')} value={row.unit ?? ALL} onChange={(value) => onChange({ unit: value === ALL ? null : value })} options={[{ value: ALL, label: t('unitAll') }, ...units.map(({ id }) => ({ value: id, label: id }))]} />
        </div>
      )}
    </>
  );
}

/** What a row is about: the kind of event, the set-point's or the machine's own name. */
export function useRowName(row: Pick<DraftChange, 'kind' | 'target'>): string {
  const { t } = useTranslation('whatIf');
  const { index } = useProfile();
  const local = useLocal();
  switch (row.kind) {
    case 'scale':
    case 'shift':
    case 'rain':
    case 'slug':
      return t(`kind.${row.kind}`);
    case 'setpoint': {
      const tag = index.tag.get(row.target);
      return tag === undefined ? row.target : local(tag.name);
    }
    case 'machine':
    case 'stock': {
      const machine = index.machine.get(row.target);
      return machine === undefined ? row.target : local(machine.name);
    }
  }
}

function useRowFault(): (fault: RowFault | undefined) => string | null {
  const { t } = useTranslation('whatIf');
  return (fault) => (fault === undefined ? null : t(`fault.${fault.rule}`, { value: fault.value === '' ? '–' : fault.value, min: fault.min, max: fault.max }));
}
