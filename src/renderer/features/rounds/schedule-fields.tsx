import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundSchedule } from '#core/plant/rounds.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { Toggles } from '../../ui/button.tsx';
import { TimeField } from '../../ui/date-field.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './lists.module.css';

const KINDS = ['daily', 'weekly', 'monthDays', 'months'] as const;
const MONTHS = Array.from({ length: 12 }, (_, i) => String(i + 1));
const DAYS = Array.from({ length: 31 }, (_, i) => String(i + 1));
const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'];

/** How often a list is due, on which days, at what time. */
export function ScheduleFields({ schedule, onSchedule }: { readonly schedule: RoundSchedule; readonly onSchedule: (schedule: RoundSchedule) => void }): ReactNode {
  const { t } = useTranslation('rounds');
  const language = usePreferences((state) => state.language);
  const weekday = new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', { weekday: 'long', timeZone: 'UTC' });
  const { at } = schedule;
  const change = (kind: (typeof KINDS)[number]): void => {
    if (kind === 'daily') onSchedule({ kind, at });
    else if (kind === 'weekly') onSchedule({ kind, weekday: 1, at });
    else if (kind === 'monthDays') onSchedule({ kind, days: [1], at });
    else onSchedule({ kind, months: [1, 4, 7, 10], weekday: 1, at });
  };
  return (
    <div className={styles.row}>
      <label className={styles.labelled}><span>{t('lists.schedule')}</span><Select label={t('lists.schedule')} value={schedule.kind} onChange={change} options={KINDS.map((value) => ({ value, label: t(`lists.scheduleKind.${value}`) }))} /></label>
      <div className={styles.clock}><TimeField label={t('lists.at')} value={at} onText={(next) => onSchedule({ ...schedule, at: next })} /></div>
      {(schedule.kind === 'weekly' || schedule.kind === 'months') && (
        <label className={styles.labelled}><span>{t('lists.weekday')}</span><Select label={t('lists.weekday')} value={String(schedule.weekday)} onChange={(value) => onSchedule({ ...schedule, weekday: Number(value) })} options={WEEKDAYS.map((value) => ({ value, label: weekday.format(Date.UTC(2024, 0, Number(value))) }))} /></label>
      )}
      {schedule.kind === 'months' && <div className={styles.wrap}><span>{t('lists.months')}</span><Toggles label={t('lists.months')} values={schedule.months.map(String)} options={MONTHS.map((value) => ({ value, label: value }))} onChange={(months) => { if (months.length > 0) onSchedule({ ...schedule, months: months.map(Number).sort((a, b) => a - b) }); }} /></div>}
      {schedule.kind === 'monthDays' && (
        <label className={styles.labelled}>
          <span>{t('lists.days')}</span>
          <span className={styles.days}>
            {schedule.days.map((day, i) => <Select key={day} label={t('lists.days')} value={String(day)} onChange={(value) => onSchedule({ ...schedule, days: [...new Set(schedule.days.map((each, k) => (k === i ? Number(value) : each)))].sort((a, b) => a - b) })} options={DAYS.map((value) => ({ value, label: value }))} />)}
            {schedule.days.length < 5 && <button type="button" className={styles.plus} aria-label={t('lists.addDay')} onClick={() => onSchedule({ ...schedule, days: [...new Set([...schedule.days, DAYS.map(Number).find((day) => !schedule.days.includes(day)) ?? 31])].sort((a, b) => a - b) })}>+</button>}
            {schedule.days.length > 1 && <button type="button" className={styles.plus} aria-label={t('lists.dropDay')} onClick={() => onSchedule({ ...schedule, days: schedule.days.slice(0, -1) })}>–</button>}
          </span>
        </label>
      )}
    </div>
  );
}
