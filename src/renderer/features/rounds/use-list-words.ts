import { useTranslation } from 'react-i18next';
import type { LocalText } from '#core/plant/common.ts';
import type { Checklist, RoundItem, RoundSchedule } from '#core/plant/rounds.ts';
import type { FieldChange } from '#core/rounds/compare.ts';
import type { ListProblem } from '#core/rounds/problems.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { usePreferences } from '../../store/settings-store.ts';

/** Fields of lists and items that have a name of their own on the screen. */
const NAMED = [
  'name', 'help', 'schedule', 'onHoliday', 'takesMin', 'graceMin', 'escalateMin', 'missedMin', 'secondSignature', 'items',
  'place', 'equipment', 'required', 'onFail', 'options', 'steps', 'quantity', 'unit', 'decimals', 'point', 'tag', 'how',
  'unusual', 'impossible', 'difference', 'kind', 'days', 'months', 'at', 'minutes', 'title', 'min', 'max', 'percent', 'absolute',
] as const;
type Named = (typeof NAMED)[number];
const isNamed = (key: string): key is Named => (NAMED as readonly string[]).includes(key);

export interface ListWords {
  /** Name of a field by its path: `unusual.min` is "usual range, from". */
  readonly field: (path: string) => string;
  /** What a field of a version says. */
  readonly value: (change: FieldChange, side: 'before' | 'after') => string;
  /** What keeps a list from being saved, with the item it is about. */
  readonly problem: (problem: ListProblem, list: Checklist) => string;
}

/** Words for fields, values and problems of check lists. */
export function useListWords(): ListWords {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const { profile } = useProfile();
  const language = usePreferences((state) => state.language);
  const weekday = (day: number): string => new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day));
  const field = (path: string): string =>
    path
      .split('.')
      .map((key) => (key === 'ko' ? t('lists.korean') : key === 'en' ? t('lists.english') : isNamed(key) ? t(`fieldName.${key}`) : /^\d+$/.test(key) ? String(Number(key) + 1) : key))
      .join(' · ');
  const schedule = (each: RoundSchedule): string => {
    switch (each.kind) {
      case 'daily':
        return `${t('lists.scheduleKind.daily')} ${each.at}`;
      case 'weekly':
        return `${t('lists.scheduleKind.weekly')} ${weekday(each.weekday)} ${each.at}`;
      case 'monthDays':
        return `${t('lists.scheduleKind.monthDays')} ${each.days.join(', ')} ${each.at}`;
      case 'months':
        return `${t('lists.scheduleKind.months')} ${each.months.join(', ')} ${weekday(each.weekday)} ${each.at}`;
    }
  };
  const texts = (value: unknown): string => {
    const { ko = '', en = '' } = value as Partial<LocalText>;
    return `${ko} / ${en}`;
  };
  const words = (key: string, value: unknown): string => {
    if (value === null || value === undefined) return t('lists.none');
    switch (key) {
      case 'name':
      case 'help':
        return texts(value);
      case 'schedule':
        return schedule(value as RoundSchedule);
      case 'onHoliday':
        return t(`lists.holiday.${value as Checklist['onHoliday']}`);
      case 'kind':
        return t(`kind.${value as RoundItem['kind']}`);
      case 'place': {
        const place = profile.rounds.places.find(({ id }) => id === value);
        return place === undefined ? String(value) : local(place.name);
      }
      case 'required':
      case 'secondSignature':
        return t(value === true ? 'lists.yes' : 'lists.no');
      case 'onFail': {
        const { title, priority } = value as NonNullable<RoundItem['onFail']>;
        return `${texts(title)} (${t(`lists.priorities.${String(priority) as '1' | '2' | '3' | '4'}`)})`;
      }
      case 'how':
        return t(`lists.hows.${value as 'manual' | 'portable' | 'testKit'}`);
      case 'options':
        return (value as { readonly name: LocalText; readonly bad: boolean }[]).map(({ name, bad }) => `${local(name)}${bad ? ` (${t('fail')})` : ''}`).join(', ');
      case 'steps':
        return (value as { readonly name: LocalText; readonly minutes: number }[]).map(({ name, minutes }) => `${local(name)} ${t('minutes', { count: minutes })}`).join(', ');
      case 'unusual':
      case 'impossible': {
        const { min, max } = value as { readonly min: number | null; readonly max: number | null };
        return `${min === null ? '' : String(min)} ~ ${max === null ? '' : String(max)}`;
      }
      case 'difference': {
        const { percent, absolute } = value as { readonly percent: number | null; readonly absolute: number | null };
        return [percent === null ? '' : `${String(percent)} %`, absolute === null ? '' : String(absolute)].filter((text) => text !== '').join(', ');
      }
      default:
        return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
    }
  };
  return {
    field,
    value: (change, side) => words(change.field, change[side]),
    problem: ({ at, field: path, code, limit }, list) => {
      const item = at === null ? undefined : list.items[at];
      const where = item === undefined ? '' : `${String((at ?? 0) + 1)}. ${local(item.name)} · `;
      return t(`lists.problem.${code}`, { field: `${where}${field(path)}`, limit: limit ?? '' });
    },
  };
}
