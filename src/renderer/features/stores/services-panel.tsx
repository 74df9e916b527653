import { DateTime } from 'luxon';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PairRow, ServiceRow } from '#contract/stores.ts';
import { formatDay, formatNumber } from '../../model/format.ts';
import { typedAmount } from '../../model/amount.ts';
import { useMay } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useFrozenEngine, useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import { work } from '../../store/work-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { DateField } from '../../ui/date-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import dialogs from '../work-orders/dialogs.module.css';
import { useAmountFault } from '../work-orders/use-amount-fault.ts';
import { useDoing, useWorkAnswer } from '../work-orders/use-work.ts';
import { WhoField } from '../work-orders/who-field.tsx';
import { Framed } from './framed.tsx';
import { ServicesCalendar } from './services-calendar.tsx';
import styles from './stores.module.css';

/** How far off a service is, by what makes it due first. */
export function useLeft(): (row: ServiceRow) => string {
  const { t } = useTranslation('stores');
  return (row) => {
    const { by, hoursLeft, startsLeft, daysLeft } = row.due;
    if (by === 'date') return daysLeft === null ? '–' : t(daysLeft < 0 ? 'service.daysOver' : 'service.days', { count: Math.abs(Math.round(daysLeft)) });
    const left = by === 'hours' ? hoursLeft : startsLeft;
    return left === null ? '–' : t(left < 0 ? `service.${by}Over` : `service.${by}`, { value: formatNumber(Math.abs(left), 0) });
  };
}

/** What is to be serviced when, by running hours and dates, and whose turn it is in each pair. */
export function ServicesPanel(): ReactNode {
  const { t } = useTranslation('stores');
  const answer = useWorkAnswer('service.list', { machine: null });
  const [view, setView] = useState<'list' | 'calendar'>('list');
  const [setting, setSetting] = useState<ServiceRow | null>(null);
  return (
    <div className={styles.page}>
      <div className={styles.bar}><Segments label={t('service.view')} value={view} onChange={setView} options={[{ value: 'list', label: t('service.asList') }, { value: 'calendar', label: t('service.asCalendar') }]} /></div>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('tab.services')} data-testid="services">
        <Framed answer={answer} isEmpty={({ services, pairs }) => services.length + pairs.length === 0} none={[t('service.none'), t('service.noneHint')]}>
          {({ services, pairs }) => (view === 'calendar' ? <ServicesCalendar services={services} /> : (
            <>
              <h2 className={styles.heading}>{t('service.pairs')}</h2>
              <Pairs pairs={pairs} />
              <h2 className={styles.heading}>{t('service.list')}</h2>
              <Services rows={services} onSet={setSetting} />
            </>
          ))}
        </Framed>
      </div>
      {setting !== null && <LastDialog row={setting} onClose={() => setSetting(null)} />}
    </div>
  );
}

