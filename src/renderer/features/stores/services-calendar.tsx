import { ChevronLeft, ChevronRight } from 'lucide-react';
import { DateTime } from 'luxon';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServiceRow } from '#contract/stores.ts';
import { useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { work } from '../../store/work-store.ts';
import { Button } from '../../ui/button.tsx';
import grid from '../rounds/calendar.module.css';
import { useWorkAnswer } from '../work-orders/use-work.ts';

const WEEKS = 6;

interface Entry {
  readonly key: string;
  readonly day: string;
  readonly text: string;
  readonly isLate: boolean;
  readonly open: (() => void) | null;
}

/** A month of services and orders by the day they are due; what is over stands on today. */
export function ServicesCalendar({ services }: { readonly services: readonly ServiceRow[] }): ReactNode {
  const { t } = useTranslation(['stores', 'rounds']);
  const { profile } = useProfile();
  const local = useLocal();
  const zone = useZone();
  const messages = useMessages();
  const language = usePreferences((state) => state.language);
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const orders = useWorkAnswer('work.orders', { machine: null, closed: 0 }).value?.open ?? [];
  const now = DateTime.fromMillis(nowMs, { zone });
  const [month, setMonth] = useState(() => now.startOf('month').toISODate() ?? '');
  const first = DateTime.fromISO(month, { zone });
  const from = first.startOf('week');
  const days = Array.from({ length: WEEKS * 7 }, (_, i) => from.plus({ days: i }));
  const monthName = new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', { timeZone: zone, year: 'numeric', month: 'long' }).format(first.toMillis());
  const dayOf = (ms: number): string => DateTime.fromMillis(Math.max(ms, nowMs), { zone }).toISODate() ?? '';
  const placeOf = ({ unit, sensor }: ServiceRow): string => (unit !== null ? unit : sensor === null ? '' : messages.subject(sensor));
  const entries: readonly Entry[] = [
    ...orders.filter(({ dueMs }) => dueMs !== null).map((order): Entry => ({ key: order.id, day: dayOf(order.dueMs ?? 0), text: `#${String(order.number)} ${local(order.title)}${order.place.unit === null ? '' : ` ${order.place.unit}`}`, isLate: (order.dueMs ?? 0) < nowMs, open: () => work.show(order.id) })),
    // A service that has an order stands there under the order.
    ...services.filter(({ orderId, due }) => orderId === null && due.dueMs !== null).map((row): Entry => ({ key: `${row.id}/${placeOf(row)}`, day: dayOf(row.due.dueMs ?? 0), text: `${local(profile.stores.services.find(({ id }) => id === row.id)?.name ?? { ko: row.id, en: row.id })} ${placeOf(row)}`, isLate: row.due.state === 'due', open: null })),
  ];
  return (
    <div className={grid.panel} style={{ marginInline: -28 }} data-testid="services-calendar">
      <header className={grid.head}>
        <Button aria-label={t('rounds:monthBefore')} onClick={() => setMonth(first.minus({ months: 1 }).toISODate() ?? month)}><ChevronLeft size={20} aria-hidden /></Button>
        <h2>{monthName}</h2>
        <Button aria-label={t('rounds:monthAfter')} onClick={() => setMonth(first.plus({ months: 1 }).toISODate() ?? month)}><ChevronRight size={20} aria-hidden /></Button>
        <Button onClick={() => setMonth(now.startOf('month').toISODate() ?? month)}>{t('rounds:thisMonth')}</Button>
      </header>
      <div className={grid.grid} role="grid" aria-label={monthName}>
        <div className={grid.week} role="row">{days.slice(0, 7).map((day) => <span key={day.weekday} role="columnheader">{day.setLocale(language).toFormat('ccc')}</span>)}</div>
        {Array.from({ length: WEEKS }, (_, week) => (
          <div key={week} className={grid.week} role="row">
            {days.slice(week * 7, week * 7 + 7).map((day) => {
              const iso = day.toISODate() ?? '';
              return (
                <div key={iso} role="gridcell" className={grid.day} data-other={day.month !== first.month} data-today={iso === now.toISODate()}>
                  <span className={grid.date}>{day.day}</span>
                  <ul>{entries.filter((entry) => entry.day === iso).map(({ key, text, isLate, open }) => <li key={key}><button type="button" className={grid.entry} data-late={isLate} disabled={open === null} title={text} onClick={() => open?.()}>{text}</button></li>)}</ul>
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
