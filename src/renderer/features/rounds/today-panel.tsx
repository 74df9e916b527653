import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundLine } from '#contract/rounds.ts';
import { formatDay, formatLongDay, formatMinute } from '../../model/format.ts';
import { useMay, useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozenEngine, useLocal, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
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
      {scan !== null && <p className={styles.scan} role="status" data-testid="scan">{t(`scan.${scan.told}`, { equipment: scan.equipment })}</p>}
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

export interface Begin {
  readonly start: (checklistId: string, lineId: string | null, paperMs: number | null) => Promise<boolean>;
  readonly busy: boolean;
  readonly fault: string | null;
  readonly needsName: boolean;
  /** The person's role lets rounds be walked. */
  readonly may: boolean;
}

/** Begins a round and opens it; asks for the name first. */
export function useBegin(): Begin {
  const operator = useOperatorName();
  const may = useMay('round.do');
  const messages = useMessages();
  const faultText = useFaultText();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [needsName, setNeedsName] = useState(false);
  const start = async (checklistId: string, lineId: string | null, paperMs: number | null): Promise<boolean> => {
    const who = operator.trim();
    setNeedsName(who === '');
    if (who === '') {
      document.querySelector<HTMLElement>('[data-testid="rounds-who"]')?.focus();
      return false;
    }
    setBusy(true);
    const answer = await callEngine('rounds.begin', { checklistId, lineId, paperMs, who });
    setBusy(false);
    setFault(answer.ok ? null : faultText(answer.error));
    if (answer.ok) rounds.open(answer.value.round.id);
    return answer.ok;
  };
  return { start, busy, fault: !may.may && may.code !== null ? messages.code(may.code, { ...may.params }) : fault, needsName, may: may.may };
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
      <span className={styles.title}><strong>{local(line.name)}</strong><span>{t('itemsAndMinutes', { count: line.of, minutes: line.takesMin })}{line.carriedTo !== null && ` · ${t('carried')}`}</span></span>
      <StatusWord line={line} />
      <span className={styles.count}>{isOpen(line) || line.status === 'done' ? t('answered', { answered: line.answered, of: line.of }) : ''}</span>
      <span className={styles.actions}>
        {canBegin && <Button onClick={() => setDialog('paper')} disabled={frozen || !begin.may}>{t('paper.open')}</Button>}
        {canBegin && <Button onClick={() => setDialog('carry')} disabled={frozen || !begin.may}>{t('carry.open')}</Button>}
        {canBegin && <Button look="primary" disabled={frozen || begin.busy || !begin.may} onClick={() => void begin.start(line.checklistId, line.id, null)} data-testid={`begin-${line.checklistId}`}>{t('begin')}</Button>}
        {isOpen(line) && <Button look="primary" onClick={() => rounds.open(line.id)} data-testid={`go-on-${line.checklistId}`}>{t('goOn')}</Button>}
        {line.status === 'done' && <Button onClick={() => rounds.open(line.id)}>{t('look')}</Button>}
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
