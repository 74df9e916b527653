import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DateTime } from 'luxon';
import type { CallName, Params } from '#contract/api.ts';
import type { SensorTrust } from '#contract/data-quality.ts';
import { drawnUpOn } from '#contract/together.ts';
import type { Correction } from '#core/signal/drift/correction.ts';
import { readTyped } from '#core/units/typed-number.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { FormHandle } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { trustWriter } from '../../store/trust-store.ts';
import { Field } from '../../ui/field.tsx';
import { ActionDialog } from './action-dialog.tsx';
import type { QualityAct } from './action-dialog.tsx';
import styles from './action-dialog.module.css';
import { useQualityText } from './use-quality-text.ts';

/** What a person is about to do with a sensor. */
export type Pending =
  | { readonly act: 'accept' | 'reject' | 'undo'; readonly correction: Correction }
  | { readonly act: 'record' }
  | { readonly act: 'dismiss'; readonly id: string }
  | { readonly act: 'maintenanceOn' | 'maintenanceOff' };

interface SensorActionsProps {
  readonly sensor: SensorTrust;
  readonly pending: Pending;
  readonly onClose: (done: QualityAct | null) => void;
}

/** Longer than any commit takes, even on a slow disk. */
const ANSWER_MS = 20_000;
const STAMP = 'yyyy-MM-dd HH:mm';

async function send<N extends CallName>(form: FormHandle, name: N, params: Params<N>): Promise<CallFault | null> {
  const answer = await form.send(name, params, { timeoutMs: ANSWER_MS });
  if (answer.ok) trustWriter.changed();
  return answer.ok ? null : answer.error;
}

/** The dialog of whichever action was chosen. */
export function SensorActions({ sensor, pending, onClose }: SensorActionsProps): ReactNode {
  const { t } = useTranslation('dataQuality');
  const text = useQualityText();
  const { tag } = sensor;
  const name = text.nameOf(tag);
  const close = (done: boolean): void => onClose(done ? pending.act : null);
  switch (pending.act) {
    case 'accept':
    case 'reject':
    case 'undo': {
      const { act } = pending;
      const { id, state, bias, sd } = pending.correction;
      // The words say what stands by now: further readings move a proposal. What is sent says what stood when the button was pressed.
      const correction = [sensor.proposal, sensor.correction].find((each) => each?.id === id) ?? pending.correction;
      const on = drawnUpOn(`correction.${act}`, { id, who: '-', reason: '' }, { state, bias, sd });
      const words = { name, from: text.when(correction.fromMs), bias: text.signed(tag, correction.bias) };
      return <ActionDialog act={act} text={t(`act.${act}.text`, words)} form={`correction-${act}:${id}`} on={on} onClose={close} send={(who, reason, form) => send(form, `correction.${act}`, { id, who, reason })} />;
    }
    case 'dismiss':
      return <ActionDialog act="dismiss" text={t('act.dismiss.text', { name })} form={`calibration-dismiss:${pending.id}`} onClose={close} send={(who, reason, form) => send(form, 'calibration.dismiss', { id: pending.id, who, reason })} />;
    case 'maintenanceOn':
    case 'maintenanceOff':
      return <ActionDialog act={pending.act} text={t(`act.${pending.act}.text`, { name })} form={`sensor-${pending.act}:${tag}`} onClose={close} send={(who, note, form) => send(form, 'sensor.maintenance', { tag, on: pending.act === 'maintenanceOn', who, note })} />;
    case 'record':
      return <RecordCalibration tag={tag} name={name} onClose={close} />;
  }
}

/** A number, or null when the field is empty; undefined when it cannot be read. */
function numberOf(text: string): number | null | undefined {
  const typed = readTyped(text);
  if (typed.kind === 'empty') return null;
  return typed.kind === 'number' ? typed.value : undefined;
}

function RecordCalibration({ tag, name, onClose }: { readonly tag: string; readonly name: string; readonly onClose: (done: boolean) => void }): ReactNode {
  const { t } = useTranslation('dataQuality');
  const zone = useZone();
  const formName = `calibration:${tag}`;
  const form = useKeptForm(formName);
  const [opened] = useState(() => DateTime.fromMillis(usePlant.getState().nowMs, { zone }).toFormat(STAMP));
  const [typedDone, setDone] = form.field('done', null);
  const [numbers, setNumbers] = form.texts({ before: '', after: '', reference: '' });
  // Whoever goes on later with these numbers means the time they were read at.
  const done = typedDone ?? opened;
  const at = DateTime.fromFormat(done.trim(), STAMP, { zone });
  const doneMs = at.isValid && at.toMillis() <= usePlant.getState().nowMs ? at.toMillis() : null;
  const read = { before: numberOf(numbers.before), after: numberOf(numbers.after), reference: numberOf(numbers.reference) };
  const ready = doneMs !== null && Object.values(read).every((value) => value !== undefined);
  return (
    <ActionDialog
      act="record"
      text={t('act.record.text', { name })}
      ready={ready}
      onClose={onClose}
      form={formName}
      send={(who, note) => send(form, 'calibration.record', { tag, doneMs: doneMs ?? 0, who, before: read.before ?? null, after: read.after ?? null, reference: read.reference ?? null, note })}
    >
      <div className={styles.fields}>
        <Field label={t('act.record.done')} value={done} error={doneMs === null ? t('act.time') : null} onText={setDone} />
        {(['reference', 'before', 'after'] as const).map((field) => (
          <Field key={field} label={t(`act.record.${field}`)} value={numbers[field]} inputMode="decimal" error={read[field] === undefined ? t('act.number') : null} onText={(value) => { setDone(done); setNumbers({ [field]: value }); }} />
        ))}
      </div>
    </ActionDialog>
  );
}
