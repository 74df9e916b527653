import { Printer } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { QualityReportView } from '#contract/data-quality.ts';
import { formatNumber } from '../../model/format.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useProfile } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Paper } from '../../ui/paper.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './report-view.module.css';
import { useQualityText } from './use-quality-text.ts';
import { useQuery } from '../../store/use-query.ts';

const MONTHS = 36;

/** The monthly report on the quality of the data, as a table that can be printed. */
export function ReportView({ views }: { readonly views: ReactNode }): ReactNode {
  return (
    <>
      <div className={styles.views}>{views}</div>
      <Reports />
    </>
  );
}

function Reports(): ReactNode {
  const { t } = useTranslation(['dataQuality', 'ui']);
  const faultText = useFaultText();
  const { profile } = useProfile();
  const { value, fault, retry } = useQuery('dataQuality.reports', { limit: MONTHS });
  const [month, setMonth] = useState<string | null>(null);
  const report = value?.find((each) => each.month === month) ?? value?.[0];
  const { day, hour } = profile.quality.monthlyReport;
  if (fault !== null) return <div className={styles.notice} role="alert"><strong>{t('report.failed')}</strong><p>{faultText(fault)}</p><Button onClick={retry}>{t('ui:action.retry')}</Button></div>;
  if (value === null) return <div className={styles.skeleton} role="status" aria-label={t('ui:loading')} />;
  if (report === undefined) return <div className={styles.notice}><strong>{t('report.none')}</strong><p>{t('report.noneHint', { day, hour })}</p></div>;
  return (
    <div className={styles.report} tabIndex={0} role="region" aria-label={t('report.title', { month: report.month })}>
      <div className={styles.tools}>
        <Select label={t('report.month')} value={report.month} onChange={setMonth} options={value.map((each) => ({ value: each.month, label: each.month }))} />
        <Button onClick={() => window.print()}><Printer size={18} aria-hidden />{t('report.print')}</Button>
      </div>
      <ReportTable report={report} />
      <Paper across><ReportTable report={report} /></Paper>
    </div>
  );
}

function ReportTable({ report }: { readonly report: QualityReportView }): ReactNode {
  const { t } = useTranslation('dataQuality');
  const text = useQualityText();
  const columns = ['sensor', 'mean', 'least', 'findings', 'missing', 'substituted', 'comparisons', 'difference', 'calibrations', 'life', 'trend'] as const;
  return (
    <>
      <h2 className={styles.title}>{t('report.title', { month: report.month })} <small>{t('report.written', { when: text.stamp(report.writtenMs) })}</small></h2>
      <table className={styles.table}>
        <thead><tr>{columns.map((column) => <th key={column} scope="col">{t(`report.${column}`)}</th>)}</tr></thead>
        <tbody>
          {report.sensors.map((row) => (
            <tr key={row.tag}>
              <th scope="row">{text.nameOf(row.tag)}</th>
              <td data-low={row.meanScore !== null && row.meanScore < 80}>{formatNumber(row.meanScore, 0)}</td>
              <td data-low={row.leastScore !== null && row.leastScore < 50}>{formatNumber(row.leastScore, 0)}</td>
              <td className={styles.words}>{row.findings.length === 0 ? t('report.noFindings') : row.findings.map(({ check, count, minutes }) => t('report.finding', { check: t(`check.${check}.name`), count, hours: formatNumber(minutes / 60, 1) })).join(', ')}</td>
              <td>{formatNumber(row.missingShare * 100, 1)} %</td>
              <td>{t('report.hours', { hours: formatNumber(row.substitutedMinutes / 60, 1) })}</td>
              <td>{row.comparisons}</td>
              <td>{row.meanDifference === null ? '–' : text.signed(row.tag, row.meanDifference)}</td>
              <td>{row.calibrations}</td>
              <td>{row.lifeLeftDays === null ? '–' : t('report.days', { days: formatNumber(row.lifeLeftDays, 0) })}</td>
              <td>{row.trendPerMonth === null ? '–' : text.signed(row.tag, row.trendPerMonth)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
