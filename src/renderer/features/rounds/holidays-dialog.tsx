import { Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { drawnUpOn, wantedBy } from '#contract/together.ts';
import type { Fields } from '#core/together/compare.ts';
import type { Holiday } from '#core/plant/rounds.ts';
import { dayOfIso } from '#core/rounds/schedule.ts';
import { formatDay } from '../../model/format.ts';
import { likeThis } from '../../model/kept-form.ts';
import { takeFields } from '../../model/take-fields.ts';
import { rememberOperator, useMay, useOperatorName } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { toast } from '../../store/toast-store.ts';
import { useRoundsQuery } from '../../store/use-rounds.ts';
import { useTakeBack } from '../../store/use-take-back.ts';
import { Button, Toggles } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DateField } from '../../ui/date-field.tsx';
import { Field } from '../../ui/field.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import styles from './dialogs.module.css';
import list from './holidays.module.css';

const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;

/** Days on which nobody comes. What was there before stays in the record of versions. */
export function HolidaysDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['rounds', 'ui']);
  const local = useLocal();
  const language = usePreferences((state) => state.language);
  const faultText = useFaultText();
  const messages = useMessages();
  const may = useMay('round.edit');
  const takeBack = useTakeBack();
  const { value } = useRoundsQuery('rounds.settings', {});
  const form = useKeptForm('round-calendar', value === null ? null : drawnUpOn('rounds.setCalendar', { holidays: [...value.holidays], restDays: [...value.restDays], who: '-' }));
  const [holidays, setHolidays] = form.json<readonly Holiday[] | null>('holidays', value?.holidays ?? null, likeThis([]));
  const [restDays, setRestDays] = form.json<readonly number[]>('restDays', value?.restDays ?? [], likeThis([]));
  const [from, setFrom] = form.field('from', '');
  const [to, setTo] = form.field('to', '');
  const [name, setName] = form.field('name', '');
  const operator = useOperatorName();
  const [typedName, setWho] = useState<string | null>(null);
  const who = typedName ?? operator;
  const [asked, setAsked] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const zone = useZone();
  const today = usePlant((state) => formatDay(state.nowMs, zone));
  const last = holidays?.reduce((latest, each) => (each.to > latest ? each.to : latest), '') ?? '';
  const upcoming = useRef<HTMLLIElement>(null);
  const days = useRef<HTMLUListElement>(null);
  const isLoaded = holidays !== null;
  // Years that are over scroll away, and nothing but the list with them.
  useEffect(() => {
    if (isLoaded && days.current !== null) days.current.scrollTop = (upcoming.current?.offsetTop ?? 0) - days.current.offsetTop;
  }, [isLoaded]);
  const isDay = (text: string): boolean => dayOfIso(text) !== null;
  const canAdd = isDay(from) && name.trim() !== '' && (to === '' || (isDay(to) && to >= from));
  const isHalf = !canAdd && [from, to, name].some((text) => text.trim() !== '');
  const withTyped = (): readonly Holiday[] => {
    const text = name.trim();
    const one = { from, to: to === '' ? from : to, name: { ko: text, en: text } };
    const others = (holidays ?? []).filter((each) => each.from !== one.from || each.to !== one.to || local(each.name) !== text);
    return [...others, one].sort((a, b) => a.from.localeCompare(b.from));
  };
  const add = (): void => {
    setHolidays(withTyped());
    setFrom('');
    setTo('');
    setName('');
  };
  const mine = wantedBy('rounds.setCalendar', { holidays: [...(holidays ?? [])], restDays: [...restDays], who: '-' });
  const take = (fields: Fields): void => takeFields(fields, {
    holidays: (days) => setHolidays(Array.isArray(days) ? (days as unknown as Holiday[]) : []),
    restDays: (days) => setRestDays(Array.isArray(days) ? (days as number[]) : []),
  });
  const save = async (): Promise<void> => {
    setAsked(true);
    if (who.trim() === '' || holidays === null || isHalf || busy) return;
    rememberOperator(who.trim());
    setBusy(true);
    // A day that was typed and not yet put on the list is meant to be on it.
    const sent = [...(canAdd ? withTyped() : holidays)];
    const answer = await form.send('rounds.setCalendar', { holidays: sent, restDays: [...restDays], who: who.trim() });
    setBusy(false);
    if (!answer.ok) {
      setFault(faultText(answer.error));
      return;
    }
    toast.say(t('told.calendar'), value === null ? null : takeBack('rounds.setCalendar', { holidays: [...value.holidays], restDays: [...value.restDays], who: who.trim() }, null, wantedBy('rounds.setCalendar', { holidays: sent, restDays: [...restDays], who: '-' })));
    onClose();
  };
  const dayName = (day: (typeof WEEKDAYS)[number]): string =>
    new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, Number(day)));
  return (
    <Dialog open onClose={onClose} form={form} together={{ form, mine, take }} title={t('holidays.title')} subtitle={t('holidays.hint')} foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={holidays === null || busy || !may.may} onClick={() => void save()}>{t('holidays.save')}</Button></>}>
      <div className={styles.fields}>
        <div>
          <p>{t('holidays.rest')}</p>
          <Toggles label={t('holidays.rest')} values={WEEKDAYS.filter((day) => restDays.includes(Number(day)))} options={WEEKDAYS.map((value_) => ({ value: value_, label: dayName(value_) }))} onChange={(days) => setRestDays(days.map(Number))} />
        </div>
        <ul ref={days} className={list.list} aria-busy={holidays === null}>
          {holidays?.map((each, i) => (
            <li key={`${each.from}-${each.to}-${each.name.ko}`} ref={each.to >= today && (holidays[i - 1]?.to ?? '') < today ? upcoming : undefined}>
              <span>{each.from === each.to ? each.from : `${each.from} – ${each.to}`}</span>
              <span>{local(each.name)}</span>
              <Button look="quiet" aria-label={`${t('holidays.remove')} ${each.from} ${local(each.name)}`} onClick={() => setHolidays(holidays.filter((_, k) => k !== i))}><Trash2 size={18} aria-hidden /></Button>
            </li>
          ))}
        </ul>
        <div className={list.add}>
          <p className={list.until} data-short={last < `${today.slice(0, 4)}-12-31`}>{last === '' ? t('holidays.none') : t(last < today ? 'holidays.over' : 'holidays.until', { day: last })}</p>
          <DateField label={t('holidays.from')} value={from} onText={setFrom} />
          <DateField label={t('holidays.to')} value={to} onText={setTo} />
          <Field label={t('holidays.name')} value={name} maxLength={60} onText={setName} />
          <Button disabled={!canAdd} onClick={add}>{t('holidays.add')}</Button>
          {asked && isHalf && <p className={styles.fault} role="alert">{t('holidays.half')}</p>}
        </div>
        <WhoField label={t('who')} value={who} maxLength={80} onText={setWho} error={asked && who.trim() === '' ? t('whoMissing') : null} />
        {!may.may && may.code !== null && <p>{messages.code(may.code, { ...may.params })}</p>}
        {fault !== null && <p className={styles.fault} role="alert">{fault}</p>}
      </div>
    </Dialog>
  );
}