function Services({ rows, onSet }: { readonly rows: readonly ServiceRow[]; readonly onSet: (row: ServiceRow) => void }): ReactNode {
  const { t } = useTranslation('stores');
  const { profile, index } = useProfile();
  const local = useLocal();
  const zone = useZone();
  const messages = useMessages();
  const left = useLeft();
  const may = useMay('work.do').may;
  return (
    <table className={styles.table}>
      <tbody>
        {rows.map((row) => {
          const service = profile.stores.services.find(({ id }) => id === row.id);
          const sensor = row.sensor === null ? null : index.sensorOfTag.get(row.sensor);
          const place = row.unit !== null ? messages.subject(row.unit) : sensor === null || sensor === undefined ? (row.sensor ?? '') : local(sensor.name);
          const { orderId, unit, due } = row;
          const state = due.state === 'due' ? 'low' : due.state === 'soon' ? 'orderNow' : 'enough';
          return (
            <tr key={`${row.id}/${row.unit ?? row.sensor ?? ''}`} data-service={row.id}>
              <td className={styles.name}>{service === undefined ? row.id : local(service.name)}<small>{place}{unit !== null && ` · ${unit}`}</small></td>
              <td><span className={styles.state} data-state={state}>{state !== 'enough' && <span className={styles.sign} aria-hidden>!</span>}{t(`service.${due.state}`)}</span><small>{left(row)}</small></td>
              <td style={{ width: 180 }}><span className={styles.bar2} aria-hidden style={{ display: 'block' }}><span className={styles.fill} data-low={due.state === 'due'} style={{ width: `${String(Math.min(100, 100 * due.share))}%` }} /></span><small>{due.dueMs === null ? '–' : formatDay(due.dueMs, zone)}</small></td>
              <td className={styles.quiet}>{row.isKnown ? t('service.last', { day: formatDay(row.last.atMs, zone) }) : t('service.unknown')}</td>
              <td className={styles.number}>{orderId !== null ? <OrderButton id={orderId} /> : may && <Button look="quiet" onClick={() => onSet(row)} data-testid="service-last">{t('service.setLast')}</Button>}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function OrderButton({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation('stores');
  return <Button onClick={() => work.show(id)}>{t('service.order')}</Button>;
}

function Pairs({ pairs }: { readonly pairs: readonly PairRow[] }): ReactNode {
  const { t } = useTranslation(['stores', 'machines']);
  const { index } = useProfile();
  const local = useLocal();
  const messages = useMessages();
  const zone = useZone();
  return (
    <table className={styles.table}>
      <tbody>
        {pairs.map((pair) => {
          const machine = index.machine.get(pair.machine);
          const { next, because, differenceH } = pair.advice;
          const first = pair.units[0]?.unit ?? '';
          return (
            <tr key={pair.machine} data-pair={pair.machine}>
              <td className={styles.name}>{machine === undefined ? pair.machine : local(machine.name)}<small>{pair.everyDays === null ? '' : t('service.every', { count: pair.everyDays })}</small></td>
              {pair.units.slice(0, 2).map(({ unit, hours, running }) => <td key={unit} className={styles.number}>{unit} {formatNumber(hours, 0)} h<small>{running !== true ? '' : pair.turn?.unit === unit ? t('service.runsSince', { day: formatDay(pair.turn.sinceMs, zone) }) : t('service.runs')}</small></td>)}
              <td className={styles.number}>{t('service.difference', { value: formatNumber(differenceH, 0) })}</td>
              <td>{next === null ? <span className={styles.quiet}>{t('service.balanced')}</span> : <><b>{t('service.next', { unit: messages.subject(next) })}</b><small>{because === null ? '' : t(because === 'hours' ? 'service.byHours' : 'service.byDate')}</small></>}</td>
              <td className={styles.number}>{pair.orderId === null ? <Button look="quiet" onClick={() => route.machine(next ?? first)}>{t('service.show')}</Button> : <OrderButton id={pair.orderId} />}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const HOURS = { min: 0, max: 1e6 };

/** When a service was done before the app knew of it. */
function LastDialog({ row, onClose }: { readonly row: ServiceRow; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['stores', 'ui']);
  const { profile } = useProfile();
  const local = useLocal();
  const zone = useZone();
  const frozen = useFrozenEngine();
  const doing = useDoing();
  const [id] = useState(() => `order-${crypto.randomUUID()}`);
  const form = useKeptForm(`service:${row.id}:${row.unit ?? row.sensor ?? '-'}`);
  const [day, setDay] = form.field('day', '');
  const [hours, setHours] = form.field('hours', '');
  const [asked, setAsked] = useState(false);
  const service = profile.stores.services.find((each) => each.id === row.id);
  const doneMs = day === '' ? null : DateTime.fromISO(day, { zone }).toMillis();
  const wrong = doneMs === null || doneMs > usePlant.getState().nowMs;
  const fault = useAmountFault();
  const then = typedAmount(hours, HOURS);
  const wrongHours = hours.trim() !== '' && then.fault !== null;
  const save = async (): Promise<void> => {
    setAsked(true);
    if (wrong || wrongHours) return;
    if (await doing.run('service.done', { id, service: row.id, unit: row.unit, sensor: row.sensor, doneMs, hours: then.value }, form)) onClose();
  };
  return (
    <Dialog open onClose={onClose} form={form} title={t('service.setLastTitle')} subtitle={service === undefined ? row.id : local(service.name)} foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={frozen || doing.busy} onClick={() => void save()}>{t('save')}</Button></>}>
      <div className={dialogs.fields}>
        <DateField label={t('service.doneOn')} value={day} onText={setDay} error={asked && wrong ? t('service.dateWrong') : null} />
        {row.unit !== null && <Field label={t('service.hoursThen')} unit="h" inputMode="decimal" value={hours} maxLength={9} onText={setHours} error={asked && wrongHours ? fault(then, hours, HOURS) : null} />}
        <WhoField doing={doing} />
      </div>
      {doing.fault !== null && <p className={dialogs.fault} role="alert">{doing.fault}</p>}
    </Dialog>
  );
}
