import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoredChecklist } from '#contract/rounds.ts';
import type { Checklist } from '#core/plant/rounds.ts';
import { formatStamp } from '../../model/format.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { useRoundsQuery } from '../../store/use-rounds.ts';
import { Button } from '../../ui/button.tsx';
import styles from './lists.module.css';
import { ListEditor } from './list-editor.tsx';
import rowStyles from './rounds.module.css';

const NEW = '*new';

/** Check lists as they stand; each is edited on the right, every version is kept. */
export function ListsPanel(): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const zone = useZone();
  const faultText = useFaultText();
  const { profile } = useProfile();
  const { value, fault, retry } = useRoundsQuery('rounds.checklists', {});
  const [chosen, setChosen] = useState<string | null>(null);
  if (value === null) return <div className={rowStyles.scroll} aria-busy={fault === null}>{fault === null ? <div className={rowStyles.skeleton} /> : <p className={rowStyles.fault} role="alert">{faultText(fault)} <Button onClick={retry}>{t('again')}</Button></p>}</div>;
  const stored = value.find(({ list }) => list.id === chosen) ?? (chosen === NEW ? null : (value[0] ?? null));
  return (
    <div className={styles.panel}>
      <nav className={styles.lists} aria-label={t('tab.lists')}>
        {value.map((each) => (
          <button key={each.list.id} type="button" className={styles.list} aria-current={each === stored ? 'true' : undefined} onClick={() => setChosen(each.list.id)}>
            <strong>{local(each.list.name)}</strong>
            <span>{t('itemsAndMinutes', { count: each.list.items.length, minutes: each.list.takesMin })}{each.retired && ` · ${t('lists.retired')}`}</span>
            <small>{t('versionOf', { version: each.version })} · {each.origin === 'profile' ? t('lists.ofProfile') : `${each.actor.replace(/^person:/, '')} ${formatStamp(each.writtenMs, zone).slice(0, 16)}`}</small>
          </button>
        ))}
        <Button onClick={() => setChosen(NEW)}>{t('lists.new')}</Button>
      </nav>
      {stored === null
        ? <ListEditor key={NEW} stored={null} first={emptyList(value, profile.rounds.places[0]?.id ?? 'site')} onSaved={setChosen} />
        : <ListEditor key={`${stored.list.id}-${String(stored.version)}`} stored={stored} first={stored.list} onSaved={setChosen} />}
    </div>
  );
}

/** A list to begin with: one item, every working morning. */
function emptyList(present: readonly StoredChecklist[], place: string): Checklist {
  let n = 1;
  while (present.some(({ list }) => list.id === `own-${String(n)}`)) n++;
  return {
    id: `own-${String(n)}`,
    name: { ko: '-', en: '-' },
    schedule: { kind: 'weekly', weekday: 1, at: '09:00' },
    onHoliday: 'next',
    graceMin: 480,
    escalateMin: 1440,
    missedMin: 4320,
    takesMin: 15,
    secondSignature: false,
    items: [{ kind: 'check', id: 'item-1', name: { ko: '-', en: '-' }, help: null, place, equipment: null, required: true, onFail: null }],
    source: 'written in the window',
  };
}
