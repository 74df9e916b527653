import { useState } from 'react';
import type { ReactNode } from 'react';
import { ClipboardCopy, FileText, Megaphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { reports } from '../../store/reports-store.ts';
import { route } from '../../store/route-store.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { useQuery } from '../../store/use-query.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { saveReport } from '../reports/save-report.ts';
import styles from './incidents-panel.module.css';

const MAKE_MS = 60_000;

/** The report on an incident as a file, and the words for the authority. */
export function IncidentPaper({ id, closedMs }: { readonly id: string; readonly closedMs: number | null }): ReactNode {
  const { t } = useTranslation(['alarms', 'reports']);
  const faultText = useFaultText();
  const who = useOperatorName();
  const language = usePreferences((state) => state.language);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<{ readonly text: string; readonly isFault: boolean } | null>(null);
  const [notice, setNotice] = useState(false);
  /** Makes the report as things stand; of a signed one the report that was made since will do. */
  const make = async (): Promise<{ readonly id: string; readonly number: string } | null> => {
    setBusy(true);
    setTold(null);
    const known = closedMs === null ? null : await callEngine('reports.document', { id: `incident/${id}`, language });
    if (known?.ok === true && known.value.summary.madeMs >= (closedMs ?? 0)) {
      setBusy(false);
      return known.value.summary;
    }
    const made = await callEngine('reports.make', { kind: 'incident', atMs: usePlant.getState().nowMs, subject: id, remarks: '', who: who.trim() === '' ? t('alarms:incidents.reader') : who }, { timeoutMs: MAKE_MS });
    setBusy(false);
    if (!made.ok) setTold({ text: faultText(made.error), isFault: true });
    return made.ok ? made.value : null;
  };
  const save = async (): Promise<void> => {
    const made = await make();
    if (made === null) return;
    const saved = await saveReport(made.id, language, 'pdf', made.number);
    if (saved.kind === 'cancelled') return;
    setTold(saved.kind === 'saved'
      ? { text: t('incidents.pdfDone', { path: saved.path }), isFault: false }
      : { text: saved.kind === 'fault' ? faultText(saved.fault) : t('reports:notSaved', { reason: saved.message }), isFault: true });
  };
  const open = async (): Promise<void> => {
    const made = await make();
    if (made === null) return;
    reports.kind('incident');
    reports.open(made.id);
    route.go('reports');
  };
  return (
    <div className={styles.paper}>
      <Button disabled={busy} onClick={() => void open()} data-testid="incident-report">{t('incidents.openReport')}</Button>
      <Button disabled={busy} onClick={() => void save()} data-testid="incident-pdf"><FileText size={18} aria-hidden />{t(busy ? 'incidents.pdfWorking' : 'incidents.pdf')}</Button>
      <Button onClick={() => setNotice(true)} data-testid="incident-notice"><Megaphone size={18} aria-hidden />{t('incidents.notice')}</Button>
      {told !== null && <span className={told.isFault ? styles.abnormal : styles.kept} role={told.isFault ? 'alert' : 'status'}>{told.text}</span>}
      {notice && <NoticeDialog id={id} onClose={() => setNotice(false)} />}
    </div>
  );
}

function NoticeDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['alarms', 'reports', 'ui']);
  const faultText = useFaultText();
  const own = usePreferences((state) => state.language);
  const [language, setLanguage] = useState(own);
  const [copied, setCopied] = useState<'yes' | 'no' | null>(null);
  const { value, fault } = useQuery('reports.notice', { incident: id, language });
  const text = value?.lines.join('\n') ?? '';
  const copy = (): void => {
    void navigator.clipboard.writeText(text).then(() => setCopied('yes'), () => setCopied('no'));
  };
  return (
    <Dialog open onClose={onClose} title={t('incidents.notice')} subtitle={t('incidents.noticeText')} foot={<><Button onClick={onClose}>{t('ui:action.close')}</Button><Button look="primary" disabled={text === ''} onClick={copy}><ClipboardCopy size={18} aria-hidden />{t(copied === 'yes' ? 'incidents.noticeCopied' : 'incidents.noticeCopy')}</Button></>}>
      <Segments label={t('reports:language')} value={language} onChange={(next) => { setLanguage(next); setCopied(null); }} options={[{ value: 'ko', label: t('reports:languageName.ko') }, { value: 'en', label: t('reports:languageName.en') }]} />
      {fault !== null && <p className={styles.abnormal} role="alert">{faultText(fault)}</p>}
      <pre className={styles.notice} tabIndex={0} lang={language} data-testid="notice">{text}</pre>
      {copied === 'no' && <p className={styles.abnormal} role="alert">{t('incidents.noticeFailed')}</p>}
    </Dialog>
  );
}
