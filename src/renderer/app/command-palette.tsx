import { useId, useMemo, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { searchAll } from '../model/search.ts';
import type { Searchable } from '../model/search.ts';
import { useProfile, useScreens } from '../store/hooks.ts';
import { groupOf, route, useRoute } from '../store/route-store.ts';
import { setPreferences, usePreferences } from '../store/settings-store.ts';
import { Dialog } from '../ui/dialog.tsx';
import styles from './command-palette.module.css';

interface Entry extends Searchable {
  readonly id: string;
  readonly kind: 'screen' | 'machine' | 'tank' | 'sensor' | 'tag' | 'action';
  readonly note: string;
  readonly run: () => void;
}

const LIMIT = 30;

/** Ctrl+K: everything that has a name, found by a few letters. */
export function CommandPalette(): ReactNode {
  const open = useRoute((state) => state.paletteOpen);
  const { t } = useTranslation('ui');
  return (
    <Dialog open={open} onClose={() => route.palette(false)} title={t('palette.title')} place="top">
      {open && <Palette />}
    </Dialog>
  );
}

function Palette(): ReactNode {
  const { t } = useTranslation('ui');
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const entries = useEntries();
  const found = useMemo(() => searchAll(query, entries, LIMIT), [query, entries]);
  const at = Math.min(chosen, Math.max(0, found.length - 1));

  const run = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    route.palette(false);
    entry.run();
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && found.length > 0) {
      event.preventDefault();
      const next = (at + step + found.length) % found.length;
      setChosen(next);
      document.getElementById(`${listId}-${String(next)}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(found[at]);
    }
  };

  return (
    <>
      <input
        className={styles.input}
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found.length === 0 ? undefined : `${listId}-${String(at)}`}
        aria-label={t('palette.placeholder')}
        placeholder={t('palette.placeholder')}
        value={query}
        autoFocus
        onChange={(event) => { setQuery(event.target.value); setChosen(0); }}
        onKeyDown={onKey}
      />
      <div className="visually-hidden" role="status">{t('palette.results', { count: found.length })}</div>
      <div id={listId} role="listbox" aria-label={t('palette.title')} className={styles.list}>
        {found.map((entry, i) => (
          <div
            key={entry.id}
            id={`${listId}-${String(i)}`}
            role="option"
            aria-selected={i === at}
            className={styles.item}
            onMouseMove={() => setChosen(i)}
            onClick={() => run(entry)}
          >
            <span>{entry.text}</span>
            <span className={styles.note}>{entry.note}</span>
            <span className={styles.kind}>{t(`palette.kind.${entry.kind}`)}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className={styles.none}>{t('palette.none')}</p>}
    </>
  );
}

function useEntries(): readonly Entry[] {
  const { t } = useTranslation('ui');
  const { profile } = useProfile();
  const visible = useScreens();
  const language = usePreferences((state) => state.language);
  return useMemo(() => {
    const other = language === 'ko' ? 'en' : 'ko';
    const screens = visible.map((screen): Entry => ({ id: `screen-${screen}`, kind: 'screen', text: t(`nav.${screen}`), also: [screen], note: t(`nav.group.${groupOf(screen)}`), run: () => route.go(screen) }));
    const action = (id: string, text: string, run: () => void): Entry => ({ id, kind: 'action', text, also: [id], note: '', run });
    const actions = [
      action('language', t(language === 'ko' ? 'palette.languageEn' : 'palette.languageKo'), () => setPreferences({ language: other })),
      action('light', t('palette.themeLight'), () => setPreferences({ theme: 'light' })),
      action('dark', t('palette.themeDark'), () => setPreferences({ theme: 'dark' })),
      action('system', t('palette.themeSystem'), () => setPreferences({ theme: 'system' })),
      action('shortcuts', t('palette.shortcuts'), () => route.shortcuts(true)),
    ];
    const machines = profile.machines.flatMap((machine) => machine.units.map((unit): Entry => ({
      id: `unit-${unit.id}`, kind: 'machine', text: machine.units.length > 1 ? `${machine.name[language]} ${unit.label}` : machine.name[language], also: [unit.id, machine.name[other]], note: unit.id, run: () => route.machine(unit.id),
    })));
    const tanks = profile.tanks.map((tank): Entry => ({ id: `tank-${tank.id}`, kind: 'tank', text: tank.name[language], also: [tank.id, tank.name[other]], note: tank.id, run: () => route.detail({ kind: 'tank', id: tank.id }) }));
    const sensors = profile.sensors.map((sensor): Entry => ({ id: `sensor-${sensor.id}`, kind: 'sensor', text: sensor.name[language], also: [sensor.id, sensor.name[other]], note: sensor.id, run: () => route.detail({ kind: 'tag', id: sensor.tag }) }));
    const ofSensors = new Set(profile.sensors.map((sensor) => sensor.tag));
    const tags = profile.tags.filter((tag) => !ofSensors.has(tag.id)).map((tag): Entry => ({ id: `tag-${tag.id}`, kind: 'tag', text: tag.name[language], also: [tag.id, tag.name[other]], note: tag.id, run: () => route.detail({ kind: 'tag', id: tag.id }) }));
    return [...screens, ...actions, ...machines, ...tanks, ...sensors, ...tags];
  }, [t, profile, language, visible]);
}
