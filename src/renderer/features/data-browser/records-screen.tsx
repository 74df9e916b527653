import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import { ENTRY_KINDS } from '#core/records/entry.ts';
import type { EntryKind } from '#core/records/entry.ts';
import { EVENT_KINDS } from '#contract/records.ts';
import type { EventKind } from '#contract/records.ts';
import { useProfile } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useRoute } from '../../store/route-store.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { EntryRecords, EventRecords, ReceiptRecords, SampleRecords } from './record-lists.tsx';
import type { RecordFilter } from './record-lists.tsx';
import styles from './records-screen.module.css';

const WHATS = ['samples', 'events', 'receipts', 'entries'] as const;
type What = (typeof WHATS)[number];
const HOUR_MS = 3_600_000;
const TIMES = { '1h': HOUR_MS, '24h': 24 * HOUR_MS, '7d': 168 * HOUR_MS, '30d': 720 * HOUR_MS, all: null } as const;
type TimeOption = keyof typeof TIMES;
const ALL = '*';

/** Every stored record, to be looked up and followed to its source. */
export function RecordsScreen(): ReactNode {
  const { t } = useTranslation(['dataBrowser', 'events']);
  const { profile } = useProfile();
  const asked = useRoute((state) => state.recordsAsked);
  const [what, setWhat] = useState<What>('samples');
  const [tag, setTag] = useState<string | null>(asked?.tag ?? null);
  const [time, setTime] = useState<TimeOption>('24h');
  const [kind, setKind] = useState<string>(ALL);
  const [person, setPerson] = useState('');
  const [versions, setVersions] = useState<'latest' | 'all'>('latest');
  useEffect(() => {
    if (asked === null) return;
    setWhat('samples');
    setTag(asked.tag);
    useRoute.setState({ recordsAsked: null });
  }, [asked]);
  // The end of the span stays put while pages are turned; the filters begin it anew.
  const [nowMs, setNowMs] = useState(() => usePlant.getState().nowMs);
  const changed = <V,>(set: (value: V) => void) => (value: V): void => {
    set(value);
    setNowMs(usePlant.getState().nowMs);
  };
  const spanMs = TIMES[time];
  const filter: RecordFilter = { tag, fromMs: spanMs === null ? null : nowMs - spanMs, toMs: nowMs, person: person.trim() === '' ? null : person.trim(), onClear: () => { setTag(null); setKind(ALL); setPerson(''); setTime('all'); } };
  const kinds = what === 'events' ? EVENT_KINDS : what === 'entries' ? ENTRY_KINDS : [];
  return (
    <div className={styles.screen}>
      <header className={styles.bar}>
        <h1 className="visually-hidden">{t('question')}</h1>
        <Segments label={t('browser.what')} value={what} onChange={(next) => { changed(setWhat)(next); setKind(ALL); }} options={WHATS.map((value) => ({ value, label: t(`browser.${value}`) }))} />
        <Select label={t('browser.time')} value={time} onChange={changed(setTime)} options={(Object.keys(TIMES) as TimeOption[]).map((value) => ({ value, label: `${t('browser.time')}: ${t(`browser.times.${value}`)}` }))} />
        <TagSelect value={tag ?? (what === 'samples' ? (profile.sensors[0]?.tag ?? ALL) : ALL)} all={what !== 'samples'} onChange={(next) => changed(setTag)(next === ALL ? null : next)} />
        {kinds.length > 0 && <Select label={t('browser.kind')} value={kind} onChange={changed(setKind)} options={[{ value: ALL, label: `${t('browser.kind')}: ${t('browser.allKinds')}` }, ...kinds.map((value) => ({ value: value as string, label: what === 'events' ? t(`events:kind.${value as EventKind}`) : t(`kind.${value as EntryKind}`) }))]} />}
        {what !== 'samples' && <input className={styles.search} type="search" value={person} maxLength={80} placeholder={t('browser.person')} aria-label={t('browser.person')} onChange={(event) => changed(setPerson)(event.target.value)} />}
        {what === 'entries' && <Select label={t('browser.versions')} value={versions} onChange={changed(setVersions)} options={[{ value: 'latest', label: `${t('browser.versions')}: ${t('browser.latestOnly')}` }, { value: 'all', label: `${t('browser.versions')}: ${t('browser.allVersions')}` }]} />}
        <Button look="quiet" onClick={filter.onClear}>{t('browser.clear')}</Button>
      </header>
      <List what={what} filter={filter} kind={kind === ALL ? null : kind} versions={versions} />
    </div>
  );
}

function List({ what, filter, kind, versions }: { readonly what: What; readonly filter: RecordFilter; readonly kind: string | null; readonly versions: 'latest' | 'all' }): ReactNode {
  const { profile } = useProfile();
  switch (what) {
    case 'samples': {
      const tag = filter.tag ?? profile.sensors[0]?.tag;
      return tag === undefined ? null : <SampleRecords key={tag} filter={filter} tag={tag} />;
    }
    case 'events':
      return <EventRecords filter={filter} kind={kind as EventKind | null} />;
    case 'receipts':
      return <ReceiptRecords filter={filter} />;
    case 'entries':
      return <EntryRecords filter={filter} kinds={kind === null ? ENTRY_KINDS : [kind as EntryKind]} versions={versions} />;
    default:
      return assertNever(what, 'records');
  }
}

/** Instruments first, then everything else that is stored. */
function TagSelect({ value, all, onChange }: { readonly value: string; readonly all: boolean; readonly onChange: (tag: string) => void }): ReactNode {
  const { t } = useTranslation('dataBrowser');
  const { profile } = useProfile();
  const language = usePreferences((state) => state.language);
  const ofSensors = new Set(profile.sensors.map((sensor) => sensor.tag));
  const options = [
    ...(all ? [{ value: ALL, label: `${t('browser.tag')}: ${t('browser.allTags')}` }] : []),
    ...profile.sensors.map((sensor) => ({ value: sensor.tag, label: `${sensor.name[language]} · ${sensor.id}` })),
    ...profile.tags.filter((tag) => !ofSensors.has(tag.id) && tag.store !== 'none').map((tag) => ({ value: tag.id, label: `${tag.name[language]} · ${tag.id}` })),
  ];
  return <Select label={t('browser.tag')} value={value} options={options} onChange={onChange} />;
}
