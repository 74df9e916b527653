import { ChevronLeft, ChevronRight } from 'lucide-react';
import { DateTime } from 'luxon';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundLine } from '#contract/rounds.ts';
import { linesThatFit } from '../../model/calendar-fit.ts';
import { formatMinute } from '../../model/format.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { rounds } from '../../store/rounds-store.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { useRoundsQuery } from '../../store/use-rounds.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useSize } from '../../ui/use-width.ts';
import styles from './calendar.module.css';
import { HolidaysDialog } from './holidays-dialog.tsx';
import rowStyles from './rounds.module.css';

const WEEKS = 6;
/** Heights of the calendar, px: names of the weekdays, edges of a day, a line of it. */
const HEAD_PX = 28;
const EDGE_PX = 7;
const LINE_PX = 24;
const LATE = new Set<RoundLine['status']>(['overdue', 'late', 'missed']);
/** Signs that say the same without colour. */
const SIGNS: Readonly<Partial<Record<RoundLine['status'], string>>> = { done: '✓', missed: '✕', overdue: '▲', late: '▲', due: '●', running: '▶', paused: '‖', dropped: '–' };
const canOpen = (line: RoundLine): boolean => ['running', 'paused', 'done', 'missed', 'dropped'].includes(line.status);

/** A month of rounds: what was done, what is late, what will come, and the days on which nobody comes. */
export function CalendarPanel(): ReactNode {
  const { t } = useTranslation(['rounds', 'ui']);
  const local = useLocal();
  const zone = useZone();
  const language = usePreferences((state) => state.language);
  const faultText = useFaultText();
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const now = DateTime.fromMillis(nowMs, { zone });
  const [month, setMonth] = useState(() => now.startOf('month').toISODate() ?? '');
  const [editing, setEditing] = useState(false);
  const [day, setDay] = useState<string | null>(null);
  const [grid, { height }] = useSize<HTMLDivElement>();
  const first = DateTime.fromISO(month, { zone });
  const from = first.startOf('week');
  const { value, fault } = useRoundsQuery('rounds.calendar', { from: from.toISODate() ?? '', to: from.plus({ weeks: WEEKS }).toISODate() ?? '' });
  const days = Array.from({ length: WEEKS * 7 }, (_, i) => from.plus({ days: i }));
  const linesOf = (iso: string): readonly RoundLine[] => value?.lines.filter((line) => line.day === iso) ?? [];
  /** A free day says so in a line of its own. */
  const headOf = (iso: string): number => (value?.free.some((each) => each.day === iso) === true ? 1 : 0);
  const needs = Array.from({ length: WEEKS }, (_, week) => Math.max(...days.slice(week * 7, week * 7 + 7).map((each) => linesOf(each.toISODate() ?? '').length + headOf(each.toISODate() ?? ''))));
  const fits = height === 0 ? needs : linesThatFit(needs, Math.floor((height - HEAD_PX - WEEKS * EDGE_PX) / LINE_PX));
  /** Rounds of a day that are shown in its cell; what is left over is behind one more line. */
  const shownOf = (iso: string, week: number): readonly RoundLine[] => {
    const lines = linesOf(iso);
    const room = (fits[week] ?? 1) - headOf(iso);
    return lines.length <= room ? lines : lines.slice(0, Math.max(0, room - 1));
  };
  const leftOf = (iso: string, week: number): number => linesOf(iso).length - shownOf(iso, week).length;
  const today = now.toISODate();
  const monthName = new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', { timeZone: zone, year: 'numeric', month: 'long' }).format(first.toMillis());
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <Button aria-label={t('monthBefore')} onClick={() => setMonth(first.minus({ months: 1 }).toISODate() ?? month)}><ChevronLeft size={20} aria-hidden /></Button>
        <h2>{monthName}</h2>
        <Button aria-label={t('monthAfter')} onClick={() => setMonth(first.plus({ months: 1 }).toISODate() ?? month)}><ChevronRight size={20} aria-hidden /></Button>
        <Button onClick={() => setMonth(now.startOf('month').toISODate() ?? month)}>{t('thisMonth')}</Button>
        <span className={styles.gap} />
        {value !== null && <p className={styles.summary} data-testid="calendar-summary">{t('calendar.summary', countsOf(value.lines.filter((line) => line.day.slice(0, 7) === month.slice(0, 7))))}</p>}
        <Button onClick={() => setEditing(true)}>{t('holidays.open')}</Button>
      </header>
      {fault !== null && <p className={rowStyles.fault} role="alert">{faultText(fault)}</p>}
      <div ref={grid} className={styles.grid} role="grid" data-equivalent="today-and-past" aria-label={monthName} aria-busy={value === null}>
        <div className={styles.week} role="row">{days.slice(0, 7).map((day) => <span key={day.weekday} role="columnheader">{day.setLocale(language).toFormat('ccc')}</span>)}</div>
        {Array.from({ length: WEEKS }, (_, week) => (
          <div key={week} className={styles.week} role="row">
            {days.slice(week * 7, week * 7 + 7).map((date) => {
              const iso = date.toISODate() ?? '';
              const free = value?.free.find((each) => each.day === iso);
              return (
                <div key={iso} role="gridcell" className={styles.day} data-other={date.month !== first.month} data-today={iso === today} data-free={free !== undefined}>
                  <span className={styles.date}>{date.day}</span>
                  <ul>
                    {free !== undefined && <li className={styles.free} title={free.name === null ? t('restDay') : local(free.name)}>{free.name === null ? t('restDay') : local(free.name)}</li>}
                    {shownOf(iso, week).map((line) => <Entry key={line.id} line={line} />)}
                    {leftOf(iso, week) > 0 && <li><button type="button" className={styles.entry} onClick={() => setDay(iso)} aria-label={t('calendar.moreOf', { count: leftOf(iso, week), day: iso })} data-testid="calendar-more">{t('calendar.more', { count: leftOf(iso, week) })}</button></li>}
                  </ul>
                </div>
              );
            })}
          </div>
        ))}
      </div>
      <p className={styles.legend} aria-label={t('calendar.legend')}>{(['upcoming', 'due', 'running', 'done', 'overdue', 'missed'] as const).map((status) => <span key={status} data-late={LATE.has(status)}><b aria-hidden>{SIGNS[status] ?? '○'}</b> {t(`status.${status}`)}</span>)}</p>
      {editing && <HolidaysDialog onClose={() => setEditing(false)} />}
      {day !== null && (
        <Dialog open onClose={() => setDay(null)} title={day} subtitle={t('calendar.dayHint')} foot={<Button look="primary" onClick={() => setDay(null)}>{t('ui:action.close')}</Button>}>
          <ul className={styles.all}>{linesOf(day).map((line) => <Entry key={line.id} line={line} />)}</ul>
        </Dialog>
      )}
    </div>
  );
}

/** One round of a day: its sign, when it is due, its name. */
function Entry({ line }: { readonly line: RoundLine }): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const zone = useZone();
  return (
    <li>
      <button type="button" className={styles.entry} data-late={LATE.has(line.status)} data-done={line.status === 'done'} disabled={!canOpen(line)} title={`${local(line.name)} · ${t(`status.${line.status}`)}`} onClick={() => rounds.open(line.id)}>
        <b aria-hidden>{SIGNS[line.status] ?? '○'}</b> {line.dueMs !== null && <span>{formatMinute(line.dueMs, zone)}</span>} {local(line.name)}
      </button>
    </li>
  );
}

/** How the rounds of a month stand. */
function countsOf(lines: readonly RoundLine[]): Readonly<Record<'done' | 'missed' | 'late' | 'ahead', number>> {
  const count = (...states: RoundLine['status'][]): number => lines.filter(({ status }) => states.includes(status)).length;
  return { done: count('done'), missed: count('missed'), late: count('overdue', 'late'), ahead: count('upcoming', 'due', 'running', 'paused') };
}
