import { FileSpreadsheet, FileText, Printer } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReportFormat } from '#contract/reports.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Paper } from '../../ui/paper.tsx';
import { RightButton } from '../../ui/right-button.tsx';
import { DocumentView } from './document-view.tsx';
import styles from './report-preview.module.css';
import { saveReport } from './save-report.ts';
import type { SaveOutcome } from './save-report.ts';
import { useReportDocument } from './use-reports.ts';

/** A report as it will be printed, with the ways to take it along. */
export function ReportPreview({ id, logoBase64 }: { readonly id: string | null; readonly logoBase64: string | null }): ReactNode {
  const { t } = useTranslation(['reports', 'ui']);
  const faultText = useFaultText();
  const own = usePreferences((state) => state.language);
  const [language, setLanguage] = useState(own);
  const [outcome, setOutcome] = useState<{ readonly id: string; readonly saved: SaveOutcome } | null>(null);
  const [busy, setBusy] = useState(false);
  const { value, fault } = useReportDocument(id, language);

  const save = (format: ReportFormat): void => {
    if (id === null || value === null) return;
    setBusy(true);
    setOutcome(null);
    void saveReport(id, language, format, value.summary.number).then((saved) => {
      setBusy(false);
      if (saved.kind !== 'cancelled') setOutcome({ id, saved });
    });
  };

  if (id === null) return <section className={styles.none} aria-label={t('preview')}><p>{t('previewNone')}</p></section>;
  return (
    <section className={styles.preview} aria-label={t('preview')}>
      <div className={styles.tools}>
        <RightButton right="export" disabled={value === null || busy} onClick={() => save('pdf')} data-testid="report-pdf"><FileText size={18} aria-hidden />{t('savePdf')}</RightButton>
        <RightButton right="export" disabled={value === null || busy} onClick={() => save('xlsx')} data-testid="report-xlsx"><FileSpreadsheet size={18} aria-hidden />{t('saveExcel')}</RightButton>
        <Button disabled={value === null} onClick={() => window.print()}><Printer size={18} aria-hidden />{t('print')}</Button>
        <span className={styles.grow} />
        <Segments label={t('language')} value={language} onChange={setLanguage} options={[{ value: 'ko', label: t('languageName.ko') }, { value: 'en', label: t('languageName.en') }]} />
      </div>
      {outcome?.id === id && (
        <p className={outcome.saved.kind === 'saved' ? styles.done : styles.fault} role={outcome.saved.kind === 'saved' ? 'status' : 'alert'}>
          {outcome.saved.kind === 'saved' ? t('saved', { path: outcome.saved.path }) : outcome.saved.kind === 'fault' ? faultText(outcome.saved.fault) : t('notSaved', { reason: outcome.saved.kind === 'shell' ? outcome.saved.message : '' })}
        </p>
      )}
      {fault !== null && <p className={styles.fault} role="alert">{faultText(fault)}</p>}
      <div className={styles.scroller} tabIndex={0} role="region" aria-label={t('preview')}>
        {value === null ? fault === null && <div className={styles.skeleton} role="status" aria-label={t('ui:loading')} /> : <DocumentView document={value.document} language={language} logoBase64={logoBase64} />}
      </div>
      {value !== null && <Paper><DocumentView document={value.document} language={language} logoBase64={logoBase64} /></Paper>}
    </section>
  );
}
