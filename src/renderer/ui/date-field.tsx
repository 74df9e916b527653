import { Popover } from '@base-ui/react/popover';
import { CalendarDays, ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { DateTime } from 'luxon';
import { useTranslation } from 'react-i18next';
import { dayBeside, monthSheet, parseDateText, parseTimeText } from '../model/date-text.ts';
import { useZone } from '../store/hooks.ts';
import { usePlant } from '../store/plant-store.ts';
import styles from './date-field.module.css';
import field from './field.module.css';
import { Field } from './field.tsx';

interface DateFieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | null;
  /** `yyyy-mm-dd`; empty where none is chosen. */
  readonly value: string;
  /** First and last day that can be chosen. */
  readonly min?: string;
  readonly max?: string;
  /** Told the day once it is whole, and nothing while it is not. */
  readonly onText: (day: string) => void;
  readonly autoFocus?: boolean;
  readonly 'data-testid'?: string;
}

const MONDAY = 1;
const SUNDAY = 7;

/** A date as it is written in this app, typed or chosen in a calendar: the system's own form follows the system's language. */
export function DateField({ label, hint, error = null, ...rest }: DateFieldProps): ReactNode {
  const { t } = useTranslation('ui');
  const id = useId();
  const noteId = `${id}-note`;
  const [isBad, setBad] = useState(false);
  const wrong = error ?? (isBad ? t('date.bad') : null);
  const note = wrong ?? hint;
  return (
    <div className={field.field}>
      <label htmlFor={id} className={field.label}>{label}</label>
      <div className={field.row}><DayInput id={id} noteId={note === undefined ? undefined : noteId} isWrong={wrong !== null} onBad={setBad} {...rest} /></div>
      {note !== undefined && <p id={noteId} className={wrong === null ? field.hint : field.error}>{note}</p>}
    </div>
  );
}

/** Date and time of day, as `yyyy-mm-ddTHH:mm`; empty until both are whole. */
export function DateTimeField({ label, hint, error = null, value, min, max, onText, autoFocus = false, 'data-testid': testId }: DateFieldProps): ReactNode {
  const { t } = useTranslation('ui');
  const id = useId();
  const noteId = `${id}-note`;
  const [day, setDay] = useState(value.slice(0, 10));
  const [time, setTime] = useState(value.slice(11, 16));
  const [given, setGiven] = useState(value);
  const [badDay, setBadDay] = useState(false);
  const [badTime, setBadTime] = useState(false);
  if (value !== given) {
    setGiven(value);
    if (value !== '') {
      setDay(value.slice(0, 10));
      setTime(value.slice(11, 16));
    }
  }
  const tell = (nextDay: string, nextTime: string): void => {
    const clock = parseTimeText(nextTime);
    const whole = nextDay === '' || clock === null ? '' : `${nextDay}T${clock}`;
    setGiven(whole);
    onText(whole);
  };
  const wrong = error ?? (badDay ? t('date.bad') : badTime ? t('date.badTime') : null);
  const note = wrong ?? hint;
  const noteOf = note === undefined ? undefined : noteId;
  return (
    <div className={field.field}>
      <label htmlFor={id} className={field.label}>{label}</label>
      <div className={field.row}>
        <DayInput
          id={id} noteId={noteOf} isWrong={error !== null || badDay} value={day} onBad={setBadDay} autoFocus={autoFocus}
          {...(min === undefined ? {} : { min: min.slice(0, 10) })} {...(max === undefined ? {} : { max: max.slice(0, 10) })}
          {...(testId === undefined ? {} : { 'data-testid': testId })}
          onText={(next) => { setDay(next); tell(next, time); }} onTime={(nextDay, nextTime) => { setDay(nextDay); setTime(nextTime); setBadTime(false); tell(nextDay, nextTime); }}
        />
        <input
          className={`${field.input ?? ''} ${styles.time ?? ''}`} inputMode="numeric" aria-label={t('date.time')} placeholder="09:30" maxLength={5}
          aria-invalid={error !== null || badTime} aria-describedby={noteOf} value={time} data-half-date={time.trim() !== '' && parseTimeText(time) === null ? true : undefined}
          onChange={(event) => { setBadTime(false); setTime(event.target.value); tell(day, event.target.value); }}
          onBlur={() => { const clock = parseTimeText(time); setBadTime(time !== '' && clock === null); if (clock !== null) setTime(clock); }}
        />
      </div>
      {note !== undefined && <p id={noteId} className={wrong === null ? field.hint : field.error}>{note}</p>}
    </div>
  );
}

/** Time of day as `HH:mm`, typed in 24 hours in either language; told once it is whole. */
export function TimeField({ label, value, onText }: Pick<DateFieldProps, 'label' | 'value' | 'onText'>): ReactNode {
  const { t } = useTranslation('ui');
  const [text, setText] = useState(value);
  const [told, setTold] = useState(value);
  const [isBad, setBad] = useState(false);
  if (value !== told) {
    setTold(value);
    setText(value);
  }
  const tell = (next: string): void => {
    setBad(false);
    setText(next);
    const clock = parseTimeText(next);
    // Half a time, such as the 1 of 14:00, is not yet meant.
    if (clock === null || next.trim().length < 4) return;
    setTold(clock);
    onText(clock);
  };
  const leave = (): void => {
    const clock = parseTimeText(text);
    setBad(clock === null);
    if (clock === null) return;
    setText(clock);
    setTold(clock);
    if (clock !== value) onText(clock);
  };
  return <Field label={label} value={text} inputMode="numeric" placeholder="09:30" maxLength={5} error={isBad ? t('date.badTime') : null} onText={tell} onBlur={leave} />;
}

