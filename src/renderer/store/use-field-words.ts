import { useTranslation } from 'react-i18next';
import type { EntryValue } from '#core/records/entry.ts';
import { formatStamp } from '../model/format.ts';
import { useZone } from './hooks.ts';
import { useMessages } from './messages.ts';

/** Milliseconds of the years 2001 to 2286: what stands in such a field is a time. */
const A_TIME = 1e12;

export interface FieldWords {
  readonly path: (path: readonly string[]) => string;
  readonly value: (path: readonly string[], value: EntryValue) => string;
}

/** Names of stored fields and their values as a person reads them; what has no word shows itself. */
export function useFieldWords(): FieldWords {
  const { t, i18n } = useTranslation(['people', 'ui']);
  const zone = useZone();
  const messages = useMessages();
  /** A field, or one of several records with its kind and id. */
  const field = (name: string): string => {
    if (i18n.exists(`people:field.${name}`)) return t(`people:field.${name as 'value'}`);
    const [kind = '', ...id] = name.split(' ');
    return id.length > 0 && i18n.exists(`people:record.${kind}`) ? `${t(`people:record.${kind as 'round'}`)} ${messages.subject(id.join(' '))}` : messages.subject(name);
  };
  const value = (path: readonly string[], given: EntryValue): string => {
    if (given === null || (Array.isArray(given) && given.length === 0)) return t('people:log.nothing');
    if (typeof given === 'boolean') return t(given ? 'ui:yes' : 'ui:no');
    if (typeof given === 'number') return (path.at(-1) ?? '').endsWith('Ms') && given > A_TIME ? formatStamp(given, zone) : String(given);
    if (typeof given === 'object') return Array.isArray(given) ? given.map((each) => value(path, each as EntryValue)).join(', ') : Object.entries(given).map(([key, inner]) => `${field(key)} ${value([...path, key], inner as EntryValue)}`).join(', ');
    if (given === '') return t('people:log.blank');
    const own = path.at(-1) === 'role' ? `people:role.${given}` : path.at(-1) === 'second' ? `people:call.${given}` : null;
    const key = [own, `people:value.${given}`].find((each) => each !== null && i18n.exists(each));
    return key == null ? messages.subject(given) : t(key as 'people:role.viewer');
  };
  return { path: (path) => (path.length === 0 ? t('people:field.value') : path.map(field).join(' › ')), value };
}
