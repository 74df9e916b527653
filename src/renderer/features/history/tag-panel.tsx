import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatUnit } from '../../model/format.ts';
import { searchAll } from '../../model/search.ts';
import { MOST_TAGS, analysis, useAnalysis } from '../../store/analysis-store.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { usePreferences } from '../../store/settings-store.ts';
import styles from './tag-panel.module.css';

const SHOWN = 120;

/** Which tags are asked about: groups of the profile, the chosen ones first, and every stored tag by search. */
export function TagPanel(): ReactNode {
  const { t } = useTranslation('history');
  const { profile } = useProfile();
  const local = useLocal();
  const language = usePreferences((state) => state.language);
  const chosen = useAnalysis((state) => state.tags);
  const [query, setQuery] = useState('');
  const [full, setFull] = useState(false);
  const entries = useMemo(() => {
    const other = language === 'ko' ? 'en' : 'ko';
    const measured = new Set(profile.sensors.map((sensor) => sensor.tag));
    const stored = profile.tags.filter((tag) => tag.store !== 'none');
    const ordered = [...stored.filter((tag) => measured.has(tag.id)), ...stored.filter((tag) => !measured.has(tag.id))];
    return ordered.map((tag) => ({ tag, text: tag.name[language], also: [tag.id, tag.name[other]] }));
  }, [profile, language]);
  const found = useMemo(() => {
    const matches = searchAll(query, entries, SHOWN);
    return query.trim() === '' ? matches.toSorted((a, b) => Number(chosen.includes(b.tag.id)) - Number(chosen.includes(a.tag.id))) : matches;
  }, [query, entries, chosen]);
  return (
    <aside className={styles.panel} aria-label={t('pick')}>
      <div className={styles.groups}>
        {profile.display.trendGroups.map((group) => {
          const on = group.tags.length === chosen.length && group.tags.every((tag) => chosen.includes(tag));
          return <button key={group.id} type="button" className={styles.group} aria-pressed={on} onClick={() => { setFull(false); analysis.setTags(group.tags); }}>{local(group.name)}</button>;
        })}
      </div>
      <h2 className={styles.title}>
        <span>{t('tags')} <small>{t('selected', { count: chosen.length, max: MOST_TAGS })}</small></span>
        {chosen.length > 0 && <button type="button" className={styles.clear} onClick={() => { setFull(false); analysis.setTags([]); }}>{t('clearTags')}</button>}
      </h2>
      <input className={styles.search} type="search" value={query} placeholder={t('search')} aria-label={t('search')} onChange={(event) => setQuery(event.target.value)} />
      {full && chosen.length >= MOST_TAGS && <p className={styles.full} role="alert">{t('tooMany', { max: MOST_TAGS })}</p>}
      {found.length === 0 && <p className={styles.none} role="status">{t('noTagFound')}</p>}
      <ul className={styles.list} aria-label={t('tags')}>
        {found.map(({ tag, text }) => (
          <li key={tag.id}>
            <button type="button" className={styles.tag} aria-pressed={chosen.includes(tag.id)} data-tag={tag.id} onClick={() => setFull(!analysis.toggleTag(tag.id))}>
              <span className={styles.box} aria-hidden="true" />
              <span>{text}<small>{tag.id}{tag.unit === '' ? '' : ` · ${formatUnit(tag.unit)}`}</small></span>
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}
