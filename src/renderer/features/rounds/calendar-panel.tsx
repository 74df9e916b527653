import { ChevronLeft, ChevronRight } from 'lucide-react';
import { DateTime } from 'luxon';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundLine } from '#contract/rounds.ts';
import { formatMinute } from '../../model/format.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { rounds } from '../../store/rounds-store.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { useRoundsQuery } from '../../store/use-rounds.ts';
import { Button } from '../../ui/button.tsx';
import styles from './calendar.module.css';
import { HolidaysDialog } from './holidays-dialog.tsx';
import rowStyles from './rounds.module.css';

const WEEKS = 6;
const LATE = new Set<RoundLine['status']>(['overdue', 'late', 'missed']);
/** Signs that say the same without colour. */
const SIGNS: Readonly<Partial<Record<RoundLine['status'], string>>> = { done: '✓', missed: '✕', overdue: '▲', late: '▲', due: '●', running: '▶', paused: '‖', dropped: '–' };
const canOpen = (line: RoundLine): boolean => ['running', 'paused', 'done', 'missed', 'dropped'].includes(line.status);

/** A month of rounds: what was done, what is late, what will come, and the days on which nobody comes. */
export function CalendarPanel(): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const zone = useZone();
  const language = usePreferences((state) => state.language);
  const faultText = useFaultText();
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const now = DateTime.fromMillis(nowMs, { zone });
  const [month, setMonth] = useState(() => now.startOf('month').toISODate() ?? '');
  const [editing, setEditing] = useState(false);
  const first = DateTime.fromISO(month, { zone });
  const from = first.startOf('week');
  const { value, fault } = useRoundsQuery('rounds.calendar', { from: from.toISODate() ?? '', to: from.plus({ weeks: WEEKS }).toISODate() ?? '' });
  const days = Array.from({ length: WEEKS * 7 }, (_, i) => from.plus({ days: i }));
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
      <div className={styles.grid} role="grid" aria-label={monthName} aria-busy={value === null}>
        <div className={styles.week} role="row">{days.slice(0, 7).map((day) => <span key={day.weekday} role="columnheader">{day.setLocale(language).toFormat('ccc')}</span>)}</div>
        {Array.from({ length: WEEKS }, (_, week) => (
          <div key={week} className={styles.week} role="row">
            {days.slice(week * 7, week * 7 + 7).map((day) => {
              const iso = day.toISODate() ?? '';
              const free = value?.free.find((each) => each.day === iso);
              return (
                <div key={iso} role="gridcell" className={styles.day} data-other={day.month !== first.month} data-today={iso === today} data-free={free !== undefined}>
                  <span className={styles.date}>{day.day}{free !== undefined && <small>{free.name === null ? t('restDay') : local(free.name)}</small>}</span>
                  <ul>
                    {value?.lines.filter((line) => line.day === iso).map((line) => (
                      <li key={line.id}>
                        <button type="button" className={styles.entry} data-late={LATE.has(line.status)} data-done={line.status === 'done'} disabled={!canOpen(line)} title={`${local(line.name)} · ${t(`status.${line.status}`)}`} onClick={() => rounds.open(line.id)}>
                          <b aria-hidden>{SIGNS[line.status] ?? '○'}</b> {line.dueMs !== null && <span>{formatMinute(line.dueMs, zone)}</span>} {local(line.name)}
                        </button>
                      </li>
                    ))}
                  </ul>
                </div>
              );
            })}
          </div>
        ))}
      </div>
      <p className={styles.legend} aria-label={t('calendar.legend')}>{(['upcoming', 'due', 'running', 'done', 'overdue', 'missed'] as const).map((status) => <span key={status} data-late={LATE.has(status)}><b aria-hidden>{SIGNS[status] ?? '○'}</b> {t(`status.${status}`)}</span>)}</p>
      {editing && <HolidaysDialog onClose={() => setEditing(false)} />}
    </div>
  );
}

/** How the rounds of a month stand. */
function countsOf(lines: readonly RoundLine[]): Readonly<Record<'done' | 'missed' | 'late' | 'ahead', number>> {
  const count = (...states: RoundLine['status'][]): number => lines.filter(({ status }) => states.includes(status)).length;
  return { done: count('done'), missed: count('missed'), late: count('overdue', 'late'), ahead: count('upcoming', 'due', 'running', 'paused') };
}
