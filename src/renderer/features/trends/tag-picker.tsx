import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatUnit } from '../../model/format.ts';
import { searchAll } from '../../model/search.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { MAX_TREND_TAGS, trend, useTrend } from '../../store/trend-store.ts';
import styles from './tag-picker.module.css';

const SHOWN = 80;

/** Groups of the profile, and every tag by search. */
export function TagPicker(): ReactNode {
  const { t } = useTranslation('trends');
  const { profile, index } = useProfile();
  const local = useLocal();
  const language = usePreferences((state) => state.language);
  const chosen = useTrend((state) => state.tags);
  const [query, setQuery] = useState('');
  const [full, setFull] = useState(false);
  const entries = useMemo(() => {
    const other = language === 'ko' ? 'en' : 'ko';
    // Readings a person asks for come before state bits and settings.
    const measured = new Set(profile.sensors.map((sensor) => sensor.tag));
    const ordered = [...profile.tags.filter((tag) => measured.has(tag.id)), ...profile.tags.filter((tag) => !measured.has(tag.id) && tag.store !== 'none')];
    return ordered.map((tag) => ({ tag, text: tag.name[language], also: [tag.id, tag.name[other]] }));
  }, [profile, language]);
  const found = useMemo(() => searchAll(query, entries, SHOWN), [query, entries]);
  const toggle = (tag: string): void => {
    if (chosen.includes(tag)) trend.removeTag(tag);
    else setFull(!trend.addTag(tag));
  };
  return (
    <aside className={styles.picker} aria-label={t('pick')}>
      <h2 className={styles.title}>{t('groups')}</h2>
      <div className={styles.groups}>
        {profile.display.trendGroups.map((group) => {
          const on = group.tags.length === chosen.length && group.tags.every((tag) => chosen.includes(tag));
          return <button key={group.id} type="button" className={styles.group} aria-pressed={on} onClick={() => trend.setTags(group.tags)}>{local(group.name)}</button>;
        })}
      </div>
      <h2 className={styles.title}>{t('tags')} <span>{t('selected', { count: chosen.length, max: MAX_TREND_TAGS })}</span></h2>
      <input className={styles.search} type="search" value={query} placeholder={t('search')} aria-label={t('search')} onChange={(event) => setQuery(event.target.value)} />
      {full && chosen.length >= MAX_TREND_TAGS && <p className={styles.full} role="alert">{t('tooMany', { max: MAX_TREND_TAGS })}</p>}
      <ul className={styles.list} aria-label={t('tags')}>
        {found.map(({ tag, text }) => (
          <li key={tag.id}>
            <button type="button" className={styles.tag} aria-pressed={chosen.includes(tag.id)} onClick={() => toggle(tag.id)}>
              <span className={styles.box} aria-hidden="true" />
              <span>{text}<small>{tag.id}{index.tag.get(tag.id)?.unit === '' ? '' : ` · ${formatUnit(tag.unit)}`}</small></span>
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}
