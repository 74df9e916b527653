import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { formatUnit } from '../model/format.ts';
import { searchAll } from '../model/search.ts';
import { useLocal, useProfile } from '../store/hooks.ts';
import { usePreferences } from '../store/settings-store.ts';
import styles from './tag-picker.module.css';

const SHOWN = 120;

export interface TagPickerProps {
  readonly chosen: readonly string[];
  readonly max: number;
  readonly words: {
    readonly pick: string;
    readonly tags: string;
    readonly selected: string;
    readonly search: string;
    readonly tooMany: string;
    /** Heading over the groups; none where they speak for themselves. */
    readonly groups?: string;
    readonly noneFound?: string;
  };
  /** Chosen tags stand first while nothing is searched for. */
  readonly chosenFirst?: boolean;
  readonly onGroup: (tags: readonly string[]) => void;
  /** Puts a tag in or takes it out; false when there is no room for another. */
  readonly onToggle: (tag: string) => boolean;
  readonly clear?: { readonly text: string; readonly onClear: () => void };
}

/** Groups of the profile, and every stored tag by search: readings a person asks for before state bits and settings. */
export function TagPicker({ chosen, max, words, chosenFirst = false, onGroup, onToggle, clear }: TagPickerProps): ReactNode {
  const { profile } = useProfile();
  const local = useLocal();
  const language = usePreferences((state) => state.language);
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
    if (!chosenFirst || query.trim() !== '') return matches;
    return matches.toSorted((a, b) => Number(chosen.includes(b.tag.id)) - Number(chosen.includes(a.tag.id)));
  }, [query, entries, chosen, chosenFirst]);
  return (
    <aside className={styles.picker} aria-label={words.pick}>
      {words.groups !== undefined && <h2 className={styles.title}>{words.groups}</h2>}
      <div className={styles.groups}>
        {profile.display.trendGroups.map((group) => {
          const on = group.tags.length === chosen.length && group.tags.every((tag) => chosen.includes(tag));
          return <button key={group.id} type="button" className={styles.group} aria-pressed={on} onClick={() => { setFull(false); onGroup(group.tags); }}>{local(group.name)}</button>;
        })}
      </div>
      <h2 className={styles.title}>
        {words.tags} <span>{words.selected}</span>
        {clear !== undefined && chosen.length > 0 && <button type="button" className={styles.clear} onClick={() => { setFull(false); clear.onClear(); }}>{clear.text}</button>}
      </h2>
      <input className={styles.search} type="search" value={query} placeholder={words.search} aria-label={words.search} onChange={(event) => setQuery(event.target.value)} />
      {full && chosen.length >= max && <p className={styles.full} role="alert">{words.tooMany}</p>}
      {found.length === 0 && words.noneFound !== undefined && <p className={styles.none} role="status">{words.noneFound}</p>}
      <ul className={styles.list} aria-label={words.tags}>
        {found.map(({ tag, text }) => (
          <li key={tag.id}>
            <button type="button" className={styles.tag} aria-pressed={chosen.includes(tag.id)} data-tag={tag.id} onClick={() => setFull(!onToggle(tag.id))}>
              <span className={styles.box} aria-hidden="true" />
              <span>{text}<small>{tag.id}{tag.unit === '' ? '' : ` · ${formatUnit(tag.unit)}`}</small></span>
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}
