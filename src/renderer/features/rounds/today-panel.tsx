import { X } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundLine } from '#contract/rounds.ts';
import { formatDay, formatLongDay, formatMinute } from '../../model/format.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useFrozenEngine, useLocal, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { rounds, useRounds } from '../../store/rounds-store.ts';
import { setPreferences, usePreferences } from '../../store/settings-store.ts';
import { useRoundsQuery } from '../../store/use-rounds.ts';
import { Button } from '../../ui/button.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import { CarryDialog } from './carry-dialog.tsx';
import { PaperDialog } from './paper-dialog.tsx';
import styles from './rounds.module.css';
import { StatusWord } from './status-word.tsx';
import { useBegin } from './use-begin.ts';
import type { Begin } from './use-begin.ts';

const isOpen = (line: RoundLine): boolean => line.status === 'running' || line.status === 'paused';
const ORDER: readonly RoundLine['status'][] = ['running', 'paused', 'late', 'overdue', 'due', 'upcoming', 'carried', 'missed', 'done', 'dropped'];

/** What is to be done today, the most pressing first. */
export function TodayPanel(): ReactNode {
  const { t } = useTranslation(['rounds', 'ui']);
  const local = useLocal();
  const zone = useZone();
  const language = usePreferences((state) => state.language);
  const today = useRounds((state) => state.today);
  const scan = useRounds((state) => state.scan);
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const name = useOperatorName();
  const begin = useBegin();
  /** The round of the label, at the item of the label. */
  const beginScanned = async (): Promise<void> => {
    if (scan?.line == null) return;
    const { checklistId, id } = scan.line;
    if (!(await begin.start(checklistId, id, null))) return;
    rounds.scanned(null);
    const view = await callEngine('rounds.round', { id });
    rounds.item(view.ok ? (view.value.list.items.find(({ equipment }) => equipment === scan.equipment)?.id ?? null) : null);
  };
  if (today === null) return <div className={styles.scroll} aria-busy="true"><div className={styles.skeleton} /><div className={styles.skeleton} /></div>;
  const lines = [...today.lines].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || (a.dueMs ?? 0) - (b.dueMs ?? 0));
  return (
    <div className={styles.scroll}>
      <header className={styles.head}>
        <div>
          <h2>{formatLongDay(nowMs, zone, language)}</h2>
          <p>{today.holiday !== null ? t('holidayToday', { name: local(today.holiday) }) : today.next === null ? t('noNext') : t('nextIs', { name: local(today.next.name), when: formatDay(today.next.dueMs, zone) === formatDay(nowMs, zone) ? formatMinute(today.next.dueMs, zone) : `${formatDay(today.next.dueMs, zone)} ${formatMinute(today.next.dueMs, zone)}` })}</p>
        </div>
        <div className={styles.name}>
          <WhoField label={t('who')} value={name} maxLength={80} onText={(operatorName) => setPreferences({ operatorName })} error={begin.needsName && name.trim() === '' ? t('whoMissing') : null} data-testid="rounds-who" />
        </div>
      </header>
      {scan !== null && (
        <div className={styles.scan} role="status" data-testid="scan">
          <p>{t(`scan.${scan.told}`, { equipment: scan.equipment })}</p>
          {scan.line !== null && <Button look="primary" disabled={begin.busy || !begin.may} onClick={() => void beginScanned()} data-testid="scan-begin">{t('scan.start', { name: local(scan.line.name) })}</Button>}
          <Button look="quiet" aria-label={t('scan.close')} onClick={() => rounds.scanned(null)}><X size={20} aria-hidden /></Button>
        </div>
      )}
      {begin.fault !== null && <p className={styles.fault} role="alert">{begin.fault}</p>}
      {lines.length === 0 ? (
        <div className={styles.empty}><strong>{t('nothingToday')}</strong><span>{t('nothingTodayHint')}</span></div>
      ) : (
        <ul className={styles.lines} data-testid="today-lines">
          {lines.map((line) => <Line key={line.id} line={line} begin={begin} />)}
        </ul>
      )}
      <Unasked begin={begin} />
    </div>
  );
}

function Line({ line, begin }: { readonly line: RoundLine; readonly begin: Begin }): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const zone = useZone();
  const frozen = useFrozenEngine();
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const [dialog, setDialog] = useState<'carry' | 'paper' | null>(null);
  const canBegin = ['upcoming', 'due', 'overdue', 'late', 'missed'].includes(line.status);
  return (
    <li className={styles.line} data-testid={`line-${line.checklistId}`}>
      <time>{line.dueMs === null ? '–' : formatMinute(line.dueMs, zone)}{line.dueMs !== null && formatDay(line.dueMs, zone) !== formatDay(nowMs, zone) && <small>{formatDay(line.dueMs, zone).slice(5)}</small>}</time>
      <span className={styles.title}><strong>{local(line.name)}</strong><span>{t('itemsAndMinutes', { count: line.of, minutes: line.takesMin })}{line.carriedTo !== null && ` · ${t('carried')}`}{line.paper && ` · ${t('paper.isPaper')}`}{line.second === 'waiting' && ` · ${t('second.waiting')}`}</span></span>
      <StatusWord line={line} />
      <span className={styles.count}>{isOpen(line) || line.status === 'done' ? t('answered', { answered: line.answered, of: line.of }) : ''}</span>
      <span className={styles.actions}>
        {(canBegin || isOpen(line)) && line.paper === false && <Button onClick={() => setDialog('paper')} disabled={frozen || !begin.may}>{t('paper.open')}</Button>}
        {canBegin && <Button onClick={() => setDialog('carry')} disabled={frozen || !begin.may}>{t('carry.open')}</Button>}
        {canBegin && <Button look="primary" disabled={frozen || begin.busy || !begin.may} onClick={() => void begin.start(line.checklistId, line.id, null)} data-testid={`begin-${line.checklistId}`}>{t('begin')}</Button>}
        {isOpen(line) && <Button look="primary" onClick={() => rounds.open(line.id)} data-testid={`go-on-${line.checklistId}`}>{t('goOn')}</Button>}
        {line.second === 'waiting' && <Button look="primary" onClick={() => rounds.open(line.id)} data-testid={`sign-${line.checklistId}`}>{t('second.open')}</Button>}
        {line.status === 'done' && line.second !== 'waiting' && <Button onClick={() => rounds.open(line.id)}>{t('look')}</Button>}
      </span>
      {dialog === 'carry' && <CarryDialog line={line} onClose={() => setDialog(null)} />}
      {dialog === 'paper' && <PaperDialog line={line} begin={begin} onClose={() => setDialog(null)} />}
    </li>
  );
}

/** Lists that are not due today, to be walked all the same. */
function Unasked({ begin }: { readonly begin: Begin }): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const frozen = useFrozenEngine();
  const { value } = useRoundsQuery('rounds.checklists', {});
  if (value === null) return null;
  return (
    <section className={styles.more}>
      <h3>{t('unasked')}</h3>
      {value.filter(({ retired }) => !retired).map(({ list }) => <Button key={list.id} disabled={frozen || begin.busy || !begin.may} onClick={() => void begin.start(list.id, null, null)} data-testid={`unasked-${list.id}`}>{local(list.name)}</Button>)}
    </section>
  );
}
