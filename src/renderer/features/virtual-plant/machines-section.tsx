import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PanelView } from '#core/scenario/panel-view.ts';
import { formatNumber } from '../../model/format.ts';
import { checkNumbers } from '../../model/virtual-plant-form.ts';
import type { NumberSpec } from '../../model/virtual-plant-form.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useMessages } from '../../store/messages.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { keptNumbers, NumberFields } from './number-fields.tsx';
import { SetValue } from './set-value.tsx';
import styles from './virtual-plant.module.css';
import type { SectionProps } from './virtual-plant-screen.tsx';

type Unit = PanelView['units'][number];

const BREACH: NumberSpec = { key: 'share', field: 'breach', unit: '%', min: 0, max: 100, initial: 1 };

/** Machines with the trouble a person can bring to them, and the membranes. */
export function MachinesSection({ view, busy, send }: SectionProps): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const messages = useMessages();
  const [chosen, setChosen] = useState<Unit | null>(null);
  return (
    <div className={styles.columns}>
      <table className={styles.table} aria-label={t('machine.table')}>
        <thead>
          <tr>
            <th scope="col">{t('machine.name')}</th>
            <th scope="col">{t('machine.state')}</th>
            <th scope="col"><span className="visually-hidden">{t('machine.trouble')}</span></th>
          </tr>
        </thead>
        <tbody>
          {view.units.filter((unit) => unit.hasCurrent).map((unit) => <Row key={unit.id} unit={unit} busy={busy} send={send} onTrouble={() => setChosen(unit)} />)}
        </tbody>
      </table>
      <section className={styles.side}>
        <h2>{t('machine.breachTitle')}</h2>
        <p className={styles.hint}>{t('machine.breachHint')}</p>
        {view.series.map((series) => (
          <SetValue
            key={series.machine}
            name={messages.subject(series.machine)}
            present={t('water.now', { value: `${formatNumber(100 * series.breachShare, 2)} %` })}
            spec={BREACH}
            form={`vp-breach:${series.machine}`}
            busy={busy}
            onSet={(value, form) => void send({ cmd: 'breach', machine: series.machine, share: value / 100 }, form)}
          />
        ))}
      </section>
      {chosen !== null && <TroubleDialog unit={chosen} send={send} onClose={() => setChosen(null)} />}
    </div>
  );
}

interface RowProps extends Pick<SectionProps, 'busy' | 'send'> {
  readonly unit: Unit;
  readonly onTrouble: () => void;
}

function Row({ unit, busy, send, onTrouble }: RowProps): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const messages = useMessages();
  const name = messages.subject(unit.id);
  const state = unit.fault ? 'fault' : unit.run ? 'run' : 'stop';
  const panel = (change: { readonly remote?: boolean; readonly run?: boolean }): void => void send({ cmd: 'panel', unit: unit.id, ...change });
  return (
    <tr data-unit={unit.id} data-broken={unit.fault || unit.trouble > 0}>
      <th scope="row">{name} <small>{unit.id}</small></th>
      <td>
        {unit.fault ? <strong className={styles.fault}>{t('machine.fault')}</strong> : t(`machine.${state}`)}
        {!unit.localOnly && <small>{t(unit.remote ? 'machine.remote' : 'machine.local')}</small>}
        {unit.trouble > 0 && <small className={styles.fault}>× {formatNumber(unit.trouble, 1)}</small>}
      </td>
      <td className={styles.rowActions}>
        {(unit.fault || unit.trouble > 0) && <Button disabled={busy} onClick={() => void send({ cmd: 'resetFault', unit: unit.id })}>{t('machine.reset')}</Button>}
        {!unit.remote && !unit.localOnly && <Button disabled={busy} onClick={() => panel({ run: !unit.run })}>{t(unit.run ? 'machine.handOff' : 'machine.handOn')}</Button>}
        {!unit.localOnly && <Button disabled={busy} onClick={() => panel({ remote: !unit.remote })}>{t(unit.remote ? 'machine.toLocal' : 'machine.toRemote')}</Button>}
        <Button disabled={busy} onClick={onTrouble} data-testid="vp-trouble-open" aria-label={`${name}: ${t('machine.overcurrent')}`}>{t('machine.overcurrent')}</Button>
      </td>
    </tr>
  );
}

const TIMES: readonly NumberSpec[] = [{ key: 'times', field: 'times', unit: { word: 'times' }, min: 0.1, max: 10, initial: 1.5 }];

function TroubleDialog({ unit, send, onClose }: { readonly unit: Unit; readonly send: SectionProps['send']; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['virtualPlant', 'ui']);
  const messages = useMessages();
  const form = useKeptForm(`vp-trouble:${unit.id}`);
  const { texts, onText } = keptNumbers(form, TIMES);
  const { values, faults } = checkNumbers(TIMES, texts);
  const times = values?.['times'];
  const inject = (): void => {
    if (times !== undefined) void send({ cmd: 'overcurrent', unit: unit.id, times }, form).then(onClose);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      form={form}
      title={t('machine.title', { name: messages.subject(unit.id) })}
      subtitle={unit.id}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={times === undefined} onClick={inject} data-testid="vp-inject">{t('instrument.inject')}</Button></>}
    >
      <div className={styles.form}>
        <p className={styles.hint}>{t('machine.hint')}</p>
        <NumberFields specs={TIMES} texts={texts} faults={faults} onText={onText} />
      </div>
    </Dialog>
  );
}
