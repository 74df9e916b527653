import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sensor } from '#core/plant/equipment.ts';
import type { InstrumentFault } from '#core/process/instrument-fault.ts';
import { checkNumbers, FAULT_KINDS, faultOf, faultSpecs } from '../../model/virtual-plant-form.ts';
import { formatUnit } from '../../model/format.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useLocal } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { keptNumbers, NumberFields } from './number-fields.tsx';
import type { Send } from './use-virtual-plant.ts';
import styles from './virtual-plant.module.css';

interface FaultDialogProps {
  readonly sensor: Sensor;
  readonly send: Send;
  readonly onClose: () => void;
}

/** Which fault, how large; what does not fit is said at its field before anything is sent. */
export function FaultDialog({ sensor, send, onClose }: FaultDialogProps): ReactNode {
  const { t } = useTranslation(['virtualPlant', 'ui']);
  const local = useLocal();
  const form = useKeptForm(`vp-fault:${sensor.id}`);
  const [kind, setKind] = form.field<InstrumentFault['kind']>('kind', 'stuck', FAULT_KINDS);
  const [busy, setBusy] = useState(false);
  const specs = faultSpecs(kind, sensor);
  const { texts, onText } = keptNumbers(form, specs, kind);
  const { values, faults } = checkNumbers(specs, texts);
  const fault = values === null ? null : faultOf(kind, values);
  const inject = (): void => {
    if (fault === null) return;
    setBusy(true);
    void send({ cmd: 'addFault', id: sensor.id, fault }, form).then(onClose);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      form={form}
      title={t('instrument.title', { name: local(sensor.name) })}
      subtitle={`${sensor.id} · ${String(sensor.range.min)} – ${String(sensor.range.max)} ${formatUnit(sensor.unit)}`}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={fault === null || busy} onClick={inject} data-testid="vp-inject">{t('instrument.inject')}</Button></>}
    >
      <div className={styles.form}>
        <div>
          <span className={styles.label}>{t('instrument.kind')}</span>
          <Select label={t('instrument.kind')} value={kind} onChange={setKind} options={FAULT_KINDS.map((value) => ({ value, label: t(`fault.${value}`) }))} />
          <p className={styles.hint}>{t(`faultHint.${kind}`)}</p>
        </div>
        <NumberFields specs={specs} texts={texts} faults={faults} onText={onText} />
      </div>
    </Dialog>
  );
}
