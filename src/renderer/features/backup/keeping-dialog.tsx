import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { ResultOf } from '#contract/api.ts';
import { formatBytes, formatNumber, formatStamp } from '../../model/format.ts';
import { rememberOperator, useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useProfile, useSpanText, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import styles from './dialogs.module.css';
import own from './keeping-dialog.module.css';

type Work = 'check' | 'purge';
type Row = ResultOf<'provenance.entries'>['rows'][number];

const LOOK_AGAIN_MS = 2000;
const checked = z.object({ ok: z.boolean(), rows: z.number(), tookMs: z.number(), findingCount: z.number(), damage: z.array(z.string()) });
const purged = z.object({ held: z.literal(false), removed: z.record(z.string(), z.unknown()), tookMs: z.number() });
const held = z.object({ held: z.literal(true), looksLeft: z.number() });

const countOf = (removed: Readonly<Record<string, unknown>>): number =>
  Object.values(removed).reduce<number>((sum, each) => sum + (typeof each === 'number' ? each : 0), 0);

/** Newest record of the check and of the purge; asks again while one of them is awaited. */
function useNewest(waiting: boolean): { readonly rows: Readonly<Record<'integrity' | 'purge', Row | null>> | null; readonly fault: CallFault | null } {
  const [rows, setRows] = useState<Readonly<Record<'integrity' | 'purge', Row | null>> | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    const ask = async (): Promise<void> => {
      const newest = (kind: 'integrity' | 'purge') => callEngine('provenance.entries', { kinds: [kind], tag: null, fromMs: null, toMs: null, person: null, versions: 'latest', beforeSeq: null, limit: 1 }, { signal: abort.signal });
      const [integrity, purge] = [await newest('integrity'), await newest('purge')];
      if (abort.signal.aborted) return;
      if (!integrity.ok) setFault(integrity.error);
      else if (!purge.ok) setFault(purge.error);
      else {
        setFault(null);
        setRows({ integrity: integrity.value.rows[0] ?? null, purge: purge.value.rows[0] ?? null });
      }
    };
    void ask();
    const timer = waiting ? setInterval(() => void ask(), LOOK_AGAIN_MS) : undefined;
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [waiting]);
  return { rows, fault };
}

/** What keeps the records sound for years: the check of the whole file, and the removal of what is older than is kept. Both come each night; here they can be asked for. */
export function KeepingDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['backup', 'ui']);
  const faultText = useFaultText();
  const { profile } = useProfile();
  const zone = useZone();
  const spanText = useSpanText();
  const fileBytes = usePlant((state) => state.status?.historian.fileBytes ?? null);
  const live = usePlant((state) => state.phase === 'live');
  const [who, setWho] = useState(useOperatorName());
  const [asked, setAsked] = useState(false);
  const [sure, setSure] = useState(false);
  /** Number of the newest record before the work was asked for: a later one is its result. */
  const [waits, setWaits] = useState<{ readonly work: Work; readonly afterSeq: number } | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  const newest = useNewest(waits !== null);
  const seqOf = (work: Work): number => newest.rows?.[work === 'check' ? 'integrity' : 'purge']?.seq ?? 0;
  if (waits !== null && seqOf(waits.work) > waits.afterSeq) setWaits(null);

  const begin = (work: Work): void => {
    setAsked(true);
    if (who.trim() === '' || newest.rows === null) return;
    rememberOperator(who.trim());
    setFault(null);
    setSure(false);
    const afterSeq = seqOf(work);
    void callEngine(work === 'check' ? 'keeping.check' : 'keeping.purge', { who: who.trim() }).then((answer) => {
      if (answer.ok) setWaits({ work, afterSeq });
      else setFault(answer.error);
    });
  };

  const checkText = (row: Row): string => {
    const body = checked.safeParse(row.body);
    if (!body.success) return '';
    const { ok, rows, tookMs, findingCount, damage } = body.data;
    return t(ok ? 'keeping.sound' : damage.length > 0 ? 'keeping.damaged' : 'keeping.found', { rows: formatNumber(rows, 0), count: findingCount, span: spanText(Math.max(1000, tookMs)) });
  };
  const purgeText = (row: Row): string => {
    const waitsFor = held.safeParse(row.body);
    if (waitsFor.success) return t('keeping.held', { days: waitsFor.data.looksLeft });
    const body = purged.safeParse(row.body);
    if (!body.success) return '';
    const count = countOf(body.data.removed);
    return count === 0 ? t('keeping.nothing') : t('keeping.removed', { count: formatNumber(count, 0) });
  };
  const { retentionYears, integrityCheckAt, purgeAt } = profile.history;
  const shownFault = fault ?? newest.fault;
  const busy = !live || waits !== null || newest.rows === null;

  return (
    <Dialog open onClose={onClose} title={t('keeping.title')} subtitle={t('keeping.subtitle', { size: formatBytes(fileBytes) })} foot={<Button onClick={onClose}>{t('ui:action.close')}</Button>}>
      <div className={styles.form}>
        <section className={own.part} aria-label={t('keeping.check')} data-testid="keeping-check">
          <div>
            <h3>{t('keeping.check')}</h3>
            <p className={styles.hint}>{t('keeping.checkHint', { at: integrityCheckAt })}</p>
            <Last row={newest.rows?.integrity ?? null} known={newest.rows !== null} text={checkText} zone={zone} />
          </div>
          <Button disabled={busy} onClick={() => begin('check')}>{waits?.work === 'check' ? t('keeping.checking') : t('keeping.checkNow')}</Button>
        </section>
        <section className={own.part} aria-label={t('keeping.purge')} data-testid="keeping-purge">
          <div>
            <h3>{t('keeping.purge')}</h3>
            <p className={styles.hint}>{t('keeping.purgeHint', { at: purgeAt })}</p>
            <Last row={newest.rows?.purge ?? null} known={newest.rows !== null} text={purgeText} zone={zone} />
            <label className={styles.check}>
              <input type="checkbox" checked={sure} onChange={(event) => setSure(event.currentTarget.checked)} />
              <span>{t('keeping.sure')}</span>
            </label>
          </div>
          <Button disabled={busy || !sure} onClick={() => begin('purge')}>{waits?.work === 'purge' ? t('keeping.purging') : t('keeping.purgeNow')}</Button>
        </section>
        <dl className={own.years} aria-label={t('keeping.kept')}>
          {(Object.keys(retentionYears) as (keyof typeof retentionYears)[]).map((kind) => (
            <div key={kind}>
              <dt>{t(`keeping.kind.${kind}`)}</dt>
              <dd>{retentionYears[kind] === null ? t('keeping.forLife') : t('keeping.years', { count: retentionYears[kind] })}</dd>
            </div>
          ))}
        </dl>
        <WhoField label={t('make.who')} hint={t('make.whoHint')} error={asked && who.trim() === '' ? t('make.whoMissing') : null} value={who} maxLength={80} onText={setWho} />
        {shownFault !== null && <p className={styles.fault} role="alert">{faultText(shownFault)}</p>}
      </div>
    </Dialog>
  );
}

function Last({ row, known, text, zone }: { readonly row: Row | null; readonly known: boolean; readonly text: (row: Row) => string; readonly zone: string }): ReactNode {
  const { t } = useTranslation('backup');
  if (row === null) return <p role="status">{known ? t('keeping.never') : ''}</p>;
  return <p role="status"><strong>{text(row)}</strong> <span className={styles.hint}>{formatStamp(row.writtenMs, zone)}</span></p>;
}