interface DayInputProps extends Omit<DateFieldProps, 'hint' | 'error' | 'label'> {
  readonly id: string;
  readonly noteId: string | undefined;
  readonly isWrong: boolean;
  /** What was typed is no date, told when the field is left. */
  readonly onBad: (isBad: boolean) => void;
  /** A day with its time was put in at once, as from the clipboard. */
  readonly onTime?: (day: string, time: string) => void;
}

function DayInput({ id, noteId, isWrong, value, min, max, onText, onBad, onTime, autoFocus = false, 'data-testid': testId }: DayInputProps): ReactNode {
  const { t } = useTranslation('ui');
  const zone = useZone();
  const today = DateTime.fromMillis(usePlant((state) => state.nowMs), { zone }).toISODate() ?? '';
  const [text, setText] = useState(value);
  const [told, setTold] = useState(value);
  const [open, setOpen] = useState(false);
  // Somebody else set the day: what was typed goes. An empty one we told ourselves stays as typed.
  if (value !== told) {
    setTold(value);
    setText(value);
  }
  const tell = (next: string): void => {
    setTold(next);
    onText(next);
  };
  const type = (typed: string): void => {
    onBad(false);
    const [, day, time] = /^([^T]+?)[T\s]+(\d{1,2}:\d{2})$/.exec(typed.trim()) ?? [];
    const whole = day === undefined ? null : parseDateText(day, today);
    if (whole === null || time === undefined || onTime === undefined) {
      setText(typed);
      tell(parseDateText(typed, today) ?? '');
      return;
    }
    setText(whole);
    setTold(whole);
    onTime(whole, time);
  };
  return (
    <div className={styles.day}>
      <input
        id={id} data-testid={testId} className={field.input} inputMode="numeric" autoComplete="off" maxLength={16} placeholder={t('date.format')} aria-invalid={isWrong} aria-describedby={noteId} value={text} autoFocus={autoFocus} data-half-date={text.trim() !== '' && parseDateText(text, today) === null ? true : undefined}
        onChange={(event) => type(event.target.value)}
        onBlur={() => { const day = parseDateText(text, today); onBad(text.trim() !== '' && day === null); if (day !== null) setText(day); }}
        onKeyDown={(event) => { if (event.key === 'ArrowDown') { event.preventDefault(); setOpen(true); } }}
      />
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger className={styles.opener} aria-label={t('date.open')}><CalendarDays size={20} aria-hidden /></Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner className={styles.positioner} sideOffset={4} align="end">
            <Popover.Popup className={styles.popup} aria-label={t('date.open')}>
              <Month chosen={value} today={today} min={min} max={max} onChoose={(day) => { setText(day); onBad(false); tell(day); setOpen(false); }} />
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </div>
  );
}

interface MonthProps {
  readonly chosen: string;
  readonly today: string;
  readonly min: string | undefined;
  readonly max: string | undefined;
  readonly onChoose: (day: string) => void;
}

/** Days and months the keys of a calendar move by (ARIA authoring practices, date picker dialog). */
const KEYS: Readonly<Record<string, { readonly days?: number; readonly months?: number }>> = {
  ArrowLeft: { days: -1 }, ArrowRight: { days: 1 }, ArrowUp: { days: -7 }, ArrowDown: { days: 7 }, PageUp: { months: -1 }, PageDown: { months: 1 },
};

function Month({ chosen, today, min, max, onChoose }: MonthProps): ReactNode {
  const { t, i18n } = useTranslation('ui');
  const [at, setAt] = useState(chosen === '' ? today : chosen);
  const [byKey, setByKey] = useState(true);
  const grid = useRef<HTMLTableElement>(null);
  const language = i18n.language === 'ko' ? 'ko-KR' : 'en-GB';
  const weeks = monthSheet(at, i18n.language === 'ko' ? SUNDAY : MONDAY);
  const named = (day: string, format: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...format }).format(Date.parse(day));
  useEffect(() => {
    if (byKey) grid.current?.querySelector<HTMLButtonElement>('button[tabindex="0"]')?.focus();
  }, [at, byKey]);
  const move = (event: KeyboardEvent): void => {
    const by = KEYS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    setByKey(true);
    setAt(dayBeside(at, by));
  };
  const turn = (months: number): void => {
    setByKey(false);
    setAt(dayBeside(at, { months }));
  };
  return (
    <div className={styles.month}>
      <div className={styles.head}>
        <button type="button" className={styles.turn} aria-label={t('date.before')} onClick={() => turn(-1)}><ChevronLeft size={20} aria-hidden /></button>
        <strong aria-live="polite">{named(at, { year: 'numeric', month: 'long' })}</strong>
        <button type="button" className={styles.turn} aria-label={t('date.after')} onClick={() => turn(1)}><ChevronRight size={20} aria-hidden /></button>
      </div>
      <table ref={grid} className={styles.sheet} onKeyDown={move}>
        <thead><tr>{weeks[0]?.map((day) => <th key={day} scope="col">{named(day, { weekday: 'short' })}</th>)}</tr></thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => {
                const isOut = (min !== undefined && day < min) || (max !== undefined && day > max);
                return (
                  <td key={day}>
                    <button
                      type="button" className={styles.cell} tabIndex={day === at ? 0 : -1} disabled={isOut} data-other={day.slice(0, 7) !== at.slice(0, 7)} data-today={day === today}
                      aria-pressed={day === chosen} aria-label={named(day, { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' })} onClick={() => onChoose(day)}
                    >
                      {Number(day.slice(8))}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <button type="button" className={styles.today} disabled={(min !== undefined && today < min) || (max !== undefined && today > max)} onClick={() => onChoose(today)}>{t('date.today', { day: today })}</button>
    </div>
  );
}
