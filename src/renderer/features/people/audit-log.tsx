import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditCheck, AuditFilter, AuditRecord } from '#contract/access.ts';
import { AUDIT_OUTCOMES } from '#core/access/audit.ts';
import type { AuditOutcome } from '#core/access/audit.ts';
import { formatStamp } from '../../model/format.ts';
import { useAccess } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { AuditExport } from './audit-export.tsx';
import { AuditRowDialog } from './audit-row.tsx';
import styles from './people-screen.module.css';
import { useAuditWords } from './use-audit-words.ts';

const PAGE = 100;
const CHECK_MS = 120_000;
const EVERY = 'every';

export type AuditQuery = Omit<AuditFilter, 'beforeSeq' | 'limit'>;

/** What people did and what they were refused, newest first, and whether the log is as it was written. */
export function AuditLog(): ReactNode {
  const { t } = useTranslation(['people', 'ui']);
  const faultText = useFaultText();
  const zone = useZone();
  const messages = useMessages();
  const words = useAuditWords();
  const persons = useAccess(({ status }) => status?.persons ?? []);
  const change = useAccess((state) => state.change);
  const [person, setPerson] = useState<string>(EVERY);
  const [outcome, setOutcome] = useState<string>(EVERY);
  const [rows, setRows] = useState<readonly AuditRecord[] | null>(null);
  const [more, setMore] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const [open, setOpen] = useState<AuditRecord | null>(null);
  const query: AuditQuery = { fromMs: null, toMs: null, person: person === EVERY ? null : person, outcome: outcome === EVERY ? null : (outcome as AuditOutcome), action: null };
  const text = JSON.stringify(query);
  const ask = (beforeSeq: number | null, before: readonly AuditRecord[]): void => {
    void callEngine('access.audit', { ...query, beforeSeq, limit: PAGE }).then((answer) => {
      setFault(answer.ok ? null : answer.error);
      if (!answer.ok) return;
      setRows([...before, ...answer.value]);
      setMore(answer.value.length === PAGE);
    });
  };
  useEffect(() => {
    const abort = new AbortController();
    void callEngine('access.audit', { ...(JSON.parse(text) as AuditQuery), beforeSeq: null, limit: PAGE }, { signal: abort.signal }).then((answer) => {
      if (abort.signal.aborted) return;
      setFault(answer.ok ? null : answer.error);
      if (!answer.ok) return;
      setRows(answer.value);
      setMore(answer.value.length === PAGE);
    });
    return () => abort.abort();
  }, [text, change]);
  return (
    <>
      <div className={styles.head}>
        <h2>{t('tabs.log')}</h2>
        <Select label={t('log.person')} value={person} onChange={setPerson} options={[{ value: EVERY, label: t('log.allPeople') }, ...persons.map(({ name }) => ({ value: name, label: name }))]} />
        <Select label={t('log.outcome')} value={outcome} onChange={setOutcome} options={[{ value: EVERY, label: t('log.all') }, ...AUDIT_OUTCOMES.map((value) => ({ value: value as string, label: t(`log.outcomeOf.${value}`) }))]} />
        <Verify />
        <AuditExport query={query} />
      </div>
      {fault !== null && <p role="alert" className={styles.broken}>{faultText(fault)}</p>}
      {rows === null && fault === null && <div className={styles.skeleton} aria-busy="true" />}
      {rows?.length === 0 && <div className={styles.notice}><strong>{t('log.empty')}</strong><p>{t('log.emptyHint')}</p></div>}
      {rows !== null && rows.length > 0 && (
        <table className={`${styles.table ?? ''} ${styles.log ?? ''}`} data-testid="audit-rows">
          <thead>
            <tr>
              {(['time', 'person', 'action', 'subject', 'outcome'] as const).map((column) => <th key={column} scope="col">{t(`log.${column}`)}</th>)}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.seq} data-outcome={row.outcome} data-action={row.action} onClick={() => setOpen(row)}>
                <td className={styles.quiet}><time dateTime={new Date(row.tsMs).toISOString()}>{formatStamp(row.tsMs, zone)}</time></td>
                <td>{words.actor(row)}{row.role !== null && <span className={styles.quiet}> · {t(`role.${row.role}`)}</span>}</td>
                <td><button type="button" onClick={(event) => { event.stopPropagation(); setOpen(row); }}>{messages.call(row.action)}</button></td>
                <td className={styles.quiet}>{words.subject(row)}</td>
                <td className={styles.outcome}>{t(`log.outcomeOf.${row.outcome}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more && rows !== null && <Button onClick={() => ask(rows.at(-1)?.seq ?? null, rows)}>{t('log.more')}</Button>}
      {open !== null && <AuditRowDialog row={open} onClose={() => setOpen(null)} />}
    </>
  );
}

/** Goes through the whole chain and names the first row that is not as it was written. */
function Verify(): ReactNode {
  const { t } = useTranslation('people');
  const faultText = useFaultText();
  const [busy, setBusy] = useState(false);
  const [check, setCheck] = useState<AuditCheck | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  const run = (): void => {
    setBusy(true);
    void callEngine('access.auditCheck', {}, { timeoutMs: CHECK_MS }).then((answer) => {
      setBusy(false);
      setCheck(answer.ok ? answer.value : null);
      setFault(answer.ok ? null : answer.error);
    });
  };
  const broken = check?.broken ?? null;
  return (
    <>
      <span role="status" className={broken === null ? styles.quiet : styles.broken} data-testid="audit-check">
        {fault !== null && faultText(fault)}
        {check !== null && broken === null && t('log.ok', { count: check.rows })}
        {broken !== null && `${t(`log.broken.${broken.how}`, { seq: broken.seq })} ${t('log.brokenHint')}`}
      </span>
      <Button disabled={busy} onClick={run} data-testid="audit-verify">{t(busy ? 'log.checking' : 'log.check')}</Button>
    </>
  );
}
