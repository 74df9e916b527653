import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#contract/api.ts';
import { assertNever } from '#core/result.ts';
import { BAUD_RATES } from '../../model/connection-form.ts';
import type { CheckedForm, ConnectionForm, FieldFault, FormField } from '../../model/connection-form.ts';
import { callEngine } from '../../store/connection.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './connection-section.module.css';

interface FieldsProps {
  readonly form: ConnectionForm;
  readonly faults: CheckedForm['faults'];
  readonly onChange: (part: Partial<ConnectionForm>) => void;
}

const EXAMPLE_PORT = navigator.userAgent.includes('Windows') ? 'COM3' : '/dev/ttyUSB0';

/** The fields of the chosen kind of connection, each with what is wrong with it. */
export function ConnectionFields({ form, faults, onChange }: FieldsProps): ReactNode {
  const { t } = useTranslation('settings');
  const errorOf = useErrorText();
  const text = (field: FormField, label: string, more: { readonly hint?: string; readonly unit?: string } = {}): ReactNode => (
    <Field label={label} value={form[field]} error={errorOf(faults[field], label, more.hint ?? '')} onText={(value) => onChange({ [field]: value })} {...more} />
  );
  switch (form.kind) {
    case 'virtual':
      return (
        <div className={styles.fields}>
          {text('speed', t('connection.speed'), { hint: t('connection.speedHint') })}
          {text('seed', t('connection.seed'), { hint: t('connection.seedHint') })}
        </div>
      );
    case 'tcp':
      return (
        <div className={styles.fields}>
          <div className={styles.wide}>{text('host', t('connection.host'), { hint: t('connection.hostHint') })}</div>
          {text('port', t('connection.port'))}
          {text('tcpTimeout', t('connection.timeout'), { unit: 'ms' })}
        </div>
      );
    case 'rtu':
      return (
        <div className={styles.fields}>
          <div className={styles.wide}>
            {text('path', t('connection.path'), { hint: t('connection.pathHint', { example: EXAMPLE_PORT }) })}
            <PortList onPick={(path) => onChange({ path })} />
          </div>
          <div>
            <span className={styles.label}>{t('connection.baud')}</span>
            <Select label={t('connection.baud')} value={form.baudRate} onChange={(baudRate) => onChange({ baudRate })} options={BAUD_RATES.map((value) => ({ value, label: value }))} />
          </div>
          <div>
            <span className={styles.label}>{t('connection.parity')}</span>
            <Segments label={t('connection.parity')} value={form.parity} onChange={(parity) => onChange({ parity })} options={(['none', 'even', 'odd'] as const).map((value) => ({ value, label: t(`connection.parityOption.${value}`) }))} />
          </div>
          <div>
            <span className={styles.label}>{t('connection.stopBits')}</span>
            <Segments label={t('connection.stopBits')} value={form.stopBits} onChange={(stopBits) => onChange({ stopBits })} options={(['1', '2'] as const).map((value) => ({ value, label: value }))} />
          </div>
          {text('rtuTimeout', t('connection.timeout'), { unit: 'ms' })}
        </div>
      );
    default:
      return assertNever(form.kind, 'kind of connection');
  }
}

function useErrorText(): (fault: FieldFault | undefined, field: string, hint: string) => string | null {
  const { t } = useTranslation('settings');
  return (fault, field, hint) => {
    if (fault === undefined) return null;
    switch (fault.rule) {
      case 'number':
      case 'integer':
      case 'range':
        return t(`connection.error.${fault.rule}`, { field, value: fault.value, min: fault.min, max: fault.max });
      case 'empty':
        return t('connection.error.empty', { field, hint });
      case 'long':
        return t('connection.error.long', { field, value: fault.value, max: fault.max });
      default:
        return assertNever(fault, 'fault');
    }
  };
}

/** Serial ports the engine's machine has now. */
function PortList({ onPick }: { readonly onPick: (path: string) => void }): ReactNode {
  const { t } = useTranslation('settings');
  const [ports, setPorts] = useState<ResultOf<'connection.ports'> | null>(null);
  const [attempt, setAttempt] = useState(0);
  const live = usePlant((state) => state.phase === 'live');
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    void callEngine('connection.ports', {}, { signal: abort.signal }).then((answer) => {
      if (answer.ok) setPorts(answer.value);
    });
    return () => abort.abort();
  }, [live, attempt]);
  return (
    <div role="group" aria-label={t('connection.ports')}>
      <p className={styles.hint}>{ports !== null && ports.length === 0 ? t('connection.portsNone') : t('connection.ports')}</p>
      <div className={styles.ports}>
        {ports?.map((port) => <Button key={port.path} onClick={() => onPick(port.path)}>{port.path}{port.manufacturer !== null && <small>{port.manufacturer}</small>}</Button>)}
        <Button look="quiet" onClick={() => setAttempt((n) => n + 1)}>{t('connection.portsRefresh')}</Button>
      </div>
    </div>
  );
}
